"""A process map as a document to print."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from django.utils.translation import gettext as _

from lupaus.indicators.queries import indicators_by_id
from lupaus.services.doors import today
from lupaus.services.processes.queries import Process, ProcessMap
from lupaus.services.processes.words import channel_word, outcome_word
from lupaus.services.published import Published
from lupaus.web import dates
from lupaus.web.address import Address
from lupaus.web.clock import HELSINKI
from lupaus.web.printing import Facts, Heading, Paragraph, Report, Section, Table
from lupaus.web.texts import Shown, Text


def printed(work: Published, *, address: Address, web_address: str) -> Report:
    """The whole map: what each process is, and by which indicators its outcomes are followed. One query."""
    found = ProcessMap(work.version, work.versions, work.content)
    language = address.language
    names = {id_: each.title.words(language) for id_, each in indicators_by_id(found.indicators).items()}
    blocks: list[Section] = [_about(found, language)]
    blocks += _text(found.text("description"), language)
    for group, title in (("core", _("Core processes")), ("support", _("Support processes"))):
        processes = found.group(group)
        if processes:
            blocks.append(Heading(title))
        for process in processes:
            blocks += _process(process, names, language)
    if found.ways_in:
        blocks += [
            Heading(_("Becoming a client")),
            Table(
                _("Ways of becoming a client, digital ones first"),
                [_("Way"), _("Channel"), _("Where it begins")],
                [
                    [way.title.shown(language), channel_word(way.channel), way.url or "–"]
                    for way in found.ways_in
                ],
            ),
        ]
    return Report(
        title=found.title.words(language),
        language=language,
        address=web_address,
        author=found.title.words(language),
        made_at=datetime.combine(today(), time(), HELSINKI),
        sections=blocks,
    )


def _about(found: ProcessMap, language: str) -> Facts:
    version = found.version
    pairs: list[tuple[str | Shown, str]] = [(_("Version"), f"{version.number}, {version.state_now.label}")]
    if version.published_at:
        pairs.append((_("Published"), dates.day(version.published_at, language)))
    pairs.append((_("Approved by the decision"), version.decision))
    return Facts(pairs)


def _process(process: Process, names: dict[str, str], language: str) -> Iterator[Section]:
    yield Heading(process.title.shown(language), 2)
    yield from _text(process.description, language)
    pairs: list[tuple[str | Shown, str | Shown]] = [
        (label, text.shown(language))
        for label, text in (
            (_("Owner"), process.owner),
            (_("What it begins from"), process.inputs),
            (_("What comes of it"), process.outputs),
        )
        if text
    ]
    pairs += [
        (outcome_word(outcome), "; ".join(names.get(id_, id_) for id_ in ids) or _("not followed yet"))
        for outcome, ids in process.outcomes.items()
    ]
    yield Facts(pairs)


def _text(text: Text, language: str) -> Iterator[Section]:
    if text:
        yield Paragraph(text.shown(language))
