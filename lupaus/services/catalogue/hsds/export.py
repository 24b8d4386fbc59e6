"""A whole catalogue as one HSDS document, written piece by piece: it is never in memory at once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from lupaus.regions.models import Category, Region, RegionParent
from lupaus.regions.queries import regions_by_code
from lupaus.services.catalogue import queries
from lupaus.services.catalogue.hsds.entities import Told, organization, service
from lupaus.services.catalogue.hsds.schema import VERSION
from lupaus.services.models import Service, ServiceOrganisation, Source
from lupaus.web.texts import Text

#: Services read at a time.
BATCH: Final = 500


def written(language: str, *, organisation: str = "", retired: bool = False) -> Iterator[str]:
    """The catalogue of an organisation (empty: of all) as pieces of JSON: organizations, then services.

    Services that have ended only with `retired`. Queries and memory go by batches of 500 services.
    """
    told = told_in(language)
    head = {"hsds_version": VERSION, "language": language}
    yield json.dumps(head, ensure_ascii=False)[:-1]
    yield from _list("organizations", (organization(each, told) for each in organisations(organisation)))
    yield from _list(
        "services",
        (
            service(each, told)
            for batch in batches(organisation, retired=retired)
            for each in queries.wholes(batch)
        ),
    )
    yield "}\n"


def told_in(language: str) -> Told:
    """What every service of an export needs. Two queries."""
    regions = regions_by_code()
    return Told(language, regions, _provinces(regions, language))


def batches(organisation: str = "", *, retired: bool = False) -> Iterator[list[str]]:
    """Ids of services in their order, 500 at a time. One query."""
    chosen = Service.objects.exclude(source=Source.DESCRIPTION) if retired else Service.objects.given()
    if organisation:
        chosen = chosen.filter(organisation=organisation)
    ids = list(chosen.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def organisations(organisation: str = "") -> Collection[ServiceOrganisation]:
    """Those of a catalogue that are still there. One query."""
    chosen = ServiceOrganisation.objects.filter(retired_at=None)
    return list(chosen.filter(organisation=organisation) if organisation else chosen)


def _list(name: str, entities: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield f', "{name}": ['
    for number, entity in enumerate(entities):
        yield f"{',' if number else ''}\n{json.dumps(entity, ensure_ascii=False)}"
    yield "]"


def _provinces(regions: Mapping[str, Region], language: str) -> dict[str, str]:
    """The region (maakunta) each municipality lies in, at whatever depth, named. One query."""
    parents: dict[str, list[str]] = defaultdict(list)
    for child, parent in RegionParent.objects.values_list("child_id", "parent_id"):
        parents[child].append(parent)
    found = {}
    for code, region in regions.items():
        if region.category == Category.MUNICIPALITY and (name := _around(code, parents, regions)):
            found[code] = name.words(language)
    return found


def _around(code: str, parents: Mapping[str, Sequence[str]], regions: Mapping[str, Region]) -> Text | None:
    """What the region around a code is called; None where it lies in none."""
    seen, waiting = {code}, [code]
    while waiting:
        for parent in parents.get(waiting.pop(), ()):
            if parent in regions and regions[parent].category == Category.REGION:
                name: Text = regions[parent].name
                return name
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return None
