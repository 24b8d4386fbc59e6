"""Editions of what is worked out from an indicator that is now worked out in another way."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Max

from lupaus.indicators.derived.reading import parse
from lupaus.indicators.models import Indicator, IndicatorEdition, SourceKind
from lupaus.web.clock import Clock
from lupaus.web.refusals import Refused

#: What decides how figures are made.
_MAKING = ("source_kind", "derivation")


def keep_editions_of_dependents(changed: Collection[str], *, clock: Clock) -> None:
    """Give whatever is worked out from these a new edition where the way of working them out changed.

    So the edition of a figure says for ever how all its parts were made: as in the editions kept until then
    (`proof.editions`). Call it inside the transaction of the change.
    """
    ever_derived = IndicatorEdition.objects.filter(
        indicator__in=list(changed), said__source_kind=SourceKind.DERIVED.value
    )
    names = set(ever_derived.values_list("indicator_id", flat=True)) if changed else set()
    waiting = {name for name in names if _is_made_otherwise(name)}
    if not waiting:
        return
    users = _users()
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        for user in users.get(name, ()):
            if user not in reached:
                reached.add(user)
                waiting.add(user)
    for name in sorted(reached):
        editions = IndicatorEdition.objects.filter(indicator=name)
        newest = editions.aggregate(newest=Max("number"))["newest"] or 0
        last = editions.filter(number=newest).first()
        if last is not None:
            IndicatorEdition.objects.create(indicator_id=name, number=newest + 1, said=last.said, at=clock())


def _is_made_otherwise(name: str) -> bool:
    last = IndicatorEdition.objects.filter(indicator=name).order_by("-number").values_list("said", flat=True)
    said = list(last[:2])
    return len(said) == 2 and any(said[0].get(what) != said[1].get(what) for what in _MAKING)


def _users() -> dict[str, list[str]]:
    """By indicator, those that are worked out from it directly."""
    users: dict[str, list[str]] = {}
    rows = Indicator.objects.filter(source_kind=SourceKind.DERIVED).exclude(derivation=None)
    for name, said in rows.values_list("id", "derivation"):
        try:
            derivation = parse(said)
        except Refused:  # of another version of the program: it works out nothing
            continue
        for part in derivation.parts:
            users.setdefault(part.indicator, []).append(name)
    return users
