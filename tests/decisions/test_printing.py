"""An item and whole minutes to print: tagged, with their address, whatever is written in them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lupaus.accounts.actors import operator
from lupaus.decisions import queries
from lupaus.decisions.example import load_decisions_example
from lupaus.decisions.meeting.publishing import leave_stone
from lupaus.decisions.models import Item, ItemText, Meeting
from lupaus.decisions.printing.documents import of_item, of_meeting
from lupaus.web.clock import Clock
from lupaus.web.printing import Contents, Facts, Heading, Items, Paragraph, Report, Table, pdf
from lupaus.web.printing.characters import printable
from lupaus.web.printing.data import data_of
from lupaus.web.texts import Shown, Text
from tests.decisions import few_meetings as few

pytestmark = [pytest.mark.django_db]

NOW: Final = datetime(2026, 11, 24, tzinfo=UTC)
ADDRESS: Final = "https://kaava.example/en/decisions/executive/2026-10-05/98/"


def item_report(slug: str = "98", language: str = "en") -> Report:
    found = queries.item(few.EXECUTIVE, "2026-10-05", slug)
    return of_item(found.item, language=language, address=ADDRESS, now=NOW)


def meeting_report(meeting: Meeting, language: str = "en") -> Report:
    return of_meeting(
        queries.meeting(meeting.body_id, meeting.slug), language=language, address=ADDRESS, now=NOW
    )


def words(value: Any) -> str:
    return value.words if isinstance(value, Shown) else str(value)


def headings(report: Report) -> list[tuple[str, int]]:
    return [(words(each.words), each.depth) for each in report.sections if isinstance(each, Heading)]


def tables(report: Report) -> list[Table]:
    return [each for each in report.sections if isinstance(each, Table)]


def said(report: Report) -> str:
    """Every word of a document."""
    parts: list[str] = [report.title, report.subtitle]
    for each in report.sections:
        if isinstance(each, Heading):
            parts.append(words(each.words))
        elif isinstance(each, Paragraph):
            parts.append(words(each.prose))
        elif isinstance(each, Items):
            parts += map(words, each.lines)
        elif isinstance(each, Facts):
            parts += [f"{words(name)}: {words(value)}" for name, value in each.pairs]
        elif isinstance(each, Table):
            parts += [words(cell) for row in (each.header, *each.rows) for cell in row]
    return "\n".join(parts)


def test_an_item_says_everything_its_page_says(clock: Clock) -> None:
    few.minutes(clock)
    report = item_report()
    assert report.title == "Matter budget en"
    assert report.subtitle == "Executive 5\u00a0October 2026, §\u00a098"
    assert report.address == ADDRESS
    assert headings(report) == [
        ("Summary", 1),
        ("Proposal", 1),
        ("Decision", 1),
        ("How it was voted", 1),
        ("Dissenting opinions", 1),
        ("Matti Meikäläinen", 2),
        ("Impact assessment", 1),
        ("Attachments", 1),
        ("How to appeal", 1),
    ]
    told = said(report)
    assert "Decided of budget. en" in told
    assert f"Diary number: {few.DIARY}" in told
    assert "Attachment plan en (not public)" in told
    assert "How to appeal" in told


def test_votes_and_the_impact_assessment_are_tables(clock: Clock) -> None:
    few.minutes(clock)
    vote, assessment = tables(item_report())
    assert [[words(cell) for cell in row] for row in vote.rows] == [
        ["Yes", "2", "Pekka Puheenjohtaja, Maija Meikäläinen"],
        ["No", "1", "Matti Meikäläinen"],
    ]
    assert list(assessment.header) == ["Effect on", "Option now en", "Option new en"]
    assert assessment.rows[0][0] == "Children and young people"
    assert words(assessment.rows[0][1]).startswith("+ better: Apu tulee aiemmin.")


def test_many_options_stand_in_several_tables(clock: Clock) -> None:
    few.bodies(clock)
    options = [few.option(f"option-{number}", "budget", number) for number in range(7)]
    few.publish(clock, few.head(), few.item("budget", 0), *options)
    found = tables(item_report("item-1"))
    assert [len(each.header) for each in found] == [4, 4, 2]


def test_minutes_have_attendance_contents_and_every_item(clock: Clock) -> None:
    meeting = few.minutes(clock)
    report = meeting_report(meeting)
    assert report.title == "Minutes: Executive 5\u00a0October 2026"
    assert [heading for heading in headings(report) if heading[1] == 1] == [
        ("Attendance", 1),
        ("§\u00a098 Matter budget en", 1),
        ("§\u00a099 Matter clinic en", 1),
        ("§\u00a0100 Matter other en", 1),
    ]
    attendance = tables(report)[0]
    assert [words(cell) for cell in attendance.rows[1]] == [
        "Matti Meikäläinen",
        "member",
        "present, came at 9:20 (§ 99–100)",
    ]
    assert "Minutes checked on: 7\u00a0October 2026" in said(report)


def test_an_agenda_says_that_nothing_is_decided(clock: Clock) -> None:
    meeting = few.agenda(clock)
    report = meeting_report(meeting)
    assert report.title.startswith("Agenda: ")
    assert "Not decided yet." in said(report)
    assert "How to appeal" not in said(report)
    assert not any(isinstance(each, Contents) for each in report.sections)


def test_a_stone_says_why_it_is_gone_and_nothing_more(clock: Clock) -> None:
    few.minutes(clock)
    leave_stone(Item.objects.get(section=98), at=clock(), why=Text.same("Its time has passed."))
    told = said(item_report())
    assert "This item is no longer published." in told
    assert "Its time has passed." in told
    assert "Decided of" not in told
    assert "Viivi" not in told


def test_what_is_not_translated_is_marked(clock: Clock) -> None:
    few.minutes(clock)
    ItemText.objects.filter(kind="decision").update(text=Text(fi="Vain suomeksi."))
    prose = [each.prose for each in item_report().sections if isinstance(each, Paragraph)]
    assert Shown("Vain suomeksi.", "fi") in prose
    assert "Not translated: the text is in Finnish." in prose


def test_what_people_wrote_is_never_markup(clock: Clock) -> None:
    few.bodies(clock)
    nasty = '#import "x" $ #set {{Matti}} <b>*bold*</b> \\ @ref // `code` [a](javascript:alert(1))'
    name = {"fi": nasty, "sv": nasty, "en": nasty}
    few.publish(
        clock,
        few.head(number="1/2026", place=name),
        few.item("budget", 0, title=name, proposal=name, presenter=nasty, preparers=nasty),
        few.attachment("a", "budget", title=name),
    )
    report = item_report("item-1")
    assert "{{" not in report.title
    assert "Matti" in report.title
    assert pdf(report).startswith(b"%PDF-")


def test_the_queries_do_not_depend_on_how_many_items_there_are(clock: Clock) -> None:
    meeting = few.minutes(clock)
    meeting_report(meeting)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            meeting_report(meeting)
        return len(captured)

    three = count()
    for number in range(10):
        Item.objects.create(
            meeting=meeting, position=50 + number, slug=f"{200 + number}", section=200 + number,
            title=Text.same("More"), changed_at=clock(),
        )  # fmt: skip
    assert count() == three


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_pdf_is_tagged_for_assistive_technology_and_the_same_for_the_same_day(
    client: Client, clock: Clock, language: str
) -> None:
    few.minutes(clock)
    for path in ("executive/2026-10-05", "executive/2026-10-05/98"):
        address = f"/{language}/decisions/{path}.pdf"
        answer = client.get(address)
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == f'inline; filename="{path.replace("/", "-")}-{language}.pdf"'
        body = answer.content
        assert body.startswith(b"%PDF-")
        assert b"/MarkInfo" in body
        assert re.search(rb"pdfuaid:part[>=\"]+1", body)
        assert client.get(address).content == body
    assert client.get(f"/{language}/decisions/executive/2026-10-05.pdf?region=MK01").status_code == 302


@pytest.mark.slow
def test_a_former_address_leads_to_the_one_it_has_now(client: Client, clock: Clock) -> None:
    few.minutes(clock)
    answer = client.get("/en/decisions/executive/2026-10-05/item-1.pdf")
    assert answer.status_code == 301
    assert answer["Location"] == "/en/decisions/executive/2026-10-05/98.pdf"
    for path in ("executive/2026-10-05/77.pdf", "executive/2001-01-01.pdf", "nobody/2026-10-05.pdf"):
        assert client.get(f"/en/decisions/{path}").status_code == 404


@pytest.mark.slow
def test_an_item_of_five_thousand_paragraphs_is_printed(clock: Clock) -> None:
    few.minutes(clock)
    ItemText.objects.filter(kind="decision").update(
        text=Text.same("\n\n".join(f"Paragraph {number} of a long decision." for number in range(5000)))
    )
    assert pdf(item_report()).startswith(b"%PDF-")


@pytest.mark.slow
def test_minutes_of_three_hundred_items_are_printed(clock: Clock) -> None:
    few.bodies(clock)
    items = [few.decided(f"matter-{number}", number, 1 + number) for number in range(300)]
    few.publish(clock, few.head(stage="minutes"), *items)
    assert pdf(meeting_report(Meeting.objects.get(work=few.WORK))).startswith(b"%PDF-")


@pytest.mark.slow
def test_everything_of_the_example_is_printed_without_marks(clock: Clock) -> None:
    load_decisions_example(actor=operator(), clock=clock)
    for meeting in Meeting.objects.all():
        report = meeting_report(meeting, "sv")
        assert "{{" not in str(data_of(report, printable))
        if meeting.body_id == "sote-lautakunta":  # its items have tables, a vote and an assessment
            assert pdf(report).startswith(b"%PDF-")
