"""The strategy file, declared: which keys there are, of what kind, which are due.

Everything else follows from here: reading, writing and the JSON Schema.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from lupaus.indicators.models import Gender, Polarity, SourceKind
from lupaus.strategy.checklist import POINTS
from lupaus.strategy.models import Direction, LifeStage, MeasureStatus, Method
from lupaus.web.texts import Text
from lupaus.workspace.files.attributes import AttributeValues, OwnAttributes
from lupaus.workspace.files.kinds import Listing, Schema
from lupaus.workspace.files.quantities import Day, Number, Whole, Year
from lupaus.workspace.files.records import Located, Record, key, record
from lupaus.workspace.files.words import Choice, Identifier, Line, Link, Slug, Words

TITLE = 300
PROSE = 10_000
_OWN = "What the organisation itself wants to know of it: ids of its attributes with values."


@record
class Source(Located):
    kind: str = key(Choice(SourceKind.values), about="Where the figures come from.")
    id: str = key(Identifier(), default="", about="What the source calls the indicator.")
    url: str | None = key(Link(), default=None, about="A page of the source about the indicator.")


@record
class Rhythm(Located):
    every: int | None = key(Whole(1, 50), default=None, about="Years from one figure to the next.")
    lag: int | None = key(Whole(0, 20), default=None, about="Years from the end of a year to its figure.")


@record
class IndicatorEntry(Located):
    """What the file says of a catalogue entry; a key left out leaves what the catalogue says already."""

    id: str = key(Slug(), about="Stable id; targets name the indicator by it.")
    title: Text = key(Words(TITLE))
    description: Text | None = key(Words(PROSE), default=None)
    unit: Text | None = key(Words(40, same_allowed=True), default=None)
    decimals: int | None = key(Whole(0, 6), default=None, about="Decimals shown to readers.")
    polarity: str = key(Choice(Polarity.values), about="Which way is better.")
    producer: Text | None = key(Words(TITLE, same_allowed=True), default=None, about="Who makes it.")
    licence: str | None = key(Line(120), default=None, about="Terms under which the figures may be used.")
    source: Source = key(Record(Source))
    theme: str | None = key(Line(80), default=None)
    rhythm: Rhythm = key(Record(Rhythm), default=Rhythm(), about="How often and how late figures appear.")


@record
class Baseline(Located):
    year: int = key(Year())
    value: float | None = key(Number(), default=None, about="Left out: read from the statistics.")


@record
class Level(Located):
    year: int = key(Year())
    value: float = key(Number())


@record
class TargetEntry(Located):
    id: str = key(Slug(), about="Stable id, once in the strategy; promises name it as evidence.")
    title: Text = key(Words(TITLE), default=Text())
    indicator: str = key(Slug(), about="Id of an indicator of this file or of the catalogue.")
    region: str = key(Line(12), about="Code of Statistics Finland with its prefix, such as MK01 or KU049.")
    gender: str = key(Choice(Gender.values), default=Gender.TOTAL.value, always=True)
    method: str = key(Choice(Method.values), default=Method.LINEAR.value, always=True)
    baseline: Baseline = key(Record(Baseline))
    target: Level | None = key(Record(Level), default=None, about="The level to reach; or give a direction.")
    direction: str = key(Choice(Direction.values), default="", about="Instead of a target.")
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)

    also: ClassVar[Schema] = {"oneOf": [{"required": ["target"]}, {"required": ["direction"]}]}


@record
class MeasureEntry(Located):
    id: str = key(Slug(), about="Stable id, once in the strategy.")
    title: Text = key(Words(TITLE))
    responsible: Text = key(Words(TITLE, same_allowed=True), default=Text(), about="Who answers for it.")
    start: date | None = key(Day(), default=None)
    end: date | None = key(Day(), default=None)
    status: str = key(Choice(MeasureStatus.values), default=MeasureStatus.PLANNED.value, always=True)
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)


@record
class GoalEntry(Located):
    id: str = key(Slug(), about="Stable id, once in the strategy; it stands in the goal's address.")
    number: int | None = key(
        Whole(1, 9999), default=None, about="The number the strategy itself gives the goal."
    )
    title: Text = key(Words(TITLE))
    description: Text = key(Words(PROSE), default=Text())
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)
    targets: tuple[TargetEntry, ...] = key(Listing(Record(TargetEntry)), default=())
    measures: tuple[MeasureEntry, ...] = key(Listing(Record(MeasureEntry)), default=())


@record
class FocusAreaEntry(Located):
    id: str = key(Slug(), about="Stable id, once in the strategy.")
    title: Text = key(Words(TITLE))
    description: Text = key(Words(PROSE), default=Text())
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)
    goals: tuple[GoalEntry, ...] = key(Listing(Record(GoalEntry)), default=())


@record
class PromiseEntry(Located):
    id: str = key(Slug(), about="Stable id, once in the strategy.")
    title: Text = key(Words(TITLE))
    description: Text = key(Words(PROSE), default=Text())
    life_stage: str = key(Choice(LifeStage.values), default=LifeStage.ALL.value, always=True)
    evidence: tuple[str, ...] = key(
        Listing(Slug(), unique=True), default=(), about="Ids of targets that show whether it is kept."
    )
    goals: tuple[str, ...] = key(
        Listing(Slug(), unique=True), default=(), about="Ids of goals that show whether it is kept."
    )
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)


@record
class AnswerEntry(Located):
    id: str = key(Choice(tuple(POINTS)), about="Which of the matters a service strategy decides.")
    answer: Text = key(Words(PROSE), about="What the strategy says of it.")


@record
class Organiser(Located):
    id: str = key(
        Slug(), default="", about="The organisation whose people write it; left out: the region's code."
    )
    name: Text = key(Words(TITLE))
    region: str = key(Line(12), about="Code of the region the organiser answers for.")


@record
class Period(Located):
    start: int = key(Year())
    end: int = key(Year())


@record
class StrategyEntry(Located):
    id: str = key(Slug(), about="Stable id of the strategy.")
    organiser: Organiser = key(Record(Organiser))
    title: Text = key(Words(TITLE))
    vision: Text = key(Words(PROSE), default=Text())
    mission: Text = key(Words(PROSE), default=Text())
    period: Period = key(Record(Period))
    focus_areas: tuple[FocusAreaEntry, ...] = key(Listing(Record(FocusAreaEntry)), default=())
    promises: tuple[PromiseEntry, ...] = key(Listing(Record(PromiseEntry)), default=())
    checklist: tuple[AnswerEntry, ...] = key(
        Listing(Record(AnswerEntry)), default=(), about="What it decides of what a service strategy must."
    )

    @property
    def organisation(self) -> str:
        """The organisation whose people may write it."""
        return self.organiser.id or self.organiser.region.lower()

    @property
    def goals(self) -> tuple[GoalEntry, ...]:
        return tuple(goal for area in self.focus_areas for goal in area.goals)

    @property
    def targets(self) -> tuple[TargetEntry, ...]:
        return tuple(target for goal in self.goals for target in goal.targets)

    @property
    def measures(self) -> tuple[MeasureEntry, ...]:
        return tuple(measure for goal in self.goals for measure in goal.measures)


@record
class Document(Located):
    """A whole file."""

    indicators: tuple[IndicatorEntry, ...] = key(
        Listing(Record(IndicatorEntry)), default=(), about="Indicators this strategy brings to the catalogue."
    )
    strategy: StrategyEntry = key(Record(StrategyEntry))


DOCUMENT = Record(Document)
