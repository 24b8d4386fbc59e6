"""How a figure has changed between two years, in words: in one area, or in how many it rose and fell."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.analysis.comparing.telling import Teller


def rose_and_fell(indicator: str, first: str, last: str, steps: Iterable[float]) -> str:
    """`Unemployment rate from 2015 to 2025: rose in 3 areas, fell in 22 areas.` `steps` are the changes."""
    known = list(steps)
    up, down = sum(1 for step in known if step > 0), sum(1 for step in known if step < 0)
    same = len(known) - up - down
    parts = []
    if up:
        parts.append(ngettext("rose in %(count)d area", "rose in %(count)d areas", up) % {"count": up})
    if down:
        parts.append(ngettext("fell in %(count)d area", "fell in %(count)d areas", down) % {"count": down})
    if same:
        stayed = ngettext("stayed the same in %(count)d area", "stayed the same in %(count)d areas", same)
        parts.append(stayed % {"count": same})
    told = {"indicator": indicator, "first": first, "last": last, "changes": ", ".join(parts)}
    return _("%(indicator)s from %(first)s to %(last)s: %(changes)s.") % told


def from_to(teller: Teller, place: str, before: tuple[str, float], after: tuple[str, float]) -> str:
    """Of one area alone: `Unemployment rate, Lohja: 9.8 % in 2015 and 8.1 % in 2025.` (year, figure)"""
    return _("%(indicator)s, %(place)s: %(first_value)s in %(first)s and %(last_value)s in %(last)s.") % {
        "indicator": teller.title,
        "place": place,
        "first": before[0],
        "first_value": teller.value(before[1]),
        "last": after[0],
        "last_value": teller.value(after[1]),
    }
