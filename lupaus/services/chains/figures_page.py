"""What the page of a chain's figures shows, put together; the template only lays it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from lupaus.indicators.models import Indicator
from lupaus.indicators.suppression import threshold
from lupaus.services.chains.cells import Cell, count_cell, days_words, money_cell, not_told, noted, share_cell
from lupaus.services.chains.figured import UNKNOWN
from lupaus.services.chains.figures import STILL, Following, Saving, follow
from lupaus.services.chains.mix_picture import Column, MixPicture, mix_picture
from lupaus.services.chains.queries import Chain, Handover, Stage, chain
from lupaus.services.chains.text import Reached, in_words, per_cent
from lupaus.services.figures import release_of
from lupaus.web import numbers
from lupaus.web.address import Address
from lupaus.web.texts import Text


class StageRow(NamedTuple):
    stage: Stage
    clients: Cell
    share: Cell
    before: Cell
    change: str
    cost: Cell
    in_all: Cell
    capacity: Cell
    used: Cell
    reentries: Cell
    returned: Cell


class HandoverRow(NamedTuple):
    """`status` is that of a verdict whose shape is shown: achieved, missed or no_data."""

    name: str
    promise: str
    days: Cell
    flow: Cell
    status: str
    word: str


class MixRow(NamedTuple):
    year: int
    shares: tuple[str, ...]
    clients: str
    step: str


@dataclass(frozen=True, slots=True)
class FiguresPage:
    chain: Chain
    following: Following
    place: Text
    sentence: str
    still: str  # how the weight is told, in numbers
    picture: Markup
    mixes: tuple[MixRow, ...]
    stages: tuple[StageRow, ...]
    clients: Cell
    cost: Cell
    handovers: tuple[HandoverRow, ...]
    goals: tuple[Reached, ...]
    savings: tuple[str, ...]
    sources: tuple[Indicator, ...]
    years: tuple[int, ...]
    csv: str
    json: str
    smallest: int  # numbers of fewer people are not told

    @property
    def illustrative(self) -> bool:
        return self.following.figures.illustrative

    @property
    def has_figures(self) -> bool:
        """Whether anything is known of any step."""
        stages = self.following.figures.stages.values()
        known = (value for each in stages for value in (each.cost, each.capacity, each.reentries))
        return self.following.now is not None or any(value.value is not None for value in known)


def following_of(address: Address, work: str) -> Following:
    """The figures of a chain in force as an address asks. Raises `NotFound`."""
    year, since = address.value("year"), address.value("against")
    return follow(
        chain(work),
        region=address.region,
        release=release_of(address),
        year=int(year) if year else None,
        since=int(since) if since else None,
        until=address.as_of,
    )


def figures_page(address: Address, work: str) -> FiguresPage:
    """The queries do not depend on how long the chain is. Raises `NotFound`."""
    following = following_of(address, work)
    found, language = following.chain, address.language
    place = following.region.name if following.region else Text()
    query = urlencode(address.query)
    api = reverse("api-v1:chain-figures", args=[found.id])
    return FiguresPage(
        chain=found,
        following=following,
        place=place,
        sentence=sentence(following, language),
        still=moved_in_numbers(following, language),
        picture=_picture(following, language),
        mixes=tuple(_mixes(following, language)),
        stages=tuple(_stage(following, stage, language) for stage in found.stages),
        clients=count_cell(following.figures.clients, language),
        cost=money_cell(following.cost, following, language),
        handovers=tuple(_handover(following, each, language) for each in found.handovers),
        goals=in_words(found, following.figures, language).goals,
        savings=tuple(saving_words(following, each, language) for each in following.savings),
        sources=tuple(following.indicators.values()),
        years=tuple(mix.year for mix in reversed(following.mixes)),
        csv="?".join(filter(None, [api, "&".join(filter(None, [query, "format=csv"]))])),
        json="?".join(filter(None, [api, query])),
        smallest=threshold(),
    )


def sentence(following: Following, language: str) -> str:
    """The answer: where the clients are, and whether the weight is moving to lighter services."""
    place = (
        following.region.name.words(language) if following.region else following.chain.title.words(language)
    )
    now = following.now
    if now is None:
        return _("%(place)s: it is not known yet at which steps the clients are.") % {"place": place}
    if now.total.value is None:
        return _("%(place)s: there are so few clients that their number is not told.") % {"place": place}
    told = [stage for stage in following.chain.stages if now.shares.get(stage.id, UNKNOWN).is_known]
    most = max(told, key=lambda stage: now.shares[stage.id].value or 0.0, default=None)
    if most is None:
        count = round(now.total.value)
        said = ngettext(
            "%(place)s: the chain had %(clients)s client in %(year)s.",
            "%(place)s: the chain had %(clients)s clients in %(year)s.",
            count,
        ) % {"place": place, "clients": numbers.number(count, language), "year": now.year}
    else:
        said = _("%(place)s: most clients, %(share)s, were at the step “%(stage)s” in %(year)s.") % {
            "place": place,
            "share": per_cent(now.shares[most.id].value, language),
            "stage": most.title.words(language),
            "year": now.year,
        }
    return f"{said} {moved(following)}".strip()


def moved(following: Following) -> str:
    """Whether the weight has moved since the earlier year; empty where there is none."""
    before, distance = following.before, following.moved
    if before is None:
        return ""
    if distance is None:
        return _(
            "Whether the weight has moved to lighter services cannot be told: some numbers are too small."
        )
    words = {"year": before.year}
    if abs(distance) < STILL:
        return _("The weight has neither moved to lighter nor to heavier services since %(year)s.") % words
    if distance < 0:
        return _("The weight has moved to lighter services since %(year)s.") % words
    return _("The weight has moved to heavier services since %(year)s.") % words


def moved_in_numbers(following: Following, language: str) -> str:
    now, before = following.now, following.before
    if now is None or now.step is None:
        return ""
    step = numbers.number(now.step, language, 2)
    if before is None or before.step is None:
        return _("The mean step was %(step)s in %(year)s.") % {"step": step, "year": now.year}
    return _("The mean step was %(before)s in %(earlier)s and %(step)s in %(year)s.") % {
        "before": numbers.number(before.step, language, 2),
        "earlier": before.year,
        "step": step,
        "year": now.year,
    }


def _picture(following: Following, language: str) -> Markup:
    stages = following.chain.stages
    title = _("Clients by step, per cent of all clients")
    return mix_picture(
        MixPicture(
            id="mix",
            title=title,
            description=_(
                "A column for each year, the lightest step at the bottom. The table has the figures."
            ),
            language=language,
            steps=[stage.title.words(language) for stage in stages],
            columns=[
                Column(
                    mix.year,
                    tuple(mix.shares[stage.id].value if stage.id in mix.shares else None for stage in stages),
                    any(value.illustrative for value in mix.clients.values()),
                )
                for mix in following.mixes
            ],
            not_told=_("not told, few people"),
            no_observations=_("There are no figures to draw yet."),
        )
    )


def _mixes(following: Following, language: str) -> Iterator[MixRow]:
    for mix in reversed(following.mixes):
        yield MixRow(
            mix.year,
            tuple(
                share_cell(mix.shares[stage.id], language).words if stage.id in mix.shares else "–"
                for stage in following.chain.stages
            ),
            count_cell(mix.total, language).words,
            numbers.number(mix.step, language, 2),
        )


def _stage(following: Following, stage: Stage, language: str) -> StageRow:
    of, costs = following.figures.stage(stage.id), following.costs[stage.id]
    change = "–"
    if of.share.value is not None and of.share_before.value is not None:
        distance = of.share.value - of.share_before.value
        sign = "+" if round(distance, 1) > 0 else ""
        change = sign + numbers.number(distance, language, 1)
    return StageRow(
        stage=stage,
        clients=noted(count_cell(of.clients, language), of.clients, following),
        share=share_cell(of.share, language),
        before=share_cell(of.share_before, language),
        change=change,
        cost=money_cell(of.cost, following, language),
        in_all=money_cell(costs.in_all, following, language),
        capacity=noted(count_cell(of.capacity, language), of.capacity, following),
        used=share_cell(costs.used, language),
        reentries=noted(count_cell(of.reentries, language), of.reentries, following),
        returned=share_cell(costs.returned, language),
    )


def _handover(following: Following, handover: Handover, language: str) -> HandoverRow:
    of, stages = following.figures.handover(handover.id), following.chain.stage
    name = handover.title.words(language) or " → ".join(
        stages[each].title.words(language) for each in (handover.from_stage, handover.to_stage)
    )
    promise = "–" if of.promise_days is None else days_words(of.promise_days, language)
    status = {True: "achieved", False: "missed", None: "no_data"}[of.kept]
    word = {True: _("kept"), False: _("not kept"), None: _("cannot be judged yet")}[of.kept]
    if of.promise_days is None:
        word = _("nothing promised")
    shown = not_told() if of.days.suppressed else "–"
    if of.days.value is not None:
        shown = days_words(of.days.value, language)
    return HandoverRow(
        name,
        promise,
        noted(Cell(shown), of.days, following),
        noted(count_cell(of.flow, language), of.flow, following),
        status,
        word,
    )


def saving_words(following: Following, saving: Saving, language: str) -> str:
    stages = following.chain.stage
    words = {
        "people": numbers.number(round(saving.people), language),
        "from": stages[saving.from_stage].title.words(language),
        "to": stages[saving.to_stage].title.words(language),
        "euros": numbers.with_unit(abs(round(saving.euros)), "€", language),
    }
    if saving.euros < 0:
        return (
            _(
                "If one per cent of all clients (%(people)s) were served at “%(to)s” and not at “%(from)s”, "
                "it would cost %(euros)s more a year."
            )
            % words
        )
    return (
        _(
            "If one per cent of all clients (%(people)s) were served at “%(to)s” and not at “%(from)s”, "
            "it would cost %(euros)s less a year."
        )
        % words
    )
