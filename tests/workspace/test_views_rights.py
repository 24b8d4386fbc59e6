"""Every door of the pages for writing is tried by everybody for whom it is not."""

from __future__ import annotations

import pytest
from django.test import Client

from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.workspace import operations
from lupaus.workspace.models import Attribute, Part, Revision, Version, Work
from tests.signed_in import client_of
from tests.workspace.ledger import EDITOR
from tests.workspace.pages import BOOK
from tests.world import AKSELI, EERO, KAISA, MAIJA, MATTI, OLLI, PAULA, RASMUS, RIITTA, Person

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("cast", "draft")]

ATTRIBUTES = "/en/workspace/attributes/kaava/"
NOTE = f"{BOOK}note/x/"
#: Door → what it is sent.
DEEDS: dict[str, dict[str, str]] = {
    NOTE: {"title.en": "evil", "revision": "1"},
    f"{NOTE}preview/": {"title.en": "evil"},
    f"{NOTE}move/": {"parent": "b"},
    f"{NOTE}remove/": {"revision": "1"},
    f"{NOTE}people/": {"username": "rasmus"},
    f"{NOTE}history/": {"to": "1", "revision": "1"},
    f"{BOOK}note/": {"part": "x", "to": "2"},
    f"{BOOK}new/note/": {"title.en": "evil", "parent": "a"},
    ATTRIBUTES: {"kind": "note", "part": "colour", "to": "2"},
    f"{ATTRIBUTES}new/": {"kind": "note", "title.en": "Evil", "form": "text"},
    f"{ATTRIBUTES}note/colour/": {"title.en": "Evil"},
    f"{ATTRIBUTES}note/colour/retire/": {},
    "/en/workspace/new/?kind=ledger&organisation=kaava": {"title.en": "Evil"},
}
READ = (
    "/en/workspace/book/",
    BOOK,
    f"{BOOK}history/",
    f"{BOOK}removed/",
    f"{BOOK}note/",
    NOTE,
    f"{NOTE}history/",
    ATTRIBUTES,
)
ASKED = (
    f"{NOTE}move/",
    f"{NOTE}remove/",
    f"{NOTE}people/",
    f"{BOOK}new/note/",
    f"{ATTRIBUTES}new/",
    f"{ATTRIBUTES}note/colour/",
    f"{ATTRIBUTES}note/colour/retire/",
    "/en/workspace/new/?kind=ledger&organisation=kaava",
)
STRANGERS = (MATTI, MAIJA, EERO, OLLI)
LESSER = (RIITTA, KAISA, RASMUS, AKSELI, PAULA)


@pytest.fixture(autouse=True)
def attribute(draft: Version, clock: Clock) -> None:
    operations.save_attribute(
        actor=EDITOR,
        clock=clock,
        organisation="kaava",
        kind="note",
        slug="colour",
        title=Text.same("Colour"),
        form="text",
    )


def everything() -> list[object]:
    return [
        *Work.objects.values(),
        *Version.objects.values(),
        *Part.objects.order_by("pk").values(),
        *Attribute.objects.values(),
        Revision.objects.count(),
    ]


@pytest.mark.parametrize("person", STRANGERS, ids=lambda person: person.username)
def test_a_stranger_is_not_even_told_that_it_exists(person: Person) -> None:
    client = client_of(person)
    before = everything()
    for address in (*READ, *ASKED):
        answer = client.get(address)
        assert answer.status_code in (403, 404), address
        assert "Colour" not in answer.content.decode()
        assert "Book" not in answer.content.decode()
    for address, sent in DEEDS.items():
        assert client.post(address, sent).status_code in (403, 404), address
    assert everything() == before


@pytest.mark.parametrize("person", LESSER, ids=lambda person: person.username)
def test_a_lesser_role_reads_and_does_nothing(person: Person) -> None:
    client = client_of(person)
    before = everything()
    for address in READ:
        assert client.get(address).status_code == 200, address
    for address in ASKED:
        assert client.get(address).status_code in (403, 404), address
    for address, sent in DEEDS.items():
        assert client.post(address, sent).status_code in (403, 404), address
    assert everything() == before


def test_who_has_not_signed_in_is_sent_to_do_so() -> None:
    client, before = Client(), everything()
    for address in ("/en/workspace/", *READ, *ASKED):
        assert client.get(address).status_code == 302, address
    for address, sent in DEEDS.items():
        answer = client.post(address, sent)
        assert answer.headers["Location"].startswith("/en/account/"), address
    assert everything() == before


def test_a_form_of_another_site_is_refused() -> None:
    before = everything()
    client = client_of("pirkko", checks_forms=True)
    for address, sent in DEEDS.items():
        assert client.post(address, sent).status_code == 403, address
    assert everything() == before
