"""What the catalogue said of an indicator, as it was kept at the time."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Max
from django.utils.translation import gettext as _

from lupaus.indicators.derived.definitions import Derivation
from lupaus.indicators.derived.reading import parse
from lupaus.indicators.models import Indicator, IndicatorEdition, SourceKind
from lupaus.web.refusals import NotFound, Refused


def newest_edition(indicator: Indicator) -> int:
    """The number of what the catalogue says now. One query; 1 where nothing was kept."""
    newest = IndicatorEdition.objects.filter(indicator=indicator).aggregate(newest=Max("number"))["newest"]
    return int(newest or 1)


def edition(indicator: str, number: int) -> IndicatorEdition:
    """One edition. One query; raises `NotFound`."""
    if not Indicator.objects.filter(pk=indicator).exists():
        raise NotFound(_("There is no indicator %(id)s.") % {"id": indicator})
    found = IndicatorEdition.objects.filter(indicator=indicator, number=number).first()
    if found is None:
        raise NotFound(
            _("The indicator %(id)s has no edition %(number)s.") % {"id": indicator, "number": number}
        )
    return found


def with_parts(top: IndicatorEdition) -> dict[str, IndicatorEdition]:
    """An edition, and those in force at its time of all that it is worked out from, at any depth.

    A part that is defined anew gives what is worked out from it a new edition as well (`operations`), so that
    an edition says for ever how its figures are made. One query for each level.
    """
    found = {top.indicator_id: top}
    waiting = parts_of(top)
    while waiting:
        fresh = _in_force(waiting - found.keys(), top)
        found |= fresh
        waiting = {part for each in fresh.values() for part in parts_of(each)} - found.keys()
        if not fresh:
            break
    return found


def _in_force(names: Collection[str], top: IndicatorEdition) -> dict[str, IndicatorEdition]:
    """The last edition of each that was kept before the top one; of what was kept only later, the first."""
    found: dict[str, IndicatorEdition] = {}
    for each in IndicatorEdition.objects.filter(indicator__in=list(names)).order_by("indicator", "number"):
        if each.indicator_id not in found or each.pk < top.pk:
            found[each.indicator_id] = each
    return found


def derivation_of(said: IndicatorEdition) -> Derivation | None:
    """How its figures are worked out; None where they are not, or by a rule of another program version."""
    if said.said.get("source_kind") != SourceKind.DERIVED or not said.said.get("derivation"):
        return None
    try:
        return parse(said.said["derivation"])
    except Refused:
        return None


def parts_of(said: IndicatorEdition) -> set[str]:
    derivation = derivation_of(said)
    return {part.indicator for part in derivation.parts} if derivation else set()
