"""What the public pages of chains show, put together; the templates only lay it out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.regions.queries import regions_by_code
from lupaus.services.chains.drawing import chain_picture
from lupaus.services.chains.figured import ChainFigures
from lupaus.services.chains.figures import Following, follow
from lupaus.services.chains.queries import Chain, ChainLine, chain, chains
from lupaus.services.chains.shown import picture_of
from lupaus.services.chains.text import InWords, Reached, Without, in_words, sentence, without_handover
from lupaus.services.figures import release_of
from lupaus.services.models import Service
from lupaus.services.verdicts import Judged, judged
from lupaus.services.words import LIFE_STAGES, life_stage
from lupaus.web.address import Address
from lupaus.web.texts import Text


class LifeStage(NamedTuple):
    """The chains of people at one stage of life."""

    name: str
    chains: tuple[ChainLine, ...]


class GoalLine(NamedTuple):
    """A goal of the chain, how near it is, and the verdicts of the targets its indicator is judged by."""

    reached: Reached
    stages: tuple[Text, ...]
    verdicts: tuple[Judged, ...]


class BeneathLine(NamedTuple):
    """What runs beneath all steps, with its services: name and page."""

    title: Text
    text: Text
    services: tuple[tuple[Text, str], ...]


@dataclass(frozen=True)
class ChainPage:
    chain: Chain
    following: Following
    words: InWords
    place: Text
    sentence: str
    picture: Markup
    goals: tuple[GoalLine, ...]
    beneath: tuple[BeneathLine, ...]
    retired: frozenset[str]  # services named that have ended
    by_number: bool

    @property
    def missing(self) -> tuple[Without, ...]:
        return tuple(without_handover(self.chain))

    @property
    def life_stage(self) -> str:
        return life_stage(self.chain.life_stage)


def chains_page() -> list[LifeStage]:
    """The chains in force by stage of life, those for everyone last. One query."""
    found = chains()
    groups = ((code, tuple(each for each in found if each.life_stage == code)) for code in LIFE_STAGES)
    return [LifeStage(life_stage(code), lines) for code, lines in groups if lines]


def chain_page(address: Address, work: str, number: int | None = None) -> ChainPage:
    """The queries do not depend on how long the chain is. Raises `NotFound`."""
    found = chain(work, number)
    language = address.language
    following = follow(found, region=address.region, release=release_of(address), until=address.as_of)
    words = in_words(found, following.figures, language)
    place = following.region.name if following.region else _place(found)
    named = _services(found)
    indicators = frozenset(target.indicator for target in found.targets) - {""}
    verdicts = judged(address, indicators, region=following.region.code if following.region else None)
    leads = {id_: service_address(address, id_) for id_ in named}
    return ChainPage(
        chain=found,
        following=following,
        words=words,
        place=place,
        sentence=sentence(
            found, following.figures, words, place=place.words(language) or _("Here"), language=language
        ),
        picture=chain_picture(
            picture_of(
                found, following.figures, words, language=language, leads=lambda id_: leads.get(id_, "")
            )
        ),
        goals=tuple(
            GoalLine(
                each,
                tuple(found.stage[id_].title for id_ in each.target.stages if id_ in found.stage),
                verdicts.of.get(each.target.indicator, ()),
            )
            for each in words.goals
        ),
        beneath=tuple(
            BeneathLine(
                each.title,
                each.text,
                tuple((named[id_].name, leads[id_]) for id_ in each.services if id_ in named),
            )
            for each in found.beneath
        ),
        retired=frozenset(id_ for id_, each in named.items() if each.retired_at),
        by_number=number is not None,
    )


def service_address(address: Address, service: str) -> str:
    return address.link(reverse("services:service", args=[service]))


def _services(found: Chain) -> dict[str, Service]:
    """The services of the catalogue the chain names. One query."""
    ids = {service.service for stage in found.stages for service in stage.services}
    ids |= {id_ for each in found.beneath for id_ in each.services}
    return named_services(ids - {""})


def named_services(ids: Iterable[str]) -> dict[str, Service]:
    rows = Service.objects.filter(pk__in=list(ids)).only("id", "name", "retired_at")
    return {each.pk: each for each in rows}


def _place(found: Chain) -> Text:
    region = regions_by_code([found.region]).get(found.region) if found.region else None
    return region.name if region else Text()


def picture_of_version(found: Chain, language: str) -> Markup:
    """A version as it was decided, without figures, to lay beside another."""
    nothing = ChainFigures()
    return chain_picture(picture_of(found, nothing, in_words(found, nothing, language), language=language))
