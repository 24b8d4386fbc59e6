"""Which services fit a situation, and from where the nearest point is looked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from django.db.models import F, Sum

from lupaus.regions import queries as regions
from lupaus.regions.models import Category
from lupaus.services.models import Area, Concept, PopulationCell, Scheme, Service
from lupaus.services.points.helping import plain

#: Target groups of private people lie below this code; the others are companies and authorities.
PEOPLE: Final = "KR1"


@dataclass(frozen=True, slots=True)
class Situation:
    """What somebody chose. None: nothing."""

    event: str | None = None
    group: str | None = None
    region: str | None = None
    language: str | None = None

    @property
    def is_told(self) -> bool:
        return self.event is not None or self.group is not None


class Choices(NamedTuple):
    """What one may choose: pairs of code and words. Only what some service is for."""

    events: Sequence[tuple[str, str]]
    groups: Sequence[tuple[str, str]]


def choices(language: str) -> Choices:
    """The life events and target groups that services in use are classified by. One query."""
    used = Service.objects.given().order_by().values("concepts")
    rows = Concept.objects.filter(
        pk__in=used, scheme__in=(Scheme.LIFE_EVENT, Scheme.TARGET_GROUP)
    ).values_list("scheme", "code", "label")
    events = [(code, label) for scheme, code, label in rows if scheme == Scheme.LIFE_EVENT]
    groups = [(code, label) for scheme, code, label in rows if scheme == Scheme.TARGET_GROUP]
    return Choices(
        [(code, plain.event(code, label, language)) for code, label in sorted(events, key=_by_number)],
        [
            (code, plain.group(code, label, language))
            for code, label in sorted(groups, key=_by_number)
            if code.startswith(f"{PEOPLE}.")
        ],
    )


def _by_number(row: tuple[str, object]) -> list[int]:
    """KE2 before KE10."""
    return [int("".join(filter(str.isdigit, part)) or 0) for part in row[0].split(".")]


@dataclass(frozen=True, slots=True)
class Around:
    """A region with all it lies in and all that lies in it; what holds for one of them may hold for it."""

    code: str | None
    category: str
    related: frozenset[str]

    def touches(self, codes: Collection[str]) -> bool:
        """Whether something given in some regions (empty: everywhere) is given here."""
        return self.code is None or not codes or not self.related.isdisjoint(codes)

    @property
    def municipalities(self) -> frozenset[str]:
        return frozenset(code for code in self.related if code.startswith("KU"))


def around(code: str | None) -> Around:
    """Five queries. Raises `NotFound`."""
    if code is None:
        return Around(None, "", frozenset())
    region = regions.region(code)
    within = () if region.category == Category.MUNICIPALITY else regions.children_of(code)
    related = {code, *(each.code for each in regions.parents_of(code)), *(each.code for each in within)}
    return Around(code, region.category, frozenset(related))


def services_for(situation: Situation, where: Around) -> list[Service]:
    """The services in use that fit, those promised soonest first. Two queries.

    With a life event, a target group only leaves out what is for other groups: what is for everybody stays.
    """
    chosen = Service.objects.given().prefetch_related("concepts")
    if situation.event:
        chosen = chosen.filter(
            concepts__scheme=Scheme.LIFE_EVENT, concepts__code__in=_at_or_below(situation.event)
        )
    elif situation.group:
        chosen = chosen.filter(
            concepts__scheme=Scheme.TARGET_GROUP, concepts__code__in=_at_or_below(situation.group)
        )
    else:
        return []
    return [
        each
        for each in chosen.distinct().order_by(F("promised_days").asc(nulls_last=True), "pk")
        if _is_for(each, situation.group)
        and (each.area != Area.LIMITED or where.touches(each.regions))
        and (not situation.language or not each.languages or situation.language in each.languages)
    ]


def _at_or_below(code: str) -> frozenset[str]:
    """A class of a code list and all below it, whose codes begin with its own. One query."""
    return frozenset(
        (code, *Concept.objects.filter(code__startswith=f"{code}.").values_list("code", flat=True))
    )


def _is_for(service: Service, group: str | None) -> bool:
    if group is None:
        return True
    groups = {each.code for each in service.concepts.all() if each.scheme == Scheme.TARGET_GROUP}
    related = {code for code in groups if code.startswith(f"{group}.") or f"{group}.".startswith(f"{code}.")}
    return not groups or bool(related)


def middle_of(where: Around) -> tuple[float, float] | None:
    """Where the people of a municipality live on average (latitude, longitude). One query.

    None of a larger region, and where it is not known.
    """
    if where.category != Category.MUNICIPALITY:
        return None
    told = PopulationCell.objects.filter(municipality=where.code, people__gt=0)
    found = told.aggregate(
        all=Sum("people"),
        north=Sum(F("latitude") * F("people")),
        east=Sum(F("longitude") * F("people")),
    )
    return (found["north"] / found["all"], found["east"] / found["all"]) if found["all"] else None


def average(places: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """The middle of some places."""
    if not places:
        return None
    latitude, longitude = np.mean(np.asarray(places), axis=0)
    return float(latitude), float(longitude)
