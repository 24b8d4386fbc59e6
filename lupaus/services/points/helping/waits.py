"""What was promised about waiting for some services, and how long people really wait now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.indicators.observations import Observation, SeriesKey
from lupaus.indicators.queries import illustrative_releases, indicators_by_id, series
from lupaus.regions.codes import COUNTRY
from lupaus.regions.queries import parents_of, regions_by_code
from lupaus.services.figures import release_of
from lupaus.services.models import Service
from lupaus.services.verdicts import Mark
from lupaus.web import numbers
from lupaus.web.address import Address


@dataclass(frozen=True, slots=True)
class Wait:
    """A promise and how it is kept; without `mark` nothing is compared. `href` leads to the figures."""

    sentence: str
    mark: Mark | None
    href: str
    illustrative: bool


def waits(services: Sequence[Service], address: Address) -> dict[str, Wait]:
    """By id of service; those of which nothing was promised and nothing is measured are left out.

    The figure is that of the reader's region, else of the nearest around it that has one. Eight queries at
    most, however many services there are.
    """
    wanted = {each.wait_indicator_id for each in services if each.wait_indicator_id}
    if not wanted:
        return {
            each.pk: Wait(_promised(each.promised_days), None, "", illustrative=False)
            for each in services
            if each.promised_days is not None
        }
    codes = _codes(address, services)
    known = indicators_by_id(wanted)
    keys = [SeriesKey(indicator, code) for indicator in known for code in codes]
    told = series(keys, release=release_of(address))
    names = {code: region.name for code, region in regions_by_code(codes).items()}
    made_up = illustrative_releases()
    found: dict[str, Wait] = {}
    for each in services:
        indicator = known.get(each.wait_indicator_id or "")
        if indicator is None:
            if each.promised_days is not None:
                found[each.pk] = Wait(_promised(each.promised_days), None, "", illustrative=False)
            continue
        seen = _newest([(code, told[SeriesKey(indicator.pk, code)]) for code in codes], address.as_of)
        promised = _promised(each.promised_days)
        href = address.link(reverse("indicators:indicator", args=[indicator.pk]))
        if seen is None or seen[1].value is None:
            sentence = f"{promised} {_('There are no figures yet of how long people really wait.')}"
            found[each.pk] = Wait(sentence, None, href, illustrative=False)
            continue
        code, observation = seen
        unit = indicator.unit.words(address.language)
        figure = _("%(place)s: the wait was %(wait)s in %(year)s.") % {
            "place": names[code].words(address.language) if code in names else code,
            "wait": numbers.with_unit(observation.value, unit, address.language, indicator.decimals),
            "year": observation.period,
        }
        kept = None if each.promised_days is None else (observation.value or 0.0) <= each.promised_days
        found[each.pk] = Wait(
            f"{figure} {promised}", _mark(kept=kept), href, illustrative=observation.release in made_up
        )
    return found


def _codes(address: Address, services: Sequence[Service]) -> list[str]:
    """The regions whose figures may be told, the nearest first. Two queries with a region."""
    if address.region:
        return [address.region, *(each.code for each in parents_of(address.region))]
    given = {code for each in services for code in each.regions}
    return [*sorted(given, key=lambda code: (not code.startswith(("MK", "HVA")), code)), COUNTRY]


def _newest(
    told: Sequence[tuple[str, Sequence[Observation]]], as_of: int | None
) -> tuple[str, Observation] | None:
    until = str(as_of or 9999)
    for code, observations in told:
        seen = [each for each in observations if each.value is not None and each.period[:4] <= until]
        if seen:
            return code, seen[-1]
    return None


def _promised(days: int | None) -> str:
    if days is None:
        return _("Nothing was promised about how long one waits.")
    return ngettext("Promised: at most %(days)d day.", "Promised: at most %(days)d days.", days) % {
        "days": days
    }


def _mark(*, kept: bool | None) -> Mark | None:
    if kept is None:
        return None
    return Mark("on_track", _("is being kept")) if kept else Mark("off_track", _("is not being kept"))
