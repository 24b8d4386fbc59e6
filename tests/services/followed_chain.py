"""A chain of the organisation Kaava whose figures can be worked out by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from lupaus.accounts.actors import operator
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Release
from lupaus.indicators.operations import save_indicators
from lupaus.regions.operations import load_register
from lupaus.services.chains.declared import HANDOVER, NAME, STAGE, TARGET
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.workspace import operations
from lupaus.workspace.content import PartValue, Values
from lupaus.workspace.models import Version
from tests.strategy.followed import bring_in
from tests.world import PIRKKO

WORK: Final = "kotona-asuminen"
ORGANISATION: Final = "kaava"
#: From light needs to heavy ones.
STAGES: Final = ("home", "help", "care")

Figure = tuple[str, str, int, float | None]


def words(each: str) -> Values:
    return {"fi": f"{each} fi", "sv": f"{each} sv", "en": each}


def clients(stage: str) -> str:
    return f"clients-{stage}"


def cost(stage: str) -> str:
    return f"cost-{stage}"


def capacity(stage: str) -> str:
    return f"capacity-{stage}"


def reentries(stage: str) -> str:
    return f"reentries-{stage}"


def stage(slug: str, place: int, **more: Any) -> PartValue:
    content = {
        "title": words(f"Stage {slug}"),
        "clients": clients(slug),
        "cost": cost(slug),
        "capacity": capacity(slug),
        "reentries": reentries(slug),
    }
    return PartValue(STAGE, slug, "", content | more, place)


def chain(stages: Sequence[str] = STAGES, work: str = WORK, **more: Any) -> list[PartValue]:
    """The stages in order; two hand-overs, one with a promise; three goals, one without a level."""
    head = {
        "title": words("Living at home"),
        "client_group": words("Older people"),
        "life_stage": "older",
        "region": "MK01",
        "population": "aged-75",
    }
    return [
        PartValue(NAME, work, "", head | more),
        *(stage(slug, place) for place, slug in enumerate(stages)),
        PartValue(
            HANDOVER,
            "up",
            "",
            {
                "from_stage": stages[0],
                "to_stage": stages[1],
                "responsible": words("Client guidance"),
                "promise_days": 7,
                "days": "days-up",
                "flow": "flow-up",
            },
            0,
        ),
        PartValue(
            HANDOVER,
            "down",
            "",
            {"from_stage": stages[1], "to_stage": stages[0], "responsible": words("Client guidance")},
            1,
        ),
        PartValue(
            TARGET,
            "at-home",
            "",
            {"title": words("At home"), "stages": list(stages[:-1]), "share": 95, "year": 2030},
            0,
        ),
        PartValue(
            TARGET,
            "in-care",
            "",
            {"title": words("In care"), "stages": [stages[-1]], "share": 5, "year": 2030},
            1,
        ),
        PartValue(TARGET, "open", "", {"title": words("Better"), "direction": "increase"}, 2),
    ]


#: 2019: 800 + 150 + 50 = 1000; 2024: 1000 + 180 + 20 = 1200.
FIGURES: Final[tuple[Figure, ...]] = (
    (clients("home"), "MK01", 2019, 800),
    (clients("help"), "MK01", 2019, 150),
    (clients("care"), "MK01", 2019, 50),
    (clients("home"), "MK01", 2022, 900),
    (clients("help"), "MK01", 2022, 160),
    (clients("home"), "MK01", 2024, 1000),
    (clients("help"), "MK01", 2024, 180),
    (clients("care"), "MK01", 2024, 20),
    (clients("home"), "MK01", 2025, 1010),
    (cost("home"), "MK01", 2023, 1_000),
    (cost("help"), "MK01", 2024, 9_000),
    (cost("care"), "MK01", 2024, 50_000),
    (cost("care"), "MK01", 2025, 99_000),
    (capacity("home"), "MK01", 2024, 1250),
    (capacity("care"), "MK01", 2024, 25),
    (reentries("help"), "MK01", 2024, 9),
    (reentries("care"), "MK01", 2024, 3),
    ("days-up", "MK01", 2024, 9),
    ("flow-up", "MK01", 2024, 60),
    ("aged-75", "MK01", 2024, 24_000),
    ("aged-75", "MK01", 2025, 25_000),
    ("aged-75", "MK01", 2030, 30_000),
    ("aged-75", "MK01", 2040, 36_000),
)


def catalogue(
    clock: Clock, stages: Sequence[str] = STAGES, source_kind: str = "own", *, counts_people: bool = False
) -> None:
    """The regions, and the indicators of the chain; the catalogue may know that the clients are people."""
    load_register(actor=operator(), clock=clock)
    names = [each(slug) for slug in stages for each in (clients, cost, capacity, reentries)]
    names += ["days-up", "flow-up", "aged-75"]
    units = {"cost": "€", "days": "d"}
    save_indicators(
        actor=operator(),
        clock=clock,
        definitions=[
            IndicatorDefinition(
                name,
                Text(f"{name} fi", f"{name} sv", name),
                unit=Text.same(units.get(name.split("-", maxsplit=1)[0], "")),
                decimals=0,
                source_kind=source_kind,
                producer=Text.same("Kaavan toimisto"),
                counts_people=counts_people and name.startswith("clients"),
            )
            for name in names
        ],
    )


def figures(clock: Clock, rows: Iterable[Figure] = FIGURES, nature: str = "own") -> Release:
    return bring_in(clock, rows, nature=nature)


def publish(clock: Clock, parts: Sequence[PartValue] | None = None, work: str = WORK) -> Version:
    """Put a chain in force at once."""
    version = operations.put_in_force(
        actor=PIRKKO.acts(),
        clock=clock,
        work=work,
        kind=NAME,
        organisation=ORGANISATION,
        parts=chain() if parts is None else parts,
        decision="Kaava executive 1.2.2026 § 3",
    )
    assert version is not None
    return version


def kaava(clock: Clock) -> Version:
    """Catalogue, figures and the chain in force."""
    catalogue(clock)
    figures(clock)
    return publish(clock)
