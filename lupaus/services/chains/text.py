"""A chain in words: the same that the picture shows, in order, for everybody and for print.

Every figure comes from `figured`; nothing here asks the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.services.chains.figured import LATE, MISSING, NOBODY, ChainFigures, HandoverFigures, Value, Weak
from lupaus.services.chains.queries import Chain, Handover, Stage, StageService, Target
from lupaus.web.numbers import number


class Way(NamedTuple):
    """A way on from a stage: a hand-over, or that there is none to the next stage.

    `sentences` tell it in full; `weak` says why it is a weak place, in a few words, else it is empty.
    """

    id: str
    title: str
    to: str  # the stage it leads to, by title
    up: bool  # towards heavier need
    sentences: tuple[str, ...]
    weak: str
    missing: bool


class Told(NamedTuple):
    """A stage with what is known of it. `figures` are whole sentences."""

    stage: Stage
    critical: tuple[StageService, ...]
    others: tuple[StageService, ...]
    figures: tuple[str, ...]
    ways: tuple[Way, ...]


class Reached(NamedTuple):
    """A goal of the chain and how near it is: `now` is empty where nobody knows."""

    target: Target
    level: str  # "95 % by 2030"; empty where none has been set
    now: str  # "91.2 % in 2024"
    reached: bool | None


class Without(NamedTuple):
    """Two neighbouring stages without a hand-over from the lighter to the heavier."""

    lighter: Stage
    heavier: Stage


@dataclass(frozen=True, slots=True)
class InWords:
    stages: tuple[Told, ...]
    goals: tuple[Reached, ...]

    @property
    def weak(self) -> tuple[Way, ...]:
        """Every weak place, in order."""
        return tuple(way for told in self.stages for way in told.ways if way.weak)


def in_words(chain: Chain, figures: ChainFigures, language: str) -> InWords:
    return InWords(
        stages=tuple(_told(chain, stage, figures, language) for stage in chain.stages),
        goals=tuple(_reached(target, figures, language) for target in chain.targets),
    )


def without_handover(chain: Chain) -> Iterator[Without]:
    """Where the way up breaks off: no hand-over from a stage to the next heavier one."""
    there = {(each.from_stage, each.to_stage) for each in chain.handovers}
    for lighter, heavier in pairwise(chain.stages):
        if (lighter.id, heavier.id) not in there:
            yield Without(lighter, heavier)


def weak_words(weak: Weak, figures: HandoverFigures, language: str) -> str:
    """Why a hand-over is weak, in a few words that stand alone."""
    if weak == LATE:
        return _("Weak: %(days)s days, promised %(promise)s") % {
            "days": number(figures.days.value, language),
            "promise": number(figures.promise_days, language),
        }
    if weak == NOBODY:
        return _("Weak: nobody is responsible")
    return _("Weak: no hand-over has been agreed")


def share_words(share: Value, language: str) -> str:
    """“61.2 % of clients”; too few people are said to be so."""
    if share.suppressed:
        return _("too few clients to tell")
    return _("%(share)s of clients") % {"share": per_cent(share.value, language)}


def per_cent(value: float | None, language: str) -> str:
    """`91.24` → `91.2 %`; whole per cents without a decimal."""
    if value is None:
        return number(None, language)
    decimals = 0 if abs(value - round(value)) < 0.05 else 1
    return f"{number(value, language, decimals)}\u00a0%"


def clients_words(clients: Value, language: str) -> str:
    """“12,400 clients”."""
    if clients.suppressed:
        return _("too few clients to tell")
    count = round(clients.value or 0)
    return ngettext("%(number)s client", "%(number)s clients", count) % {"number": number(count, language)}


def _told(chain: Chain, stage: Stage, figures: ChainFigures, language: str) -> Told:
    ways = [_way(chain, each, figures, language) for each in chain.handovers if each.from_stage == stage.id]
    ways += [
        Way(
            "",
            "",
            each.heavier.title.words(language),
            True,
            (),
            weak_words(MISSING, HandoverFigures(), language),
            True,
        )
        for each in without_handover(chain)
        if each.lighter.id == stage.id
    ]
    return Told(
        stage=stage,
        critical=stage.critical,
        others=tuple(each for each in stage.services if not each.critical),
        figures=tuple(_stage_figures(stage, figures, language)),
        ways=tuple(sorted(ways, key=lambda way: not way.up)),
    )


def _stage_figures(stage: Stage, figures: ChainFigures, language: str) -> Iterator[str]:
    of = figures.stage(stage.id)
    if of.clients.suppressed:
        yield _("There are too few clients to tell how many.")
    elif of.share.value is not None and of.clients.value is not None:
        yield _("%(clients)s in %(year)s, %(share)s of all clients of the chain.") % {
            "clients": clients_words(of.clients, language),
            "year": of.clients.year,
            "share": per_cent(of.share.value, language),
        }
    elif of.clients.value is not None:
        yield _("%(clients)s in %(year)s.") % {
            "clients": clients_words(of.clients, language),
            "year": of.clients.year,
        }
    if of.target_share is not None:
        level = {"share": per_cent(of.target_share, language), "year": of.target_year}
        if of.target_year:
            yield _("The goal is %(share)s by %(year)s.") % level
        else:
            yield _("The goal is %(share)s.") % level


def _way(chain: Chain, handover: Handover, figures: ChainFigures, language: str) -> Way:
    of = figures.handover(handover.id)
    weak = of.weak or (NOBODY if not handover.responsible else None)
    return Way(
        id=handover.id,
        title=handover.title.words(language),
        to=chain.stage[handover.to_stage].title.words(language),
        up=chain.is_up(handover),
        sentences=tuple(_sentences(handover, of, language)),
        weak=weak_words(weak, of, language) if weak else "",
        missing=False,
    )


def _sentences(handover: Handover, of: HandoverFigures, language: str) -> Iterator[str]:
    giver, taker = handover.from_organisation.words(language), handover.to_organisation.words(language)
    if giver and taker:
        yield _("The client goes from %(giver)s to %(taker)s.") % {"giver": giver, "taker": taker}
    if handover.responsible:
        yield _("Responsible: %(who)s.") % {"who": handover.responsible.words(language)}
    else:
        yield _("Nobody has been named responsible.")
    if handover.promise_days is not None:
        yield ngettext(
            "Promised within %(days)s day.", "Promised within %(days)s days.", handover.promise_days
        ) % {"days": number(handover.promise_days, language)}
    if of.days.value is not None:
        yield _("In %(year)s it took %(days)s days (median).") % {
            "year": of.days.year,
            "days": number(of.days.value, language),
        }
    if of.flow.suppressed:
        yield _("Too few people go this way to tell how many.")
    elif of.flow.value is not None:
        count = round(of.flow.value)
        yield ngettext(
            "%(number)s person went this way in %(year)s.",
            "%(number)s people went this way in %(year)s.",
            count,
        ) % {"number": number(count, language), "year": of.flow.year}


def _reached(target: Target, figures: ChainFigures, language: str) -> Reached:
    of = figures.target(target.id)
    level = ""
    if target.share is not None:
        words = {"share": per_cent(target.share, language), "year": target.year}
        level = _("%(share)s by %(year)s") % words if target.year else per_cent(target.share, language)
    now = ""
    if of.share.value is not None:
        now = _("%(share)s in %(year)s") % {
            "share": per_cent(of.share.value, language),
            "year": of.share.year,
        }
    return Reached(target, level, now, of.reached)


def sentence(chain: Chain, figures: ChainFigures, words: InWords, *, place: str, language: str) -> str:
    """The answer of the page: where the clients are, in which place and year, and what is weak."""
    first = next((each for each in words.goals if each.level and each.now), None)
    known = [stage for stage in chain.stages if figures.stage(stage.id).share.value is not None]
    parts = []
    if first:
        of = figures.target(first.target.id).share
        told = {
            "place": place,
            "goal": first.target.title.words(language).rstrip("."),
            "year": of.year,
            "now": per_cent(of.value, language),
        }
        if first.reached:
            parts.append(
                _("%(place)s: the goal “%(goal)s” has been reached: in %(year)s the share was %(now)s.")
                % told
            )
        else:
            parts.append(
                _("%(place)s: the goal “%(goal)s” has not been reached: in %(year)s the share was %(now)s.")
                % told
            )
    elif known:
        most = max(known, key=lambda stage: figures.stage(stage.id).share.value or 0.0)
        parts.append(
            _("%(place)s: most clients, %(share)s, are at the step “%(stage)s” (%(year)s).")
            % {
                "place": place,
                "share": per_cent(figures.stage(most.id).share.value, language),
                "stage": most.title.words(language),
                "year": figures.year,
            }
        )
    else:
        count = len(chain.stages)
        steps = ngettext(
            "%(place)s: %(number)d step. How many clients it has is not known yet.",
            "%(place)s: %(number)d steps. How many clients they have is not known yet.",
            count,
        )
        parts.append(steps % {"place": place, "number": count})
    weak = len(words.weak)
    if weak:
        parts.append(
            ngettext("%(number)d hand-over is weak.", "%(number)d hand-overs are weak.", weak)
            % {"number": weak}
        )
    return " ".join(parts)


def description(words: InWords, language: str) -> str:
    """What a picture says to whoever does not see it: the steps, what is critical there, what is weak."""
    told = []
    for each in words.stages:
        services = ", ".join(service.title.words(language) for service in each.critical)
        line = f"{each.stage.number}. {each.stage.title.words(language)}"
        told.append(f"{line}: {services}." if services else f"{line}.")
        told += [f"{way.weak} → {way.to}." for way in each.ways if way.weak]
    return " ".join(told)
