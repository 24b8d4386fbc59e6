"""Opening hours in words, as they stand on a door."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, time
from itertools import groupby
from typing import Final, NamedTuple

from babel.dates import get_day_names
from django.utils.translation import gettext as _
from django.utils.translation import override

from lupaus.services.points.hours.form import rules_of
from lupaus.services.points.hours.rules import Rule
from lupaus.web.dates import day as day_in_words
from lupaus.web.texts import Text

WEEK: Final = range(1, 8)


class Line(NamedTuple):
    """A line of opening hours: `ma–pe`, `8–16`; `when` says which days it holds for, where not for ever."""

    days: str
    times: str
    when: str = ""
    note: Text = Text()
    is_closed: bool = False


def week_in_words(hours: object, language: str, today: date | None = None) -> tuple[Line, ...]:
    """The ordinary week, Monday first, days alike together; with `today`, without what is past.

    Rules of one validity make one week. A week that says something of some days says of the others that it
    is closed then.
    """
    with override(language):
        rules = [rule for rule in rules_of(hours) if not rule.exception and _is_near(rule, today)]
        weeks: dict[tuple[date, date], list[Rule]] = defaultdict(list)
        for rule in rules:
            weeks[rule.valid_from, rule.valid_to].append(rule)
        return tuple(line for validity in sorted(weeks) for line in _week(weeks[validity], language))


def exceptions_in_words(
    hours: object, language: str, today: date, until: date | None = None
) -> tuple[Line, ...]:
    """The exceptions from today on, the next first; with `until`, those that begin by that day."""
    with override(language):
        rules = [rule for rule in rules_of(hours) if rule.exception and rule.valid_to >= today]
        return tuple(
            Line(
                "" if len(rule.days) == 7 else days_in_words(sorted(rule.days), language),
                _("closed") if rule.closed else _times([rule], language),
                _span(rule.valid_from, rule.valid_to, language),
                rule.note,
                rule.closed,
            )
            for rule in sorted(rules, key=lambda rule: (rule.valid_from, rule.valid_to))
            if until is None or rule.valid_from <= until
        )


def _is_near(rule: Rule, today: date | None) -> bool:
    return today is None or rule.valid_to >= today


def _week(rules: Sequence[Rule], language: str) -> Iterable[Line]:
    when = _span(rules[0].valid_from, rules[0].valid_to, language)
    if any(rule.always for rule in rules):
        notes = _notes(rule for rule in rules if rule.always)
        yield Line("", _("open day and night"), when, notes)
        rules = [rule for rule in rules if not rule.always and rule.note]
    opening = [rule for rule in rules if not rule.appointment and not rule.always]
    agreed = [rule for rule in rules if rule.appointment]
    by_appointment = frozenset(day for rule in agreed for day in rule.days)
    yield from _lines(opening, when, language, not_closed=by_appointment)
    yield from _lines(agreed, when, language, not_closed=frozenset(WEEK))


def _lines(rules: Sequence[Rule], when: str, language: str, *, not_closed: frozenset[int]) -> Iterable[Line]:
    """One line for the days that have the same openings; days without any are closed, but for some."""
    if not rules:
        return
    by_day = {day: tuple(rule for rule in rules if day in rule.days) for day in WEEK}
    alike: dict[tuple[Rule, ...], list[int]] = {}
    for day, openings in by_day.items():
        alike.setdefault(openings, []).append(day)
    free = [day for day in alike.pop((), []) if day not in not_closed]
    for openings, days in alike.items():
        named = "" if len(days) == 7 and openings[0].begins is None else days_in_words(days, language)
        yield Line(named, _times(openings, language), when, _notes(openings))
    if free:
        yield Line(days_in_words(free, language), _("closed"), when, is_closed=True)


def _notes(rules: Iterable[Rule]) -> Text:
    notes = list(dict.fromkeys(rule.note for rule in rules if rule.note))
    return (
        notes[0] if len(notes) == 1 else Text(*(_joined(notes, language) for language in ("fi", "sv", "en")))
    )


def _joined(notes: Iterable[Text], language: str) -> str:
    return " ".join(filter(None, (getattr(note, language) for note in notes)))


def _times(rules: Sequence[Rule], language: str) -> str:
    spans = sorted({(rule.begins, rule.ends) for rule in rules if rule.begins and rule.ends})
    words = ", ".join(span_in_words(begins, ends, language) for begins, ends in spans)
    if any(rule.appointment for rule in rules):
        return _("%(times)s, by appointment") % {"times": words} if words else _("by appointment")
    return words


def span_in_words(begins: time, ends: time, language: str) -> str:
    """`8–16`, `8.30–16`, `20–8 (the next day)`, `day and night`."""
    if begins == ends:
        return (
            _("open 24 hours")
            if begins == time()
            else _("%(time)s for 24 hours") % {"time": time_in_words(begins, language)}
        )
    if ends == time():
        return f"{time_in_words(begins, language)}–{'24:00' if language == 'en' else '24'}"
    words = f"{time_in_words(begins, language)}–{time_in_words(ends, language)}"
    return words if ends > begins else _("%(times)s the next day") % {"times": words}


def time_in_words(at: time, language: str) -> str:
    """`8`, `8.30` in Finnish and Swedish, `8:00`, `8:30` in English."""
    if language == "en":
        return f"{at.hour}:{at.minute:02}"
    return f"{at.hour}.{at.minute:02}" if at.minute else str(at.hour)


def days_in_words(days: Sequence[int], language: str) -> str:
    """Weekdays, three or more in a row as a span: `ma–pe, su`."""
    names = get_day_names("abbreviated", "stand-alone", language)
    runs = [
        [day for _place, day in run]
        for _distance, run in groupby(enumerate(days), key=lambda pair: pair[1] - pair[0])
    ]
    return ", ".join(
        f"{names[run[0] - 1]}–{names[run[-1] - 1]}"
        if len(run) > 2
        else ", ".join(names[day - 1] for day in run)
        for run in runs
    )


def _span(first: date, last: date, language: str) -> str:
    if first == last:
        return day_in_words(first, language)
    if first == date.min and last == date.max:
        return ""
    if first == date.min:
        return _("until %(day)s") % {"day": day_in_words(last, language)}
    if last == date.max:
        return _("from %(day)s") % {"day": day_in_words(first, language)}
    return f"{day_in_words(first, language)} – {day_in_words(last, language)}"
