"""Trend, projection and rank of a target in plain sentences, in the language that is active."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lupaus.indicators.models import Indicator
from lupaus.regions.words import among_words
from lupaus.strategy.assessments import TargetAssessment
from lupaus.web import numbers


def trend_sentence(target: TargetAssessment, indicator: Indicator, language: str) -> str:
    """How the figures have gone year by year; empty where there are too few."""
    trend = target.trend
    if trend is None:
        return ""
    decimals = indicator.decimals + 1
    low, high = (numbers.number(edge, language, decimals) for edge in (trend.low, trend.high))
    words = {
        "slope": _change(abs(trend.slope), indicator, language, decimals),
        "low": low,
        "high": high,
        "count": trend.n,
    }
    if trend.low <= 0 <= trend.high:
        return _("The trend has no clear direction (%(low)s … %(high)s a year, %(count)s figures).") % words
    if trend.slope > 0:
        return _("The trend: up by %(slope)s a year (%(low)s … %(high)s, %(count)s figures).") % words
    return _("The trend: down by %(slope)s a year (%(low)s … %(high)s, %(count)s figures).") % words


def projection_sentence(target: TargetAssessment, indicator: Indicator, language: str) -> str:
    """Where the trend would lead; empty where it is not known. It never decides the verdict."""
    projection = target.projection
    if projection is None:
        return ""
    unit, decimals = indicator.unit.words(language), indicator.decimals
    return _(
        "If the trend went on unchanged, %(year)s would give %(value)s (between %(low)s and %(high)s). "
        "This does not affect the verdict."
    ) % {
        "year": projection.year,
        "value": numbers.with_unit(projection.value, unit, language, decimals),
        "low": numbers.number(projection.low, language, decimals),
        "high": numbers.number(projection.high, language, decimals),
    }


def rank_sentence(target: TargetAssessment) -> str:
    """The place among regions of the same kind; empty where there is none."""
    rank = target.rank
    if rank is None:
        return ""
    return _("Place %(position)s of %(of)s among %(category)s, 1 being the best.") % {
        "position": rank.position,
        "of": rank.of,
        "category": among_words(rank.category),
    }


def _change(size: float, indicator: Indicator, language: str, decimals: int) -> str:
    """A difference in the indicator's unit: a share changes by percentage points."""
    unit = indicator.unit.words(language)
    return numbers.with_unit(size, _("percentage points") if unit == "%" else unit, language, decimals)
