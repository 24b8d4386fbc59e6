"""Bringing observations in from Sotkanet, from the service or from a file of its answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.indicators.files.opening import opened_or_refused
from lupaus.indicators.models import Nature
from lupaus.indicators.operations.importing import import_observations
from lupaus.indicators.operations.rows import Imported, ImportSource, Progress
from lupaus.indicators.operations.sotkanet.understanding import (
    SERVICE_NAME,
    checksum_of,
    describe,
    described_in,
    entries_of,
    not_in_catalogue,
    rows_of,
    some_items,
    span_of,
)
from lupaus.indicators.sotkanet import BASE, Sotkanet, items_of, metadata_of
from lupaus.indicators.store import Scope
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused

_LARGEST_FILE: Final = 256 * 1024 * 1024


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
        described[number] = described_in(metadata_of(answer.body, answer.url), number, answer.url)
        span = span_of(described[number], years, clock)
        periods.update(map(str, span))
        answers.append(service.observations(number, span))
    items = [item for answer in answers for item in some_items(answer)]
    entries = describe(described, by=actor, clock=clock)[0]
    names = frozenset(name for each in entries.values() for name in each)
    source = ImportSource(
        name=SERVICE_NAME,
        checksum=lambda: checksum_of(answer.body for answer in answers),
        url=answers[0].url if len(answers) == 1 else BASE,
        counted="items",
    )
    return import_observations(
        actor=actor,
        clock=clock,
        rows=rows_of(items, entries, source),
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
    body = contents_of(path)
    items = list(items_of(body, path.name))
    described = metadata_of(contents_of(metadata), metadata.name) if metadata else {}
    asked = {number: described[number] for number in indicators if number in described}
    entries = {**entries_of(indicators), **describe(asked, by=actor, clock=clock)[0]}
    unknown = [number for number in indicators if number not in entries]
    if unknown:
        raise Refused(not_in_catalogue(number) for number in unknown)
    periods = None if years is None else frozenset(map(str, range(years[0], years[1] + 1)))
    is_json = body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"[")
    scope = Scope(frozenset(name for each in entries.values() for name in each), periods)
    source = ImportSource(
        name=path.name,
        checksum=lambda: checksum_of([body]),
        nature=nature,
        counted="items" if is_json else "lines",
    )
    return import_observations(
        actor=actor,
        clock=clock,
        rows=rows_of(items, entries, source, periods),
        source=source,
        scope=scope if replace else None,
        skip_bad=skip_bad,
    )


def contents_of(path: Path) -> bytes:
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
