"""How regions stand, as it is asked over the API and by `lupaus verdicts`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import orjson
from django.utils.translation import gettext as _

from lupaus.indicators import queries as statistics
from lupaus.indicators import reading
from lupaus.indicators.models import Indicator, Release
from lupaus.regions import queries as areas
from lupaus.regions.models import Region
from lupaus.strategy.assessments.judging import BETTER
from lupaus.strategy.standings.arithmetic import WORDS
from lupaus.strategy.standings.blocks import Block
from lupaus.strategy.standings.regional import (
    Standing,
    counting_years,
    from_queries,
    from_records,
    is_illustrative,
    standing_of,
)
from lupaus.strategy.standings.whole import cells, standings
from lupaus.web.refusals import NotFound, Problem
from lupaus.web.versions import content_version

#: What is told of a series, in this order.
COLUMNS = ("indicator", "region", "gender", *Standing._fields[1:])


class Stand(NamedTuple):
    """How one region stands in the indicators asked for, in their order."""

    release: Release | None
    region: Region
    gender: str
    entries: Mapping[str, Indicator]
    standings: Sequence[Standing]


def stand(
    region: str, indicators: Sequence[str], gender: str, *, release: Release | None, quick: bool = False
) -> Stand:
    """Two queries of the store, or with `quick` as few as can be: what is kept ready is looked up.

    Raises `NotFound`.
    """
    place = areas.region(region)
    entries = statistics.indicators_by_id(set(indicators))
    unknown = [name for name in dict.fromkeys(indicators) if name not in entries]
    if unknown:
        raise NotFound(
            [Problem(_("There is no indicator %(id)s.") % {"id": name}, path="indicator") for name in unknown]
        )
    found = _ready(place.code, indicators, gender, release) if quick and release else {}
    others = [name for name in indicators if name not in found]
    asked = from_queries(
        release,
        others,
        place.code,
        gender,
        sides={name: BETTER[entry.polarity] for name, entry in entries.items()},
        peers=areas.codes_ever_of(place.category),
    )
    found |= dict(zip(others, asked, strict=True))
    return Stand(release, place, gender, entries, [found[name] for name in indicators])


def _ready(region: str, indicators: Sequence[str], gender: str, release: Release) -> dict[str, Standing]:
    known = reading.known(content_version())
    plain = [name for name in indicators if name in known.plain]
    items = from_records(known, release.pk, plain, region, gender) if plain else None
    return {item["indicator"]: Standing(**item) for item in orjson.loads(orjson.dumps(items or []))}


class Series(NamedTuple):
    """How one series stands."""

    region: str
    gender: str
    standing: Standing


def every_series(release: Release | None) -> Iterator[Series]:
    """How every series of the bank stands that has a figure anybody observed.

    First the plain statistics, worked out all at once, then those of which something is hidden or worked out,
    one indicator at a time. Raises `NoRoom` where the reading form cannot be written.
    """
    if release is None:
        return
    known = reading.known(content_version())
    for block in _blocks(known, release):
        yield from _of_block(block)
    entries = statistics.indicators_by_id()
    marked = statistics.illustrative_releases()
    for name, entry in entries.items():
        if name not in known.plain:
            yield from _of_one(entry, release, known.categories, marked)


def _blocks(known: reading.Known, release: Release) -> list[Block]:
    polarities = {name: side for name, (_bucket, side) in known.plain.items()}

    def found() -> list[Block]:
        buckets = reading.buckets_as_of(release.table_version)
        return standings(
            buckets, polarities=polarities, categories=known.categories, indicators=known.plain.keys()
        )

    try:
        return found()
    except reading.Broken:  # taken away by now, and made anew
        return found()


def _of_block(block: Block) -> Iterator[Series]:
    for cell in cells(block):
        yield Series(
            cell.region,
            cell.gender,
            Standing(
                *(cell.indicator, cell.latest, cell.value, cell.baseline, WORDS[cell.word], cell.slope),
                *(cell.position, cell.peers, False),
            ),
        )


def _of_one(
    entry: Indicator, release: Release, categories: Mapping[str, str], marked: frozenset[int]
) -> Iterator[Series]:
    """All series of an indicator by figures as they may be told."""
    series = defaultdict(list)
    for seen in statistics.indicator_slice(entry.pk, release=release):
        series[seen.gender, seen.region].append(seen)
    figures = {key: counting_years(found) for key, found in series.items()}
    for (gender, region), found in figures.items():
        if not found:
            continue
        latest = max(found)
        peers = {
            other: theirs[latest]
            for (of, other), theirs in figures.items()
            if of == gender and latest in theirs and categories[other] == categories[region]
        }
        told = standing_of(
            *(entry.pk, region, found, peers, BETTER[entry.polarity]),
            illustrative=is_illustrative(series[gender, region], marked),
        )
        yield Series(region, gender, told)
