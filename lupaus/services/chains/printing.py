"""A chain as a document to print: the picture, and the same in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from django.utils.translation import gettext as _

from lupaus.services.chains.drawing import drawing, printed_frame
from lupaus.services.chains.figures import Following, follow
from lupaus.services.chains.queries import Chain
from lupaus.services.chains.shown import picture_of
from lupaus.services.chains.text import InWords, Told, description, in_words, sentence
from lupaus.services.doors import today
from lupaus.services.figures import release_of
from lupaus.services.published import Published
from lupaus.web import dates
from lupaus.web.address import Address
from lupaus.web.clock import HELSINKI
from lupaus.web.printing import Facts, Heading, Items, Paragraph, Picture, Report, Section
from lupaus.web.printing.pictures import for_paper
from lupaus.web.texts import Shown, Text


def printed(work: Published, *, address: Address, web_address: str) -> Report:
    """The whole chain with the newest figures of its own region."""
    found, language = Chain(work), address.language
    following = follow(found, region=None, release=release_of(address))
    words = in_words(found, following.figures, language)
    return Report(
        title=found.title.words(language),
        subtitle=found.client_group.words(language),
        language=language,
        address=web_address,
        author=found.title.words(language),
        made_at=datetime.combine(today(), time(), HELSINKI),
        sections=list(_sections(found, following, words, language)),
    )


def _sections(found: Chain, following: Following, words: InWords, language: str) -> Iterator[Section]:
    yield _about(found, language)
    place = following.region.name.words(language) if following.region else ""
    if place:
        yield Paragraph(sentence(found, following.figures, words, place=place, language=language))
    if following.figures.illustrative:
        yield Paragraph(_("Some figures are illustrative, not statistics."))
    yield from _text(found.purpose, language)
    picture = picture_of(found, following.figures, words, language=language)
    if picture.steps:
        svg = drawing(picture, printed_frame(picture))
        yield Picture(for_paper(svg, "web/charts.css", "services/chains.css"), description(words, language))
    for told in words.stages:
        yield from _stage(told, language)
    yield from _goals(words, language)
    if found.effect:
        yield Heading(_("How its effect is measured"))
        yield from _text(found.effect, language)
    yield from _beneath(found, language)


def _goals(words: InWords, language: str) -> Iterator[Section]:
    if words.goals:
        yield Heading(_("Goals of the chain"))
    for each in words.goals:
        yield Heading(each.target.title.shown(language), 2)
        yield from _text(each.target.text, language)
        pairs = [(_("Goal"), each.level), (_("Now"), each.now)]
        if each.level or each.now:
            yield Facts([(name, value) for name, value in pairs if value])


def _beneath(found: Chain, language: str) -> Iterator[Section]:
    if found.beneath:
        yield Heading(_("Beneath all steps"))
    for beneath in found.beneath:
        yield Heading(beneath.title.shown(language), 2)
        yield from _text(beneath.text, language)


def _about(found: Chain, language: str) -> Facts:
    version = found.version
    pairs: list[tuple[str | Shown, str]] = [(_("Version"), f"{version.number}, {version.state_now.label}")]
    if version.published_at:
        pairs.append((_("Published"), dates.day(version.published_at, language)))
    pairs.append((_("Approved by the decision"), version.decision))
    return Facts(pairs)


def _stage(told: Told, language: str) -> Iterator[Section]:
    shown = told.stage.title.shown(language)
    yield Heading(Shown(f"{told.stage.number}. {shown.words}", shown.language))
    yield from _text(told.stage.need, language)
    if told.figures:
        yield Paragraph(" ".join(told.figures))
    for services, title in ((told.critical, _("Critical services")), (told.others, _("Other services"))):
        if services:
            yield Heading(title, 2)
            yield Items([service.title.shown(language) for service in services])
    if told.ways:
        yield Heading(_("Where the client goes on"), 2)
    for way in told.ways:
        head = _("To “%(stage)s”") % {"stage": way.to}
        parts = [f"{head}: {way.title}." if way.title else f"{head}.", f"{way.weak}." if way.weak else ""]
        yield Paragraph(" ".join([*filter(None, parts), *way.sentences]))


def _text(text: Text, language: str) -> Iterator[Section]:
    if text:
        yield Paragraph(text.shown(language))
