"""The words of the catalogue as readers see them, in the language that is active."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lupaus.indicators.models import Gender, Polarity, SourceKind
from lupaus.indicators.observations import NORMAL, Observation


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
        SourceKind.FILE.value: _("A file of statistics"),
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


#: Of each status of SDMX that has to be told.
_SAID: Final = {
    "B": gettext_noop("break in the series"),
    "D": gettext_noop("another definition"),
    "E": gettext_noop("estimate"),
    "F": gettext_noop("forecast"),
    "G": gettext_noop("experimental"),
    "I": gettext_noop("imputed"),
    "L": gettext_noop("not collected"),
    "M": gettext_noop("missing"),
    "N": gettext_noop("not significant"),
    "O": gettext_noop("not there yet"),
    "P": gettext_noop("provisional"),
    "Q": gettext_noop("not shown: too few people"),
    "U": gettext_noop("uncertain"),
}


def note_words(observation: Observation, illustrative: frozenset[int]) -> str:
    """What has to be known of one figure; empty for an ordinary one. `illustrative` holds release numbers."""
    said = None
    if observation.status != NORMAL:  # nearly every figure is, and a table may hold ten thousand of them
        said = _SAID.get(observation.status)
    if observation.release in illustrative and not (said and observation.value is None):
        return _("illustrative")
    return _(said) if said else ""
