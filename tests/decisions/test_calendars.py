"""Calendars: meetings, and the last day to appeal an item."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from lupaus.decisions.meeting.publishing import leave_stone
from lupaus.decisions.models import Item, Meeting
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.web.versions import advance_content_version
from tests.decisions import few_meetings
from tests.decisions.few_meetings import decided, head

pytestmark = pytest.mark.django_db

ADDRESS = "/en/decisions/calendar.ics"


def events(client: Client, address: str = ADDRESS) -> list[Any]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert isinstance(calendar, Calendar)
    assert calendar["VERSION"] == "2.0"
    return list(calendar.events)


def test_a_calendar_without_meetings_is_a_calendar(client: Client) -> None:
    assert events(client) == []


def test_a_meeting_stands_at_its_time_with_place_and_address(client: Client, clock: Clock) -> None:
    few_meetings.minutes(clock)
    event = events(client)[0]
    assert event["SUMMARY"] == "Executive"
    assert event.decoded("DTSTART") == datetime(2026, 10, 5, 6, 0, tzinfo=UTC)  # 9.00 in Helsinki
    assert event.decoded("DTEND") == datetime(2026, 10, 5, 8, 15, tzinfo=UTC)
    assert event["LOCATION"] == "Hall en"
    assert event["STATUS"] == "CONFIRMED"
    assert client.get(event["URL"].removeprefix("http://testserver")).status_code == 200


def test_a_meeting_without_a_time_takes_the_day(client: Client, clock: Clock) -> None:
    few_meetings.bodies(clock)
    few_meetings.publish(clock, head(cancelled="yes"), few_meetings.item("x"))
    event = events(client)[0]
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2026, 10, 5), date(2026, 10, 6))
    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"] == "Executive (cancelled)"


def test_a_meeting_keeps_its_uid_and_counts_its_versions(client: Client, clock: Clock) -> None:
    few_meetings.agenda(clock)
    before = events(client)[0]
    few_meetings.publish(
        lambda: clock() + timedelta(days=1), head(starts="10:00"), few_meetings.item("budget")
    )
    after = events(client)[0]
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after.decoded("DTSTAMP") > before.decoded("DTSTAMP")


def test_old_meetings_and_those_of_office_holders_are_left_out(client: Client, clock: Clock) -> None:
    few_meetings.bodies(clock)
    for body, held in (
        ("council", date(2020, 1, 1)),
        ("director", date(2026, 11, 2)),
        ("council", date(2027, 1, 11)),
    ):
        work = f"{body}-{held}"
        few_meetings.publish(
            clock, head(work, body=body, held_on=held, stage="minutes"), decided("x", 0, 1), work=work
        )
    assert [event["SUMMARY"] for event in events(client)] == ["Council"]
    assert [event["SUMMARY"] for event in events(client, f"{ADDRESS}?body=director")] == ["Director"]


def test_words_of_users_begin_no_line_of_a_calendar(client: Client, clock: Clock) -> None:
    few_meetings.minutes(clock)
    Meeting.objects.update(place=Text.same("Hall\r\nATTENDEE:mailto:x@example.org\nEND:VEVENT; a, b\x07"))
    advance_content_version()
    raw = client.get(ADDRESS).content.decode()
    assert "\r\nATTENDEE" not in raw
    assert raw.count("\r\nEND:VEVENT") == 1
    assert "\x07" not in raw
    assert all(len(line.encode()) <= 75 for line in raw.split("\r\n"))
    assert events(client)[0]["LOCATION"] == "Hall\nATTENDEE:mailto:x@example.org\nEND:VEVENT; a, b"


def test_a_calendar_is_asked_for_news_only(client: Client, clock: Clock) -> None:
    few_meetings.minutes(clock)
    first = client.get(ADDRESS)
    assert client.get(ADDRESS, headers={"if-none-match": first.headers["ETag"]}).status_code == 304
    since = {"if-modified-since": first.headers["Last-Modified"]}
    assert client.get(ADDRESS, headers=since).status_code == 304
    assert client.head(ADDRESS).content == b""


# The last day to appeal


def appeal(section: str = "98") -> str:
    return f"/en/decisions/executive/2026-10-05/{section}/appeal.ics"


def test_the_last_day_to_appeal_takes_its_day_and_reminds_before(client: Client, clock: Clock) -> None:
    few_meetings.minutes(clock)  # published on 22 November 2026
    event = events(client, appeal())[0]
    assert event.decoded("DTSTART") == date(2026, 12, 14)  # the 13th is a Sunday
    assert event["SUMMARY"] == "Last day to claim a revised decision: Matter budget en"
    assert "14\u00a0December 2026" in event["DESCRIPTION"]
    assert event["DESCRIPTION"].endswith("/en/decisions/executive/2026-10-05/98/")
    assert [alarm.decoded("TRIGGER") for alarm in event.walk("VALARM")] == [timedelta(days=-3)]


def test_an_appeal_to_the_court_has_another_day(client: Client, clock: Clock) -> None:
    few_meetings.minutes(clock)
    Item.objects.filter(section=98).update(appeal="court")
    advance_content_version()
    event = events(client, appeal())[0]
    assert event.decoded("DTSTART") == date(2026, 12, 29)
    assert event["SUMMARY"].startswith("Last day to appeal:")


def test_the_place_on_the_agenda_leads_to_the_section(client: Client, clock: Clock) -> None:
    few_meetings.minutes(clock)
    answer = client.get(appeal("item-1"))
    assert (answer.status_code, answer.headers["Location"]) == (301, appeal())


def test_what_has_no_last_day_has_no_calendar(client: Client, clock: Clock) -> None:
    few_meetings.minutes(clock)
    for section in ("100", "101"):  # only preparation; nothing
        assert client.get(appeal(section)).status_code == 404
    leave_stone(Item.objects.get(section=98), at=clock(), why=Text.same("Gone."))
    advance_content_version()
    assert client.get(appeal()).status_code == 404
