"""The front of decisions, bodies, meetings and matters."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lupaus.decisions.meeting.publishing import leave_stone
from lupaus.decisions.models import Item, Meeting, Membership
from lupaus.decisions.operations import Member, save_body, save_members
from lupaus.decisions.reading.plain import lines, shortened
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.web.versions import advance_content_version
from tests.decisions import few_meetings
from tests.decisions.few_meetings import (
    COUNCIL,
    DIARY,
    DIRECTOR,
    EXECUTIVE,
    HELD,
    ORGANISATION,
    decided,
    head,
    item,
)
from tests.world import PIRKKO

pytestmark = pytest.mark.django_db

TODAY = date(2026, 10, 12)
FRONT = "/en/decisions/"
MATTER = "/en/decisions/matters/12-00-01-00-2026/"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lupaus.web.clock.day_of", lambda _clock: TODAY)


@pytest.fixture
def published() -> Clock:
    return lambda: datetime(2026, 10, 8, 9, 0, tzinfo=UTC)


def page(address: str, status: int = 200) -> str:
    response = Client().get(address)
    assert response.status_code == status, response.status_code
    return response.content.decode()


def queries(address: str) -> int:
    """How many queries a page takes that is not kept yet."""
    advance_content_version()
    with CaptureQueriesContext(connection) as captured:
        page(address)
    return len(captured)


def meeting(clock: Clock, held: date, *parts: Any, body: str = EXECUTIVE, **more: Any) -> None:
    work = f"{body}-{held}"
    few_meetings.publish(clock, head(work, body=body, held_on=held, **more), *parts, work=work)


def same_with_more(address: str, add: Callable[[int], None]) -> None:
    """The page takes as many queries with three things as with one."""
    add(1)
    page(address)
    few = queries(address)
    add(2)
    add(3)
    assert queries(address) == few


class TestTheFront:
    def test_without_anything_says_so(self) -> None:
        assert "Nothing has been published here yet." in page(FRONT)

    def test_shows_newest_minutes_coming_meetings_and_who_decides(self, published: Clock) -> None:
        few_meetings.minutes(published)
        meeting(published, date(2026, 11, 2), item("later", 0), starts="09:00")
        shown = page(FRONT)
        assert shown.index("Newest minutes") < shown.index(f"/{EXECUTIVE}/{HELD}/") < shown.index("Coming")
        assert shown.index("Coming") < shown.index(f"/{EXECUTIVE}/2026-11-02/")
        assert "at 9:00" in shown
        assert f'<a href="/en/decisions/{COUNCIL}/">Council</a>' in shown
        assert "Office-holders who decide alone (1)" in shown

    def test_tells_what_meetings_were_about_matters_and_no_formalities(self, published: Clock) -> None:
        few_meetings.bodies(published)
        meeting(
            published,
            HELD,
            decided("quorum", 0, 1),
            decided("checkers", 1, 2),
            decided("agenda", 2, 3),
            decided("budget", 3, 4, diary_number=DIARY),
            stage="minutes",
        )
        shown = page(FRONT)
        assert ">Matter budget en and 3 more</p>" in shown

    def test_shows_what_office_holders_decided_lately_and_no_stone(self, published: Clock) -> None:
        few_meetings.bodies(published)
        meeting(
            published,
            HELD,
            decided("buy", 0, 1),
            decided("old", 1, 2),
            body=DIRECTOR,
            stage="minutes",
        )
        leave_stone(Item.objects.get(section=2), at=published(), why=Text.same("Over."))
        advance_content_version()
        shown = page(FRONT)
        assert "Newest decisions of office-holders" in shown
        assert "Decided of buy. en" in shown
        assert "Matter old" not in shown

    def test_shows_a_cancelled_meeting_neither_as_coming_nor_as_minutes(self, published: Clock) -> None:
        few_meetings.bodies(published)
        meeting(published, date(2026, 11, 2), item("later"), cancelled="yes")
        assert "2026-11-02" not in page(FRONT)

    def test_takes_no_more_queries_for_more_meetings(self, published: Clock) -> None:
        few_meetings.bodies(published)

        def add(day: int) -> None:
            meeting(published, date(2026, 11, day), item("x"))
            meeting(published, date(2026, 9, day), decided("x", 0, day), stage="minutes")
            meeting(published, date(2026, 9, day), decided("x", 0, day), stage="minutes", body=DIRECTOR)

        same_with_more(FRONT, add)


class TestABody:
    def test_begins_with_the_next_meeting_and_the_newest_minutes(self, published: Clock) -> None:
        few_meetings.minutes(published)
        meeting(published, date(2026, 11, 2), item("later"), starts="09:00")
        shown = page(f"{FRONT}{EXECUTIVE}/")
        assert re.search(
            r"Next meeting:</?[^>]*>? *<a href=\"[^\"]*2026-11-02/\">2\u00a0November 2026 at 9:00", shown
        ) or ("Next meeting:" in shown and "2\u00a0November 2026 at 9:00" in shown)
        assert shown.index("Next meeting:") < shown.index("Newest minutes:")

    def test_lists_its_meetings_year_by_year(self, published: Clock) -> None:
        few_meetings.minutes(published)
        meeting(published, date(2025, 3, 3), decided("x", 0, 1), stage="minutes")
        shown = page(f"{FRONT}{EXECUTIVE}/")
        assert f"{HELD}/" in shown
        assert "2025-03-03" not in shown
        assert f'href="{FRONT}{EXECUTIVE}/?year=2025"' in shown
        assert "2025-03-03" in page(f"{FRONT}{EXECUTIVE}/?year=2025")
        page(f"{FRONT}{EXECUTIVE}/?year=1999", 404)

    def test_names_members_of_today_and_folds_former_ones(self, published: Clock) -> None:
        few_meetings.bodies(published)
        shown = page(f"{FRONT}{EXECUTIVE}/")
        assert (
            shown.index("Pekka Puheenjohtaja") < shown.index("1 former member") < shown.index("Anna Entinen")
        )

    def test_names_members_to_come(self, published: Clock) -> None:
        few_meetings.bodies(published)
        save_members(
            actor=PIRKKO.acts(),
            clock=published,
            body=COUNCIL,
            members=[Member("Uusi Jäsen", since=date(2027, 1, 1))],
        )
        shown = page(f"{FRONT}{COUNCIL}/")
        assert shown.index("Members to come") < shown.index("Uusi Jäsen")

    def test_that_stopped_says_so(self, published: Clock) -> None:
        save_body(
            actor=PIRKKO.acts(),
            clock=published,
            organisation=ORGANISATION,
            id="board",
            name=Text.same("Board"),
            ended=date(2022, 12, 31),
        )
        assert "This body stopped on 31\u00a0December 2022." in page(f"{FRONT}board/")

    def test_without_meetings_says_so(self, published: Clock) -> None:
        few_meetings.bodies(published)
        assert "Nothing of this body has been published yet." in page(f"{FRONT}{EXECUTIVE}/")

    def test_that_is_an_office_holder_lists_decisions_by_the_hundred(self, published: Clock) -> None:
        few_meetings.bodies(published)
        parts = [decided(f"x{number}", number, number + 1) for number in range(120)]
        meeting(published, HELD, *parts, body=DIRECTOR, stage="minutes")
        first, second = page(f"{FRONT}{DIRECTOR}/"), page(f"{FRONT}{DIRECTOR}/?page=2")
        assert (first.count("Decided of"), second.count("Decided of")) == (100, 20)
        assert page(f"{FRONT}{DIRECTOR}/?page=99").count("Decided of") == 20

    def test_takes_no_more_queries_for_more_meetings_and_members(self, published: Clock) -> None:
        few_meetings.bodies(published)

        def add(day: int) -> None:
            meeting(published, date(2026, 11, day), item("x"))
            meeting(published, date(2026, 9, day), decided("x", 0, day), stage="minutes")
            Membership.objects.create(
                body_id=EXECUTIVE, person=f"P {day}", made_at=published(), changed_at=published()
            )

        same_with_more(f"{FRONT}{EXECUTIVE}/", add)

    def test_of_an_office_holder_takes_no_more_queries_for_more_decisions(self, published: Clock) -> None:
        few_meetings.bodies(published)
        same_with_more(
            f"{FRONT}{DIRECTOR}/",
            lambda day: meeting(
                published, date(2026, 9, day), decided("x", 0, day), stage="minutes", body=DIRECTOR
            ),
        )

    @pytest.mark.parametrize("body", ["nobody", "%00", "a" * 90])
    def test_that_is_not_there_is_not_found(self, body: str) -> None:
        page(f"{FRONT}{body}/", 404)


class TestAMeeting:
    def test_of_an_agenda_says_that_nothing_is_decided(self, published: Clock) -> None:
        few_meetings.bodies(published)
        meeting(published, date(2026, 11, 2), item("a", 0), item("b", 1))
        shown = page(f"{FRONT}{EXECUTIVE}/2026-11-02/")
        assert "Agenda: Executive takes up 2 items on 2\u00a0November 2026. Nothing is decided yet." in shown

    def test_shows_time_place_attendance_and_what_was_decided(self, published: Clock) -> None:
        few_meetings.minutes(published)
        shown = page(f"{FRONT}{EXECUTIVE}/{HELD}/")
        assert "Minutes: Executive handled 3 items on 5\u00a0October 2026." in shown
        assert "at 9:00–11:15" in shown
        assert "Hall en" in shown
        assert "7\u00a0October 2026" in shown  # checked
        assert "Decided of budget. en" in shown
        assert "member, came at 9:20, § 99–100" in shown

    def test_says_who_was_absent(self, published: Clock) -> None:
        few_meetings.bodies(published)
        rows = [{"person": "Here"}, {"person": "Away", "present": "no"}]
        meeting(published, HELD, decided("x", 0, 1), stage="minutes", attendance=rows)
        shown = page(f"{FRONT}{EXECUTIVE}/{HELD}/")
        assert shown.index("Here") < shown.index("Absent") < shown.index("Away")

    def test_leads_to_the_meetings_before_and_after(self, published: Clock) -> None:
        few_meetings.minutes(published)
        meeting(published, date(2026, 9, 7), decided("x", 0, 1), stage="minutes")
        meeting(published, date(2026, 11, 2), item("x"))
        shown = page(f"{FRONT}{EXECUTIVE}/{HELD}/")
        assert f'rel="prev" href="{FRONT}{EXECUTIVE}/2026-09-07/"' in shown
        assert f'rel="next" href="{FRONT}{EXECUTIVE}/2026-11-02/"' in shown

    def test_lists_a_stone_without_what_it_said(self, published: Clock) -> None:
        few_meetings.minutes(published)
        leave_stone(Item.objects.get(slug="99"), at=published(), why=Text.same("Over."))
        advance_content_version()
        shown = page(f"{FRONT}{EXECUTIVE}/{HELD}/")
        assert "No longer published" in shown
        assert "Decided of clinic" not in shown

    def test_marks_of_personal_data_are_nowhere_seen(self, published: Clock) -> None:
        few_meetings.bodies(published)
        said = {"en": "To {{Matti Meikäläinen}} is granted.", "fi": "{{Matti Meikäläinen}} saa."}
        meeting(published, HELD, decided("x", 0, 1, title=said, decision=said), stage="minutes")
        for address in (f"{EXECUTIVE}/{HELD}/", f"{EXECUTIVE}/{HELD}/1/", "", f"{EXECUTIVE}/"):
            shown = page(f"{FRONT}{address}")
            assert "To Matti Meikäläinen is granted." in shown or address.count("/") == 0
            assert "{{" not in shown

    def test_takes_no_more_queries_for_more_items(self, published: Clock) -> None:
        few_meetings.bodies(published)

        def add(count: int) -> None:
            meeting(
                published,
                HELD,
                *(decided(f"x{number}", number, number + 1) for number in range(count)),
                stage="minutes",
                attendance=[{"person": f"P {number}"} for number in range(count)],
            )

        same_with_more(f"{FRONT}{EXECUTIVE}/{HELD}/", add)

    def test_that_is_a_draft_is_not_found(self, published: Clock) -> None:
        few_meetings.bodies(published)
        page(f"{FRONT}{EXECUTIVE}/{HELD}/", 404)
        assert not Meeting.objects.exists()


class TestAMatter:
    def test_tells_its_newest_decision_first_and_then_its_whole_path(self, published: Clock) -> None:
        few_meetings.minutes(published)
        meeting(
            published,
            date(2026, 10, 9),
            decided("budget", 0, 45, diary_number=DIARY, decision=few_meetings.words("Approved.")),
            body=COUNCIL,
            stage="minutes",
        )
        meeting(published, date(2026, 11, 2), item("budget", 0, diary_number=DIARY))
        shown = page(MATTER)
        path = shown[shown.index("The path of the matter") :]
        assert shown.index("Newest decision:") < shown.index("Approved. en") < shown.index("The path of")
        assert "Next on an agenda:" in shown
        assert path.index("§\u00a098") < path.index("§\u00a045") < path.index("Item 1")

    def test_without_a_decision_says_so(self, published: Clock) -> None:
        few_meetings.agenda(published)
        assert "No decision has been published in this matter yet." in page(MATTER)

    def test_that_nothing_was_published_of_is_not_found(self, published: Clock) -> None:
        few_meetings.bodies(published)
        page(MATTER, 404)

    def test_takes_no_more_queries_for_more_steps(self, published: Clock) -> None:
        few_meetings.bodies(published)
        same_with_more(
            MATTER,
            lambda day: meeting(
                published,
                date(2026, 9, day),
                decided("x", 0, day, diary_number=DIARY),
                stage="minutes",
            ),
        )


@pytest.mark.parametrize(
    ("words", "most", "short"),
    [("one two", 7, "one two"), ("one two", 6, "one…"), ("onetwo", 4, "one…"), ("one, two", 6, "one…")],
)
def test_words_are_cut_between_two_of_them(words: str, most: int, short: str) -> None:
    assert shortened(words, most) == short


def test_plain_lines_keep_what_a_text_says() -> None:
    text = "# Head\n\nOne **two**\nthree.\n\n1. a\n2. b\n   - c\n\n| x | y |\n|---|---|\n| 1 | 2 |"
    assert lines(text) == ["Head", "One two three.", "1. a", "2. b", "– c", "x | y", "1 | 2"]
