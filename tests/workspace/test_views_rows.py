"""A short list of records within a part is written as a small table, without a script."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from lupaus.web.clock import Clock
from lupaus.workspace import kinds, operations
from lupaus.workspace.comparing import plain
from lupaus.workspace.kinds import Field
from lupaus.workspace.models import Part, Version
from tests.signed_in import client_of
from tests.workspace.declared_choir import CHOIR_KIND
from tests.workspace.ledger import APPROVER, EDITOR, PUBLISHER, words
from tests.workspace.pages import fields, page, send_fields
from tests.world import AINO, PIRKKO, RIITTA

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("cast")]

HOME = "/en/workspace/sirkut/1/"
SPRING = f"{HOME}concert/spring/"
ROWS = [{"year": 2024, "people": 80}, {"year": 2025, "people": 1200.5, "remark": "Outside"}]


@pytest.fixture
def choir(monkeypatch: pytest.MonkeyPatch, db: None, clock: Clock) -> Version:
    monkeypatch.setitem(kinds._kinds, "choir", CHOIR_KIND)
    version = operations.open_work(
        actor=EDITOR,
        clock=clock,
        kind="choir",
        work="sirkut",
        organisation="kaava",
        content={"title": words("Choir")},
    )
    write(clock, audiences=ROWS)
    return version


def write(clock: Clock, slug: str = "spring", **content: Any) -> None:
    operations.add_part(
        actor=EDITOR,
        clock=clock,
        work="sirkut",
        kind="concert",
        slug=slug,
        content={"title": words(slug)} | content,
    )


@pytest.fixture
def writer(choir: Version) -> Client:
    return client_of(PIRKKO)


def kept() -> Any:
    return Part.objects.get(version__work="sirkut", slug="spring").content.get("audiences")


def shown(html: str) -> str:
    """What a reader sees of a page, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_rows_that_are_there_and_three_empty_ones_are_shown(writer: Client) -> None:
    form = {name: value for name, value in fields(page(writer, SPRING)).items() if "[" in name}
    assert len(form) == 5 * 4
    assert {name: value for name, value in form.items() if value} == {
        "audiences[0].year": "2024",
        "audiences[0].people": "80",
        "audiences[1].year": "2025",
        "audiences[1].people": "1200.5",
        "audiences[1].remark": "Outside",
    }


def test_each_input_is_labelled_with_its_row_and_column(writer: Client) -> None:
    html = page(writer, SPRING)
    labels = {
        found[1]: shown(found[2]) for found in re.finditer(r'<label for="([^"]+)">(.*?)</label>', html, re.S)
    }
    assert labels["f-audiences[1].people"] == "Audiences, row 2: People"
    assert labels["f-audiences[4].season"] == "Audiences, row 5: Season"
    assert '<th scope="col">Year' in html


def test_rows_are_added_changed_and_left_empty(writer: Client) -> None:
    form = fields(page(writer, SPRING))
    form |= {"audiences[0].year": "", "audiences[0].people": "  "}
    form |= {"audiences[1].people": "1 300,5", "audiences[4].year": "2026", "audiences[4].people": "7"}
    form |= {"audiences[4].season": "autumn"}
    send_fields(writer, SPRING, form)
    assert kept() == [
        {"year": 2025, "people": 1300.5, "remark": "Outside"},
        {"year": 2026, "people": 7, "season": "autumn"},
    ]


def test_all_rows_can_be_emptied(writer: Client) -> None:
    form = {name: "" if "[" in name else value for name, value in fields(page(writer, SPRING)).items()}
    send_fields(writer, SPRING, form)
    assert kept() is None


def test_a_new_part_may_have_rows_at_once(writer: Client) -> None:
    form = fields(page(writer, f"{HOME}new/concert/")) | {"title.fi": "Joulu", "id": "xmas"}
    form |= {"audiences[2].year": "2026", "audiences[2].people": "9"}
    send_fields(writer, f"{HOME}new/concert/", form)
    assert Part.objects.get(slug="xmas").content["audiences"] == [{"year": 2026, "people": 9}]


def test_a_problem_names_its_row_and_column_and_nothing_typed_is_lost(writer: Client) -> None:
    form = fields(page(writer, SPRING)) | {"audiences[0].year": "", "audiences[0].people": ""}
    form |= {"audiences[3].year": "soon", "audiences[3].people": "many", "audiences[4].remark": "Why?"}
    html = send_fields(writer, SPRING, form, status=422)
    told = shown(html)
    assert "Audiences, row 2, Year: Write a whole number" in told
    assert "Audiences, row 2, People: Write a number" in told
    assert "Audiences, row 3, Year: Fill this in." in told
    assert 'href="#f-audiences[1].year"' in html
    assert re.search(r'id="f-audiences\[1\].year"[^>]*aria-invalid="true"', html)
    typed = fields(html)
    assert (typed["audiences[0].year"], typed["audiences[1].year"]) == ("2025", "soon")
    assert typed["audiences[2].remark"] == "Why?"
    assert len(kept()) == 2


