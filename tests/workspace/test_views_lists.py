"""Lists of works and parts: what they show, how they are put in order, and that long ones stay quick."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from lupaus.web.clock import Clock
from lupaus.workspace import operations
from lupaus.workspace.models import Comment, Part, State, Version
from tests.signed_in import client_of
from tests.workspace.ledger import EDITOR, READER, words
from tests.workspace.pages import BOOK, page, send, send_fields
from tests.world import AINO, AKSELI, MATTI, OLLI, PAULA, PIRKKO, RIITTA

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("cast", "draft")]

WORKS = "/en/workspace/"


@pytest.fixture
def writer() -> Client:
    return client_of(PIRKKO)


def order(parent: str = "a") -> list[str]:
    rows = Part.objects.filter(kind="note", parent=parent, removed_at=None)
    return list(rows.order_by("position").values_list("slug", flat=True))


def many(version: Version, count: int, under: str = "a") -> None:
    """Notes n0, n1 … after those that are there."""
    start = version.parts.filter(kind="note", parent=under).count()
    Part.objects.bulk_create(
        Part(
            version=version,
            kind="note",
            slug=f"n{place}",
            parent=under,
            position=start + place,
            content={"title": {"fi": f"Muistio {place}"}},
            changed_at=version.begun_at,
            changed_by="eeva",
        )
        for place in range(count)
    )


def come_and_gone(clock: Clock, count: int) -> None:
    """Notes that were added and taken out again, an hour after the version was begun."""

    def later() -> datetime:
        return clock() + timedelta(hours=1)

    for place in range(count):
        what: dict[str, Any] = {
            "actor": EDITOR,
            "clock": later,
            "work": "book",
            "kind": "note",
            "slug": f"gone{count}{place}",
        }
        operations.add_part(**what, parent="b", content={"title": words("gone")})
        operations.remove_part(**what, revision=1)


def queries_of(client: Client, address: str) -> int:
    page(client, address)
    with CaptureQueriesContext(
        connection,
    ) as found:
        page(client, address)
    return len(found)


def titles(html: str) -> list[str]:
    return re.findall(r'class="item__title" href="[^"]*/([^/"]+)/"', html)


def test_a_list_is_grouped_under_what_its_parts_stand_under(writer: Client) -> None:
    html = page(writer, f"{BOOK}note/")
    assert titles(html) == ["x", "y", "z"]
    assert re.findall(r'family__title[^>]*><a href="[^"]*/([^/"]+)/"', html) == ["a", "b"]


def test_parts_change_places_by_a_button(writer: Client) -> None:
    assert send(writer, f"{BOOK}note/", part="x", to="2") == f"{BOOK}note/"
    assert order() == ["y", "x"]
    send(writer, f"{BOOK}note/", part="x", to="1")
    assert order() == ["x", "y"]
    send(writer, f"{BOOK}note/", 422, part="x", to="up")
    send(writer, f"{BOOK}note/", 404, part="gone", to="1")


def test_a_list_can_be_searched_and_sieved(writer: Client, draft: Version) -> None:
    many(draft, 3)
    assert titles(page(writer, f"{BOOK}note/?q=MUISTIO+1")) == ["n1"]
    assert titles(page(writer, f"{BOOK}note/?lacks=sv")) == ["n0", "n1", "n2"]
    assert titles(page(writer, f"{BOOK}note/?lacks=fi")) == []
    assert titles(page(writer, f"{BOOK}note/?parent=b")) == ["z"]
    send(writer, f"{BOOK}new/chapter/", title__en="Empty one")
    assert titles(page(writer, f"{BOOK}chapter/?show=without-note")) == ["empty-one"]
    assert "Move up" not in page(writer, f"{BOOK}note/?q=muistio")
    assert titles(page(writer, f"{BOOK}note/?show=own")) == []


def test_a_long_list_is_paged_and_every_part_keeps_its_place(writer: Client, draft: Version) -> None:
    many(draft, 250)
    first, second = page(writer, f"{BOOK}note/"), page(writer, f"{BOOK}note/?page=2")
    assert (len(titles(first)), titles(second)[0]) == (100, "n98")
    assert 'start="101"' in second
    assert titles(page(writer, f"{BOOK}note/?page=99"))[-1] == "z"
    send(writer, f"{BOOK}note/?page=2", part="n98", to="1")
    assert order()[0] == "n98"


@pytest.mark.parametrize(
    "door", ["note/", "chapter/", "", "note/x/", "chapter/a/", "history/", "removed/", "new/note/"]
)
def test_the_number_of_queries_does_not_grow_with_the_version(
    writer: Client, draft: Version, clock: Clock, door: str
) -> None:
    Part.objects.filter(slug__in=("y", "z")).delete()
    come_and_gone(clock, 1)
    few = queries_of(writer, f"{BOOK}{door}")
    many(draft, 120)
    come_and_gone(clock, 3)
    assert queries_of(writer, f"{BOOK}{door}") == few


def test_works_are_listed_with_the_same_number_of_queries(writer: Client, clock: Clock) -> None:
    one = queries_of(writer, WORKS)
    for work in ("second", "third"):
        operations.open_work(
            actor=EDITOR,
            clock=clock,
            kind="ledger",
            work=work,
            organisation="kaava",
            content={"title": words(work)},
        )
    assert queries_of(writer, WORKS) == one


def test_everybody_sees_what_waits_for_them(clock: Clock) -> None:
    operations.submit(actor=EDITOR, clock=clock, work="book", number=1)
    assert "waits for your approval" in page(client_of(AKSELI), WORKS)
    assert "waits for your review" in page(client_of(PAULA), WORKS)
    assert "Nothing waits for you now." in page(client_of(RIITTA), WORKS)
    operations.write_comment(actor=EDITOR, clock=clock, work="book", words="Why?")
    assert "1 remark waits for an answer" in page(client_of(PIRKKO), WORKS)
    Comment.objects.all().delete()
    Version.objects.update(state=State.APPROVED, digest="x")
    assert "waits to be published" in page(client_of(PAULA), WORKS)


def test_a_stranger_sees_no_work_of_another_organisation() -> None:
    assert "Book" not in page(client_of(MATTI), WORKS)
    assert client_of(OLLI).get(WORKS).status_code == 403


def test_a_new_work_is_begun(writer: Client) -> None:
    html = page(writer, f"{WORKS}new/")
    assert 'value="ledger"' in html
    begun = f"{WORKS}new/?kind=ledger&organisation=kaava"
    assert 'name="title.fi"' in page(writer, begun)
    assert send(writer, begun, title__fi="Uusi kirja") == "/en/workspace/uusi-kirja/1/?done=opened"
    assert "Uusi kirja" in page(writer, "/en/workspace/uusi-kirja/1/?done=opened")
    again = send_fields(writer, begun, {"title.fi": "Uusi kirja"}, status=422)
    assert "There is already a work with the id" in again
    for taken in ("new", "attributes"):
        assert "needed by the service" in send(writer, begun, 422, title__fi="T", id=taken)
    page(writer, f"{WORKS}new/?kind=ledger&organisation=muu", 403)
    page(client_of(MATTI), f"{WORKS}new/?kind=ledger&organisation=kaava", 404)
    page(client_of(RIITTA), f"{WORKS}new/", 403)
    assert "Choose" not in page(client_of(MATTI), f"{WORKS}new/?kind=ledger")


def test_an_administrator_of_all_names_any_organisation() -> None:
    begun = f"{WORKS}new/?kind=ledger&organisation=uusi"
    assert send(client_of(AINO), begun, title__sv="Ny bok") == "/en/workspace/ny-bok/1/?done=opened"


def test_a_version_says_what_is_missing_and_what_may_be_done(writer: Client) -> None:
    send(writer, f"{BOOK}new/chapter/", title__en="Empty one")
    html = page(writer, BOOK)
    assert "Empty one: This chapter is empty." in html
    assert "lacks=sv" in html
    assert f'href="{BOOK}submit/"' in html
    assert f'href="{BOOK}submit/"' not in page(client_of(RIITTA), BOOK)


def test_a_large_version_is_looked_through_when_asked(writer: Client, draft: Version) -> None:
    many(draft, 700)
    send(writer, f"{BOOK}new/chapter/", title__en="Empty one")
    assert "This chapter is empty" not in page(writer, BOOK)
    assert "This chapter is empty" in page(writer, f"{BOOK}?show=check")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_speaks_its_language(writer: Client, language: str) -> None:
    with override(language):
        for door in ("", "note/", "note/x/", "note/x/history/", "history/", "removed/"):
            answer = writer.get(f"/{language}/workspace/book/1/{door}")
            assert f'<html lang="{language}">' in answer.content.decode()


def test_reading_needs_the_version(clock: Clock) -> None:
    reader = client_of(RIITTA)
    for address in ("/en/workspace/none/", "/en/workspace/book/9/", f"{BOOK}none/", f"{BOOK}note/none/"):
        page(reader, address, 404)
    assert READER.name == "riitta"


def test_every_button_that_moves_carries_the_key_of_the_form(writer: Client) -> None:
    html = page(writer, f"{BOOK}note/")
    assert (
        len(re.findall(r'data-move>\s*<input type="hidden" name="csrfmiddlewaretoken" value="\w{64}">', html))
        == 2
    )
