"""Versions side by side, the checklist, and whole versions brought and taken."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lupaus.web.clock import Clock, real_clock
from lupaus.workspace import operations, queries
from lupaus.workspace.models import Offer, Version
from lupaus.workspace.operations import offers
from tests.signed_in import client_of
from tests.workspace.ledger import APPROVER, EDITOR, PUBLISHER, words
from tests.world import AINO, PIRKKO, RIITTA, Person

pytestmark = pytest.mark.usefixtures("cast")

HOME = "/en/workspace/book/1/"


def page(person: Person, address: str, status: int = 200) -> str:
    answer = client_of(person).get(address)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return str(answer.content.decode())


def bring(rows: Any, name: str = "book.json", status: int = 302) -> Any:
    data = rows if isinstance(rows, bytes) else json.dumps(rows).encode()
    answer = client_of(PIRKKO).post(f"{HOME}bring/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer


def rows_of(draft: Version) -> list[list[Any]]:
    return list(json.loads(client_of(PIRKKO).get(f"{HOME}take.json").content))


def changed(draft: Version) -> list[list[Any]]:
    """What the draft says, with one note changed, one taken out and one put in."""
    rows = [row for row in rows_of(draft) if row[1] != "z"]
    for row in rows:
        if row[1] == "x":
            row[3] = {"title": words("x"), "text": {"en": "Brought in"}, "count": 7}
    return [*rows, ["note", "fresh", "b", {"title": words("fresh")}, 0]]


def seen(shown: str) -> str:
    return shown.split('name="seen" value="')[1].split('"', maxsplit=1)[0]


def check(person: Person, status: int = 302, **sent: str) -> Any:
    answer = client_of(person).post(f"{HOME}bring/check/", sent)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer


def test_every_change_is_shown_before_it_happens_and_then_made(draft: Version) -> None:
    before = queries.content(draft)
    assert bring(changed(draft)).headers["Location"] == f"{HOME}bring/check/"
    shown = page(PIRKKO, f"{HOME}bring/check/")
    for said in ("book.json", "3 parts would change", "Brought in", "fresh", "taken out"):
        assert said in shown
    assert queries.content(draft) == before
    check(PIRKKO, deed="take", seen=seen(shown))
    after = queries.content(draft)
    note = after.get("note", "x")
    assert note is not None
    assert (note.content["count"], after.get("note", "z")) == (7, None)
    assert Offer.objects.count() == 0
    assert page(PIRKKO, f"{HOME}bring/check/", 404)


def test_what_was_taken_can_be_brought_back_and_changes_nothing(draft: Version) -> None:
    bring(rows_of(draft))
    assert "There is nothing to do." in page(PIRKKO, f"{HOME}bring/check/")


def test_nothing_is_made_of_a_draft_that_was_changed_in_between(draft: Version, clock: Clock) -> None:
    bring(changed(draft))
    was = seen(page(PIRKKO, f"{HOME}bring/check/"))
    operations.move_part(actor=EDITOR, clock=clock, work="book", kind="chapter", slug="b", position=0)
    again = check(PIRKKO, 409, deed="take", seen=was).content.decode()
    assert "The draft was changed while you were reading." in again
    assert queries.content(draft).get("note", "z") is not None
    check(PIRKKO, deed="take", seen=seen(again))
    assert queries.content(draft).get("note", "z") is None


def test_the_draft_is_left_as_it_is(draft: Version) -> None:
    before = queries.content(draft)
    bring(changed(draft))
    check(PIRKKO, deed="drop")
    assert queries.content(draft) == before
    assert Offer.objects.count() == 0


def test_nobody_answers_the_offer_of_another(draft: Version) -> None:
    bring(changed(draft))
    page(AINO, f"{HOME}bring/check/", 404)
    check(AINO, 404, deed="take", seen="x")
    assert Offer.objects.count() == 1


def test_an_offer_lives_for_an_hour(draft: Version) -> None:
    bring(changed(draft))
    Offer.objects.update(at=real_clock() - offers.LIFE - timedelta(seconds=1))
    page(PIRKKO, f"{HOME}bring/check/", 404)
    bring(rows_of(draft))
    assert Offer.objects.count() == 1


def test_a_new_offer_takes_the_place_of_the_old_one(draft: Version) -> None:
    bring(changed(draft))
    bring(rows_of(draft), name="second.json")
    assert [offer.file_name for offer in Offer.objects.all()] == ["second.json"]


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"no json", "book.json", "This is no JSON."),
        (b"[]", "book.exe", "A file of this kind cannot be read."),
        (b"[]", "book", "A file of this kind cannot be read."),
        (b"", "book.json", "The file is empty."),
        (b"[]", "book.json", "The head of the work is missing."),
    ],
)
def test_a_file_that_cannot_be_brought_is_told_and_forgotten(
    draft: Version, data: bytes, name: str, said: str
) -> None:
    shown = bring(data, name, 422).content.decode()
    assert said in shown
    assert "Nothing was changed." in shown
    assert Offer.objects.count() == 0


def test_problems_are_told_with_their_places(draft: Version) -> None:
    rows = rows_of(draft)
    rows[-1][3] = {"title": {}, "wrong": "<b>x</b>"}
    shown = bring(rows, status=422).content.decode()
    assert f"<code>{rows[-1][0]}/{rows[-1][1]}/wrong</code>" in shown


def test_without_a_file_one_is_asked_for(draft: Version) -> None:
    answer = client_of(PIRKKO).post(f"{HOME}bring/")
    assert (answer.status_code, "Choose a file." in answer.content.decode()) == (422, True)


def test_a_version_that_is_no_draft_takes_no_file(draft: Version, clock: Clock) -> None:
    bring(changed(draft))
    operations.submit(actor=EDITOR, clock=clock, work="book", number=1)
    page(PIRKKO, f"{HOME}bring/", 409)
    check(PIRKKO, 409, deed="take", seen="x")
    assert queries.content(draft).get("note", "z") is not None


def test_a_thousand_changes_are_shown_a_hundred_at_a_time(draft: Version) -> None:
    rows = rows_of(draft) + [["note", f"n{i}", "a", {"title": words(f"n{i}")}, i] for i in range(250)]
    bring(rows)
    shown = page(PIRKKO, f"{HOME}bring/check/")
    assert "250 parts would change" in shown
    assert shown.count('<article class="changed-part"') == 100
    assert page(PIRKKO, f"{HOME}bring/check/?page=3").count('<article class="changed-part"') == 50
    assert "nothing to do" not in page(PIRKKO, f"{HOME}bring/check/?kind=chapter")


def second_version(clock: Clock) -> None:
    """Version 1 is published; in version 2 a note was changed, one moved, one put in, one taken out."""
    operations.submit(actor=EDITOR, clock=clock, work="book", number=1)
    operations.approve(actor=APPROVER, clock=clock, work="book", number=1, decision="Council 1.1.2026 § 1")
    operations.publish(actor=PUBLISHER, clock=clock, work="book", number=1)
    operations.begin_draft(actor=EDITOR, clock=clock, work="book")
    do: dict[str, Any] = {"actor": EDITOR, "clock": clock, "work": "book", "kind": "note"}
    operations.change_part(
        **do,
        slug="x",
        revision=1,
        content={"title": words("x"), "text": {"en": "A <b>new</b> text"}, "count": 9},
    )
    operations.move_part(**do, slug="y", position=0, parent="b")
    operations.remove_part(**do, slug="z", revision=1)
    operations.add_part(**do, slug="w", parent="a", content={"title": words("w")})


def test_two_versions_stand_side_by_side(draft: Version, clock: Clock) -> None:
    second_version(clock)
    shown = page(RIITTA, "/en/workspace/book/2/compare/1/")
    assert "4 parts differ." in shown
    for deed in ("added", "changed", "moved", "removed"):
        assert f"deed-mark--{deed}" in shown
    assert "A &lt;b&gt;new&lt;/b&gt; text" in shown
    assert "under “a”, place 2 of 2" in shown
    assert "under “b”, place 1 of 1" in shown
    same = page(RIITTA, "/en/workspace/book/1/compare/2/")
    assert (
        same.split("<main")[1].split("<footer")[0].replace("/1/compare/2/", "/2/compare/1/")
        == shown.split("<main")[1].split("<footer")[0]
    )
    chosen = client_of(RIITTA).get("/en/workspace/book/compare/?from=1&to=2")
    assert chosen.headers["Location"] == "/en/workspace/book/2/compare/1/"
    newest = client_of(RIITTA).get("/en/workspace/book/compare/")
    assert newest.headers["Location"] == "/en/workspace/book/2/compare/1/"
    page(RIITTA, "/en/workspace/book/compare/?from=1&to=3", 404)
    page(RIITTA, "/en/workspace/book/2/compare/3/", 404)


def test_the_comparison_asks_the_same_however_much_differs(draft: Version, clock: Clock) -> None:
    second_version(clock)
    browser = client_of(RIITTA)
    address = "/en/workspace/book/2/compare/1/"
    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    for place in range(3):
        operations.add_part(
            actor=EDITOR,
            clock=clock,
            work="book",
            kind="note",
            slug=f"n{place}",
            parent="a",
            content={"title": words("n")},
        )
    with CaptureQueriesContext(connection) as three:
        browser.get(address)
    assert len(one) == len(three)


def test_the_checklist_counts_what_is_answered(draft: Version, clock: Clock) -> None:
    shown = page(RIITTA, f"{HOME}checklist/")
    assert "0 of 2 points are answered." in shown
    assert f'href="{HOME}question/one/"' in shown
    operations.change_part(
        actor=EDITOR,
        clock=clock,
        work="book",
        kind="question",
        slug="one",
        revision=1,
        content={"title": {"en": "Question one"}, "text": {"en": "An answer"}},
    )
    shown = page(RIITTA, f"{HOME}checklist/")
    assert "1 of 2 points are answered." in shown
    assert "An answer" in shown


def test_a_draft_to_print_says_that_it_is_one(draft: Version) -> None:
    assert "Draft – not reviewed, not approved" in page(RIITTA, f"{HOME}print/")
    answer = client_of(RIITTA).get(f"{HOME}print.pdf")
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="book-1.pdf"'


@pytest.mark.slow
def test_five_hundred_parts_are_read_side_by_side_and_printed_in_good_time(
    draft: Version, clock: Clock
) -> None:
    rows = rows_of(draft) + [
        ["chapter", f"c{i}", "", {"title": words(f"c{i}"), "text": {"en": "Words. " * 40}}, 10 + i]
        for i in range(500)
    ]
    bring(rows)
    shown = page(PIRKKO, f"{HOME}bring/check/")
    check(PIRKKO, deed="take", seen=seen(shown))
    browser = client_of(RIITTA)
    for door in ("review/", "print/", "compare/1/", "checklist/", "take.json"):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"{HOME}{door}").status_code == 200
        assert len(asked) < 20, door
