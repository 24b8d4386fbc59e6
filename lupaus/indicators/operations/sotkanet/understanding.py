"""Sotkanet's answers under our own names: indicators of the catalogue, codes of regions, rows."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace as changed
from typing import Final

from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.indicators.definitions import IndicatorDefinition, Saved
from lupaus.indicators.models import Indicator, SourceKind
from lupaus.indicators.operations.catalogue import save_indicators
from lupaus.indicators.operations.rows import ImportSource, Row
from lupaus.indicators.sotkanet import Answer, Item, definition_of, items_of
from lupaus.indicators.sotkanet.metadata import Metadata
from lupaus.regions.queries import sotkanet_codes
from lupaus.web.clock import Clock, year_of
from lupaus.web.refusals import Problem, Refused

SERVICE_NAME: Final = "THL Sotkanet"
#: Sotkanet's own series begin here; asked for when its metadata does not say.
FIRST_YEAR: Final = 1990

#: The ids in our catalogue of each Sotkanet id.
Entries = Mapping[int, Sequence[str]]


def rows_of(
    items: Iterable[Item | Problem],
    entries: Entries,
    source: ImportSource,
    periods: Collection[str] | None = None,
    *,
    codes: Mapping[int, str] | None = None,
    elsewhere: Counter[int] | None = None,
) -> Iterator[Row | Problem]:
    """Sotkanet's observations under our names of indicator and region. At most one query.

    A figure of a region nobody here knows is a problem; where `elsewhere` is given it is counted there by
    Sotkanet's id of the region instead, and left out.
    """
    codes = sotkanet_codes() if codes is None else codes
    for item in items:
        if isinstance(item, Problem):
            yield item
            continue
        if periods is not None and item.year not in periods:
            continue
        code = codes.get(item.region)
        if item.indicator not in entries:
            sentence = _("The observation is of indicator %(indicator)s, which was not asked for.")
            yield source.problem(item.place, sentence % {"indicator": item.indicator})
        elif code is None and elsewhere is not None:
            elsewhere[item.region] += 1
        elif code is None:
            sentence = _(
                "Region %(region)s of Sotkanet is not known here; `lupaus regions import` brings regions in."
            )
            yield source.problem(item.place, sentence % {"region": item.region})
        else:
            for entry in entries[item.indicator]:
                # absValue is the count a ratio was made of (the unemployed behind their rate), so it is the
                # numerator. What it was divided by Sotkanet does not send.
                yield Row(
                    item.place, entry, code, item.gender, item.year, item.value, numerator=item.absolute
                )


def described_in(found: Mapping[int, Metadata], number: int, place: str) -> Metadata:
    """What an answer says of the indicator that was asked for. Raises `Refused` where it is of another."""
    if number not in found:
        raise Refused(
            Problem(
                _("Sotkanet answered with another indicator than %(number)s.") % {"number": number},
                file=place,
            )
        )
    return found[number]


def span_of(described: Metadata, years: tuple[int, int] | None, clock: Clock) -> range:
    """The years to ask for: those wanted, else those Sotkanet says it has."""
    first, last = years or (described.first_year or FIRST_YEAR, described.last_year or year_of(clock))
    return range(first, max(first, last) + 1)


def some_items(answer: Answer) -> list[Item | Problem]:
    """The observations of an answer. None at all would withdraw everything: that is not believed."""
    items = list(items_of(answer.body, SERVICE_NAME))
    if not items:
        raise Refused(
            Problem(_("Sotkanet has no observations for these years. Nothing was changed."), file=answer.url)
        )
    return items


def entries_of(numbers: Collection[int] | None = None) -> dict[int, list[str]]:
    """The ids in our catalogue of each Sotkanet id that has one, those asked for or all. One query."""
    found: dict[int, list[str]] = defaultdict(list)
    wanted = None if numbers is None else set(numbers)
    entries = Indicator.objects.filter(source_kind=SourceKind.SOTKANET)
    for name, source_id in entries.values_list("id", "source_id"):
        if source_id.isascii() and source_id.isdigit() and (wanted is None or int(source_id) in wanted):
            found[int(source_id)].append(name)
    return dict(found)


def describe(
    described: Mapping[int, Metadata], *, by: Actor, clock: Clock
) -> tuple[dict[int, list[str]], Saved]:
    """Tell the catalogue what Sotkanet says; returns the ids of each indicator, and what was saved.

    An entry that is there keeps its names, unit and licence where it has them: those are the planner's. The
    producer is always what Sotkanet says, for the terms of the figures hang on it.
    """
    entries = entries_of(described)
    known = Indicator.objects.in_bulk([name for each in entries.values() for name in each])
    definitions = []
    for number, metadata in described.items():
        definitions += [_refreshed(known[name], metadata) for name in entries.get(number, ())]
        if number not in entries:
            definition = definition_of(metadata)
            entries[number] = [definition.id]
            definitions.append(definition)
    return entries, save_indicators(actor=by, clock=clock, definitions=definitions)


def _refreshed(entry: Indicator, metadata: Metadata) -> IndicatorDefinition:
    told = definition_of(metadata, entry.pk)
    # An entry that came with Sotkanet's list has no decimals of its own yet.
    is_bare = entry.pk == definition_of(metadata).id and not entry.unit and not entry.description
    return changed(
        told,
        title=entry.title,
        polarity=None,
        unit=None if entry.unit else told.unit,
        decimals=told.decimals if is_bare else None,
        description=None if entry.description else told.description,
        producer=told.producer or None,
        licence=None if entry.licence else told.licence,
        source_url=None if entry.source_url else told.source_url,
    )


def not_in_catalogue(number: int) -> Problem:
    return Problem(
        _(
            "The catalogue has no indicator with the source Sotkanet %(number)s. Add it to the strategy file,"
            " or give its description with --metadata (an answer of %(address)s)."
        )
        % {"number": number, "address": f"https://sotkanet.fi/rest/1.1/indicators/{number}"}
    )


def checksum_of(bodies: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for body in bodies:
        digest.update(body)
    return digest.hexdigest()
