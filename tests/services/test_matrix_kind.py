"""The matrix as a kind of work: its files both ways, what is refused by every door, what keeps it back."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from lupaus.accounts.models import Role
from lupaus.services.matrix.declared import DECLARED, FEWEST_PEOPLE
from lupaus.services.matrix.kind import KIND, check
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace import operations, queries
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.models import Version, Work
from lupaus.workspace.operations import PartRefused
from tests import world
from tests.services import matrices as made
from tests.services.matrices import WORK, cell, part, small, year
from tests.signed_in import client_of
from tests.strategy.followed import kaava
from tests.workspace.programs import program_of, somebody
from tests.world import PIRKKO

THE_WORK = Work(pk=WORK, kind="matrix", organisation="kaava")
FILES = {form.name: form for form in KIND.files}


def file(name: str, parts: list[PartValue] | None = None) -> bytes:
    return FILES[name].write(THE_WORK, Content(small() if parts is None else parts))


def back(name: str, content: bytes) -> Content:
    return Content(FILES[name].read(THE_WORK, content, f"matrix.{name}"))


def problems(name: str, content: bytes) -> list[Problem]:
    with pytest.raises(Refused) as refused:
        back(name, content)
    return list(refused.value.problems)


def edited(edit: Callable[[Any], None]) -> bytes:
    """The workbook of the small matrix, edited by somebody with a spreadsheet program."""
    book = load_workbook(BytesIO(file("xlsx")))
    edit(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def rows(book: Any, sheet: str) -> list[tuple[Any, ...]]:
    return list(book[sheet].iter_rows(values_only=True))


@pytest.mark.parametrize("name", ["yaml", "json", "xlsx"])
def test_a_matrix_comes_back_from_each_file_as_it_went(name: str) -> None:
    assert back(name, file(name)) == Content(made.kept(small()))
    assert back(name, file(name)).digest == Content(made.kept(small())).digest


def test_a_large_matrix_comes_back_too() -> None:
    parts = made.of_size(3, 2, 10, ids=600)
    assert back("xlsx", file("xlsx", parts)) == Content(made.kept(parts))


def test_figures_have_a_sheet_with_a_row_for_each_year() -> None:
    book = load_workbook(BytesIO(file("xlsx")))
    (sheet,) = [name for name in book.sheetnames if "figures" in name]
    heads, *lines = rows(book, sheet)
    assert {"year", "people", "money", "access", "satisfaction"} <= set(heads)
    assert len(lines) == sum(len(each.content.get("figures", ())) for each in small())


def test_a_figure_changed_in_the_workbook_is_read_and_nothing_else_changes() -> None:
    def edit(book: Any) -> None:
        (sheet,) = [name for name in book.sheetnames if "figures" in name]
        heads, *lines = rows(book, sheet)
        place = next(n for n, line in enumerate(lines, 2) if 1200 in line)
        book[sheet].cell(place, heads.index("people") + 1).value = 1300

    found = back("xlsx", edited(edit))
    before = Content(made.kept(small()))
    changed = {each.slug for each in found.parts if before.by_key[each.key] != each}
    assert changed == {"advice-children"}
    assert found.by_key["cell", "advice-children"].content["figures"][1]["people"] == 1300


def test_a_mistake_in_the_workbook_names_its_cell() -> None:
    def edit(book: Any) -> None:
        (sheet,) = [name for name in book.sheetnames if "figures" in name]
        heads, *lines = rows(book, sheet)
        place = next(n for n, line in enumerate(lines, 2) if 1200 in line)
        book[sheet].cell(place, heads.index("people") + 1).value = 3
        book[sheet].cell(place, heads.index("satisfaction") + 1).value = 9
        book["cells"].cell(2, 1).value = "Not An Id"

    first = problems("xlsx", edited(edit))
    assert any("cells!A2" in str(problem) for problem in first)

    def few(book: Any) -> None:
        (sheet,) = [name for name in book.sheetnames if "figures" in name]
        heads, *lines = rows(book, sheet)
        place = next(n for n, line in enumerate(lines, 2) if 1200 in line)
        book[sheet].cell(place, heads.index("people") + 1).value = 3

    (problem,) = problems("xlsx", edited(few))
    assert "fewer than 5 people" in problem.message
    assert "figures!" in str(problem)


@pytest.mark.parametrize("people", [1, 2, 3, 4, 4.5])
@pytest.mark.parametrize("name", ["yaml", "json", "xlsx"])
def test_small_numbers_never_come_in_by_a_file(name: str, people: float) -> None:
    parts = [*small()[:8], part("task", "care", 0, "heavy")]
    parts += [cell("few", "children", "some", "care", "s1", figures=[year(2024, people=people)])]
    written = DECLARED.plain_of(Content(parts))
    if name == "json":
        given = json.dumps(written, default=str).encode()
    elif name == "yaml":
        given = json.dumps(written, default=str).encode()  # JSON is YAML too
    else:
        book = load_workbook(
            BytesIO(
                file(
                    "xlsx",
                    [
                        *parts[:-1],
                        cell("few", "children", "some", "care", "s1", figures=[year(2024, people=50)]),
                    ],
                )
            )
        )
        (sheet,) = [each for each in book.sheetnames if "figures" in each]
        book[sheet].cell(2, rows(book, sheet)[0].index("people") + 1).value = people
        out = BytesIO()
        book.save(out)
        given = out.getvalue()
    (problem,) = problems(name, given)
    assert "could be recognised" in problem.message


@pytest.mark.parametrize("people", [0, FEWEST_PEOPLE, 1000])
def test_nobody_and_five_and_more_may_be_told(people: float) -> None:
    read = KIND.read("cell", {"entity": "a", "task": "b", "figures": [year(2024, people=people)]})
    assert not read.problems


def test_figures_that_cannot_be_are_refused_beside_their_row() -> None:
    figures = [
        year(2024, money=-1, satisfaction=0.5),
        year(2024, people=3),
        {"people": 10},
    ]
    read = KIND.read("cell", {"entity": "a", "task": "b", "capacity": -1, "figures": figures[:2]})
    assert {problem.path for problem in read.problems} == {
        "capacity",
        "figures[0].money",
        "figures[0].satisfaction",
        "figures[0].year",
        "figures[1].people",
    }
    assert KIND.read("cell", {"entity": "a", "task": "b", "figures": figures[2:]}).problems


@pytest.fixture
def draft(db: None, clock: Clock) -> Version:
    made.catalogue()
    return made.begin(clock)


@pytest.mark.django_db
@pytest.mark.parametrize("people", [1, 4])
def test_small_numbers_never_come_in_by_an_operation(draft: Version, clock: Clock, people: int) -> None:
    before = queries.content(draft).digest
    few = {"entity": "older", "task": "care", "segment": "much", "figures": [year(2024, people=people)]}
    at: dict[str, Any] = {"actor": PIRKKO.acts(), "clock": clock, "work": WORK}
    with pytest.raises(PartRefused, match="recognised"):
        operations.change_part(**at, kind="cell", slug="care-older", revision=1, content=few)
    with pytest.raises(PartRefused, match="recognised"):
        operations.add_part(**at, kind="cell", slug="few", content=few)
    with pytest.raises(PartRefused, match="recognised"):
        operations.take(
            **at,
            parts=[*small(), cell("few", "older", "much", "advice", figures=[year(2024, people=people)])],
        )
    assert queries.content(draft).digest == before


@pytest.mark.django_db
@pytest.mark.slow
def test_small_numbers_never_come_in_by_the_form(draft: Version, clock: Clock, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    world.settle(clock)
    address = f"/en/workspace/{WORK}/1/cell/care-older/"
    sent = {
        "revision": "1",
        "entity": "older",
        "segment": "much",
        "task": "care",
        "services": "s4",
        "figures[0].year": "2024",
        "figures[0].people": "3",
    }
    answer = client_of(PIRKKO).post(address, sent)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "fewer than 5 people could be recognised" in shown
    assert (
        'name="figures[0].people" type="text" inputmode="decimal" value="3"' in shown
    )  # nothing typed is lost
    assert client_of(PIRKKO).post(address, sent | {"figures[0].people": "30"}).status_code == 302
    kept = queries.content(draft).by_key["cell", "care-older"].content
    assert kept["figures"] == [{"year": 2024, "people": 30}]


@pytest.mark.django_db
@pytest.mark.slow
def test_small_numbers_never_come_in_by_the_api(draft: Version, clock: Clock) -> None:
    writer = program_of(somebody("writer", (Role.EDITOR, made.ORGANISATION)))
    few = {"entity": "older", "task": "care", "segment": "much", "figures": [year(2024, people=2)]}
    answer = writer.ask("PUT", f"works/{WORK}/parts/cell/care-older", {"revision": 1, "content": few})
    assert answer.status_code == 422
    assert "recognised" in answer.content.decode()


@pytest.mark.django_db
def test_what_is_not_there_keeps_a_matrix_back(draft: Version, clock: Clock) -> None:
    kaava(clock)
    assert check(draft.work, queries.content(draft)).problems == ()
    wrong = [
        *small(),
        cell("a", "nobody", "", "advice", "s9", indicators=["nothing"]),
        cell("b", "older", "some", "school"),
        cell("c", "older", "some", "care"),
        part("task", "places", 3, "light"),
    ]
    told = {(problem.path, problem.message) for problem in check(draft.work, Content(wrong)).problems}
    assert {path for path, _words in told} == {
        "cell/a/entity",
        "cell/a/services",
        "cell/a/indicators",
        "cell/b",
        "cell/c",
        "task/places",
    }
