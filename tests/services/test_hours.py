"""Opening hours: what holds at every minute, also in the two nights when the clocks change."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lupaus.services.points.hours import (
    Timetable,
    exceptions_in_words,
    is_open,
    next_opening,
    open_until,
    problems_of,
    week_in_words,
)
from lupaus.web.clock import HELSINKI

WEEKDAYS = [1, 2, 3, 4, 5]
#: The first day of six: an ordinary week, and those in which the clocks go forward and back.
WINDOWS = (date(2026, 11, 18), date(2026, 3, 26), date(2026, 10, 22))


def at(day: str, clock: str, fold: int = 0) -> datetime:
    """A moment by Finnish clocks."""
    wall = datetime.fromisoformat(f"{day}T{clock}")
    return wall.replace(tzinfo=HELSINKI, fold=fold).astimezone(UTC)


# --- A slow oracle: every minute of six days, by what the clocks show ------------------------------------


class Minutes:
    """All minutes of a window, and what Finnish clocks show at each."""

    def __init__(self, first: date) -> None:
        begin = datetime.combine(first - timedelta(days=2), time(), UTC)
        self.moments = [begin + timedelta(minutes=count) for count in range(10 * 24 * 60)]
        self.walls = [moment.astimezone(HELSINKI).replace(tzinfo=None) for moment in self.moments]

    def first_showing(self, wall: datetime) -> int:
        """The first minute at which clocks show a time or a later one."""
        return next(index for index, shown in enumerate(self.walls) if shown >= wall)


MINUTES = {first: Minutes(first) for first in WINDOWS}


def covers(rule: dict[str, Any], day: date) -> bool:
    return (
        rule.get("valid_from", "0000") <= day.isoformat() <= rule.get("valid_to", "9999")
        and day.isoweekday() in rule.get("days", range(1, 8))
    )  # fmt: skip


def length(rule: dict[str, Any]) -> timedelta:
    return date.fromisoformat(rule["valid_to"]) - date.fromisoformat(rule["valid_from"])


def speaking(hours: list[dict[str, Any]], day: date) -> tuple[list[dict[str, Any]], bool]:
    """The rules that speak on a day, and whether they are exceptions."""
    exceptions = [rule for rule in hours if rule.get("exception") and covers(rule, day)]
    if exceptions:
        shortest = min(map(length, exceptions))
        return [rule for rule in exceptions if length(rule) == shortest], True
    return [rule for rule in hours if not rule.get("exception") and covers(rule, day)], False


def by_minutes(hours: list[dict[str, Any]], first: date) -> list[bool]:
    """Whether it is open at each minute of the window."""
    minutes = MINUTES[first]
    open_ = [False] * len(minutes.moments)
    for number in range(-1, 7):
        day = first + timedelta(days=number)
        rules, exceptional = speaking(hours, day)
        cut = not exceptional and speaking(hours, day + timedelta(days=1))[1]
        for rule in rules:
            if rule.get("always"):
                begins, ends = time(), time()
            elif rule.get("appointment") or rule.get("closed"):
                continue
            else:
                begins, ends = time.fromisoformat(rule["from"]), time.fromisoformat(rule["to"])
            last = day if ends > begins else day + timedelta(days=1)
            start = minutes.first_showing(datetime.combine(day, begins))
            stop = minutes.first_showing(datetime.combine(last, ends))
            if cut:
                stop = min(stop, minutes.first_showing(datetime.combine(day + timedelta(days=1), time())))
            for index in range(start, stop):
                open_[index] = True
    return open_


def told(hours: list[dict[str, Any]], day: date) -> bool:
    _rules, exceptional = speaking(hours, day)
    return exceptional or any(
        covers({**rule, "days": range(1, 8)}, day) and not rule.get("appointment")
        for rule in hours
        if not rule.get("exception")
    )


clock_times = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
day_lists = st.lists(st.integers(1, 7), min_size=1, max_size=7, unique=True)


@st.composite
def validities(draw: st.DrawFn, first: date, *, whole: bool) -> dict[str, str]:
    start = first + timedelta(days=draw(st.integers(-2, 5)))
    end = start + timedelta(days=draw(st.integers(0, 4)))
    both = {"valid_from": start.isoformat(), "valid_to": end.isoformat()}
    return both if whole else {key: both[key] for key in draw(st.sets(st.sampled_from(sorted(both))))}


@st.composite
def ordinary(draw: st.DrawFn, first: date) -> dict[str, Any]:
    rule = draw(
        st.one_of(
            st.fixed_dictionaries({"days": day_lists, "from": clock_times, "to": clock_times}),
            st.just({"always": True}),
            st.fixed_dictionaries({"appointment": st.just(True), "days": day_lists}),
        )
    )
    return {**rule, **draw(validities(first, whole=False))}


@st.composite
def exceptional(draw: st.DrawFn, first: date) -> dict[str, Any]:
    rule = draw(
        st.one_of(
            st.just({"closed": True}),
            st.fixed_dictionaries({"from": clock_times, "to": clock_times}),
            st.fixed_dictionaries({"from": clock_times, "to": clock_times, "days": day_lists}),
        )
    )
    return {"exception": True, **rule, **draw(validities(first, whole=True))}


@st.composite
def hours_in_a_window(draw: st.DrawFn) -> tuple[date, list[dict[str, Any]]]:
    first = draw(st.sampled_from(WINDOWS))
    rules = draw(st.lists(ordinary(first), max_size=3)) + draw(st.lists(exceptional(first), max_size=2))
    return first, draw(st.permutations(rules))


@pytest.mark.slow
class TestEveryMinute:
    @settings(max_examples=40, deadline=None)
    @given(hours_in_a_window(), st.data())
    def test_open_is_what_the_slow_count_says(
        self, told_hours: tuple[date, list[dict[str, Any]]], data: st.DataObject
    ) -> None:
        first, hours = told_hours
        minutes, expected = MINUTES[first], by_minutes(hours, first)
        table = Timetable(hours)
        inside = bisect_left(minutes.moments, at(first.isoformat(), "00:00"))
        changes = [i for i in range(inside, inside + 8000) if expected[i] != expected[i - 1]]
        picked = data.draw(st.lists(st.integers(inside, inside + 8000), min_size=20, max_size=20))
        for index in {*picked, *changes, *(index - 1 for index in changes)}:
            moment = minutes.moments[index]
            day = minutes.walls[index].date()
            assert table.is_open(moment) is (expected[index] or (False if told(hours, day) else None))

    @settings(max_examples=40, deadline=None)
    @given(hours_in_a_window(), st.integers(0, 5 * 24 * 60))
    def test_the_next_opening_is_the_first_minute_that_opens(
        self, told_hours: tuple[date, list[dict[str, Any]]], minute: int
    ) -> None:
        first, hours = told_hours
        minutes, expected = MINUTES[first], by_minutes(hours, first)
        here = bisect_left(minutes.moments, at(first.isoformat(), "00:00")) + minute
        last = bisect_left(minutes.moments, at((first + timedelta(days=6)).isoformat(), "00:00"))
        opens = next((i for i in range(here + 1, last) if expected[i] and not expected[i - 1]), None)
        found = next_opening(hours, minutes.moments[here])
        if opens is not None:
            assert found == minutes.moments[opens]
        else:
            assert found is None or found >= minutes.moments[last]

    @settings(max_examples=40, deadline=None)
    @given(hours_in_a_window(), st.integers(0, 4 * 24 * 60))
    def test_it_stays_open_until_the_first_minute_that_closes(
        self, told_hours: tuple[date, list[dict[str, Any]]], minute: int
    ) -> None:
        first, hours = told_hours
        minutes, expected = MINUTES[first], by_minutes(hours, first)
        here = bisect_left(minutes.moments, at(first.isoformat(), "00:00")) + minute
        last = bisect_left(minutes.moments, at((first + timedelta(days=6)).isoformat(), "00:00"))
        assume(here < last)
        closes = next((i for i in range(here, last) if not expected[i]), None)
        until = open_until(hours, minutes.moments[here])
        if closes == here:
            assert until is None
        elif closes is not None:
            assert until == minutes.moments[closes]

    @settings(max_examples=40, deadline=None)
    @given(hours_in_a_window())
    def test_what_is_generated_here_is_well_formed(
        self, told_hours: tuple[date, list[dict[str, Any]]]
    ) -> None:
        assert problems_of(told_hours[1]) == []


class TestADoor:
    hours = [{"days": WEEKDAYS, "from": "08:00", "to": "16:00"}]

    def test_opens_on_the_minute_and_closes_on_the_minute(self) -> None:
        assert is_open(self.hours, at("2026-11-23", "08:00")) is True
        assert is_open(self.hours, at("2026-11-23", "07:59")) is False
        assert is_open(self.hours, at("2026-11-23", "16:00")) is False

    def test_opens_next_on_monday(self) -> None:
        assert next_opening(self.hours, at("2026-11-20", "16:00")) == at("2026-11-23", "08:00")

    def test_of_which_nothing_is_told_is_not_called_closed(self) -> None:
        assert is_open([], at("2026-11-23", "08:00")) is None
        assert is_open([{"appointment": True}], at("2026-11-23", "08:00")) is None

    def test_whose_hours_have_run_out_is_not_told(self) -> None:
        summer = [{**self.hours[0], "valid_from": "2026-06-01", "valid_to": "2026-08-31"}]
        assert is_open(summer, at("2026-11-23", "09:00")) is None
        assert next_opening(summer, at("2026-11-23", "09:00")) is None

    def test_that_is_always_open_neither_opens_nor_closes(self) -> None:
        assert next_opening([{"always": True}], at("2026-11-23", "08:00")) is None
        assert open_until([{"always": True}], at("2026-11-23", "08:00")) is None

    def test_is_closed_on_the_days_that_are_told(self) -> None:
        christmas = {"exception": True, "valid_from": "2026-12-24", "valid_to": "2026-12-27", "closed": True}
        hours = [*self.hours, christmas]
        assert is_open(hours, at("2026-12-24", "10:00")) is False
        assert next_opening(hours, at("2026-12-23", "16:30")) == at("2026-12-28", "08:00")

    def test_of_the_night_is_closed_from_midnight_on_a_day_of_exception(self) -> None:
        hours = [
            {"days": list(range(1, 8)), "from": "20:00", "to": "08:00"},
            {"exception": True, "valid_from": "2026-12-24", "valid_to": "2026-12-24", "closed": True},
        ]
        assert is_open(hours, at("2026-12-23", "23:59")) is True
        assert is_open(hours, at("2026-12-24", "00:00")) is False
        assert open_until(hours, at("2026-12-23", "21:00")) == at("2026-12-24", "00:00")

    def test_the_exception_told_for_the_shortest_time_wins(self) -> None:
        hours = [
            *self.hours,
            {"exception": True, "valid_from": "2026-12-20", "valid_to": "2027-01-06", "closed": True},
            {
                "exception": True,
                "valid_from": "2026-12-30",
                "valid_to": "2026-12-30",
                "from": "10:00",
                "to": "12:00",
            },
        ]
        assert is_open(hours, at("2026-12-30", "11:00")) is True
        assert is_open(hours, at("2026-12-29", "11:00")) is False


class TestTheClockChanges:
    night = [{"days": [6], "from": "22:00", "to": "06:00"}]

    def test_a_night_is_an_hour_shorter_in_spring_and_longer_in_autumn(self) -> None:
        spring = at("2026-03-29", "06:00") - at("2026-03-28", "22:00")
        autumn = at("2026-10-25", "06:00") - at("2026-10-24", "22:00")
        assert (spring, autumn) == (timedelta(hours=7), timedelta(hours=9))
        assert open_until(self.night, at("2026-03-28", "22:00")) == at("2026-03-29", "06:00")
        assert open_until(self.night, at("2026-10-24", "22:00")) == at("2026-10-25", "06:00")

    def test_a_time_that_never_comes_is_the_moment_of_the_change(self) -> None:
        hours = [{"days": [7], "from": "03:30", "to": "10:00"}]
        assert next_opening(hours, at("2026-03-28", "12:00")) == at("2026-03-29", "04:00")

    def test_an_opening_within_the_hour_left_out_is_none(self) -> None:
        hours = [{"days": [7], "from": "03:10", "to": "03:50"}]
        assert next_opening(hours, at("2026-03-28", "12:00")) == at("2026-04-05", "03:10")

    def test_a_time_that_comes_twice_is_the_first_one(self) -> None:
        hours = [{"days": [7], "from": "01:00", "to": "03:30"}]
        assert is_open(hours, at("2026-10-25", "03:29")) is True
        assert is_open(hours, at("2026-10-25", "03:29", fold=1)) is False


@pytest.mark.parametrize(
    ("hours", "places"),
    [
        ("8-16", [""]),
        (["ma-pe"], ["[0]"]),
        ([{}], ["[0].days", "[0].from"]),
        ([{"days": [], "from": "08:00", "to": "16:00"}], ["[0].days"]),
        ([{"days": [True], "from": "08:00", "to": "16:00"}], ["[0].days"]),
        ([{"days": [0, 8], "from": "08:00", "to": "16:00"}], ["[0].days"]),
        ([{"days": [1, 1], "from": "08:00", "to": "16:00"}], ["[0].days"]),
        ([{"days": [1], "from": "8", "to": "24:00"}], ["[0].from", "[0].to"]),
        ([{"days": [1], "from": "08:00"}], ["[0]"]),
        ([{"always": 1}], ["[0].always", "[0].days", "[0].from"]),
        ([{"always": True, "days": [1]}], ["[0].always"]),
        ([{"always": True, "valid_from": "24.12.2026"}], ["[0].valid_from"]),
        ([{"always": True, "valid_from": "2026-12-24", "valid_to": "2026-12-23"}], ["[0].valid_to"]),
        ([{"always": True, "note": {"de": "immer"}}], ["[0].note"]),
        ([{"always": True, "why": "x"}], ["[0].why"]),
        ([{"always": True, "closed": True}], ["[0].closed"]),
        ([{"exception": True, "closed": True}], ["[0]"]),
        ([{"exception": True, "valid_from": "2026-12-24", "valid_to": "2026-12-24"}], ["[0]"]),
        ([{"appointment": True}], []),
        ([{"appointment": True, "days": [2], "from": "09:00", "to": "11:00", "note": {"fi": "Soita"}}], []),
    ],
)
def test_every_wrong_place_is_named(hours: object, places: list[str]) -> None:
    assert [place for place, _sentence in problems_of(hours)] == places


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_no_form_of_hours_is_a_surprise(hours: object) -> None:
    problems_of(hours)
    assert is_open(hours, at("2026-11-23", "08:00")) is None
    assert week_in_words(hours, "fi") == ()


class TestInWords:
    def lines(self, hours: list[dict[str, Any]], language: str = "fi") -> list[tuple[str, str]]:
        return [(line.days, line.times) for line in week_in_words(hours, language)]

    def test_days_alike_stand_together(self) -> None:
        hours = [
            {"days": [1, 2, 3, 4], "from": "08:00", "to": "16:00"},
            {"days": [5], "from": "08:00", "to": "14:30"},
        ]
        assert [line[0] for line in self.lines(hours)] == ["ma–to", "pe", "la, su"]
        assert [line[1] for line in self.lines(hours)][:2] == ["8–16", "8–14.30"]
        assert self.lines(hours, "sv")[0][0] == "mån–tors"
        assert self.lines(hours, "en") == [
            ("Mon–Thu", "8:00–16:00"),
            ("Fri", "8:00–14:30"),
            ("Sat, Sun", "closed"),
        ]

    def test_two_openings_of_a_day_stand_in_one_line(self) -> None:
        hours = [
            {"days": [1], "from": "13:00", "to": "16:00"},
            {"days": [1], "from": "08:00", "to": "12:00"},
        ]
        assert self.lines(hours, "en")[0] == ("Mon", "8:00–12:00, 13:00–16:00")

    def test_the_night_says_that_it_ends_the_next_day(self) -> None:
        assert self.lines([{"days": [5], "from": "20:00", "to": "08:00"}], "en")[0] == (
            "Fri",
            "20:00–8:00 the next day",
        )

    def test_always_and_appointments_have_words(self) -> None:
        assert self.lines([{"always": True}], "en") == [("", "open day and night")]
        assert self.lines([{"appointment": True}], "en") == [("", "by appointment")]
        assert self.lines([{"appointment": True, "days": [2, 4]}], "en") == [("Tue, Thu", "by appointment")]

    def test_a_day_by_appointment_is_not_called_closed(self) -> None:
        hours: list[dict[str, Any]] = [
            {"days": [1, 3], "from": "08:00", "to": "16:00"},
            {"appointment": True, "days": [2, 4, 5]},
        ]
        assert self.lines(hours, "en") == [
            ("Mon, Wed", "8:00–16:00"),
            ("Sat, Sun", "closed"),
            ("Tue, Thu, Fri", "by appointment"),
        ]

    def test_what_is_past_is_not_said_today(self) -> None:
        summer = {
            "days": WEEKDAYS,
            "from": "09:00",
            "to": "15:00",
            "valid_from": "2026-06-01",
            "valid_to": "2026-08-31",
        }
        (weekdays, _weekend) = week_in_words([summer], "en", date(2026, 8, 31))
        assert weekdays.when == "1\u00a0June 2026 – 31\u00a0August 2026"
        assert week_in_words([summer], "en", date(2026, 9, 1)) == ()

    def test_exceptions_are_told_by_their_days(self) -> None:
        hours = [
            {
                "exception": True,
                "valid_from": "2026-12-24",
                "valid_to": "2026-12-24",
                "closed": True,
                "note": {"fi": "Jouluaatto"},
            }
        ]
        (line,) = exceptions_in_words(hours, "fi", date(2026, 11, 22))
        assert (line.when, line.is_closed, line.note.fi) == ("24.12.2026", True, "Jouluaatto")
        assert exceptions_in_words(hours, "fi", date(2026, 12, 25)) == ()
        assert exceptions_in_words(hours, "fi", date(2026, 11, 22), date(2026, 11, 29)) == ()
