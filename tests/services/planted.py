"""A chain of Uusimaa in which gaps are planted, and the catalogue it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from lupaus.accounts.actors import operator
from lupaus.regions.operations import load_register
from lupaus.services.chains.declared import BENEATH, HANDOVER, NAME, SERVICE, STAGE, TARGET
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.workspace import operations
from lupaus.workspace.content import PartValue, Values
from lupaus.workspace.models import Version
from tests.services.few_services import organisation, service
from tests.world import PIRKKO

WORK: Final = "tuki-kotiin"
#: From light needs to heavy ones.
STAGES: Final = ("light", "middle", "heavy")


def words(each: str) -> Values:
    return {"fi": f"{each} fi", "sv": f"{each} sv", "en": each}


def head(work: str = WORK, **more: Any) -> PartValue:
    content = {
        "title": words("Support at home"),
        "client_group": words("Families"),
        "purpose": words("Help comes early."),
        "effect": words("Children are asked."),
        "life_stage": "children",
        "region": "MK01",
    }
    return PartValue(NAME, work, "", content | more)


def stage(slug: str, place: int = 0, **more: Any) -> PartValue:
    content = {"title": words(f"Stage {slug}"), "need": words(f"Need {slug}. And more.")}
    return PartValue(STAGE, slug, "", content | more, place)


def critical(slug: str, under: str, catalogue: str = "", place: int = 0, **more: Any) -> PartValue:
    content = {"title": words(f"Service {slug}"), "service": catalogue, "critical": "yes"}
    return PartValue(SERVICE, slug, under, content | more, place)


def handover(slug: str, start: str, end: str, place: int = 0, **more: Any) -> PartValue:
    content = {"from_stage": start, "to_stage": end, "responsible": words("Client guidance")}
    return PartValue(HANDOVER, slug, "", content | more, place)


def whole() -> list[PartValue]:
    """Nothing is lacking in it."""
    return [
        head(),
        *(stage(slug, place) for place, slug in enumerate(STAGES)),
        critical("advice", "light", "everywhere"),
        critical("club", "light", "in-some", 1, critical="no"),
        critical("visits", "middle", "by-two"),
        critical("home", "heavy", "everywhere", organiser=words("The county"), note=words("Day and night")),
        handover("up-1", "light", "middle", 0, promise_days=7, title=words("First help")),
        handover("up-2", "middle", "heavy", 1),
        PartValue(
            BENEATH,
            "guidance",
            "",
            {"title": words("Guidance"), "text": words("For all"), "services": ["everywhere"]},
        ),
        PartValue(
            TARGET,
            "fewer",
            "",
            {"title": words("Fewer placements"), "stages": ["heavy"], "direction": "decrease"},
        ),
    ]


def gaps() -> list[PartValue]:
    """One gap of each kind, in the services and in the ways between the stages."""
    return [
        head(),
        *(stage(slug, place) for place, slug in enumerate(STAGES)),
        critical("unlinked", "light", "", 0),
        critical("unlinked-too", "light", "", 1, critical="no"),
        critical("ended", "light", "ended", 2),
        critical("orphan", "middle", "by-nobody", 0),
        critical("patchy", "middle", "in-some", 1),
        critical("held", "heavy", "by-two", 0),
        handover("up-1", "light", "middle", 0, responsible={}),
        handover("down", "heavy", "light", 1),
    ]


def catalogue(clock: Clock) -> None:
    """The register of regions, two producers, and services that hold and do not."""
    load_register(actor=operator(), clock=clock)
    organisation("county", "The county", clock, sector="county")
    organisation("company", "A company", clock, sector="company")
    given: dict[str, dict[str, Any]] = {
        "everywhere": {"given": [("county", "producer", "own", [])]},
        "by-two": {
            "given": [
                ("county", "organiser", "own", []),
                ("county", "producer", "own", ["HVA01", "HVA02", "HVA03", "HVA04"]),
                ("company", "producer", "bought", ["KU091"]),
            ]
        },
        "by-nobody": {"given": [("county", "organiser", "own", [])]},
        "in-some": {
            "area": "limited",
            "regions": ["MK01"],
            "given": [("company", "producer", "bought", ["HVA01", "HVA02", "HVA04", "KU091"])],
        },
        "ended": {"given": [("county", "producer", "own", [])], "retired_at": clock()},
    }
    for id_, fields in given.items():
        service(id_, clock, name=Text(f"Palvelu {id_}", f"Tjänst {id_}", f"Catalogue {id_}"), **fields)


def publish(clock: Clock, parts: Sequence[PartValue] | None = None, work: str = WORK) -> Version:
    """Put a chain in force at once."""
    version = operations.put_in_force(
        actor=PIRKKO.acts(),
        clock=clock,
        work=work,
        kind=NAME,
        organisation="kaava",
        parts=whole() if parts is None else parts,
        decision="Kaava executive 1.2.2026 § 3",
    )
    assert version is not None
    return version
