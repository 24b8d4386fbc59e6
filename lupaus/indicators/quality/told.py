"""Findings in sentences, with their figures, for readers of a language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from lupaus.indicators.models import Finding, Indicator
from lupaus.indicators.observations import TOTAL
from lupaus.indicators.quality.rules import Rule, rules_by_id
from lupaus.indicators.words import gender_word
from lupaus.regions.models import Region
from lupaus.regions.queries import regions_by_code
from lupaus.web import numbers

#: A figure with more digits than this is written with fewer decimals.
_MOST_DECIMALS: Final = 6


class ToldFinding(NamedTuple):
    """A finding as it is told. `sentences` tell the worst of it; `times` says how often it was found."""

    finding: Finding
    rule: Rule
    title: str
    severity: str
    times: int
    sentences: tuple[str, ...]
    todo: str

    @property
    def more(self) -> int:
        """How many are not told one by one."""
        return self.times - len(self.sentences)


def told(findings: Iterable[Finding], language: str) -> list[ToldFinding]:
    """Findings in words; those of rules that are no longer shipped are left out. One query."""
    known = [finding for finding in findings if finding.rule in rules_by_id()]
    places = regions_by_code({example["region"] for finding in known for example in finding.examples})
    return [_told(finding, rules_by_id()[finding.rule], places, language) for finding in known]


def severity_word(severity: str) -> str:
    return {"error": _("Error"), "warning": _("Doubtful"), "note": _("Worth knowing")}[severity]


def _told(finding: Finding, rule: Rule, places: Mapping[str, Region], language: str) -> ToldFinding:
    return ToldFinding(
        finding=finding,
        rule=rule,
        title=rule.title.words(language),
        severity=rule.severity,
        times=finding.count,
        sentences=tuple(
            _sentence(rule, finding.indicator, example, places, language) for example in finding.examples
        ),
        todo=rule.todo.words(language),
    )


def _sentence(
    rule: Rule, indicator: Indicator, example: Mapping[str, Any], places: Mapping[str, Region], language: str
) -> str:
    place = places.get(example["region"])
    name = place.name.words(language) if place else example["region"]
    if example["gender"] != TOTAL and name:
        name = f"{name} ({gender_word(example['gender']).lower()})"
    shown = {what: _shown(example.get(what), form, indicator, language) for what, form in rule.shows.items()}
    return rule.words.words(language).format(place=name, period=example["period"], **shown)


def _shown(value: Any, form: str, indicator: Indicator, language: str) -> str:
    """A figure of an example, in the form the rule names."""
    if value is None:
        return numbers.number(None, language)
    if form == "text":
        return str(value)
    number = float(value)
    if form == "count":
        return numbers.number(number, language)
    if form == "people":
        return numbers.number(number, language, 0 if number.is_integer() else 1)
    decimals = min(indicator.decimals + (1 if form == "fine" else 0), _MOST_DECIMALS)
    return numbers.with_unit(number, indicator.unit.words(language), language, decimals)
