"""Service hours of the national catalogue as rules of `services.points.hours`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lupaus.services.catalogue.ptv.enumerations import DAYS, EXCEPTIONAL, HOURS, OVER_MIDNIGHT, WEEKLY, folded
from lupaus.services.catalogue.ptv.told import Told
from lupaus.services.points.hours import problems_of
from lupaus.web.clock import HELSINKI
from lupaus.workspace.files.report import shown

Rule = dict[str, Any]


def hours_of(told: Told, key: str = "serviceHours") -> list[Rule]:
    """The rules of a list of service hours; one that makes no sense is told as strange and left out."""
    rules: list[Rule] = []
    for each in told.objects(key):
        for rule in _rules(each):
            wrong = problems_of([rule])
            if wrong:
                each.refuse("", wrong[0][1])
            else:
                rules.append(rule)
    return rules


def _rules(told: Told) -> Iterator[Rule]:
    kind = told.one_of("serviceHourType", HOURS, default=WEEKLY)
    frame = _frame(told, kind)
    if kind == EXCEPTIONAL:
        yield from _exceptions(told, frame)
        return
    if told.flag("isClosed"):
        if "valid_from" not in frame or "valid_to" not in frame:
            told.refuse("isClosed", _("Closed, but not told from which day to which."))
        else:
            yield frame | {"exception": True, "closed": True}
        return
    openings = list(told.objects("openingHour"))
    if told.flag("isReservation"):
        frame["appointment"] = True
    if openings:
        for opening in openings:
            for times in _openings(opening, over_midnight=kind == OVER_MIDNIGHT):
                yield frame | times
    elif "appointment" in frame:
        yield frame
    elif told.flag("isAlwaysOpen"):
        yield frame | {"always": True}
    else:
        told.refuse("", _("Opening hours without any time."))


def _frame(told: Told, kind: str) -> Rule:
    """What holds for every opening of one entry: from which day to which, and a note."""
    frame: Rule = {}
    for ours, theirs in (("valid_from", "validFrom"), ("valid_to", "validTo")):
        if day := _day(told, theirs):
            frame[ours] = day
    if told.flag("validForNow"):
        frame.pop("valid_to", None)
    if kind == EXCEPTIONAL and "valid_from" in frame:
        frame.setdefault("valid_to", frame["valid_from"])
    if note := told.text("additionalInformation").as_dict():
        frame["note"] = note
    return frame


def _exceptions(told: Told, frame: Rule) -> Iterator[Rule]:
    if told.flag("isClosed"):
        yield frame | {"exception": True, "closed": True}
        return
    openings = list(told.objects("openingHour"))
    if told.flag("isAlwaysOpen") and not openings:
        yield frame | {"exception": True, "from": "00:00", "to": "00:00"}
        return
    for opening in openings:
        times = _times(opening)
        if times:
            yield frame | {"exception": True} | times
    if not openings:
        told.refuse("", _("Opening hours without any time."))


def _openings(told: Told, *, over_midnight: bool) -> Iterator[Rule]:
    first = _weekday(told, "dayFrom")
    times = _times(told)
    if first is None or not times:
        if not first:
            told.refuse("dayFrom", _("The day is missing."))
        return
    last = _weekday(told, "dayTo") or first
    days = [(first + ahead - 1) % 7 + 1 for ahead in range((last - first) % 7 + 1)]
    if not over_midnight:
        yield {"days": sorted(days), **times}
    elif len(days) == 1 or (len(days) == 2 and times["to"] <= times["from"]):
        yield {"days": days[:1], **times}
    else:  # one opening of several days: each is open to its end
        yield {"days": days[:1], "from": times["from"], "to": "00:00"}
        if days[1:-1]:
            yield {"days": sorted(days[1:-1]), "from": "00:00", "to": "00:00"}
        if times["to"] != "00:00":
            yield {"days": days[-1:], "from": "00:00", "to": times["to"]}


def _times(told: Told) -> Rule:
    found = {name: _time(told, name) for name in ("from", "to")}
    return dict(found) if all(found.values()) else {}


def _time(told: Told, key: str) -> str:
    words = told.word(key, 20)
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?", words)
    if not found or int(found[1]) > 24 or int(found[2]) > 59:
        told.refuse(key, _("“%(words)s” is not a time.") % {"words": shown(words)})
        return ""
    hour = 0 if found[1] == "24" else int(found[1])
    return f"{hour:02d}:{found[2]}"


def _weekday(told: Told, key: str) -> int | None:
    word = told.word(key, 40)
    if not word:
        return None
    found = DAYS.get(folded(word))
    if found is None:
        told.refuse(key, _("The word “%(word)s” is not known here.") % {"word": shown(word)})
    return found


def _day(told: Told, key: str) -> str:
    """The day in Finland of a moment such as 2026-12-23T22:00:00Z; without a zone it is Finnish time."""
    words = told.word(key, 40)
    if not words:
        return ""
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        told.refuse(key, _("“%(words)s” is not a day.") % {"words": shown(words)})
        return ""
    return (moment.astimezone(HELSINKI) if moment.tzinfo else moment).date().isoformat()
