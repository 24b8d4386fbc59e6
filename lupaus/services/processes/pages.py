"""What the page of a process map shows, put together; the template only lays it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from lupaus.regions.models import Region
from lupaus.services.figures import Figure, newest, release_of
from lupaus.services.processes.declared import OUTCOMES
from lupaus.services.processes.drawing import Box, Outcome, legend_sign, picture
from lupaus.services.processes.kind import segments_in_force
from lupaus.services.processes.queries import Process, ProcessMap, WayIn
from lupaus.services.processes.words import channel_word, outcome_word
from lupaus.services.verdicts import Mark, Verdicts, judged
from lupaus.web import numbers
from lupaus.web.address import Address
from lupaus.web.texts import Text

#: The country, for a map that names no region.
_EVERYWHERE = "SSS"
#: Statuses that say nothing of how it goes.
_UNJUDGED = ("no_data", "baseline_only")


class IndicatorLine(NamedTuple):
    """An indicator behind an outcome: its newest figure, how it goes, and the page that tells all."""

    id: str
    figure: Figure
    mark: Mark | None


class OutcomeLine(NamedTuple):
    """One of the five outcomes of a process; without indicators it is not followed yet."""

    word: str
    mark: Mark | None
    indicators: tuple[IndicatorLine, ...]


class ProcessCard(NamedTuple):
    process: Process
    segments: tuple[Text, ...]
    outcomes: tuple[OutcomeLine, ...]


class WayInRow(NamedTuple):
    """`share` is that of all contacts that are known, per cent; None where none are."""

    way: WayIn
    channel: str
    contacts: Figure | None
    first_contact: Figure | None
    share: float | None


@dataclass(frozen=True, slots=True)
class ProcessMapPage:
    map: ProcessMap
    place: Text
    sentence: str
    picture: Markup
    legend: tuple[tuple[Markup, str], ...]
    core: tuple[ProcessCard, ...]
    support: tuple[ProcessCard, ...]
    ways_in: tuple[WayInRow, ...]
    ways_sentence: str
    illustrative: bool
    by_number: bool


def process_map_page(address: Address, found: ProcessMap, *, by_number: bool) -> ProcessMapPage:
    """Nine queries, however many processes there are, and those of the judging. Raises `NotFound`."""
    code = address.region or found.region or _EVERYWHERE
    release = release_of(address)
    figures = newest(found.indicators, region=code, release=release)
    verdicts = judged(address, frozenset(found.indicators))
    segments = segments_in_force()
    place = Region.objects.filter(code=code).values_list("name", flat=True).first() or Text.same(code)
    core = tuple(_card(each, figures, verdicts, segments) for each in found.group("core"))
    support = tuple(_card(each, figures, verdicts, segments) for each in found.group("support"))
    ways = _ways_in(found.ways_in, figures)
    return ProcessMapPage(
        map=found,
        place=place,
        sentence=_sentence(place.words(address.language), (*core, *support)),
        picture=picture(
            title=found.title.words(address.language),
            core=[_box(card, address.language) for card in core],
            support=[_box(card, address.language) for card in support],
        ),
        legend=(
            (legend_sign(is_followed=True), _("followed, without a target")),
            (legend_sign(is_followed=False), _("not followed yet")),
        ),
        core=core,
        support=support,
        ways_in=ways,
        ways_sentence=_ways_sentence(ways, address.language),
        illustrative=any(figure.illustrative for figure in figures.values()),
        by_number=by_number,
    )


def _card(
    process: Process, figures: Mapping[str, Figure], verdicts: Verdicts, segments: Mapping[str, Text]
) -> ProcessCard:
    lines = []
    for outcome in OUTCOMES:
        ids = process.outcomes[outcome]
        rows = tuple(
            IndicatorLine(id_, figures[id_], verdicts.together([id_])) for id_ in ids if id_ in figures
        )
        lines.append(OutcomeLine(outcome_word(outcome), verdicts.together(ids), rows))
    served = tuple(segments[each] for each in process.segments if each in segments)
    return ProcessCard(process, served, tuple(lines))


def _box(card: ProcessCard, language: str) -> Box:
    return Box(
        title=card.process.title.words(language),
        href=f"#process-{card.process.id}",
        outcomes=tuple(
            Outcome(
                line.word,
                line.mark.status if line.mark else "",
                line.mark.word if line.mark else _unjudged_words(line),
                bool(line.indicators),
            )
            for line in card.outcomes
        ),
    )


def _unjudged_words(line: OutcomeLine) -> str:
    return _("followed, without a target") if line.indicators else _("not followed yet")


def _sentence(place: str, cards: Iterable[ProcessCard]) -> str:
    """The answer in one sentence: how many outcomes are followed, and how many go well."""
    lines = [line for card in cards for line in card.outcomes]
    followed = [line for line in lines if line.indicators]
    good = [line for line in followed if line.mark and line.mark.status == "on_track"]
    judged_ = [
        line for line in followed if line.mark and line.mark.status not in ("no_data", "baseline_only")
    ]
    if not followed:
        return _("%(place)s: no outcome of a process is followed by figures yet.") % {"place": place}
    if not judged_:
        return _(
            "%(place)s: %(followed)s of %(all)s outcomes are followed by figures; none has a target that can "
            "be judged."
        ) % {"place": place, "followed": len(followed), "all": len(lines)}
    return _(
        "%(place)s: %(followed)s of %(all)s outcomes are followed by figures; %(good)s of the %(judged)s "
        "that can be judged are on track."
    ) % {
        "place": place,
        "followed": len(followed),
        "all": len(lines),
        "good": len(good),
        "judged": len(judged_),
    }


def _ways_in(ways: Iterable[WayIn], figures: Mapping[str, Figure]) -> tuple[WayInRow, ...]:
    ways = tuple(ways)
    known = [f.value for way in ways if (f := figures.get(way.contacts)) and f.value is not None]
    total = sum(known)

    def share(way: WayIn) -> float | None:
        figure = figures.get(way.contacts)
        return 100 * figure.value / total if figure and figure.value is not None and total else None

    return tuple(
        WayInRow(
            way,
            channel_word(way.channel),
            figures.get(way.contacts),
            figures.get(way.first_contact),
            share(way),
        )
        for way in ways
    )


def _ways_sentence(ways: Iterable[WayInRow], language: str) -> str:
    """How much of the contacts is digital, and how long the first contact takes there."""
    known = [row for row in ways if row.share is not None]
    digital = [row for row in known if row.way.channel == "digital"]
    if not known:
        return _("How many people use each way is not known yet.")
    share = numbers.number(sum(row.share or 0 for row in digital), language, 0)
    return ngettext(
        "%(share)s%% of the contacts that are known come digitally; %(num)s way is open.",
        "%(share)s%% of the contacts that are known come digitally; %(num)s ways are open.",
        len(tuple(known)),
    ) % {"share": share + "\u00a0", "num": len(known)}
