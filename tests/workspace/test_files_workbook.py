"""Any kind of work as a workbook: the same as its YAML both ways, and every problem names its cell."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as Book
from openpyxl import load_workbook

from lupaus.web.refusals import Refused
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.files.declared import Declared, PartRecord
from lupaus.workspace.files.kinds import Listing
from lupaus.workspace.files.records import Located, Record, key, record
from lupaus.workspace.files.sheets import SheetOf
from lupaus.workspace.files.words import PartId, Words
from lupaus.workspace.files.workbook import Workbook
from tests.workspace.declared_choir import CHOIR, ChoirEntry, ConcertEntry, Document
from tests.workspace.test_files_declared import YAML

Edit = Callable[[Book], object]

lines = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=30
).filter(lambda each: each == each.strip() and bool(each))
prose = st.lists(lines, min_size=1, max_size=3).map("\n\n".join)
titles: st.SearchStrategy[Any] = st.fixed_dictionaries({"fi": lines}, optional={"sv": lines, "en": lines})
ids = st.from_regex(r"[a-z0-9][a-z0-9-]{0,9}", fullmatch=True)
years: st.SearchStrategy[Any] = st.integers(1900, 2200)
numbers = st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9, allow_nan=False).map(
    lambda number: int(number) if number.is_integer() else number
)
#: A number of more digits than a spreadsheet keeps is text there, which the attribute's form makes a number.
short_numbers = st.integers(-(10**9), 10**9) | st.sampled_from([0.5, -12.25, 1e-7, 123456.789])
own = st.dictionaries(
    st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True), lines | short_numbers, min_size=1, max_size=3
).map(lambda values: dict(sorted(values.items())))
money = st.fixed_dictionaries({"amount": numbers}, optional={"payer": lines})
songs = st.fixed_dictionaries(
    {"title": titles}, optional={"voices": st.sampled_from(["women", "mixed"]), "attributes": own}
)


def _year(row: dict[str, Any]) -> int:
    return int(row["year"])


concerts: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"title": titles},
    optional={
        "text": st.dictionaries(st.sampled_from(["fi", "sv", "en"]), prose, min_size=1),
        "day": st.dates().map(lambda day: day.isoformat()),
        "money": money,
        "singers": st.lists(lines, unique=True, min_size=1, max_size=4),
        "rehearsals": st.lists(years, unique=True, min_size=1, max_size=3),
        "audiences": st.lists(
            st.fixed_dictionaries(
                {"year": years, "people": numbers}, optional={"season": st.just("spring"), "remark": lines}
            ),
            min_size=1,
            max_size=3,
            unique_by=_year,
        ),
        "attributes": own,
    },
)
heads = st.fixed_dictionaries({"title": titles}, optional={"fees": st.lists(money, min_size=1, max_size=3)})


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """A choir with concerts and songs, as the workspace would keep it."""
    parts = [PartValue("choir", draw(ids), "", draw(heads))]
    song = 0
    for place, slug in enumerate(
        draw(st.lists(ids.filter(lambda each: each != "versions"), unique=True, max_size=4))
    ):
        parts.append(PartValue("concert", slug, "", draw(concerts), place))
        for number, content in enumerate(draw(st.lists(songs, max_size=3))):
            parts.append(PartValue("song", f"s{song}", slug, content, number))
            song += 1
    return Content(parts)


def again(written: bytes, name: str) -> Content:
    return Content(CHOIR.parts_of(CHOIR.read_bytes(written, name).choir))


@pytest.mark.slow
@given(contents())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_content_comes_back_from_each_file_as_it_went(content: Content) -> None:
    assert again(CHOIR.write_xlsx(content), "a.xlsx") == content
    assert again(CHOIR.write_yaml(content).encode(), "a.yaml") == content
    assert again(CHOIR.write_json(content).encode(), "a.json") == content


@pytest.mark.slow
@given(contents())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_file_made_from_another_file_is_the_same(content: Content) -> None:
    yaml = CHOIR.write_yaml(content)
    assert CHOIR.write_yaml(again(CHOIR.write_xlsx(again(yaml.encode(), "a.yaml")), "a.xlsx")) == yaml


def kept() -> Content:
    return again(YAML.encode(), "a.yaml")


def book() -> Book:
    return load_workbook(BytesIO(CHOIR.write_xlsx(kept())))


def headers(book: Book, sheet: str) -> list[Any]:
    return [cell.value for cell in book[sheet][1]]


def rows(book: Book, sheet: str) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in list(book[sheet])[1:]]


def told(edit: Edit) -> list[tuple[str, str]]:
    """What is wrong with a changed workbook: cells and sentences."""
    changed = book()
    edit(changed)
    out = BytesIO()
    changed.save(out)
    try:
        CHOIR.read_bytes(out.getvalue(), "a.xlsx")
    except Refused as refused:
        return [(problem.path, problem.message) for problem in refused.problems]
    return []


def put(sheet: str, cell: str, value: str | int | None) -> Edit:
    def edit(book: Book) -> None:
        book[sheet][cell] = value

    return edit


def test_each_kind_of_part_and_each_short_list_has_its_sheet() -> None:
    assert book().sheetnames == ["choir", "choir_fees", "concerts", "concerts_audiences", "songs"]


def test_each_key_has_its_column_and_each_row_names_what_it_stands_under() -> None:
    found = book()
    assert headers(found, "concerts") == [
        "id", "title fi", "title sv", "title en", "text fi", "text sv", "text en", "day",
        "money amount", "money payer", "singers", "rehearsals", "attributes cost", "attributes owner",
    ]  # fmt: skip
    assert headers(found, "concerts_audiences") == [
        "concert", "year", "people", "season", "remark",
    ]  # fmt: skip
    assert headers(found, "songs") == ["id", "concert", "title fi", "title sv", "title en", "voices"]
    assert headers(found, "choir_fees") == ["amount", "payer"]


def test_lists_stand_in_one_cell_and_short_lists_of_records_in_rows() -> None:
    found = book()
    spring = rows(found, "concerts")[0]
    assert spring[10:12] == ["Anna, sopraano\nBo", "2025, 2026"]
    assert rows(found, "concerts_audiences") == [
        ["kevat", 2024, 80, None, None],
        ["kevat", 2025, 120.5, None, "Ulkona"],
    ]
    assert rows(found, "choir_fees") == [[12.5, None], [20, "Kaupunki"]]


def test_rows_of_a_short_list_keep_their_order_wherever_they_stand() -> None:
    changed = book()
    sheet = changed["concerts_audiences"]
    sheet.delete_rows(2, 2)
    for values in (["syksy", 2020, 5], ["kevat", 2024, 80], ["syksy", 2019, 6]):
        sheet.append(values)
    out = BytesIO()
    changed.save(out)
    autumn = again(out.getvalue(), "a.xlsx").get("concert", "syksy")
    assert autumn is not None
    assert [each["year"] for each in autumn.content["audiences"]] == [2020, 2019]


@pytest.mark.parametrize(
    ("edit", "place", "words"),
    [
        (put("concerts_audiences", "B3", "soon"), "concerts_audiences!B3", "Expected a year such as 2030"),
        (put("concerts_audiences", "C2", None), "concerts_audiences!C2", "Missing: expected a number"),
        (put("concerts_audiences", "A2", "nowhere"), "concerts_audiences!A2", "no “nowhere” in the sheet"),
        (put("concerts_audiences", "A2", "kevät"), "concerts_audiences!A2", "Did you mean “kevat”?"),
        (put("concerts_audiences", "A2", None), "concerts_audiences!A2", "expected an id from the sheet"),
        (put("concerts_audiences", "B1", "yeer"), "concerts_audiences!B1", "Did you mean “year”?"),
        (put("songs", "B2", "sirkut"), "songs!B2", "no “sirkut” in the sheet “concerts”"),
        (put("songs", "A3", "yksi"), "songs!A3", "twice; the first is in row 2"),
        (put("songs", "F2", "children"), "songs!F2", "Expected one of women, men, mixed"),
        (put("concerts", "A3", "versions"), "concerts!A3", "an address needs it"),
        (put("concerts", "I2", "12,5"), "concerts!I2", "write a point, not a comma"),
        (put("concerts", "L2", "2025, soon"), "concerts!L2", "Expected a year such as 2030, found “soon”."),
        (put("concerts", "B2", None), "concerts!B2", "The Finnish words are missing"),
        (put("choir", "A3", "other"), "choir!3", "The sheet “choir” has one row."),
        (put("choir_fees", "A2", "much"), "choir_fees!A2", "Expected a number"),
        (put("concerts", "C2", "=1+1"), "concerts!C2", "formula"),
    ],
)
def test_a_problem_names_its_cell(edit: Edit, place: str, words: str) -> None:
    found = told(edit)
    assert any(where == place and words in sentence for where, sentence in found), found


def test_a_rule_of_the_room_names_the_row() -> None:
    ((place, words),) = told(put("concerts_audiences", "B3", 2024))
    assert words == "A year stands twice."
    assert place == "concerts!2"


def test_a_sheet_that_belongs_to_nothing_is_refused() -> None:
    def edit(book: Book) -> None:
        book["songs"].title = "sogns"

    assert ("sogns!1", "There is no sheet “sogns” in such a workbook. Did you mean “songs”?") in told(edit)


def test_an_empty_workbook_is_refused() -> None:
    out = BytesIO()
    Book().save(out)
    with pytest.raises(Refused, match="The sheet “choir” is missing, or holds no row"):
        CHOIR.read_bytes(out.getvalue(), "a.xlsx")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"choir: {}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        CHOIR.read_bytes(content, "a.xlsx")


def test_a_text_longer_than_a_cell_is_a_sentence() -> None:
    long = PartValue("concert", "a", "", {"title": {"fi": "x" * 40_000}})
    with pytest.raises(Refused):
        CHOIR.write_xlsx(Content([*kept().parts, long]))


@record
class Deep(Located):
    id: str = key(PartId())
    inner: ConcertEntry = key(Record(ConcertEntry))


@record
class Wordy(Located):
    id: str = key(PartId())
    names: tuple[Any, ...] = key(Listing(Words(10)), default=())


@record
class OfDeep(Located):
    choir: Deep = key(Record(Deep))


@record
class OfWordy(Located):
    choir: Wordy = key(Record(Wordy))


@pytest.mark.parametrize(
    ("head", "document", "words"),
    [(Deep, OfDeep, "inner.audiences"), (Wordy, OfWordy, "fits no cell")],
)
def test_what_fits_no_sheet_is_told_when_it_is_declared(
    head: type[Located], document: type[Located], words: str
) -> None:
    with pytest.raises(TypeError, match=words):
        Declared(
            name="choir",
            key="choir",
            head=head,
            parts=[],
            document=document,
            schema_title="",
            schema_description="",
        )


def test_a_sheet_whose_name_or_column_is_taken_is_told_when_it_is_declared() -> None:
    with pytest.raises(TypeError, match="cannot be called so"):
        Workbook(
            Document,
            [
                SheetOf("choir", ChoirEntry),
                SheetOf("concerts", ConcertEntry, "year", "choir"),
            ],
        )
    with pytest.raises(TypeError, match="cannot be called so"):
        Workbook(Document, [SheetOf("choir" * 7, ChoirEntry)])


def test_a_kind_of_part_with_a_hyphen_names_its_column_with_an_underscore() -> None:
    declared = Declared(
        name="choir",
        key="choir",
        head=ChoirEntry,
        parts=[PartRecord("spring-concert", "concerts", ConcertEntry)],
        document=Document,
        schema_title="",
        schema_description="",
    )
    content = Content(declared.parts_of(declared.read_bytes(YAML.encode(), "a.yaml").choir))
    assert headers(load_workbook(BytesIO(declared.write_xlsx(content))), "concerts_audiences")[0] == (
        "spring_concert"
    )
