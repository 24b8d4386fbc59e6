from __future__ import annotations

import csv
import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from lupaus.web.refusals import Refused
from lupaus.web.spreadsheets import (
    Column,
    Limits,
    NotRead,
    SheetToWrite,
    Value,
    archive,
    csv_cell,
    place_of,
    read_workbook,
    write_workbook,
)

FORMULAS = ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", " =1", "＝1+1"]
TYPES = (
    """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"""
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = f"""<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">\
<sheets><sheet name="Goals" sheetId="1" r:id="r1"/></sheets></workbook>"""
RELATIONS = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"""


def sheet_xml(rows: str, after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def packed(
    parts: Mapping[str, str | bytes] | None = None, *, compression: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A smallest workbook with these parts changed, added, or left out ("")."""
    whole: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS,
        "xl/worksheets/sheet1.xml": sheet_xml(""),
        **(parts or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as packed_file:
        for name, content in whole.items():
            if content:
                packed_file.writestr(name, content)
    return out.getvalue()


def rows_xml(rows: str, after: str = "") -> bytes:
    return packed({"xl/worksheets/sheet1.xml": sheet_xml(rows, after)})


def made(fill: Callable[[Workbook], None]) -> bytes:
    """A workbook as a spreadsheet program would make it."""
    book = Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refusal(source: bytes, **limits: int) -> str:
    with pytest.raises(NotRead) as refused:
        read_workbook(source, limits=Limits(**limits))
    return "\n".join(str(problem) for problem in refused.value.problems)


def written(*rows: tuple[Value | None, ...]) -> bytes:
    width = max((len(row) for row in rows), default=1)
    return write_workbook([SheetToWrite("Goals", [Column(f"c{n}") for n in range(width)], rows)])


# Out


@pytest.mark.parametrize("words", FORMULAS)
def test_no_text_is_ever_a_formula(words: str) -> None:
    cell = load_workbook(io.BytesIO(written((words,))))["Goals"]["A2"]
    assert cell.data_type in ("s", "inlineStr")
    assert cell.value == words.replace("\r", "\n")
    assert cell.quotePrefix
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(written((words,)))).read("xl/worksheets/sheet1.xml")


def test_a_header_is_no_formula_either() -> None:
    data = write_workbook([SheetToWrite("=1", [Column("=HYPERLINK(1)")], [])])
    assert load_workbook(io.BytesIO(data)).worksheets[0]["A1"].data_type == "s"


def test_values_keep_their_kind() -> None:
    values = (1, 2.5, True, date(2026, 11, 22), datetime.fromisoformat("2026-11-22T09:30"), "x", None)
    (sheet,) = read_workbook(written(values))
    assert tuple(sheet.rows[0].values.values()) == values[:-1]
    assert type(sheet.rows[0].values["c0"]) is int


@pytest.mark.parametrize("number", [1.3527465560430324e-95, 0.1 + 0.2, 1e300, -5e-324, 71.12345678901235])
def test_a_number_keeps_every_digit(number: float) -> None:
    (sheet,) = read_workbook(write_workbook([SheetToWrite("Figures", [Column("value")], [[number]])]))
    assert sheet.rows[0].values["value"] == number


def test_a_moment_is_told_in_finnish_time() -> None:
    (sheet,) = read_workbook(written((datetime(2026, 7, 1, 9, tzinfo=UTC),)))
    assert sheet.rows[0].values["c0"] == datetime.fromisoformat("2026-07-01T12:00")


def test_the_header_stays_in_sight_and_columns_have_their_width() -> None:
    data = write_workbook([SheetToWrite("A", [Column("title.fi", 40)], [("x",)])])
    sheet = load_workbook(io.BytesIO(data))["A"]
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width == 40
    assert sheet["A1"].font.bold


def test_names_of_sheets_are_made_such_as_programs_take() -> None:
    data = write_workbook(
        [SheetToWrite(name, [Column("a")], []) for name in ("a/b[c]", "A B C", "x" * 40, "")]
    )
    assert load_workbook(io.BytesIO(data)).sheetnames == ["a b c", "A B C 2", "x" * 31, "-"]


def test_a_text_longer_than_a_cell_is_refused_with_its_place() -> None:
    with pytest.raises(Refused) as refused:
        written(("x" * 40_000,))
    assert refused.value.problems[0].path == "Goals!A2"


@settings(max_examples=30)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_what_goes_out_comes_back(texts: list[str]) -> None:
    kept = [text for text in texts if all(c in "\t\n" or c.isprintable() for c in text)]
    (sheet,) = read_workbook(written(tuple(kept) or ("x",)))
    back = [sheet.rows[0].values.get(f"c{n}", "") if sheet.rows else "" for n in range(len(kept))]
    assert back == [text.strip() for text in kept]


@pytest.mark.parametrize("words", ["_x0041_", "_x000D_", "a_x005F_b", "_x", "\ufffe\x00bad"])
def test_what_looks_like_an_escape_stays_words(words: str) -> None:
    (sheet,) = read_workbook(written((words,)))
    assert sheet.rows[0].values["c0"] == words.replace("\ufffe", "\ufffd").replace("\x00", "\ufffd")


# In


def test_a_workbook_of_a_program_is_read_with_its_places() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.title = "Tavoitteet"
        sheet.append(["id", "title.fi", "year"])
        sheet.append(["work", "Työ", 2030])
        sheet["A5"] = "later"
        book.create_sheet("Empty")

    goals, empty = read_workbook(made(fill))
    assert goals.name == "Tavoitteet"
    assert goals.columns == {"id": 1, "title.fi": 2, "year": 3}
    assert [(row.number, dict(row.values)) for row in goals.rows] == [
        (2, {"id": "work", "title.fi": "Työ", "year": 2030}),
        (5, {"id": "later"}),
    ]
    assert goals.place(5, "title.fi") == "Tavoitteet!B5"
    assert goals.place(5) == goals.place(5, "nothing") == "Tavoitteet!5"
    assert (empty.columns, empty.rows) == ({}, ())


def test_a_file_on_disk_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(written(("x",)))
    assert read_workbook(tmp_path / "a.xlsx")[0].rows[0].values == {"c0": "x"}


def test_inline_shared_and_rich_texts_are_texts() -> None:
    aid = '<rPh sb="0" eb="1"><t>no</t></rPh>'
    strings = f'<sst xmlns="{MAIN}"><si><r><t>a</t></r><r><t> b</t></r>{aid}</si></sst>'
    rows = f"""<row><c t="inlineStr"><is><t>h1</t></is></c><c t="str"><v>h2</v></c><c t="s"><v>0</v></c></row>
    <row><c t="inlineStr"><is><t>x</t>{aid}</is></c><c t="b"><v>0</v></c><c><v>2e0</v></c></row>"""
    data = packed({"xl/worksheets/sheet1.xml": sheet_xml(rows), "xl/sharedStrings.xml": strings})
    (sheet,) = read_workbook(data)
    assert dict(sheet.rows[0].values) == {"h1": "x", "h2": False, "a b": 2}


def test_a_formula_is_refused_with_its_place() -> None:
    def fill(book: Workbook) -> None:
        book.worksheets[0]["A1"] = "year"
        book.worksheets[0]["A2"] = "=1+1"

    assert refusal(made(fill)) == "Sheet!A2: There is a formula here. Put its value in its place."


def test_an_error_is_refused_with_its_place() -> None:
    assert "Goals!B2: There is an error here: #REF!." in refusal(
        rows_xml('<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2" t="e"><v>#REF!</v></c></row>')
    )


def test_merged_cells_are_refused_with_their_place() -> None:
    def fill(book: Workbook) -> None:
        book.worksheets[0].merge_cells("B2:C3")

    assert refusal(made(fill)) == "Sheet!B2:C3: Cells are merged here. Part them."


def test_values_without_a_column_name_and_names_that_stand_twice_are_refused() -> None:
    def fill(book: Workbook) -> None:
        book.worksheets[0].append(["a", "a"])
        book.worksheets[0].append([1, 2, 3])

    assert refusal(made(fill)).splitlines() == [
        "Sheet!B1: Two columns are called “a”.",
        "Sheet!C2: There is a value under no column name.",
    ]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('t="s"><v>7</v>', "cannot be read"),
        ('t="s"><v>-1</v>', "cannot be read"),
        ('t="s"><v>x</v>', "cannot be read"),
        ("><v>1e999</v>", "cannot be read"),
        ("><v>nan</v>", "cannot be read"),
        ('t="d"><v>yesterday</v>', "cannot be read"),
        (f't="str"><v>{"x" * 40_000}</v>', "longer than"),
    ],
)
def test_a_cell_that_means_nothing_is_refused_with_its_place(cell: str, said: str) -> None:
    told = refusal(rows_xml(f"<row><c {cell}</c></row>"))
    assert said in told
    assert told.startswith("Goals!A1")


