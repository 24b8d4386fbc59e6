"""Published versions stay as they were at their own addresses; nothing else is ever shown there."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.workspace import kinds, operations
from tests.strategy.published import (
    DECISION,
    SCRIPT,
    SECOND_DECISION,
    SECRET,
    STRATEGY,
    WORK,
    add,
    next_version,
    open_strategy,
    publish,
)
from tests.workspace.ledger import EDITOR, ORGANISATION, words

HOME = f"/en/strategies/{WORK}/versions/"
#: Every door of one version, after the address of the version.
DOORS = ("", "print/", "strategy.pdf", "strategy.json", "parts.json")


@pytest.fixture(autouse=True)
def _strategies_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds._kinds, "strategy", STRATEGY)


@pytest.fixture
def first(db: None, clock: Clock) -> None:
    """Version 1 is published."""
    open_strategy(clock)
    publish(clock, 1)


@pytest.fixture
def both(first: None, clock: Clock) -> None:
    """Version 1 is superseded, version 2 published, version 3 a draft."""
    next_version(clock, 2)
    publish(clock, 2, SECOND_DECISION)
    next_version(clock, 3)


def body(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return str(answer.content.decode(errors="replace"))


def main_of(page: str) -> str:
    found = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert found is not None
    return found[0]


def without_notice(page: str) -> str:
    """What a version says of itself: without the notice and the state of a superseded one."""
    page = re.sub(r'<div class="notice" role="note">.*?</div>', "", main_of(page), flags=re.DOTALL)
    return re.sub(r'<span class="version version--.*?</span></span>', "", page, flags=re.DOTALL)


def test_a_version_tells_what_was_decided_by_whom_and_when(client: Client, first: None) -> None:
    page = body(client, f"{HOME}1/")
    for said in (DECISION, "22\u00a0November 2026", "Kaava", "for everybody", "0 of 2 points are answered"):
        assert said in page


def test_the_list_names_every_published_version_and_no_draft(client: Client, both: None) -> None:
    page = body(client, HOME)
    assert DECISION in page
    assert SECOND_DECISION in page
    assert "Version 3" not in page


@pytest.mark.parametrize("door", DOORS)
def test_a_draft_is_not_found_by_its_guessed_address(client: Client, both: None, door: str) -> None:
    body(client, f"{HOME}3/{door}", 404)
    body(client, f"{HOME}4/{door}", 404)


def test_a_draft_is_not_compared(client: Client, both: None) -> None:
    body(client, f"{HOME}2/compare/1/")
    for wrong in ("3/compare/2/", "2/compare/3/", "4/compare/1/"):
        body(client, f"{HOME}{wrong}", 404)
    assert client.get(f"{HOME}compare/?from=1&to=2").headers["Location"] == f"{HOME}1/compare/2/"
    body(client, f"{HOME}compare/?from=1&to=3", 404)


@pytest.mark.parametrize("door", ["", *(f"1/{door}" for door in DOORS)])
def test_a_strategy_that_was_never_published_has_no_versions(
    client: Client, db: None, clock: Clock, door: str
) -> None:
    open_strategy(clock)
    body(client, f"{HOME}{door}", 404)


def test_a_work_of_another_kind_is_not_shown_here(
    client: Client, first: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lupaus.workspace.models import Work

    Work.objects.filter(pk=WORK).update(kind="ledger")
    for door in ("", "1/", "1/strategy.json"):
        body(client, f"{HOME}{door}", 404)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_what_is_internal_leaves_by_no_door(client: Client, both: None, language: str) -> None:
    home = HOME.replace("/en/", f"/{language}/")
    doors = [f"{home}{number}/{door}" for number in (1, 2) for door in DOORS if door != "strategy.pdf"]
    for address in (home, *doors, f"{home}2/compare/1/"):
        page = body(client, address)
        assert SECRET not in page, address
        assert "Attribute inside" not in page, address


def test_what_was_internal_when_approved_stays_so(client: Client, first: None, clock: Clock) -> None:
    before = body(client, f"{HOME}1/")
    operations.save_attribute(
        actor=EDITOR,
        clock=clock,
        organisation=ORGANISATION,
        kind="note",
        slug="inside",
        title=Text.of(words("Attribute inside")),
        form="text",
        is_public=True,
    )
    assert body(client, f"{HOME}1/") == before
    assert SECRET not in body(client, f"{HOME}1/strategy.json")


def test_what_became_internal_since_is_kept_back(client: Client, first: None, clock: Clock) -> None:
    operations.save_attribute(
        actor=EDITOR,
        clock=clock,
        organisation=ORGANISATION,
        kind="note",
        slug="outside",
        title=Text.of(words("Attribute outside")),
        form="text",
        is_public=False,
    )
    for door in ("", "print/", "strategy.json", "parts.json"):
        assert "for everybody" not in body(client, f"{HOME}1/{door}")


def test_the_seal_of_the_page_is_that_of_its_parts_and_tells_nothing_internal(
    client: Client, first: None
) -> None:
    parts = client.get(f"{HOME}1/parts.json").content
    assert hashlib.sha256(parts).hexdigest() in body(client, f"{HOME}1/")
    assert SECRET.encode() not in parts


def test_a_published_version_never_changes(client: Client, first: None, clock: Clock) -> None:
    """But for the notice that it was superseded, and by which version."""
    doors = ("", "print/", "strategy.json", "parts.json")
    before = {door: body(client, f"{HOME}1/{door}") for door in doors}
    next_version(clock, 2)
    assert {door: body(client, f"{HOME}1/{door}") for door in doors} == before  # a draft changes nothing
    publish(clock, 2, SECOND_DECISION)
    after = {door: body(client, f"{HOME}1/{door}") for door in doors}
    assert "was superseded on" in after[""]
    assert f'href="{HOME}2/"' in after[""]
    for door in ("strategy.json", "parts.json"):
        assert after[door] == before[door]
    assert without_notice(after[""]) == without_notice(before[""])
    second = body(client, f"{HOME}2/")
    next_version(clock, 3)
    publish(clock, 3)
    assert without_notice(body(client, f"{HOME}1/")) == without_notice(before[""])
    assert without_notice(body(client, f"{HOME}2/")) == without_notice(second)
    assert f'href="{HOME}3/"' in body(client, f"{HOME}1/")


@pytest.mark.parametrize("door", ["1/", "1/print/", "2/compare/1/"])
def test_a_script_that_was_written_is_shown_as_text(client: Client, both: None, door: str) -> None:
    page = body(client, f"{HOME}{door}")
    assert SCRIPT not in page
    if "compare" not in door:
        assert "&lt;script&gt;" in page


def test_two_versions_stand_side_by_side(client: Client, both: None) -> None:
    page = body(client, f"{HOME}2/compare/1/")
    assert "2 parts differ" in page
    assert "New in version 2" in page
    assert "New in version 2" not in body(client, f"{HOME}2/compare/1/?kind=chapter")
    assert main_of(body(client, f"{HOME}1/compare/2/")) == main_of(page).replace(
        "/2/compare/1/", "/1/compare/2/"
    )


def test_files_are_saved_and_never_opened_in_place(client: Client, first: None) -> None:
    for door in ("strategy.pdf", "strategy.json", "parts.json"):
        answer = client.get(f"{HOME}1/{door}")
        assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{WORK}-1')
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    body(client, f"{HOME}1/strategy.exe", 404)


@pytest.mark.slow
def test_the_pdf_is_tagged_and_holds_nothing_internal(client: Client, first: None) -> None:
    made = client.get(f"{HOME}1/strategy.pdf").content
    assert made.startswith(b"%PDF-")
    assert b"pdfuaid" in made
    assert client.get(f"{HOME}1/strategy.pdf").content == made


@pytest.mark.parametrize("door", ["", "1/", "1/print/", "2/compare/1/"])
def test_pages_ask_the_same_however_many_parts_there_are(
    client: Client,
    first: None,
    clock: Clock,
    door: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    next_version(clock, 2)
    publish(clock, 2)
    with CaptureQueriesContext(connection) as one:
        body(client, f"{HOME}{door}")
    operations.begin_draft(actor=EDITOR, clock=clock, work=WORK)
    for place in range(3):
        add(clock, "chapter", f"c-{place}")
        add(clock, "note", f"n-{place}", f"c-{place}", attributes={"outside": "yes"})
    publish(clock, 3)
    with django_assert_num_queries(len(one.captured_queries)):
        body(client, f"{HOME}{door.replace('2/', '3/')}")
