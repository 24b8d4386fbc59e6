"""Reading the form of opening hours: rules as they are stored, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from lupaus.services.points.hours.rules import Rule, date_of, time_of
from lupaus.web.texts import LANGUAGES, Text

_KEYS: Final = {
    *("days", "from", "to", "always", "appointment", "exception", "closed"),
    *("valid_from", "valid_to", "note"),
}


def problems_of(hours: object) -> list[tuple[str, str]]:
    """What is wrong with hours: pairs of a place (`[0].from`; "" is the whole) and a sentence."""
    if not isinstance(hours, list):
        return [("", _("Opening hours are a list of rules."))]
    found: list[tuple[str, str]] = []
    for index, rule in enumerate(hours):
        if not isinstance(rule, dict):
            found.append((f"[{index}]", _("A rule of opening hours is a mapping of words to values.")))
            continue
        found += [(f"[{index}]{place}", sentence) for place, sentence in _problems_of_rule(rule)]
    return found


def _problems_of_rule(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in rule:
        if key not in _KEYS:
            yield f".{key}", _("Opening hours know no “%(word)s”.") % {"word": str(key)[:40]}
    for key in ("always", "appointment", "exception", "closed"):
        if not isinstance(rule.get(key, False), bool):
            yield f".{key}", _("This is either true or false.")
    yield from _problems_of_days(rule)
    yield from _problems_of_times(rule)
    yield from _problems_of_validity(rule)
    yield from _problems_of_note(rule)
    yield from _problems_of_kind(rule)


def _problems_of_days(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    days = rule.get("days")
    if days is None:
        return
    known = isinstance(days, list) and all(type(day) is int and 1 <= day <= 7 for day in days)
    if not known or not days:
        yield ".days", _("Days are a list of numbers from 1 (Monday) to 7 (Sunday), at least one.")
    elif len(set(days)) != len(days):
        yield ".days", _("A day is named twice.")


def _problems_of_times(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in ("from", "to"):
        if rule.get(key) is not None and time_of(rule[key]) is None:
            yield f".{key}", _("A time is written 08:00, from 00:00 to 23:59; midnight is 00:00.")
    if (rule.get("from") is None) != (rule.get("to") is None):
        yield "", _("A rule has both “from” and “to”, or neither.")


def _problems_of_validity(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in ("valid_from", "valid_to"):
        if rule.get(key) is not None and date_of(rule[key]) is None:
            yield f".{key}", _("A day is written 2026-12-24.")
    first, last = date_of(rule.get("valid_from")), date_of(rule.get("valid_to"))
    if first and last and last < first:
        yield ".valid_to", _("The last day is before the first.")


def _problems_of_note(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    note = rule.get("note")
    if note is None or isinstance(note, str):
        return
    if not isinstance(note, dict) or not all(
        key in LANGUAGES and isinstance(words, str) for key, words in note.items()
    ):
        yield ".note", _("A note is words by language: fi, sv, en.")


def _problems_of_kind(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a rule says, it says in one way."""
    times = rule.get("from") is not None or rule.get("to") is not None
    always, appointment = rule.get("always") is True, rule.get("appointment") is True
    closed = rule.get("closed") is True
    if rule.get("exception") is True:
        if rule.get("valid_from") is None or rule.get("valid_to") is None:
            yield "", _("An exception needs its first and its last day.")
        if always or appointment or closed == times:
            yield "", _("An exception is either closed or has times.")
        return
    if closed:
        yield ".closed", _("Only an exception can be closed.")
    if always and (times or appointment or rule.get("days") is not None):
        yield ".always", _("What is always open has no days or times of its own.")
    if not (always or appointment or closed):
        if rule.get("days") is None:
            yield ".days", _("The days are missing.")
        if not times:
            yield ".from", _("The times are missing.")


def rules_of(hours: object) -> tuple[Rule, ...]:
    """Hours as rules. Those that have no sense are left out: what is not understood is not told."""
    if not isinstance(hours, list):
        return ()
    return tuple(_rule(rule) for rule in hours if isinstance(rule, dict) and not any(_problems_of_rule(rule)))


def _rule(rule: Mapping[str, Any]) -> Rule:
    return Rule(
        days=frozenset(rule.get("days") or range(1, 8)),
        begins=time_of(rule.get("from")),
        ends=time_of(rule.get("to")),
        always=rule.get("always") is True,
        appointment=rule.get("appointment") is True,
        exception=rule.get("exception") is True,
        closed=rule.get("closed") is True,
        valid_from=date_of(rule.get("valid_from")) or date.min,
        valid_to=date_of(rule.get("valid_to")) or date.max,
        note=Text.of(rule.get("note")),
    )
