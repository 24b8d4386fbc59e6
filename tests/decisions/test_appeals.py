"""The last day to contest a decision, against the calendar and against a slow count without the library."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.decisions.appeals import appeal_of, final_on, is_working_day, last_day, published_on
from lupaus.decisions.models import Appeal, Body, BodyKind, Item, Meeting, Stage
from lupaus.web.texts import Text

# A slow count that owes nothing to the library: Easter by Gauss, the rest by the calendar.


def easter(year: int) -> date:
    """Easter Sunday by the rule of the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def first_weekday_from(start: date, weekday: int) -> date:
    return start + timedelta(days=(weekday - start.weekday()) % 7)


def free_days(year: int) -> set[date]:
    """Every day of the week on which a time does not end, besides Saturdays and Sundays."""
    sunday = easter(year)
    fixed = [(1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26)]
    moving = [sunday - timedelta(days=2), sunday + timedelta(days=1), sunday + timedelta(days=39)]
    midsummer_eve = first_weekday_from(date(year, 6, 19), 4)
    return {date(year, month, day) for month, day in fixed} | set(moving) | {midsummer_eve}


def slowly(published: date, days: int) -> date:
    """Day by day, as one would on a paper calendar."""
    day = published
    for _ in range(7):
        day += timedelta(days=1)
    counted = 0
    while counted < days:
        day += timedelta(days=1)
        counted += 1
    while day.weekday() in (5, 6) or day in free_days(day.year):
        day += timedelta(days=1)
    return day


@settings(deadline=None)  # the holidays of a year are worked out once
@given(st.dates(date(1992, 1, 1), date(2099, 12, 31)), st.sampled_from([("claim", 14), ("court", 30)]))
def test_the_last_day_is_that_of_a_slow_count(published: date, kind: tuple[str, int]) -> None:
    assert last_day(kind[0], published) == slowly(published, kind[1])


@settings(deadline=None)  # the holidays of a year are worked out once
@given(st.dates(date(1992, 1, 1), date(2099, 12, 31)), st.sampled_from(["claim", "court"]))
def test_a_time_never_ends_on_a_free_day_nor_before_it_is_full(published: date, kind: str) -> None:
    full = published + timedelta(days=7 + (14 if kind == "claim" else 30))
    last = last_day(kind, published)
    assert last is not None
    assert is_working_day(last)
    assert last >= full
    assert not any(is_working_day(full + timedelta(days=each)) for each in range((last - full).days))


@settings(deadline=None)  # the holidays of a year are worked out once
@given(st.dates(date(1992, 1, 1), date(2099, 12, 30)), st.sampled_from(["claim", "court"]))
def test_who_publishes_later_never_shortens_the_time(published: date, kind: str) -> None:
    first, second = last_day(kind, published), last_day(kind, published + timedelta(days=1))
    assert first is not None
    assert second is not None
    assert first <= second


#: By hand, from printed calendars: the days on which nothing ends though they are no Saturday or Sunday.
BY_HAND = {
    2024: ["01-01", "03-29", "04-01", "05-01", "05-09", "06-21", "12-06", "12-24", "12-25", "12-26"],
    2025: ["01-01", "01-06", "04-18", "04-21", "05-01", "05-29", "06-20", "12-24", "12-25", "12-26"],
    2026: ["01-01", "01-06", "04-03", "04-06", "05-01", "05-14", "06-19", "12-24", "12-25"],
    2027: ["01-01", "01-06", "03-26", "03-29", "05-06", "06-25", "12-06", "12-24"],
    2028: ["01-06", "04-14", "04-17", "05-01", "05-25", "06-23", "12-06", "12-25", "12-26"],
}


@pytest.mark.parametrize("year", BY_HAND)
def test_the_free_weekdays_of_a_year_are_those_of_the_calendar(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=count) for count in range(366)]
    found = [
        f"{day:%m-%d}" for day in days if day.year == year and day.weekday() < 5 and not is_working_day(day)
    ]
    assert found == BY_HAND[year]


def test_what_is_not_free_by_law_is_a_working_day() -> None:
    for day in (
        date(2026, 12, 31),
        date(2026, 4, 2),
        date(2026, 12, 23),
        date(2026, 4, 30),
        date(2026, 12, 28),
    ):
        assert is_working_day(day)


