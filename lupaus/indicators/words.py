"""The words of the catalogue as readers see them, in the language that is active."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lupaus.indicators.models import Gender, Polarity, SourceKind
from lupaus.indicators.observations import Observation


def gender_word(gender: str) -> str:
    return {
        Gender.TOTAL.value: _("All"),
        Gender.FEMALE.value: _("Women"),
        Gender.MALE.value: _("Men"),
    }[gender]


def polarity_words(polarity: str) -> str:
    return {
        Polarity.HIGHER_IS_BETTER.value: _("A higher figure is better"),
        Polarity.LOWER_IS_BETTER.value: _("A lower figure is better"),
        Polarity.NEUTRAL.value: _("Neither a high nor a low figure is better"),
    }[polarity]


def source_words(kind: str) -> str:
    return {
        SourceKind.SOTKANET.value: _("Sotkanet, the indicator bank of THL"),
        SourceKind.PXWEB.value: _("Statistics Finland, StatFin"),
        SourceKind.OWN.value: _("The organiser’s own observations"),
        SourceKind.DERIVED.value: _("Worked out from other indicators"),
    }[kind]


def theme_words(theme: str) -> str:
    """A theme of the example in words; any other theme as the planner wrote it."""
    known = {
        "children": _("Children and young people"),
        "economy": _("Economy"),
        "education": _("Education"),
        "employment": _("Employment"),
        "environment": _("Environment"),
        "health": _("Health"),
        "income": _("Income"),
        "participation": _("Participation"),
        "population": _("Population"),
        "services": _("Services"),
        "staff": _("Staff"),
        "wellbeing": _("Wellbeing"),
    }
    return known.get(theme, theme)


def rhythm_words(rhythm_years: int, lag_years: int) -> str:
    """How often a new figure appears, and how long after the year it is about."""
    rhythm = _("every year") if rhythm_years == 1 else _("every %(count)s years") % {"count": rhythm_years}
    lag = _("the year after") if lag_years == 1 else _("%(count)s years later") % {"count": lag_years}
    if lag_years == 0:
        lag = _("within the same year")
    return f"{rhythm}, {lag}"


def note_words(observation: Observation, illustrative: frozenset[int]) -> str:
    """What has to be known of one figure; empty for an ordinary one. `illustrative` holds release numbers."""
    if observation.release in illustrative:
        return _("illustrative")
    return {
        "B": _("break in the series"),
        "E": _("estimate"),
        "F": _("forecast"),
        "M": _("missing"),
        "P": _("provisional"),
    }.get(observation.status, "")
