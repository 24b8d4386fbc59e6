"""Saved scenarios of a chain side by side, as their page shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.services.chains.asked import Answer, Asked, answer
from lupaus.services.chains.cost_picture import Banded, CostPicture, cost_picture
from lupaus.services.chains.figures import Following
from lupaus.services.chains.figures_page import following_of
from lupaus.services.chains.queries import Chain
from lupaus.services.chains.scenarios import asked_of, chosen, scenarios
from lupaus.services.chains.what_if import Outcome, Year
from lupaus.services.chains.what_if_page import (
    MILLION,
    Figure,
    money,
    money_unit,
    own_query,
    points,
    unit_words,
)
from lupaus.services.models import Scenario
from lupaus.web import numbers
from lupaus.web.address import Address
from lupaus.web.texts import Text


class Choice(NamedTuple):
    slug: str
    title: Text
    chosen: bool


class Column(NamedTuple):
    """A scenario computed. `why_not` says in a sentence why it cannot be; the figures are then empty."""

    title: Text
    note: Text
    href: str
    why_not: str
    horizon: int | None
    full_by: int | None
    growth: str
    shares: tuple[str, ...]
    cost: Figure
    difference: Figure
    in_all: Figure
    room: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class ScenariosPage:
    chain: Chain
    following: Following
    place: Text
    sentence: str
    choices: tuple[Choice, ...]
    columns: tuple[Column, ...]
    today: tuple[str, ...]  # shares by stage
    picture: Markup
    illustrative: bool


def scenarios_page(address: Address, work: str) -> ScenariosPage:
    """The queries do not depend on how many scenarios there are. Raises `NotFound`."""
    following = following_of(address, work)
    language = address.language
    kept = scenarios(work)
    found = [(each, _answer(following, each)) for each in chosen(kept, address.values("scenario"))]
    unchanged = answer(following, Asked())
    shown = {each.slug for each, _answered in found}
    return ScenariosPage(
        chain=following.chain,
        following=following,
        place=following.region.name if following.region else Text(),
        sentence=_sentence(found, unchanged, language),
        choices=tuple(Choice(each.slug, each.title, each.slug in shown) for each in kept),
        columns=tuple(_column(each, answered, address) for each, answered in found),
        today=tuple(_per_cent(float(share), language) for share in unchanged.grounds.shown),
        picture=_picture(found, language),
        illustrative=any(each.illustrative for each in unchanged.grounds.assumptions),
    )


def _answer(following: Following, scenario: Scenario) -> Answer | None:
    """None where the chain has other stages than when the scenario was saved."""
    asked = asked_of(scenario, [stage.id for stage in following.chain.stages])
    return answer(following, asked) if asked else None


def _sentence(found: list[tuple[Scenario, Answer | None]], unchanged: Answer, language: str) -> str:
    """Which of them costs least, by how much in the last year."""
    if unchanged.grounds.why_not:
        return unchanged.grounds.why_not
    if not found:
        return _("No scenario of this chain has been saved yet.")
    known = []
    for scenario, answered in found:
        if answered and answered.outcome and not answered.problems:
            in_all = answered.outcome.in_all
            if in_all is not None:
                known.append((in_all, scenario))
    if not known:
        return _("What the scenarios would cost cannot be told.")
    least, scenario = min(known, key=lambda each: each[0].middle)
    words = {"scenario": scenario.title.words(language)}
    if least.middle < 0:
        saved = money(-least, language)
        words |= {"cost": saved.words, "range": saved.range}
        return (
            _("“%(scenario)s” would cost least: in all %(cost)s less than if nothing changes (%(range)s).")
            % words
        )
    return _("None of these scenarios would cost less than if nothing changes.")


def _column(scenario: Scenario, answered: Answer | None, address: Address) -> Column:
    language = address.language
    why_not = ""
    if answered is None:
        why_not = _("The chain has other steps now than when this was saved.")
    elif answered.grounds.why_not or answered.problems:
        why_not = answered.grounds.why_not or answered.problems[0].message
    if answered is None or answered.outcome is None or answered.wish is None or why_not:
        return Column(
            scenario.title,
            scenario.note,
            "",
            why_not,
            None,
            None,
            "",
            (),
            Figure("–"),
            Figure("–"),
            Figure("–"),
            (),
        )
    last = answered.outcome.wished[-1]
    target = reverse("services:chain-what-if", args=[scenario.work_id])
    return Column(
        title=scenario.title,
        note=scenario.note,
        href=address.link(target, **dict(own_query(answered.asked))),
        why_not="",
        horizon=answered.wish.horizon,
        full_by=answered.wish.full_by,
        growth=_per_cent(float(answered.wish.growth), language),
        shares=tuple(_per_cent(float(share), language) for share in answered.wish.shares),
        cost=money(last.cost, language),
        difference=money(answered.outcome.difference[-1], language, signed=True),
        in_all=money(answered.outcome.in_all, language, signed=True),
        room=tuple(_room(last, language)),
    )


def _room(year: Year, language: str) -> Iterator[Figure]:
    for stage in year.stages:
        if stage.room is None:
            yield Figure("–")
        else:
            left = round(stage.room.middle)
            sign = "+" if left > 0 else ""
            yield Figure(sign + numbers.number(left, language), lacking=stage.room.middle < 0)


def _per_cent(value: float, language: str) -> str:
    return f"{numbers.number(value, language, 1)}\u00a0%"


def _picture(found: list[tuple[Scenario, Answer | None]], language: str) -> Markup:
    """How much more or less each costs than nothing changing: the one scale on which all can be compared."""
    drawn = [
        (scenario.title.words(language), answered.outcome)
        for scenario, answered in found
        if answered and answered.outcome and not answered.problems
    ]
    unit = money_unit([each for _name, outcome in drawn for each in outcome.difference])
    years = sorted({year.year for _name, outcome in drawn for year in outcome.wished})
    lines = [Banded(_("Nothing changes"), [(year, 0.0, 0.0, 0.0) for year in years], plain=True)]
    lines += [Banded(name, _differences(outcome, unit)) for name, outcome in drawn]
    return cost_picture(
        CostPicture(
            id="cost",
            title=_("How much more or less a year than if nothing changes"),
            description=_("A line for each scenario. The table below holds the figures of the last year."),
            language=language,
            unit=unit_words(unit),
            decimals=1 if unit == MILLION else 0,
            lines=lines if any(line.points for line in lines[1:]) else [],
            no_observations=_("The cost of some step is not known."),
        )
    )


def _differences(outcome: Outcome, unit: int) -> list[tuple[int, float, float, float]]:
    rows = zip(outcome.wished, outcome.difference, strict=True)
    return points([(year.year, cost) for year, cost in rows], unit)
