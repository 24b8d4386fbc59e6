"""Bringing observations in from Sotkanet, from the service or from a file of its answers."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace as changed
from pathlib import Path

from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Indicator, Nature, SourceKind
from lupaus.indicators.operations.catalogue import save_indicators
from lupaus.indicators.operations.importing import import_observations
from lupaus.indicators.operations.rows import Imported, ImportSource, Progress, Row
from lupaus.indicators.operations.tidy import opened_or_refused
from lupaus.indicators.sotkanet import BASE, Answer, Item, Sotkanet, definition_of, items_of, metadata_of
from lupaus.indicators.sotkanet.metadata import Metadata
from lupaus.indicators.store import Scope
from lupaus.regions.queries import sotkanet_codes
from lupaus.web.clock import Clock, year_of
from lupaus.web.refusals import Problem, Refused

SERVICE_NAME = "THL Sotkanet"
#: Sotkanet's own series begin here; asked for when its metadata does not say.
_FIRST_YEAR = 1990
_LARGEST_FILE = 256 * 1024 * 1024

#: The ids in our catalogue of each Sotkanet id.
Entries = Mapping[int, Sequence[str]]


def import_from_sotkanet(
    *,
    actor: Actor,
    clock: Clock,
    service: Sotkanet,
    indicators: Sequence[int],
    years: tuple[int, int] | None = None,
    skip_bad: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Ask the service for some indicators (Sotkanet's ids) and write the answers as one release.

    `years` is first and last; without it all there are. What the bank has of these indicators and years and
    the answer has not, is withdrawn. An indicator the catalogue lacks is added from Sotkanet's metadata, and
    stays there even when its observations are then refused. `progress` is told indicators fetched.
    """
    require(actor, Role.PLANNER)
    asked = list(dict.fromkeys(indicators))
    described = {}
    answers = []
    periods: set[str] = set()
    for done, number in enumerate(asked):
        if progress:
            progress(done, len(asked))
        answer = service.metadata(number)
        described[number] = _described(metadata_of(answer.body, answer.url), number, answer.url)
        span = _span(described[number], years, clock)
        periods.update(map(str, span))
        answers.append(service.observations(number, span))
    items = [item for answer in answers for item in _some_items(answer)]
    entries = _describe(described, actor=actor, clock=clock)
    names = frozenset(name for each in entries.values() for name in each)
    source = ImportSource(
        name=SERVICE_NAME,
        checksum=lambda: _checksum(answer.body for answer in answers),
        url=answers[0].url if len(answers) == 1 else BASE,
        counted="items",
    )
    return import_observations(
        actor=actor,
        clock=clock,
        rows=_rows(items, entries, source),
        source=source,
        scope=Scope(names, frozenset(periods)),
        skip_bad=skip_bad,
    )


def import_sotkanet_file(
    *,
    actor: Actor,
    clock: Clock,
    path: Path,
    indicators: Sequence[int],
    years: tuple[int, int] | None = None,
    metadata: Path | None = None,
    replace: bool = False,
    skip_bad: bool = False,
    nature: str = Nature.STATISTIC,
) -> Imported:
    """Import a saved answer of Sotkanet (`json?…`, or `csv?…`), see `import_observations`.

    An indicator must be in the catalogue, with the source Sotkanet and its id, or described by the file
    `metadata` (an answer of `indicators/{id}`). Rows outside `years` are not read. `replace` withdraws what
    the bank has of these indicators, in `years` when given, and the file has not.
    """
    require(actor, Role.PLANNER)
    body = _contents(path)
    items = list(items_of(body, path.name))
    described = metadata_of(_contents(metadata), metadata.name) if metadata else {}
    asked = {number: described[number] for number in indicators if number in described}
    entries = {**_entries(indicators), **_describe(asked, actor=actor, clock=clock)}
    unknown = [number for number in indicators if number not in entries]
    if unknown:
        raise Refused(_not_in_catalogue(number) for number in unknown)
    periods = None if years is None else frozenset(map(str, range(years[0], years[1] + 1)))
    is_json = body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"[")
    scope = Scope(frozenset(name for each in entries.values() for name in each), periods)
    source = ImportSource(
        name=path.name,
        checksum=lambda: _checksum([body]),
        nature=nature,
        counted="items" if is_json else "lines",
    )
    return import_observations(
        actor=actor,
        clock=clock,
        rows=_rows(items, entries, source, periods),
        source=source,
        scope=scope if replace else None,
        skip_bad=skip_bad,
    )


