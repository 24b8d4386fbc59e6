"""The sentences of a situation picture, in the language that is active."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.analysis.situation.figures import Fact, Situation
from lupaus.analysis.situation.standing import Standing
from lupaus.regions.models import Category
from lupaus.web import numbers


class Oddity(NamedTuple):
    """Something unusual: the sentence, and the fact with the numbers behind it."""

    sentence: str
    fact: Fact


def value_words(fact: Fact, value: float | None, language: str) -> str:
    """A figure with the unit of its indicator."""
    indicator = fact.indicator
    return numbers.with_unit(value, indicator.unit.words(language), language, indicator.decimals)


def beside_words(fact: Fact, value: float, language: str) -> str:
    """A figure beside one whose unit has just been told: alone, but for a sign that belongs to the number."""
    unit = fact.indicator.unit.words(language)
    return numbers.with_unit(value, unit if len(unit) == 1 else "", language, fact.indicator.decimals)


def change_words(fact: Fact, change: float | None, language: str) -> str:
    """A change with its sign: in per cent of the earlier figure, else in the unit of the figure."""
    if change is None:
        return "–"
    if fact.relative:
        written = numbers.with_unit(change, "%", language, 1)
    elif fact.indicator.unit.words(language) == "%":
        written = numbers.with_unit(change, _("percentage points"), language, fact.indicator.decimals)
    else:
        written = value_words(fact, change, language)
    return _signed(change, written)


def change_beside(fact: Fact, change: float | None, language: str) -> str:
    """A change beside something that tells its unit; per cent and percentage points are told apart."""
    if change is None:
        return "–"
    if fact.relative or fact.indicator.unit.words(language) == "%":
        return change_words(fact, change, language)
    return _signed(change, numbers.number(change, language, fact.indicator.decimals))


def _signed(change: float, written: str) -> str:
    is_rise = change > 0 and any(letter in "123456789" for letter in written)
    return f"+{written}" if is_rise else written


def peers_words(situation: Situation, count: int) -> str:
    """Whom the region is compared with, so many of them."""
    told = {"count": count}
    if situation.likened:
        return ngettext("%(count)s similar municipality", "%(count)s similar municipalities", count) % told
    match situation.region.category:
        case Category.MUNICIPALITY:
            return ngettext("%(count)s municipality", "%(count)s municipalities", count) % told
        case Category.COUNTY:
            return (
                ngettext(
                    "%(count)s wellbeing services county", "%(count)s wellbeing services counties", count
                )
                % told
            )
        case Category.REGION:
            return ngettext("%(count)s region", "%(count)s regions", count) % told
    return ngettext("%(count)s area of the same kind", "%(count)s areas of the same kind", count) % told


def opening(situation: Situation, language: str) -> tuple[str, ...]:
    """The answer: how many live here, how that has changed and is forecast, and how much is unusual."""
    population = situation.population
    told = [_people(situation, population, language)] if population else []
    if population and situation.forecast:
        last = situation.forecast[-1]
        told.append(
            _("By %(year)s the number is forecast to be %(value)s.")
            % {"year": last.year, "value": value_words(population, last.value, language)}
        )
    if not situation.facts:
        return (_("There are no figures about this area yet."),)
    if situation.peers:
        told.append(_how_unusual(situation, language))
    return tuple(told or [_newest(situation.facts[0], language)])


def _newest(fact: Fact, language: str) -> str:
    return _("%(what)s: %(value)s in %(year)s.") % {
        "what": fact.indicator.title.words(language),
        "value": value_words(fact, fact.value, language),
        "year": fact.seen.year,
    }


def _people(situation: Situation, population: Fact, language: str) -> str:
    named = {
        "place": situation.region.name.words(language),
        "value": value_words(population, population.value, language),
        "year": population.seen.year,
    }
    if population.change is None or population.earlier is None:
        return _("%(place)s: %(value)s in %(year)s.") % named
    named |= {
        "since": population.earlier.year,
        "change": numbers.with_unit(abs(population.change), "%", language, 1),
    }
    if abs(population.change) < 0.05:
        return _("%(place)s: %(value)s in %(year)s, as many as in %(since)s.") % named
    if population.change > 0:
        return _("%(place)s: %(value)s in %(year)s, %(change)s more than in %(since)s.") % named
    return _("%(place)s: %(value)s in %(year)s, %(change)s less than in %(since)s.") % named


def _how_unusual(situation: Situation, language: str) -> str:
    count = len(oddities(situation, language))
    peers = peers_words(situation, len(situation.peers))
    if not count:
        return _("Nothing here is far out of line with the areas it is compared with (%(peers)s).") % {
            "peers": peers
        }
    return ngettext(
        "%(count)s thing is far out of line with the areas it is compared with (%(peers)s).",
        "%(count)s things are far out of line with the areas it is compared with (%(peers)s).",
        count,
    ) % {"count": count, "peers": peers}


def oddities(situation: Situation, language: str) -> tuple[Oddity, ...]:
    """What is unusual here, levels before changes, each in the order of the picture."""
    levels = [
        Oddity(_of_level(situation, fact, fact.among, language), fact)
        for fact in situation.facts
        if fact.among and fact.among.unusual
    ]
    changes = [
        Oddity(_of_change(situation, fact, fact.change_among, language), fact)
        for fact in situation.facts
        if fact.change_among and fact.change_among.unusual
    ]
    return (*levels, *changes)


def _of_level(situation: Situation, fact: Fact, among: Standing, language: str) -> str:
    sentence = (
        _(
            "%(what)s: unusually high, %(value)s in %(year)s. In the areas compared (%(peers)s) it is between"
            " %(lowest)s and %(highest)s, in half of them %(median)s or less."
        )
        if among.unusual == "high"
        else _(
            "%(what)s: unusually low, %(value)s in %(year)s. In the areas compared (%(peers)s) it is between"
            " %(lowest)s and %(highest)s, in half of them %(median)s or more."
        )
    )
    return sentence % {
        "what": fact.indicator.title.words(language),
        "value": value_words(fact, fact.value, language),
        "year": fact.seen.year,
        "peers": peers_words(situation, among.count),
        "lowest": beside_words(fact, among.lowest, language),
        "highest": beside_words(fact, among.highest, language),
        "median": beside_words(fact, among.median, language),
    }


def _of_change(situation: Situation, fact: Fact, among: Standing, language: str) -> str:
    change = fact.change or 0.0
    if among.unusual == "high":
        sentence = (
            _("%(what)s: an unusually large rise, %(change)s from %(since)s to %(year)s.")
            if change > 0
            else _("%(what)s: an unusually small fall, %(change)s from %(since)s to %(year)s.")
        )
    else:
        sentence = (
            _("%(what)s: an unusually large fall, %(change)s from %(since)s to %(year)s.")
            if change < 0
            else _("%(what)s: an unusually small rise, %(change)s from %(since)s to %(year)s.")
        )
    named = {
        "what": fact.indicator.title.words(language),
        "change": change_words(fact, change, language),
        "since": fact.earlier.year if fact.earlier else "",
        "year": fact.seen.year,
    }
    beside = _(
        "In the areas compared (%(peers)s) the change is between %(lowest)s and %(highest)s, its median"
        " %(median)s."
    ) % {
        "peers": peers_words(situation, among.count),
        "lowest": change_beside(fact, among.lowest, language),
        "highest": change_beside(fact, among.highest, language),
        "median": change_beside(fact, among.median, language),
    }
    return f"{sentence % named} {beside}"