@pytest.mark.parametrize(
    ("kind", "published", "last"),
    [
        ("claim", date(2026, 11, 2), date(2026, 11, 23)),  # a Monday after three weeks
        ("claim", date(2026, 11, 7), date(2026, 11, 30)),  # would be a Saturday
        (
            "claim",
            date(2025, 12, 3),
            date(2025, 12, 29),
        ),  # would be Christmas Eve, a Wednesday before a weekend
        ("claim", date(2026, 5, 29), date(2026, 6, 22)),  # would be Midsummer Eve
        ("claim", date(2027, 11, 15), date(2027, 12, 7)),  # would be Independence Day, a Monday
        ("court", date(2026, 2, 25), date(2026, 4, 7)),  # would be Good Friday: after Easter Monday
        ("court", date(2026, 3, 25), date(2026, 5, 4)),  # would be May Day, a Friday
        ("court", date(2026, 4, 7), date(2026, 5, 15)),  # would be Ascension Day, a Thursday
        ("court", date(2024, 11, 18), date(2024, 12, 27)),  # would be Christmas Day
        ("court", date(2026, 11, 30), date(2027, 1, 7)),  # would be Epiphany, in the next year
        ("claim", date(2024, 2, 8), date(2024, 2, 29)),  # a leap day is a day
    ],
)
def test_last_days_worked_out_by_hand(kind: str, published: date, last: date) -> None:
    assert last_day(kind, published) == last


def test_kinds_without_a_time_have_no_last_day() -> None:
    for kind in (Appeal.PREPARATION, Appeal.OTHER, Appeal.UNKNOWN):
        assert last_day(kind, date(2026, 1, 1)) is None


def test_of_years_whose_holidays_nobody_knows_no_day_is_told() -> None:
    assert last_day("claim", date(2099, 12, 31)) is not None
    for published in (date(2100, 1, 1), date(2118, 4, 28), date(9999, 12, 31), date(1800, 1, 1)):
        assert last_day("claim", published) is None


def decided(
    appeal: str, *, at: datetime | None = datetime(2026, 11, 2, 10, 0, tzinfo=UTC), alone: bool = False
) -> Item:
    """An item of minutes, in no database."""
    body = Body(id="x", kind=BodyKind.OFFICE_HOLDER if alone else BodyKind.BOARD)
    meeting = Meeting(body=body, stage=Stage.MINUTES, minutes_published_at=at)
    return Item(meeting=meeting, appeal=appeal, appeal_note=Text())


def test_the_sentence_names_the_last_day_until_it_is_over() -> None:
    item = decided("claim")
    open_ = appeal_of(item, date(2026, 11, 23))
    assert (open_.last_day, open_.notice_on, open_.is_open) == (date(2026, 11, 23), date(2026, 11, 9), True)
    assert "from the body that decided" in open_.sentence
    assert "23\u00a0November 2026" in open_.sentence
    assert "14 days" in open_.counted
    over = appeal_of(item, date(2026, 11, 24))
    assert over.is_over
    assert not over.is_open
    assert over.sentence == "The time for a claim for a revised decision ended on 23\u00a0November 2026."


def test_a_moved_day_is_explained() -> None:
    item = decided("claim", at=datetime(2026, 5, 29, 9, 0, tzinfo=UTC))
    assert "Because 19\u00a0June 2026 is not a working day" in appeal_of(item, date(2026, 6, 1)).counted


def test_an_office_holders_decision_is_claimed_from_the_body_above() -> None:
    assert "above the office-holder" in appeal_of(decided("claim", alone=True), date(2026, 11, 3)).sentence


def test_the_day_of_publication_is_that_of_finnish_clocks() -> None:
    assert published_on(decided("claim", at=datetime(2026, 11, 1, 22, 30, tzinfo=UTC)).meeting) == date(
        2026, 11, 2
    )
    assert published_on(decided("claim", at=datetime(2026, 6, 1, 21, 30, tzinfo=UTC)).meeting) == date(
        2026, 6, 2
    )


def test_without_the_day_of_publication_there_is_a_sentence_and_no_day() -> None:
    told = appeal_of(decided("court", at=None), date(2026, 11, 3))
    assert told.last_day is None
    assert "within 30 days" in told.sentence


def test_every_kind_has_a_sentence_in_three_languages_and_an_agenda_none() -> None:
    for kind in Appeal.values:
        for language in ("fi", "sv", "en"):
            with translation.override(language):
                assert appeal_of(decided(kind), date(2026, 11, 3)).sentence
    agenda = decided("claim")
    agenda.meeting.stage = Stage.AGENDA
    assert appeal_of(agenda, date(2026, 11, 3)).sentence == ""


def test_what_has_no_time_of_its_own_is_final_after_the_longest() -> None:
    assert final_on(decided("claim")) == date(2026, 11, 24)
    assert final_on(decided("")) == final_on(decided("court")) == date(2026, 12, 10)
    assert final_on(decided("claim", at=None)) is None
