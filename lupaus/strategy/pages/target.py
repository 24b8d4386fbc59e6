"""One target as its page shows it: sentences, picture, figures, table and source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.indicators.downloads import download
from lupaus.indicators.drawing import points
from lupaus.indicators.models import Indicator
from lupaus.indicators.sources import Source, source_of
from lupaus.indicators.words import gender_word, note_words
from lupaus.regions.models import Region
from lupaus.strategy.assessments import TargetAssessment
from lupaus.strategy.models import Direction, Target
from lupaus.strategy.pages.front import Mark, mark
from lupaus.strategy.pages.judged import Judged
from lupaus.strategy.pages.plain import projection_sentence, rank_sentence, trend_sentence
from lupaus.strategy.sentences import headline, why
from lupaus.strategy.verdicts.words import Level, Way
from lupaus.web import numbers
from lupaus.web.charts.path import PathChart, PathWords, Projected, path_chart
from lupaus.web.texts import Text


class Fact(NamedTuple):
    """A figure with its name. `value` is ready for the page: rounded for people, whole for programs."""

    name: str
    value: Markup | str


class Row(NamedTuple):
    """A line of the table behind the picture."""

    year: int
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class TargetView:
    """`title` is the planner's own name for the target; empty where the indicator says enough."""

    id: str
    title: Text
    indicator: Indicator
    place: Text
    gender: str  # empty for everybody
    verdict: Mark
    stale: bool
    headline: str
    why: str
    caption: str
    chart: Markup
    facts: tuple[Fact, ...]
    trend: str
    projection: str
    rank: str
    rows: tuple[Row, ...]
    source: Source
    illustrative: bool


def target_view(target: Target, found: TargetAssessment, whole: Judged, language: str) -> TargetView:
    region = whole.region or target.region
    answer = headline(found, target.indicator, region.name)
    reason = why(found, target.indicator)
    return TargetView(
        id=found.id,
        title=target.title,
        indicator=target.indicator,
        place=region.name,
        gender="" if found.gender == "total" else gender_word(found.gender),
        verdict=mark(found.status),
        stale=found.stale,
        headline=answer,
        why=reason,
        caption=_caption(target.indicator, region, found, language),
        chart=_picture(found, target, (answer, reason), whole.made_up, language),
        facts=_facts(found, target, language),
        trend=trend_sentence(found, target.indicator, language),
        projection=projection_sentence(found, target.indicator, language),
        rank=rank_sentence(found),
        rows=_rows(found, target.indicator, whole.made_up, language),
        source=_source(found, target.indicator, whole.assessment.release),
        illustrative=found.illustrative,
    )


def _source(found: TargetAssessment, indicator: Indicator, release: int | None) -> Source:
    csv = download("csv", indicator.pk, regions=[found.region], genders=[found.gender], release=release)
    return source_of(indicator, release=release, csv=csv)


def _caption(indicator: Indicator, region: Region, found: TargetAssessment, language: str) -> str:
    """What is drawn: indicator, unit, place and whom it is about."""
    title, unit = indicator.title.words(language), indicator.unit.words(language)
    parts = [f"{title} ({unit})" if unit else title, region.name.words(language)]
    if found.gender != "total":
        parts.append(gender_word(found.gender).lower())
    return ", ".join(parts)


def _picture(
    found: TargetAssessment, target: Target, words: tuple[str, str], made_up: frozenset[int], language: str
) -> Markup:
    """The path chart; `words` are its title and description, `made_up` the illustrative releases."""
    indicator = target.indicator
    projection = found.projection
    return path_chart(
        PathChart(
            id=found.id,
            title=words[0],
            description=words[1],
            language=language,
            unit=indicator.unit.words(language),
            decimals=indicator.decimals,
            words=PathWords(
                baseline=_("baseline"),
                target=_("target"),
                needed=_("level to hold") if found.direction is Way.HOLD else _("needed path"),
                expected=_("should be"),
                projection=_("where the trend leads"),
                illustrative=_("illustrative, not a statistic")
                if found.illustrative
                else _("estimate or forecast"),
                broken=_("break in the series"),
                direction=_("should rise") if target.direction == Direction.INCREASE else _("should fall"),
                no_observations=_("There are no figures to draw yet."),
            ),
            observed=points(found.observed, made_up),
            baseline=_value(found.baseline),
            target=_value(found.target),
            needed=_needed(found),
            direction=_direction(target),
            expected=(found.judged.year, found.expected)
            if found.judged and found.expected is not None
            else None,
            projection=[Projected(**projection._asdict())] if projection else (),
            status=found.status.value,
        )
    )


def _needed(found: TargetAssessment) -> list[tuple[int, float]]:
    return [(level.year, level.value) for level in found.path if level.value is not None]


def _direction(target: Target) -> Literal["increase", "decrease"] | None:
    if not target.direction:
        return None
    return "increase" if target.direction == Direction.INCREASE else "decrease"


def _value(level: Level | None) -> tuple[int, float] | None:
    return (level.year, level.value) if level and level.value is not None else None


def _facts(found: TargetAssessment, target: Target, language: str) -> tuple[Fact, ...]:
    """Baseline, newest, judged, what is due by then, target: each with its year."""

    def fact(name: str, kind: str, year: int, value: float | None) -> Fact:
        unit = target.indicator.unit.words(language)
        words = numbers.with_unit(value, unit, language, target.indicator.decimals)
        return Fact(name, Markup("{} ({})").format(_for_programs(kind, year, value, words), year))

    facts = [fact(_("Baseline"), "baseline", *found.baseline)]
    latest, judged = found.latest, found.judged
    same = latest is not None and judged == (latest.year, latest.value)
    if latest:
        kind = "latest judged" if same else "latest"
        facts.append(fact(_("Newest figure"), kind, latest.year, latest.value))
    if judged and not same:
        facts.append(fact(_("Judged by"), "judged", *judged))
    if judged and found.expected is not None:
        facts.append(fact(_("Should be by then"), "expected", judged.year, found.expected))
    if found.target:
        facts.append(fact(_("Target level"), "target", *found.target))
    elif target.direction:
        wanted = _("should rise") if target.direction == Direction.INCREASE else _("should fall")
        facts.append(Fact(_("Target"), wanted))
    return tuple(facts)


def _for_programs(kind: str, year: int, value: float | None, words: str) -> Markup | str:
    """The rounded words, with the figure itself, to the last digit, where programs look for it."""
    if value is None:
        return words
    form = Markup('<data value="{}" data-figure="{}" data-year="{}">{}</data>')
    return form.format(repr(value), kind, year, words)


def _rows(
    found: TargetAssessment, indicator: Indicator, made_up: frozenset[int], language: str
) -> tuple[Row, ...]:
    """Everything the picture shows, year by year."""

    def row(year: int, value: float | None, note: str) -> Row:
        return Row(year, numbers.number(value, language, indicator.decimals), note)

    rows = [row(seen.year, seen.value, note_words(seen, made_up)) for seen in found.observed]
    marks: list[tuple[Level | None, str]] = [(found.baseline, _("baseline")), (found.target, _("target"))]
    if found.judged and found.expected is not None:
        held = found.direction is Way.HOLD
        due = _("level to hold") if held else _("should be on the needed path")
        marks.append((Level(found.judged.year, found.expected), due))
    if found.projection:
        ahead = Level(found.projection.year, found.projection.value)
        marks.append((ahead, _("where the trend would lead")))
    rows += [row(level.year, level.value, note) for level, note in marks if level]
    return tuple(sorted(rows, key=lambda each: each.year))
