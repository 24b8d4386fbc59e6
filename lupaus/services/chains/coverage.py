"""Does a chain hold everywhere? What is lacking: services somewhere, hand-overs, somebody responsible.

A critical service holds in a municipality when it is linked to the catalogue, has not ended, is given there
and some producer gives it there. A region of a service or of a producer holds for every municipality inside
it; a producer without regions gives the service wherever it is given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from lupaus.regions.models import Category, Region, RegionParent
from lupaus.regions.queries import existing
from lupaus.services.chains.queries import Chain, Handover, Stage, StageService
from lupaus.services.chains.text import Without, without_handover
from lupaus.services.models import Area, Provision, ProvisionRole, Service
from lupaus.web.texts import Text

#: Why a critical service is a gap: it is not in the catalogue, it has ended, nobody produces it anywhere, or
#: nobody gives it in some municipalities.
Why = Literal["unlinked", "ended", "nobody", "some"]
_ALAND: Final = "MK21"


class Municipality(NamedTuple):
    code: str
    name: Text


class Given(NamedTuple):
    """A service of the catalogue, as far as it matters here. `producers`: the regions of each of them."""

    ended: bool
    area: str  # models.Area
    regions: tuple[str, ...]
    producers: tuple[tuple[str, ...], ...]


class ServiceGap(NamedTuple):
    """A critical service that does not hold; `municipalities` are those where it does not."""

    stage: Stage
    service: StageService
    why: Why
    municipalities: tuple[Municipality, ...]


class Land(NamedTuple):
    """The municipalities of the chain's region, and for each every region that holds for it, itself too."""

    municipalities: tuple[Municipality, ...]
    around: Mapping[str, frozenset[str]]

    def inside(self, regions: Collection[str]) -> frozenset[str]:
        """The municipalities that some regions hold for."""
        return frozenset(code for code, around in self.around.items() if not around.isdisjoint(regions))


@dataclass(frozen=True, slots=True)
class Coverage:
    chain: Chain
    land: Land
    services: tuple[ServiceGap, ...]
    handovers: tuple[Without, ...]
    nobody: tuple[Handover, ...]  # without anybody responsible

    @property
    def count(self) -> int:
        return len(self.services) + len(self.handovers) + len(self.nobody)

    def as_data(self) -> dict[str, Any]:
        """The same for the API and the command; the keys stay."""
        return {
            "id": self.chain.id,
            "version": self.chain.version.number,
            "region": self.chain.region,
            "municipalities": [each.code for each in self.land.municipalities],
            "services": [
                {
                    "stage": gap.stage.id,
                    "id": gap.service.id,
                    "title": gap.service.title.as_dict(),
                    "service": gap.service.service,
                    "why": gap.why,
                    "municipalities": [each.code for each in gap.municipalities],
                }
                for gap in self.services
            ],
            "handovers": [
                {"from_stage": gap.lighter.id, "to_stage": gap.heavier.id} for gap in self.handovers
            ],
            "nobody_responsible": [
                {"id": each.id, "from_stage": each.from_stage, "to_stage": each.to_stage}
                for each in self.nobody
            ],
        }


def coverage(chain: Chain) -> Coverage:
    """Five queries, however long the chain and large its region are."""
    land = _land(chain.region)
    given = _given({service.service for stage in chain.stages for service in stage.critical} - {""})
    return Coverage(
        chain=chain,
        land=land,
        services=tuple(service_gaps(chain.stages, given, land)),
        handovers=tuple(without_handover(chain)),
        nobody=tuple(each for each in chain.handovers if not each.responsible),
    )


def service_gaps(stages: Iterable[Stage], given: Mapping[str, Given], land: Land) -> Iterator[ServiceGap]:
    """The critical services that do not hold, in the order of the chain."""
    for stage in stages:
        for service in stage.critical:
            found = given.get(service.service)
            if found is None:
                yield ServiceGap(stage, service, "unlinked", land.municipalities)
            elif found.ended:
                yield ServiceGap(stage, service, "ended", land.municipalities)
            elif not found.producers:
                yield ServiceGap(stage, service, "nobody", land.municipalities)
            else:
                held = _held(found, land)
                lacking = tuple(each for each in land.municipalities if each.code not in held)
                if lacking:
                    yield ServiceGap(stage, service, "some", lacking)


def _held(given: Given, land: Land) -> frozenset[str]:
    """The municipalities where the service is given and somebody produces it."""
    everywhere = frozenset(land.around)
    if given.area == Area.COUNTRY:
        where = everywhere
    elif given.area == Area.MAINLAND:
        where = everywhere - land.inside([_ALAND])
    else:
        where = land.inside(given.regions)
    if any(not regions for regions in given.producers):
        return where
    return where & land.inside({code for regions in given.producers for code in regions})


def _given(ids: Collection[str]) -> dict[str, Given]:
    """Two queries."""
    producers: dict[str, list[tuple[str, ...]]] = {}
    rows = Provision.objects.filter(service__in=ids, role=ProvisionRole.PRODUCER).order_by("pk")
    for service, regions in rows.values_list("service", "regions"):
        producers.setdefault(service, []).append(tuple(regions))
    found = Service.objects.filter(pk__in=ids).values_list("id", "retired_at", "area", "regions")
    return {
        id_: Given(bool(retired), area, tuple(regions), tuple(producers.get(id_, ())))
        for id_, retired, area, regions in found
    }


def _land(code: str) -> Land:
    """Three queries. A region that has been merged into another holds for what that one holds for."""
    outwards: dict[str, set[str]] = {}
    for child, parent in RegionParent.objects.values_list("child", "parent"):
        outwards.setdefault(child, set()).add(parent)
    merged: dict[str, set[str]] = {}
    for old, new in Region.objects.exclude(successor=None).values_list("code", "successor"):
        merged.setdefault(new or "", set()).add(old)
    rows = Region.objects.filter(existing(None), category=Category.MUNICIPALITY).order_by("code")
    known = [Municipality(*row) for row in rows.values_list("code", "name")]
    # What a merged region lay in says nothing of where its successor lies.
    around = {each.code: _reached(_reached({each.code}, outwards), merged) for each in known}
    inside = [each for each in known if not code or code in around[each.code]]
    return Land(tuple(inside), {each.code: around[each.code] for each in inside})


def _reached(starts: Collection[str], links: Mapping[str, Collection[str]]) -> frozenset[str]:
    found, open_ = set(starts), list(starts)
    while open_:
        for each in links.get(open_.pop(), ()):
            if each not in found:
                found.add(each)
                open_.append(each)
    return frozenset(found)