def _rows(
    items: Iterable[Item | Problem],
    entries: Entries,
    source: ImportSource,
    periods: Collection[str] | None = None,
) -> Iterator[Row | Problem]:
    """Sotkanet's observations under our names of indicator and region. One query."""
    codes = sotkanet_codes()
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


def _described(found: Mapping[int, Metadata], number: int, place: str) -> Metadata:
    if number not in found:
        raise Refused(
            Problem(
                _("Sotkanet answered with another indicator than %(number)s.") % {"number": number},
                file=place,
            )
        )
    return found[number]


def _span(described: Metadata, years: tuple[int, int] | None, clock: Clock) -> range:
    """The years to ask for: those wanted, else those Sotkanet says it has."""
    first, last = years or (described.first_year or _FIRST_YEAR, described.last_year or year_of(clock))
    return range(first, last + 1)


def _some_items(answer: Answer) -> list[Item | Problem]:
    """The observations of an answer. None at all would withdraw everything: that is not believed."""
    items = list(items_of(answer.body, SERVICE_NAME))
    if not items:
        raise Refused(
            Problem(_("Sotkanet has no observations for these years. Nothing was changed."), file=answer.url)
        )
    return items


def _entries(numbers: Collection[int]) -> dict[int, list[str]]:
    """The ids in our catalogue of each Sotkanet id that has one. One query."""
    found: dict[int, list[str]] = defaultdict(list)
    chosen = Indicator.objects.filter(source_kind=SourceKind.SOTKANET, source_id__in=map(str, numbers))
    for name, source_id in chosen.values_list("id", "source_id"):
        found[int(source_id)].append(name)
    return dict(found)


def _describe(described: Mapping[int, Metadata], *, actor: Actor, clock: Clock) -> dict[int, list[str]]:
    """Tell the catalogue what Sotkanet says; returns the ids of each indicator.

    An entry that is there keeps its names, unit and licence where it has them: those are the planner's. The
    producer is always what Sotkanet says, for the terms of the figures hang on it.
    """
    entries = _entries(described)
    known = Indicator.objects.in_bulk([name for each in entries.values() for name in each])
    definitions = []
    for number, metadata in described.items():
        definitions += [_refreshed(known[name], metadata) for name in entries.get(number, ())]
        if number not in entries:
            definition = definition_of(metadata)
            entries[number] = [definition.id]
            definitions.append(definition)
    save_indicators(actor=actor, clock=clock, definitions=definitions)
    return entries


def _refreshed(entry: Indicator, metadata: Metadata) -> IndicatorDefinition:
    return changed(
        definition_of(metadata, entry.pk),
        title=entry.title,
        polarity=None,
        unit=None if entry.unit else metadata.unit,
        decimals=None,
        description=None if entry.description else metadata.description,
        licence=None if entry.licence else metadata.licence,
        source_url=None if entry.source_url else definition_of(metadata).source_url,
    )


def _not_in_catalogue(number: int) -> Problem:
    return Problem(
        _(
            "The catalogue has no indicator with the source Sotkanet %(number)s. Add it to the strategy file,"
            " or give its description with --metadata (an answer of %(address)s)."
        )
        % {"number": number, "address": f"https://sotkanet.fi/rest/1.1/indicators/{number}"}
    )


def _contents(path: Path) -> bytes:
    with opened_or_refused(path) as opened:
        body = opened.read(_LARGEST_FILE + 1)
    if len(body) > _LARGEST_FILE:
        raise Refused(
            Problem(
                _("The file is larger than %(megabytes)s MB.") % {"megabytes": _LARGEST_FILE >> 20},
                file=path.name,
            )
        )
    return body


def _checksum(bodies: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for body in bodies:
        digest.update(body)
    return digest.hexdigest()
