"""What is written of a strategy, field by field: the forms, the comparison and the lists follow from here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.indicators.models import Gender, Indicator
from lupaus.indicators.words import gender_word
from lupaus.regions.models import Region
from lupaus.strategy.models import Direction, LifeStage, MeasureStatus, Method
from lupaus.strategy.pages.front import stage_label
from lupaus.strategy.pages.goal import measure_status
from lupaus.strategy.writing.names import FOCUS_AREA, GOAL, MEASURE, POINT, PROMISE, STRATEGY, TARGET
from lupaus.strategy.writing.preview import target_preview
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.content import Content, value_at
from lupaus.workspace.kinds import Field, Option, PartKind


def _language() -> str:
    return get_language() or LANGUAGES[0]


def _regions(content: Content) -> Sequence[Option]:
    """The regions there are, and past ones that the version speaks of: a published one keeps their names."""
    used = {value_at(part.content, "organiser.region") for part in content.of_kind(STRATEGY)}
    used |= {part.content.get("region") for part in content.of_kind(TARGET)}
    found = Region.objects.filter(Q(valid_to=None) | Q(code__in=used - {None})).values_list("code", "name")
    named = [Option(code, f"{name.words(_language())} ({code})") for code, name in found]
    return sorted(named, key=lambda option: option.label)


def _indicators(content: Content) -> Sequence[Option]:
    """The indicators of the catalogue, and retired ones that the version speaks of."""
    used = {part.content.get("indicator") for part in content.of_kind(TARGET)} - {None}
    found = Indicator.objects.filter(Q(retired_at=None) | Q(pk__in=used)).values_list("id", "title")
    named = [Option(id_, title.words(_language())) for id_, title in found]
    return sorted(named, key=lambda option: option.label)


def _units(content: Content) -> Mapping[str, str]:
    """What each target is counted in. One query."""
    used = {part.slug: part.content.get("indicator", "") for part in content.of_kind(TARGET)}
    units = dict(Indicator.objects.filter(pk__in=set(used.values())).values_list("id", "unit"))
    return {slug: units[id_].words(_language()) for slug, id_ in used.items() if id_ in units}


def _titled(content: Content, kind: str) -> Sequence[Option]:
    return [
        Option(part.slug, Text.of(part.content.get("title")).words(_language()) or part.slug)
        for part in content.of_kind(kind)
    ]


def _genders(_content: Content) -> Sequence[Option]:
    return [Option(value, str(gender_word(value))) for value in Gender.values]


def _methods(_content: Content) -> Sequence[Option]:
    words = {Method.LINEAR: _("even steps"), Method.CAGR: _("even growth by per cent")}
    return [Option(value.value, words[value]) for value in Method]


def _directions(_content: Content) -> Sequence[Option]:
    words = {Direction.INCREASE: _("should rise"), Direction.DECREASE: _("should fall")}
    return [Option(value.value, words[value]) for value in Direction]


def _statuses(_content: Content) -> Sequence[Option]:
    return [Option(value, measure_status(value)) for value in MeasureStatus.values]


def _life_stages(_content: Content) -> Sequence[Option]:
    return [Option(value, stage_label(value)) for value in LifeStage.values]


def _targets(content: Content) -> Sequence[Option]:
    """Targets of the version, named by their own title, else by indicator and goal. One query."""
    titles = dict(Indicator.objects.values_list("id", "title"))
    goals = {part.slug: part for part in content.of_kind(GOAL)}
    options = []
    for part in content.of_kind(TARGET):
        own = Text.of(part.content.get("title"))
        title = own or titles.get(part.content.get("indicator", "")) or Text.same(part.slug)
        goal = goals.get(part.parent)
        where = Text.of(goal.content.get("title")).words(_language()) if goal else ""
        options.append(Option(part.slug, f"{title.words(_language())} – {where}"))
    return options


_TITLE = Field("title", lambda: _("Title"), "words", due=True)
_DESCRIPTION = Field("description", lambda: _("Description"), "prose")

_HEAD = PartKind(
    STRATEGY,
    lambda: _("strategy"),
    lambda: _("strategies"),
    (
        _TITLE,
        Field(
            "vision", lambda: _("Vision"), "prose", help=lambda: _("How things are when it has come true.")
        ),
        Field("mission", lambda: _("Mission"), "prose", help=lambda: _("What the organiser is there for.")),
        Field("organiser.name", lambda: _("Name of the organiser"), "words", due=True),
        Field("organiser.region", lambda: _("Region of the organiser"), "search", due=True, options=_regions),
        Field("period.start", lambda: _("First year"), "whole", due=True),
        Field("period.end", lambda: _("Last year"), "whole", due=True),
    ),
)
_FOCUS_AREA = PartKind(FOCUS_AREA, lambda: _("focus area"), lambda: _("focus areas"), (_TITLE, _DESCRIPTION))
_GOAL = PartKind(
    GOAL,
    lambda: _("goal"),
    lambda: _("goals"),
    (
        _TITLE,
        Field(
            "number", lambda: _("Number"), "whole", help=lambda: _("The number the strategy itself gives it.")
        ),
        _DESCRIPTION,
    ),
    parent=FOCUS_AREA,
)
_TARGET = PartKind(
    TARGET,
    lambda: _("target level"),
    lambda: _("target levels"),
    (
        Field("indicator", lambda: _("Indicator"), "search", due=True, options=_indicators),
        Field("region", lambda: _("Region"), "search", due=True, options=_regions),
        Field("gender", lambda: _("Whom it is about"), "choice", options=_genders),
        Field(
            "baseline.year",
            lambda: _("Baseline: year"),
            "whole",
            due=True,
            help=lambda: _("The year progress is counted from."),
        ),
        Field(
            "baseline.value",
            lambda: _("Baseline: value"),
            "number",
            help=lambda: _("Leave it empty to read it from the statistics of that year."),
            units=_units,
        ),
        Field("target.year", lambda: _("Target: year"), "whole", help=lambda: _("Or give a direction only.")),
        Field("target.value", lambda: _("Target: value"), "number", units=_units),
        Field(
            "direction",
            lambda: _("Direction"),
            "choice",
            help=lambda: _("Only where no level has been set."),
            options=_directions,
        ),
        Field("method", lambda: _("Path to the target"), "choice", options=_methods),
        Field(
            "title",
            lambda: _("Name of its own"),
            "words",
            help=lambda: _("Only where the name of the indicator does not say enough."),
        ),
    ),
    parent=GOAL,
    preview=target_preview,
)
_MEASURE = PartKind(
    MEASURE,
    lambda: _("measure"),
    lambda: _("measures"),
    (
        _TITLE,
        Field(
            "responsible",
            lambda: _("Responsible"),
            "words",
            help=lambda: _("A unit or a post that everybody may read; never the name of a person."),
        ),
        Field("start", lambda: _("Begins"), "date"),
        Field("end", lambda: _("Ends"), "date"),
        Field("status", lambda: _("State"), "choice", options=_statuses),
    ),
    parent=GOAL,
    by_responsible=True,
)
_PROMISE = PartKind(
    PROMISE,
    lambda: _("service promise"),
    lambda: _("service promises"),
    (
        _TITLE,
        _DESCRIPTION,
        Field("life_stage", lambda: _("Life stage"), "choice", options=_life_stages),
        Field(
            "goals",
            lambda: _("Goals that show whether it is kept"),
            "several",
            options=lambda content: _titled(content, GOAL),
        ),
        Field(
            "evidence",
            lambda: _("Target levels that show whether it is kept"),
            "several",
            options=_targets,
        ),
    ),
)
_POINT = PartKind(
    POINT,
    lambda: _("matter to decide"),
    lambda: _("matters to decide"),
    (
        Field(
            "answer",
            lambda: _("What the strategy says of it"),
            "prose",
            help=lambda: _("Empty: the matter is still open."),
        ),
    ),
    fixed=True,
)


PARTS: Final = (_HEAD, _FOCUS_AREA, _GOAL, _TARGET, _MEASURE, _PROMISE, _POINT)
