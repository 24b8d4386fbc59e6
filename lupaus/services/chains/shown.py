"""A chain and its figures as what the picture shows: words in the reader's language, and where they lead."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from lupaus.services.chains import text
from lupaus.services.chains.drawing import ChainPicture, Goal, Name, Passage, PictureWords, Step
from lupaus.services.chains.figured import ChainFigures
from lupaus.services.chains.queries import Chain, Handover, Stage
from lupaus.services.chains.text import InWords, Told
from lupaus.web.numbers import number
from lupaus.web.prose import read

#: The page of a service of the catalogue, by its id; an empty answer is no link.
Leads = Callable[[str], str]


def nowhere(_service: str) -> str:
    """On paper nothing leads anywhere."""
    return ""


def anchor(stage: str) -> str:
    """The id of a stage within a page: no other id there begins like it."""
    return f"stage-{stage}"


def picture_of(
    chain: Chain, figures: ChainFigures, words: InWords, *, language: str, leads: Leads = nowhere
) -> ChainPicture:
    places = {stage.id: place for place, stage in enumerate(chain.stages)}
    return ChainPicture(
        id=f"chain-{chain.id}-{chain.version.number}",
        title=_("The steps of the chain: %(title)s") % {"title": chain.title.words(language)},
        description=text.description(words, language),
        steps=tuple(_step(told, figures, language, leads) for told in words.stages),
        passages=tuple(_passages(chain, figures, words, language)),
        goals=tuple(_goals(words, places, language)),
        bands=tuple(each.title.words(language) for each in chain.beneath),
        words=PictureWords(
            critical=_("Critical services"),
            others=_("Other services"),
            more=_("+ %(count)s more"),
            beneath=_("Beneath all steps"),
            nothing=_("The chain has no steps yet."),
            goals=_("Goals of the chain"),
        ),
    )


def _step(told: Told, figures: ChainFigures, language: str, leads: Leads) -> Step:
    stage, of = told.stage, figures.stage(told.stage.id)
    lines = []
    if of.share.value is not None or of.share.suppressed:
        lines.append(text.share_words(of.share, language))
    if of.clients.value is not None:
        lines.append(text.clients_words(of.clients, language))
    return Step(
        title=stage.title.words(language),
        need=_few_words(stage, language),
        services=tuple(
            Name(each.title.words(language), leads(each.service) if each.service else "", each.critical)
            for each in stage.services
        ),
        more=f"#{anchor(stage.id)}" if leads is not nowhere else "",
        share=of.share.value,
        target=of.target_share,
        figures=tuple(lines),
        tentative=of.share.illustrative,
    )


def _few_words(stage: Stage, language: str) -> str:
    """The first sentence of the need: the text below the picture has it whole."""
    blocks = read(stage.need.words(language))
    words = "".join(run.words for run in blocks[0].runs) if blocks else ""
    first, dot, _rest = words.partition(". ")
    return first + dot.strip()


def _passages(chain: Chain, figures: ChainFigures, words: InWords, language: str) -> Iterator[Passage]:
    weak = {way.id: way.weak for told in words.stages for way in told.ways if way.id}
    for handover in sorted(chain.handovers, key=lambda each: not chain.is_up(each)):
        lower, upper = sorted((_place(chain, handover.from_stage), _place(chain, handover.to_stage)))
        flow = figures.handover(handover.id).flow
        yield Passage(
            lower=lower,
            upper=upper,
            up=chain.is_up(handover),
            flow=flow.value,
            words=_passage_words(chain, handover, figures, language),
            weak=weak.get(handover.id, ""),
            tentative=flow.illustrative,
        )
    for told in words.stages:
        for way in told.ways:
            if way.missing:
                place = told.stage.number - 1
                yield Passage(lower=place, upper=place + 1, weak=way.weak, missing=True)


def _passage_words(chain: Chain, handover: Handover, figures: ChainFigures, language: str) -> str:
    of, up = figures.handover(handover.id), chain.is_up(handover)
    near = abs(_place(chain, handover.from_stage) - _place(chain, handover.to_stage)) == 1
    count = number(of.flow.value, language)
    step = chain.stage[handover.to_stage].number
    if of.flow.value is None:
        if near and (of.promise_days is None or of.weak):
            return ""
        if near:
            return _("promised within %(days)s days") % {"days": number(of.promise_days, language)}
        return _("to step %(step)d") % {"step": step}
    if not near:
        return _("%(number)s a year to step %(step)d") % {"number": count, "step": step}
    if up:
        return _("%(number)s a year to heavier") % {"number": count}
    return _("%(number)s a year to lighter") % {"number": count}


def _place(chain: Chain, stage: str) -> int:
    return chain.stage[stage].number - 1


def _goals(words: InWords, places: dict[str, int], language: str) -> Iterator[Goal]:
    for each in words.goals:
        steps = tuple(sorted(places[stage] for stage in each.target.stages if stage in places))
        if not steps:
            continue
        title = each.target.title.words(language).rstrip(".")
        if each.now:
            title = _("%(goal)s: %(now)s") % {"goal": title, "now": each.now}
        yield Goal(title, steps, each.reached)
