"""The strategy file, declared: which keys there are, of what kind, which are due.

Everything else follows from here: reading, writing and the JSON Schema.
"""

from __future__ import annotations

from datetime import date
from math import isnan
from typing import Any, ClassVar, Final

from lupaus.indicators.derived import KINDS
from lupaus.indicators.models import Gender, Polarity, SourceKind
from lupaus.regions.models import Category
from lupaus.strategy.checklist import POINTS
from lupaus.strategy.models import Direction, LifeStage, MeasureStatus, Method
from lupaus.web.texts import Text
from lupaus.workspace.files.attributes import AttributeValues, OwnAttributes
from lupaus.workspace.files.kinds import Listing, Schema
from lupaus.workspace.files.quantities import Day, Number, Whole, Year
from lupaus.workspace.files.records import Located, Record, key, keys, record
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
class DerivationEntry(Located):
    """How an indicator is worked out from others; `indicators.derived` says which kind has which keys."""

    kind: str = key(Choice(tuple(KINDS)), about="What is done with the others.")
    of: str = key(Slug(), default="", about="The indicator it is made of.")
    among: str = key(Slug(), default="", about="share: the indicator that `of` is a part of.")
    population: str = key(Slug(), default="", about="per-capita: the indicator of the people.")
    less: str = key(Slug(), default="", about="difference: the indicator that is taken away.")
    by: str = key(Slug(), default="", about="weighted-mean, dispersion: the indicator that says the weights.")
    addends: tuple[str, ...] = key(
        Listing(Slug(), unique=True), default=(), about="sum: the indicators that are added together."
    )
    against: str = key(Line(12), default="", about="index: the region that is compared with; else SSS.")
    category: str = key(
        Choice(Category.values), default="", about="weighted-mean, dispersion: the kind of region made of."
    )
    per: float | None = key(Number(), default=None, about="share, per-capita, index: times this.")
    years: int | None = key(Whole(2, 30), default=None, about="moving-average: so many years.")
    least_share: float | None = key(
        Number(), default=None, about="weighted-mean, dispersion: per cent of the regions that must be known."
    )

    @property
    def said(self) -> dict[str, Any]:
        """The derivation as the catalogue keeps it, without numbers that could not be read."""
        values = {each.name: getattr(self, each.name) for each in keys(DerivationEntry)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
            if value not in ("", (), None) and not (isinstance(value, float) and isnan(value))
        }


#: What the figures of an indicator count.
COUNTS: Final = ("people", "other")


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
    derivation: DerivationEntry | None = key(
        Record(DerivationEntry),
        default=None,
        about="How it is worked out from others; of the source derived.",
    )
    organisation: str = key(
        Slug(), default="", about="The organisation whose editors bring the figures; of the source own."
    )
    counts: str = key(
        Choice(COUNTS), default="", about="people: figures about a few of them are not told to anybody."
    )
    least: float | None = key(Number(), default=None, about="No figure can be less.")
    most: float | None = key(Number(), default=None, about="No figure can be more.")
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