def test_no_more_than_twenty_things_are_told() -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}"><f>1</f></c></row>' for n in range(1, 500))
    assert len(refusal(rows_xml(cells)).splitlines()) == 20


@pytest.mark.parametrize("source", [b"", b"PK", b"id,title\n1,x", b"PK\x03\x04" + b"\x00" * 100, b"%PDF-1.7"])
def test_what_is_no_workbook_is_refused(source: bytes) -> None:
    assert refusal(source) == "The file is no .xlsx workbook."


def test_a_zip_of_something_else_is_refused() -> None:
    assert "no .xlsx" in refusal(packed({"xl/workbook.xml": ""}))
    assert "no .xlsx" in refusal(packed(compression=zipfile.ZIP_LZMA))


def test_a_password_is_refused() -> None:
    assert "password" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    data = bytearray(packed())
    for sign in (b"PK\x01\x02", b"PK\x03\x04"):
        at = data.find(sign)
        data[at + (8 if sign == b"PK\x01\x02" else 6)] |= 1
    assert "password" in refusal(bytes(data))


def test_macros_are_refused() -> None:
    assert "macros" in refusal(packed({"xl/vbaProject.bin": b"x"}))
    assert "macros" in refusal(packed({"xl/macrosheets/sheet1.xml": "<a/>"}))
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    types = TYPES.replace("/>", f'><Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>')
    assert "macros" in refusal(packed({"[Content_Types].xml": types}))


