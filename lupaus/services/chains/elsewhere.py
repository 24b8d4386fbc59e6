"""Chains as other pages ask for them: which need a service, which help in a situation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Q

from lupaus.services.chains.declared import NAME, SERVICE, STAGE
from lupaus.services.models import Service
from lupaus.web.texts import Text
from lupaus.workspace.models import Part, State


class CriticalIn(NamedTuple):
    """A stage of a chain in force that cannot do without a service."""

    chain: str
    chain_title: Text
    stage: str
    stage_title: Text


def critical_in(service: str) -> list[CriticalIn]:
    """The stages in force for which a service of the catalogue is critical, by chain. Two queries."""
    inside = Part.objects.filter(removed_at=None, version__state=State.PUBLISHED, version__work__kind=NAME)
    found = list(
        inside.filter(kind=SERVICE, content__service=service)
        .order_by("version__work_id", "position", "pk")
        .values_list("version__work_id", "parent", "content__critical")
    )
    if not found:
        return []
    titles = inside.filter(version__work_id__in={work for work, _parent, _critical in found})
    rows = titles.filter(kind__in=(NAME, STAGE)).values_list(
        "version__work_id", "kind", "slug", "position", "content__title"
    )
    named = {
        (work, kind, slug if kind == STAGE else ""): (place, title) for work, kind, slug, place, title in rows
    }
    wanted = dict.fromkeys((work, stage) for work, stage, critical in found if critical != "no")
    there = [(work, stage) for work, stage in wanted if (work, STAGE, stage) in named]
    there.sort(key=lambda each: (each[0], named[each[0], STAGE, each[1]][0]))
    return [
        CriticalIn(
            work,
            Text.of(named[work, NAME, ""][1]),
            stage,
            Text.of(named[work, STAGE, stage][1]),
        )
        for work, stage in there
    ]


class ChainSteps(NamedTuple):
    """The steps of a chain in force, light needs first: id and title of each."""

    chain: str
    title: Text
    steps: tuple[tuple[str, Text], ...]


def chains_for(codes: Collection[str]) -> list[ChainSteps]:
    """The chains in force with a service of all these national classes, those with most of them first.

    A class holds for the narrower ones too: KR1 for KR1.1. Three queries.
    """
    inside = Part.objects.filter(removed_at=None, version__state=State.PUBLISHED, version__work__kind=NAME)
    named = list(inside.filter(kind=SERVICE).values_list("version__work_id", "content__service"))
    services = Service.objects.filter(
        pk__in={service for _work, service in named if service}, retired_at=None
    )
    for code in codes:
        services = services.filter(Q(concepts__code=code) | Q(concepts__code__startswith=f"{code}."))
    there = frozenset(services.values_list("pk", flat=True))
    counts = Counter(work for work, service in named if service in there)
    if not codes or not counts:
        return []
    rows = inside.filter(version__work_id__in=counts, kind__in=(NAME, STAGE)).order_by("position", "pk")
    titles: dict[str, Text] = {}
    steps: dict[str, list[tuple[str, Text]]] = {}
    for work, kind, slug, title in rows.values_list("version__work_id", "kind", "slug", "content__title"):
        if kind == NAME:
            titles[work] = Text.of(title)
        else:
            steps.setdefault(work, []).append((slug, Text.of(title)))
    ordered = sorted(counts, key=lambda work: (-counts[work], work))
    return [ChainSteps(work, titles.get(work, Text()), tuple(steps.get(work, ()))) for work in ordered]
