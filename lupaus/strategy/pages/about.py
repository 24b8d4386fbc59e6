"""How a verdict is made, in plain words, and where the figures come from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from lupaus.indicators.models import Indicator
from lupaus.indicators.queries import indicators_by_id
from lupaus.indicators.words import source_words
from lupaus.strategy.pages.front import Mark, mark
from lupaus.strategy.verdicts.words import Status
from lupaus.web.texts import Text


class Meaning(NamedTuple):
    """A verdict and when it is given."""

    verdict: Mark
    rule: str


class Producer(NamedTuple):
    """Who makes figures, under which terms, and which indicators they are."""

    name: Text
    licence: str
    source: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class AboutPage:
    meanings: tuple[Meaning, ...]
    producers: tuple[Producer, ...]


def about() -> AboutPage:
    by_terms: dict[tuple[Text, str, str], list[Indicator]] = defaultdict(list)
    for indicator in indicators_by_id().values():
        if indicator.retired_at is None:
            by_terms[indicator.producer, indicator.licence, indicator.source_kind].append(indicator)
    producers = [
        Producer(name, licence, source_words(kind), tuple(indicators))
        for (name, licence, kind), indicators in by_terms.items()
    ]
    return AboutPage(_meanings(), tuple(sorted(producers, key=lambda each: each.name.fi)))


def _meanings() -> tuple[Meaning, ...]:
    rules = {
        Status.ACHIEVED: _("The figure has reached the target level."),
        Status.ON_TRACK: _("At least 95 % of the change that is due by now has come."),
        Status.AT_RISK: _("From 60 to 95 % of the change that is due by now has come."),
        Status.OFF_TRACK: _("The figure goes the right way, but less than 60 % of the change has come."),
        Status.REVERSING: _("The figure is worse than it was at the start."),
        Status.MISSED: _("The year of the target has come, and the level was not reached."),
        Status.IMPROVING_CLEARLY: _("No level was set: the figure improves by at least 1 % a year."),
        Status.IMPROVING: _("No level was set: the figure improves by less than 1 % a year."),
        Status.WORSENING: _("No level was set: the figure worsens by less than 1 % a year."),
        Status.WORSENING_CLEARLY: _("No level was set: the figure worsens by at least 1 % a year."),
        Status.NO_DATA: _("There is no figure yet that could be compared with the start."),
    }
    return tuple(Meaning(mark(status), rule) for status, rule in rules.items())