@pytest.mark.parametrize(
    "part", ["xl/externalLinks/externalLink1.xml", "xl/connections.xml", "xl/embeddings/a.bin"]
)
def test_links_to_other_files_are_refused(part: str) -> None:
    assert "links to other files" in refusal(packed({part: "<a/>"}))


def test_an_outside_relation_is_refused_but_a_link_to_click_on_is_words() -> None:
    outside = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
<Relationship Id="x" Type="{OFFICE}/{{}}" Target="http://evil.example/" TargetMode="External"/>\
</Relationships>"""
    name = "xl/worksheets/_rels/sheet1.xml.rels"
    assert "links to other files" in refusal(packed({name: outside.format("image")}))
    assert read_workbook(packed({name: outside.format("hyperlink")}))[0].rows == ()


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]
)
@pytest.mark.parametrize(
    "declared",
    ['<!DOCTYPE a [<!ENTITY b "c">]>', '<!DOCTYPE a SYSTEM "file:///etc/passwd">', "<!DOCTYPE a>"],
)
def test_a_declaration_of_own_names_is_refused(part: str, declared: str) -> None:
    assert "names of its own in XML" in refusal(packed({part: f"{declared}<a/>"}))


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"])
@pytest.mark.parametrize(
    "content", [b"<a><b></a>", b"\xff\xfe\x00", b'<?xml version="1.0" encoding="ebcdic-x"?><a/>']
)
def test_a_damaged_part_is_refused(part: str, content: bytes) -> None:
    assert "damaged" in refusal(packed({part: content}))


def test_bytes_that_do_not_add_up_are_refused() -> None:
    data = bytearray(
        packed({"xl/worksheets/sheet1.xml": sheet_xml(" " * 5000)}, compression=zipfile.ZIP_STORED)
    )
    data[data.find(b"<sheetData>") + 20] ^= 1
    assert "damaged" in refusal(bytes(data))


def quickly(source: bytes, **limits: int) -> str:
    """A refusal that takes under three seconds and thirty megabytes."""
    begun = time.process_time()
    refusal(source, **limits)
    took = time.process_time() - begun
    tracemalloc.start()
    try:
        told = refusal(source, **limits)
        memory = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert took < 3
    assert memory < 30 * 2**20
    return told


def test_a_file_too_big_is_refused_before_it_is_opened() -> None:
    assert "bigger than 1 MB" in quickly(b"PK" + b"\x00" * 2**21, bytes=2**20)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = packed({"xl/worksheets/sheet1.xml": b"\x00" * (70 * 2**20)})
    assert len(bomb) < 200_000
    assert "Unpacked, the file is bigger than 60 MB" in quickly(bomb)


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(packed({"xl/worksheets/sheet1.xml": sheet_xml(" " * (5 * 2**20))}))
    at = bomb.find(b"PK\x01\x02", bomb.find(b"sheet1.xml", bomb.find(b"PK\x01\x02")) - 60)
    bomb[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    assert "damaged" in quickly(bytes(bomb))


@pytest.mark.slow
def test_a_sheet_of_a_million_rows_is_left_at_the_first_too_many() -> None:
    row = '<row><c t="inlineStr"><is><t>x</t></is></c></row>'
    assert "more than 20000 rows" in quickly(rows_xml(row * 1_000_000))


def test_a_lone_cell_far_down_or_far_right_is_refused() -> None:
    assert "more than 20000 rows" in refusal(rows_xml('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'))
    assert "more than 20000 rows" in refusal(rows_xml('<row><c r="A1048576"><v>1</v></c></row>'))
    assert "Goals!XFD1" in refusal(rows_xml('<row r="1"><c r="XFD1"><v>1</v></c></row>'))


def test_a_row_of_a_million_cells_is_left_at_the_first_too_many() -> None:
    assert "more than 200 columns" in quickly(rows_xml("<row>" + "<c><v>1</v></c>" * 1_000_000 + "</row>"))


@pytest.mark.parametrize("piece", ["<x/>", '<c r="A1"/>', "<row/>", "<t/>"])
def test_a_sheet_of_nothing_but_elements_is_left_with_little_memory(
    piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_MOST_ELEMENTS", 10_000)
    assert "too much" in quickly(rows_xml(piece * 30_000)) or piece == "<row/>"


def test_too_many_sheets_and_parts_are_refused() -> None:
    def fill(book: Workbook) -> None:
        for number in range(3):
            book.create_sheet(f"s{number}")

    assert "more than 2 sheets" in refusal(made(fill), sheets=2)
    assert "bigger" in refusal(packed({f"x{n}": "y" for n in range(1001)}))


def test_days_of_both_calendars_are_days() -> None:
    styles = f"""<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="d.m.yyyy"/></numFmts>
    <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>"""
    rows = """<row><c t="str"><v>a</v></c><c t="str"><v>b</v></c><c t="str"><v>c</v></c></row>
    <row><c s="1"><v>46348</v></c><c s="2"><v>46348</v></c><c s="0"><v>46348</v></c></row>"""
    parts = {"xl/worksheets/sheet1.xml": sheet_xml(rows), "xl/styles.xml": styles}
    (sheet,) = read_workbook(packed(parts))
    assert dict(sheet.rows[0].values) == {"a": date(2026, 11, 22), "b": date(2026, 11, 22), "c": 46348}
    from_1904 = BOOK.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    (sheet,) = read_workbook(packed({**parts, "xl/workbook.xml": from_1904}))
    assert sheet.rows[0].values["a"] == date(2030, 11, 23)


@given(st.binary(max_size=300))
def test_whatever_the_bytes_are_a_sentence_says_no(noise: bytes) -> None:
    with pytest.raises(NotRead):
        read_workbook(b"PK\x03\x04" + noise)


@given(st.integers(0, 2000), st.integers(0, 255))
def test_a_workbook_with_a_byte_changed_is_read_or_refused(place: int, byte: int) -> None:
    data = bytearray(_SMALL)
    data[place % len(data)] = byte
    try:
        read_workbook(bytes(data))
    except NotRead:
        return


_SMALL = written(("a", 1), ("b", date(2026, 1, 1)))


# CSV, and places


@pytest.mark.parametrize("words", FORMULAS)
def test_a_csv_cell_that_begins_like_a_formula_gets_an_apostrophe(words: str) -> None:
    assert csv_cell(words) == f"'{words}"


@pytest.mark.parametrize("value", ["a=1", "1-2", "", "x@y", -2.5, 3, None, True])
def test_other_csv_cells_stay(value: object) -> None:
    assert csv_cell(value) is value


def test_a_csv_file_of_safe_cells_has_no_formula() -> None:
    out = io.StringIO()
    csv.writer(out).writerow([csv_cell(words) for words in FORMULAS])
    assert all(cell.startswith("'") for cell in next(csv.reader(io.StringIO(out.getvalue(), newline=""))))


@given(st.integers(1, 18_278))
def test_columns_are_named_as_spreadsheets_name_them(column: int) -> None:
    assert place_of("S", 1, column) == f"S!{get_column_letter(column)}1"
