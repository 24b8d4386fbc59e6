"""A verdict in plain words, in the language of the reader.

Every sentence is one template, so that a translator sees it whole; places and titles stand alone, as names,
so that no language has to bend them. Values carry their unit and the decimals of their indicator.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - the name message extraction looks for

from lupaus.indicators.models import Indicator, Polarity
from lupaus.strategy.assessments import TargetAssessment
from lupaus.strategy.verdicts.words import Obstacle, Status, Way
from lupaus.web.numbers import number, with_unit
from lupaus.web.texts import Text

#: The shape of each verdict as a character, for print without pictures. The word always stands beside it.
SHAPES: Final[Mapping[Status, str]] = {
    Status.ACHIEVED: "✔",
    Status.ON_TRACK: "▲",
    Status.AT_RISK: "◆",
    Status.OFF_TRACK: "▼",
    Status.REVERSING: "↶",
    Status.MISSED: "✖",
    Status.IMPROVING_CLEARLY: "▲",
    Status.IMPROVING: "△",
    Status.WORSENING: "▽",
    Status.WORSENING_CLEARLY: "▼",
    Status.BASELINE_ONLY: "○",
    Status.NO_DATA: "○",
}
STALE_SHAPE: Final = "◷"

#: Verdicts that say a figure falls short: it is then shown so precisely that it differs from what is due.
_SHORT: Final = frozenset(
    {
        Status.AT_RISK,
        Status.OFF_TRACK,
        Status.REVERSING,
        Status.MISSED,
        Status.WORSENING,
        Status.WORSENING_CLEARLY,
    }
)
_MOST_DECIMALS: Final = 8
_SHORT_UNIT: Final = 5  # characters


#: The answer where a figure was judged, by verdict and by the way it is to go.
_ANSWERS: Final[Mapping[tuple[Status, Way], str]] = {
    (Status.ON_TRACK, Way.INCREASE): N_(
        "risen as planned: %(value)s in %(year)s, %(needed)s is on the way to the target."
    ),
    (Status.ON_TRACK, Way.DECREASE): N_(
        "fallen as planned: %(value)s in %(year)s, %(needed)s is on the way to the target."
    ),
    (Status.ON_TRACK, Way.HOLD): N_(
        "at the target level: %(value)s in %(year)s, %(target)s is to be held until %(target_year)s."
    ),
    (Status.AT_RISK, Way.INCREASE): N_(
        "risen, but not quite fast enough: %(value)s in %(year)s, "
        "%(needed)s would be on the way to the target."
    ),
    (Status.AT_RISK, Way.DECREASE): N_(
        "fallen, but not quite fast enough: %(value)s in %(year)s, "
        "%(needed)s would be on the way to the target."
    ),
    (Status.OFF_TRACK, Way.INCREASE): N_(
        "risen, but too slowly: %(value)s in %(year)s, %(needed)s would be on the way to the target."
    ),
    (Status.OFF_TRACK, Way.DECREASE): N_(
        "fallen, but too slowly: %(value)s in %(year)s, %(needed)s would be on the way to the target."
    ),
    (Status.REVERSING, Way.INCREASE): N_(
        "fallen, though it should rise: %(value)s in %(year)s, %(baseline)s in %(baseline_year)s, "
        "and the target is %(target)s by %(target_year)s."
    ),
    (Status.REVERSING, Way.DECREASE): N_(
        "risen, though it should fall: %(value)s in %(year)s, %(baseline)s in %(baseline_year)s, "
        "and the target is %(target)s by %(target_year)s."
    ),
    (Status.REVERSING, Way.HOLD): N_(
        "no longer at the target level: %(value)s in %(year)s, "
        "%(target)s is to be held until %(target_year)s."
    ),
    (Status.ACHIEVED, Way.HOLD): N_(
        "the target level was held: %(value)s in %(year)s, the level to hold was %(target)s."
    ),
    (Status.MISSED, Way.HOLD): N_(
        "the target level was not held: %(value)s in %(year)s, the level to hold was %(target)s."
    ),
    (Status.IMPROVING_CLEARLY, Way.INCREASE): N_(
        "risen clearly, as it should: %(value)s in %(year)s, %(baseline)s in %(baseline_year)s."
    ),
    (Status.IMPROVING_CLEARLY, Way.DECREASE): N_(
        "fallen clearly, as it should: %(value)s in %(year)s, %(baseline)s in %(baseline_year)s."
    ),
    (Status.IMPROVING, Way.INCREASE): N_(
        "risen, as it should: %(value)s in %(year)s, %(baseline)s in %(baseline_year)s."
    ),
    (Status.IMPROVING, Way.DECREASE): N_(
        "fallen, as it should: %(value)s in %(year)s, %(baseline)s in %(baseline_year)s."
    ),
    (Status.WORSENING, Way.INCREASE): N_(
        "fallen, though it should rise: %(value)s in %(year)s, %(baseline)s in %(baseline_year)s."
    ),
    (Status.WORSENING, Way.DECREASE): N_(
        "risen, though it should fall: %(value)s in %(year)s, %(baseline)s in %(baseline_year)s."
    ),
    (Status.WORSENING_CLEARLY, Way.INCREASE): N_(
        "fallen clearly, though it should rise: %(value)s in %(year)s, %(baseline)s in %(baseline_year)s."
    ),
    (Status.WORSENING_CLEARLY, Way.DECREASE): N_(
        "risen clearly, though it should fall: %(value)s in %(year)s, %(baseline)s in %(baseline_year)s."
    ),
}
_REACHED: Final[Mapping[Status, str]] = {
    Status.ACHIEVED: N_(
        "the target has been reached: %(value)s in %(year)s, the target is %(target)s by %(target_year)s."
    ),
    Status.MISSED: N_(
        "the target was not reached: %(value)s in %(year)s, the target was %(target)s by %(target_year)s."
    ),
}
#: The same figure as at the baseline: neither risen nor fallen.
_UNCHANGED: Final[Mapping[tuple[Status, Way], str]] = {
    (Status.OFF_TRACK, Way.INCREASE): N_(
        "not changed: %(value)s in %(year)s, as in %(baseline_year)s; "
        "%(needed)s would be on the way to the target."
    ),
    (Status.OFF_TRACK, Way.DECREASE): N_(
        "not changed: %(value)s in %(year)s, as in %(baseline_year)s; "
        "%(needed)s would be on the way to the target."
    ),
    (Status.IMPROVING, Way.INCREASE): N_(
        "not changed, though it should rise: %(value)s in %(year)s, as in %(baseline_year)s."
    ),
    (Status.IMPROVING, Way.DECREASE): N_(
        "not changed, though it should fall: %(value)s in %(year)s, as in %(baseline_year)s."
    ),
}
#: Why there is no verdict, as a reason and as an answer.
_NOT_JUDGED: Final[Mapping[Status | Obstacle, tuple[str, str]]] = {
    Status.NO_DATA: (
        N_("there are no figures yet"),
        N_("cannot be judged yet: there are no figures."),
    ),
    Status.BASELINE_ONLY: (
        N_("there is no figure after the baseline year %(baseline_year)s yet"),
        N_("cannot be judged yet: there is no figure after the baseline year %(baseline_year)s."),
    ),
    Obstacle.NO_BASELINE: (
        N_("there is no figure for the baseline year %(baseline_year)s to compare with"),
        N_("cannot be judged: there is no figure for the baseline year %(baseline_year)s to compare with."),
    ),
    Obstacle.NO_GROWTH_RATE: (
        N_("compound growth cannot be counted from or to zero or a negative figure"),
        N_("cannot be judged: compound growth cannot be counted from or to zero or a negative figure."),
    ),
}


def status_word(status: Status) -> str:
    """The verdict as a reader sees it."""
    words = {
        Status.ACHIEVED: _("achieved"),
        Status.ON_TRACK: _("on track"),
        Status.AT_RISK: _("at risk"),
        Status.OFF_TRACK: _("off track"),
        Status.REVERSING: _("moving away"),
        Status.MISSED: _("missed"),
        Status.IMPROVING_CLEARLY: _("improving clearly"),
        Status.IMPROVING: _("improving"),
        Status.WORSENING: _("worsening"),
        Status.WORSENING_CLEARLY: _("worsening clearly"),
        Status.BASELINE_ONLY: _("cannot be judged yet"),
        Status.NO_DATA: _("cannot be judged yet"),
    }
    return words[status]


def stale_word() -> str:
    return _("out of date")


def illustrative_word() -> str:
    return _("illustrative")


def why(assessed: TargetAssessment, indicator: Indicator) -> str:
    """The reason for the verdict, short: “needs 76.2 % by now, is 74.0 % (2024)”."""
    return _reason(assessed, indicator) % _figures(assessed, indicator)


def headline(assessed: TargetAssessment, indicator: Indicator, place: Text) -> str:
    """The answer in one sentence, with place and year.

    “Lohja: Unemployment rate – fallen, but too slowly: 9.8 % in 2024, 8.9 % would be on the way to the
    target.”
    """
    language = get_language() or "en"
    return _("%(place)s: %(indicator)s – %(answer)s") % {
        "place": place.words(language),
        "indicator": indicator.title.words(language),
        "answer": _answer(assessed) % _figures(assessed, indicator),
    }


def _reason(assessed: TargetAssessment, indicator: Indicator) -> str:
    """The template of the reason."""
    if _is_not_judged(assessed):
        return _(_NOT_JUDGED[assessed.obstacle or assessed.status][0])
    if assessed.target is None:
        if assessed.direction is Way.INCREASE:
            return _("should rise: was %(baseline)s in %(baseline_year)s, is %(value)s (%(year)s)")
        return _("should fall: was %(baseline)s in %(baseline_year)s, is %(value)s (%(year)s)")
    if assessed.direction is Way.HOLD:
        return _reason_to_hold(assessed, indicator)
    return _reason_on_the_way(assessed)


def _reason_to_hold(assessed: TargetAssessment, indicator: Indicator) -> str:
    level = assessed.target.value if assessed.target else None
    exactly = assessed.baseline.value == level and indicator.polarity == Polarity.NEUTRAL
    if assessed.status in {Status.ACHIEVED, Status.MISSED}:
        if exactly:
            return _("was to stay at %(target)s until %(target_year)s, was %(value)s (%(year)s)")
        return _("was to stay at %(target)s or better until %(target_year)s, was %(value)s (%(year)s)")
    if exactly:
        return _("is to stay at %(target)s until %(target_year)s, is %(value)s (%(year)s)")
    return _("is to stay at %(target)s or better until %(target_year)s, is %(value)s (%(year)s)")


def _reason_on_the_way(assessed: TargetAssessment) -> str:
    if assessed.status is Status.ACHIEVED:
        return _("has reached the target %(target)s: is %(value)s (%(year)s)")
    if assessed.status is Status.MISSED:
        return _("needed %(target)s by %(target_year)s, was %(value)s (%(year)s)")
    if assessed.expected is None:
        return _("is to go from %(baseline)s to %(target)s, is %(value)s (%(year)s)")
    if assessed.status is Status.REVERSING:
        return _("needs %(needed)s by now, is %(value)s (%(year)s), began at %(baseline)s")
    return _("needs %(needed)s by now, is %(value)s (%(year)s)")


def _answer(assessed: TargetAssessment) -> str:
    """The template of what follows the place and the title: a full answer that ends with a full stop."""
    if _is_not_judged(assessed) or assessed.direction is None:
        return _(_NOT_JUDGED[assessed.obstacle or assessed.status][1])
    wording = (assessed.status, assessed.direction)
    if _unchanged(assessed) and wording in _UNCHANGED:
        return _(_UNCHANGED[wording])
    return _(_ANSWERS.get(wording) or _REACHED[assessed.status])


def _is_not_judged(assessed: TargetAssessment) -> bool:
    return assessed.judged is None or assessed.obstacle is not None


def _unchanged(assessed: TargetAssessment) -> bool:
    return assessed.judged is not None and assessed.judged.value == assessed.baseline.value


def _figures(assessed: TargetAssessment, indicator: Indicator) -> dict[str, str | int]:
    """Everything a template may name, as text. A dash stands for what is not known."""
    language = get_language() or "en"
    unit = indicator.unit.words(language)
    value = assessed.judged.value if assessed.judged else None
    target = assessed.target.value if assessed.target else None
    decimals = indicator.decimals
    if assessed.status in _SHORT:
        short_of = (target, assessed.expected, assessed.baseline.value)
        decimals = max(_telling_apart(value, other, decimals) for other in short_of)

    # A long unit ("per 1,000 residents") is said once, with the figure itself.
    unit_of_others = unit if len(unit) <= _SHORT_UNIT else ""

    def worded(figure: float | None) -> str:
        return with_unit(figure, unit_of_others, language, decimals)

    return {
        "value": with_unit(value, unit, language, decimals),
        "year": assessed.judged.year if assessed.judged else "–",
        "needed": worded(assessed.expected),
        "baseline": worded(assessed.baseline.value),
        "baseline_year": assessed.baseline.year,
        "target": worded(target),
        "target_year": assessed.target.year if assessed.target else "–",
    }


def _telling_apart(one: float | None, other: float | None, decimals: int) -> int:
    """Decimals enough to show that two figures differ; those of the indicator if they do not."""
    if one is None or other is None or one == other:
        return decimals
    for more in range(decimals, _MOST_DECIMALS + 1):
        if number(one, "en", more) != number(other, "en", more):
            return more
    return decimals