def test_what_the_declaration_refuses_stands_beside_its_row(writer: Client) -> None:
    form = fields(page(writer, SPRING)) | {"audiences[2].year": "1", "audiences[2].people": "2"}
    told = shown(send_fields(writer, SPRING, form, status=422))
    assert "Audiences, row 3, Year: Expected a year such as 2030" in told
    twice = form | {"audiences[2].year": "2025"}
    assert "Audiences: A year stands twice." in shown(send_fields(writer, SPRING, twice, status=422))


@pytest.mark.parametrize(
    "sent",
    [
        {"audiences[0].evil": "1", "audiences[0]": "x", "audiences": "y", "audiences[x].year": "1"},
        {"audiences[99999999999].year": "1", "audiences[-1].year": "3", "audiences[].year": "1"},
    ],
)
def test_only_the_fields_of_the_table_are_read(writer: Client, sent: dict[str, str]) -> None:
    send_fields(writer, SPRING, fields(page(writer, SPRING)) | sent)
    assert kept() == ROWS


def test_more_rows_than_there_is_room_for_are_refused(writer: Client) -> None:
    form = {"title.fi": "x", "revision": "1"}
    form |= {f"audiences[{row}].{key}": "2000" for row in range(101) for key in ("year", "people")}
    assert "There is room for 100 rows." in shown(send_fields(writer, SPRING, form, status=422))


def test_a_choice_that_is_not_offered_is_refused(writer: Client) -> None:
    form = fields(page(writer, SPRING)) | {"audiences[1].season": "winter"}
    assert "Audiences, row 2, Season: Choose one of those offered." in shown(
        send_fields(writer, SPRING, form, status=422)
    )


def test_a_reader_sees_each_row_in_words(writer: Client) -> None:
    told = shown(page(client_of(RIITTA), SPRING))
    assert "Year 2024, People 80; Year 2025, People 1 200.5, Remark Outside" in told


def test_the_history_shows_what_changed_in_the_rows(writer: Client) -> None:
    send_fields(writer, SPRING, fields(page(writer, SPRING)) | {"audiences[0].people": "81"})
    html = page(writer, f"{SPRING}history/")
    assert re.search(r"<del>.*80.*</del>", html)
    assert re.search(r"<ins>.*81.*</ins>", html)


def test_versions_are_compared_row_by_row(writer: Client, clock: Clock) -> None:
    at: dict[str, Any] = {"clock": clock, "work": "sirkut", "number": 1}
    operations.submit(actor=EDITOR, **at)
    operations.approve(actor=APPROVER, **at, decision="The board 1.9.2026 § 1")
    operations.publish(actor=PUBLISHER, **at)
    operations.begin_draft(actor=EDITOR, clock=clock, work="sirkut")
    second = "/en/workspace/sirkut/2/"
    form = fields(page(writer, f"{second}concert/spring/")) | {"audiences[2].year": "2026"}
    send_fields(writer, f"{second}concert/spring/", form | {"audiences[2].people": "5"})
    html = page(writer, f"{second}compare/1/")
    assert "Year 2024, People 80" in shown(html)
    assert re.search(r"<ins>.*Year 2026, People 5.*</ins>", html, re.S)
    assert "Year 2026, People 5" in shown(page(writer, f"{second}print/"))


def test_two_who_change_the_rows_at_once_choose(writer: Client, clock: Clock) -> None:
    mine, theirs = fields(page(writer, SPRING)), client_of(AINO)
    send_fields(
        theirs,
        SPRING,
        fields(page(theirs, SPRING))
        | {"audiences[1].year": "", "audiences[1].people": "", "audiences[1].remark": ""},
    )
    html = send_fields(writer, SPRING, mine | {"audiences[0].people": "82"}, status=409)
    assert "Both of you changed: Audiences" in shown(html)
    assert fields(html)["audiences[0].people"] == "82"
    chosen = fields(html) | {"take.audiences": "theirs"}
    send_fields(writer, SPRING, chosen)
    assert kept() == [{"year": 2024, "people": 80}]


def test_rows_are_plain_where_no_page_shows_them() -> None:
    assert plain(ROWS) == "year 2024, people 80; year 2025, people 1200.5, remark Outside"


def test_rows_have_columns_of_one_value_and_nothing_else_has_any() -> None:
    column = Field("a", lambda: "A", "whole")
    with pytest.raises(TypeError):
        Field("x", lambda: "X", "rows")
    with pytest.raises(TypeError):
        Field("x", lambda: "X", "line", columns=(column,))
    with pytest.raises(TypeError):
        Field("x", lambda: "X", "rows", columns=(Field("b", lambda: "B", "words"),))
