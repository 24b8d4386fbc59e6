"""Pages ask the database as often, however much a version holds."""

from __future__ import annotations

from typing import Any, Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lupaus.accounts.actors import operator
from lupaus.accounts.models import Role
from lupaus.web.clock import Clock
from lupaus.workspace import operations, queries
from lupaus.workspace.content import PartValue
from lupaus.workspace.models import Version
from tests.signed_in import client_of
from tests.workspace.ledger import EDITOR, words
from tests.workspace.programs import program_of, somebody
from tools.bench.workspace import PAGES, WORK, large

#: Pages of a version, and how many queries each asks at most, whoever asks.
MOST: Final = 20
OF_A_LEDGER: Final = (
    "",
    "chapter/",
    "note/",
    "chapter/a/",
    "note/x/",
    "history/",
    "removed/",
    "review/",
    "checklist/",
    "compare/1/",
    "print/",
)


def fill(clock: Clock, notes: int) -> None:
    """The book with so many notes under chapter a, each with a history, a remark and somebody responsible."""
    at: dict[str, Any] = {"actor": EDITOR, "clock": clock, "work": "book"}
    version = queries.on_its_way(actor=EDITOR, work="book")
    assert version is not None
    kept = [part for part in queries.content(version).parts if part.kind != "note"]
    slugs = ["x", *(f"n{place}" for place in range(1, notes))]
    made = [PartValue("note", slug, "a", {"title": words(slug)}, place) for place, slug in enumerate(slugs)]
    operations.take(**at, parts=[*kept, *made])
    for slug in slugs[:50]:
        operations.assign(**at, kind="note", slug=slug, username="kirsi")
        operations.write_comment(**at, kind="note", slug=slug, words="Why?")


def numbers(pages: dict[str, str]) -> dict[str, int]:
    """How many queries each page asks; a page that is not answered fails the test."""
    browser = client_of("kirsi")
    found = {}
    for name, address in pages.items():
        assert browser.get(address).status_code == 200, address
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        found[name] = len(asked)
    return found


@pytest.fixture
def kirsi(draft: Version) -> None:
    somebody("kirsi", (Role.EDITOR, "kaava"), (Role.RESPONSIBLE, "kaava"))


@pytest.mark.slow
@pytest.mark.usefixtures("kirsi")
def test_a_page_asks_as_often_with_three_parts_as_with_one(clock: Clock) -> None:
    pages = {page: f"/en/workspace/book/1/{page}" for page in OF_A_LEDGER} | {"works": "/en/workspace/"}
    fill(clock, 1)
    one = numbers(pages)
    fill(clock, 3)
    assert numbers(pages) == one
    fill(clock, 30)
    assert numbers(pages) == one
    assert max(one.values()) <= MOST, one


@pytest.mark.usefixtures("kirsi")
def test_an_answer_of_the_write_api_asks_as_often_too(clock: Clock) -> None:
    from lupaus.accounts.models import User

    program = program_of(User.objects.get(username="kirsi"))
    addresses = ("works", "works/book", "works/book/versions/1/content", "works/book/assignments")
    told = []
    for notes in (1, 3):
        fill(clock, notes)
        for address in (*addresses, "works/book/versions/1/comments"):
            program.told(200, "GET", address)
            with CaptureQueriesContext(connection) as asked:
                program.told(200, "GET", address)
            told.append(len(asked))
    assert told[: len(told) // 2] == told[len(told) // 2 :]
    assert max(told) <= 10


@pytest.mark.slow
def test_nor_does_a_strategy_of_500_goals_and_5000_measures(db: None, clock: Clock) -> None:
    from lupaus.regions.operations import load_register

    load_register(actor=operator(), clock=clock)
    somebody("kirsi", (Role.EDITOR, "somewhere"))
    at: dict[str, Any] = {"actor": operator(), "clock": clock, "work": WORK}
    put: dict[str, Any] = at | {"kind": "strategy", "organisation": "somewhere", "decision": "§ 1"}
    operations.put_in_force(**put, parts=large(WORK, 1, 1))
    operations.begin_draft(**at)
    pages = {
        name: address.replace("250-5", "0-0").replace("goal-250", "goal-0")
        for name, address in PAGES.items()
        if "page=" not in address and address.startswith(f"/en/workspace/{WORK}/")
    }
    few = numbers(pages)
    operations.take(**at, parts=large(WORK))
    many = numbers(pages)
    assert {name: most for name, most in many.items() if most > few[name]} == {}
    assert max(few.values()) <= MOST, few
