"""Service matrices of the organisation Kaava, small and large, published or on their way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from lupaus.services.matrix.declared import CELL, ENTITY, LEVEL, NAME, SEGMENT, TASK
from lupaus.services.matrix.kind import KIND
from lupaus.services.models import Provision, Service, ServiceOrganisation
from lupaus.services.models.catalogue import ProvisionKind, ProvisionRole
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.workspace import operations
from lupaus.workspace.content import PartValue, Values
from lupaus.workspace.models import Version
from tests.conftest import NOW
from tests.world import PIRKKO

WORK: Final = "kaavan-matriisi"
ORGANISATION: Final = "kaava"
DECISION: Final = "Kaava executive 1.2.2026 § 3"


def words(each: str) -> Values:
    return {"fi": f"{each} fi", "sv": f"{each} sv", "en": f"{each} en"}


def part(kind: str, slug: str, place: int = 0, parent: str = "", **content: Any) -> PartValue:
    return PartValue(kind, slug, parent, {"title": words(f"{kind} {slug}"), **content}, place)


def cell(slug: str, entity: str, segment: str, task: str, *services: str, **content: Any) -> PartValue:
    where = {"entity": entity, "task": task} | ({"segment": segment} if segment else {})
    named = {"services": list(services)} if services else {}
    return PartValue(CELL, slug, "", {**where, **named, **content})


def year(number: int, **figures: float) -> Values:
    return {"year": number, **figures}


def kept(parts: Sequence[PartValue]) -> list[PartValue]:
    """The parts as they are kept once they were read: with what goes without saying."""
    return [replace(each, content=KIND.read(each.kind, each.content).content) for each in parts]


def small(work: str = WORK) -> list[PartValue]:
    """Two entities, two segments, two levels with three tasks; nine places, three of them empty.

    The task `school` is meant for children alone; `advice` serves every segment of children as one.
    """
    return [
        part(NAME, work, region="MK01", source=words("Counted by hand"), description=words("What it is")),
        part(ENTITY, "children", 0, life_stage="children"),
        part(ENTITY, "older", 1, life_stage="older"),
        part(SEGMENT, "some", 0),
        part(SEGMENT, "much", 1),
        part(LEVEL, "light", 0),
        part(LEVEL, "heavy", 1),
        part(TASK, "advice", 0, "light", sector="municipality"),
        part(TASK, "school", 1, "light", entities=["children"]),
        part(TASK, "care", 0, "heavy"),
        cell(
            "advice-children",
            "children",
            "",
            "advice",
            "s1",
            "s2",
            figures=[
                year(2023, people=1000, money=50_000, access=4, satisfaction=4.0),
                year(2024, people=1200, money=60_000, access=3, satisfaction=4.2),
            ],
            indicators=["employment-rate"],
            note=words("A note"),
        ),
        cell("advice-some", "older", "some", "advice", "s1", figures=[year(2024, people=300, money=9_000)]),
        cell("school-some", "children", "some", "school", "s3", figures=[year(2023, people=80)]),
        cell(
            "care-much",
            "children",
            "much",
            "care",
            "s3",
            "s4",
            capacity=90,
            figures=[
                year(2023, people=60, money=200_000, access=20, satisfaction=3.0),
                year(2024, people=100, money=300_000, access=30, satisfaction=3.5),
            ],
            indicators=["unemployment-rate"],
        ),
        cell("care-none", "children", "some", "care", note=words("Nothing yet")),
        cell("care-older", "older", "much", "care", "s4", figures=[year(2024, money=100)]),
        cell("care-few", "older", "some", "care", "s4", figures=[year(2024, people=0)]),
    ]


def of_size(entities: int, segments: int, tasks: int, ids: int = 0, work: str = WORK) -> list[PartValue]:
    """A cell at every place, each with figures of three years; `ids` services in all."""
    made = [part(NAME, work)]
    made += [part(ENTITY, f"e{n}", n) for n in range(entities)]
    made += [part(SEGMENT, f"s{n}", n) for n in range(segments)]
    made += [part(LEVEL, f"l{n}", n) for n in range(5)]
    made += [part(TASK, f"t{n}", n, f"l{n % 5}") for n in range(tasks)]
    places = [
        (f"e{e}", f"s{s}", f"t{t}") for e in range(entities) for s in range(segments) for t in range(tasks)
    ]
    each = -(-ids // len(places)) if ids else 0
    for n, place in enumerate(places):
        figures = [
            year(y, people=100 + n, money=1000.0 * n, access=n % 30, satisfaction=3)
            for y in (2022, 2023, 2024)
        ]
        services = [f"service-{n * each + i}" for i in range(each)] or ["s1"]
        made.append(cell(f"c{n}", *place, *services, capacity=150, figures=figures))
    return made


def catalogue(*ids: str, organisation: str = ORGANISATION) -> None:
    """The services of the small matrix, or some others; `s1` is given by the county and bought."""
    common = {"organisation": organisation, "changed_at": NOW}
    office, company = (
        ServiceOrganisation.objects.get_or_create(
            pk=slug, defaults={"name": Text.of(words(slug)), "sector": sector, **common}
        )[0]
        for slug, sector in (("county", "county"), ("firm", "company"))
    )
    for id_ in ids or ("s1", "s2", "s3", "s4"):
        service = Service.objects.create(pk=id_, name=Text.of(words(f"Service {id_}")), **common)
        Provision.objects.create(service=service, organisation=office, role=ProvisionRole.ORGANISER)
        Provision.objects.create(
            service=service,
            organisation=company if id_ == "s1" else office,
            role=ProvisionRole.PRODUCER,
            kind=ProvisionKind.BOUGHT if id_ == "s1" else ProvisionKind.OWN,
        )


def publish(clock: Clock, parts: Sequence[PartValue] | None = None, work: str = WORK) -> Version:
    """Put a matrix in force at once."""
    from lupaus.workspace.operations import states

    version = begin(clock, parts, work)
    at: dict[str, Any] = {"actor": PIRKKO.acts(), "clock": clock, "work": work, "number": version.number}
    states.submit(**at)
    states.approve(**at, decision=DECISION)
    return states.publish(**at)


def begin(clock: Clock, parts: Sequence[PartValue] | None = None, work: str = WORK) -> Version:
    """A draft that holds the matrix: the first of a new work, or the next one."""
    from lupaus.workspace.models import Work

    at: dict[str, Any] = {"actor": PIRKKO.acts(), "clock": clock, "work": work}
    if Work.objects.filter(pk=work).exists():
        version = operations.begin_draft(**at)
    else:
        version = operations.open_work(
            **at, kind=NAME, organisation=ORGANISATION, content={"title": words("Kaava matrix")}
        )
    operations.take(**at, parts=small(work) if parts is None else parts)
    version.refresh_from_db()
    return version
