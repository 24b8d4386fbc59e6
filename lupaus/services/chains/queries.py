"""What may be asked about chains. The public sees published versions and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from lupaus.services import published
from lupaus.services.chains.declared import BENEATH, HANDOVER, NAME, SERVICE, STAGE, TARGET
from lupaus.services.published import Published
from lupaus.web.texts import Text
from lupaus.workspace.content import PartValue
from lupaus.workspace.models import Version


@dataclass(frozen=True, slots=True)
class StageService:
    """A service of a stage. `service` is its id in the catalogue, empty where it is not there."""

    id: str
    title: Text
    service: str
    critical: bool
    organiser: Text
    note: Text


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the chain. `clients`, `cost`, `capacity` and `reentries` are ids of indicators, or empty."""

    id: str
    number: int  # 1 is the lightest need
    title: Text
    need: Text
    clients: str
    cost: str
    capacity: str
    reentries: str
    services: tuple[StageService, ...]

    @property
    def critical(self) -> tuple[StageService, ...]:
        return tuple(each for each in self.services if each.critical)


@dataclass(frozen=True, slots=True)
class Handover:
    """A client goes from one stage to another. `days` and `flow` are ids of indicators, or empty."""

    id: str
    title: Text
    from_stage: str
    to_stage: str
    from_organisation: Text
    to_organisation: Text
    responsible: Text
    promise_days: int | None
    days: str
    flow: str


@dataclass(frozen=True, slots=True)
class Beneath:
    """What runs beneath all stages; `services` are ids of the catalogue."""

    id: str
    title: Text
    text: Text
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A goal of the chain: a share (per cent of the clients) of some stages together, or a direction only."""

    id: str
    title: Text
    text: Text
    stages: tuple[str, ...]
    share: float | None
    year: int | None
    indicator: str
    direction: str  # increase, decrease or empty


@dataclass(frozen=True)
class Chain:
    """A published version of a chain, whole, and what is known of its other published versions."""

    published: Published

    @property
    def id(self) -> str:
        return self.published.id

    @property
    def version(self) -> Version:
        return self.published.version

    @property
    def versions(self) -> tuple[Version, ...]:
        """Every published version, the newest first."""
        return self.published.versions

    @property
    def in_force(self) -> Version | None:
        return self.published.in_force

    @property
    def title(self) -> Text:
        return self.published.title

    @property
    def client_group(self) -> Text:
        return self.published.text("client_group")

    @property
    def purpose(self) -> Text:
        return self.published.text("purpose")

    @property
    def effect(self) -> Text:
        """How its effect is measured."""
        return self.published.text("effect")

    @property
    def life_stage(self) -> str:
        """One of `words.LIFE_STAGES`."""
        return str(self.published.head.content.get("life_stage") or "all")

    @property
    def region(self) -> str:
        """Code of the region it is for; empty where none is named."""
        return self.published.region

    @property
    def population(self) -> str:
        """The indicator of the people of the client group, forecast years too; or empty."""
        return str(self.published.head.content.get("population") or "")

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """From light needs to heavy ones."""
        content = self.published.content
        return tuple(
            _stage(part, number, content.under(SERVICE, part.slug))
            for number, part in enumerate(content.under(STAGE), 1)
        )

    @cached_property
    def stage(self) -> dict[str, Stage]:
        return {stage.id: stage for stage in self.stages}

    @cached_property
    def handovers(self) -> tuple[Handover, ...]:
        """Those between stages that are there, in the order of the version."""
        found = (_handover(part) for part in self.published.content.under(HANDOVER))
        return tuple(each for each in found if {each.from_stage, each.to_stage} <= self.stage.keys())

    @cached_property
    def beneath(self) -> tuple[Beneath, ...]:
        return tuple(
            Beneath(
                part.slug,
                _text(part, "title"),
                _text(part, "text"),
                tuple(part.content.get("services") or ()),
            )
            for part in self.published.content.under(BENEATH)
        )

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        return tuple(_target(part) for part in self.published.content.under(TARGET))

    def between(self, lighter: Stage, heavier: Stage) -> tuple[Handover, ...]:
        """The hand-overs between two stages, in either direction."""
        pair = {lighter.id, heavier.id}
        return tuple(each for each in self.handovers if {each.from_stage, each.to_stage} == pair)

    def is_up(self, handover: Handover) -> bool:
        """Whether it leads to a heavier stage."""
        return self.stage[handover.from_stage].number < self.stage[handover.to_stage].number


class ChainLine(NamedTuple):
    """A chain in force, for a list."""

    id: str
    title: Text
    client_group: Text
    purpose: Text
    life_stage: str
    region: str
    version: Version


def chains() -> list[ChainLine]:
    """The chains in force, by id. One query."""
    return [
        ChainLine(
            line.id,
            line.title,
            line.text("client_group"),
            line.text("purpose"),
            str(line.content.get("life_stage") or "all"),
            str(line.content.get("region") or ""),
            line.version,
        )
        for line in published.in_force(NAME)
    ]


def chain(work: str, number: int | None = None) -> Chain:
    """A published version of a chain; without a number, the one in force. Three queries.

    Raises `NotFound`, one sentence for what is not there and for what is not published.
    """
    return Chain(published.published(NAME, work, number))


def _text(part: PartValue, field: str) -> Text:
    return Text.of(part.content.get(field))


def _name(part: PartValue, field: str) -> str:
    return str(part.content.get(field) or "")


def _stage(part: PartValue, number: int, services: tuple[PartValue, ...]) -> Stage:
    return Stage(
        id=part.slug,
        number=number,
        title=_text(part, "title"),
        need=_text(part, "need"),
        clients=_name(part, "clients"),
        cost=_name(part, "cost"),
        capacity=_name(part, "capacity"),
        reentries=_name(part, "reentries"),
        services=tuple(_service(each) for each in services),
    )


def _service(part: PartValue) -> StageService:
    return StageService(
        id=part.slug,
        title=_text(part, "title"),
        service=_name(part, "service"),
        critical=_name(part, "critical") != "no",
        organiser=_text(part, "organiser"),
        note=_text(part, "note"),
    )


def _handover(part: PartValue) -> Handover:
    content: dict[str, Any] = part.content
    return Handover(
        id=part.slug,
        title=_text(part, "title"),
        from_stage=_name(part, "from_stage"),
        to_stage=_name(part, "to_stage"),
        from_organisation=_text(part, "from_organisation"),
        to_organisation=_text(part, "to_organisation"),
        responsible=_text(part, "responsible"),
        promise_days=content.get("promise_days"),
        days=_name(part, "days"),
        flow=_name(part, "flow"),
    )


def _target(part: PartValue) -> Target:
    content: dict[str, Any] = part.content
    return Target(
        id=part.slug,
        title=_text(part, "title"),
        text=_text(part, "text"),
        stages=tuple(content.get("stages") or ()),
        share=content.get("share"),
        year=content.get("year"),
        indicator=_name(part, "indicator"),
        direction=_name(part, "direction"),
    )
