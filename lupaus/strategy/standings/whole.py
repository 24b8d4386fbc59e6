"""The standings of the whole bank, two buckets at a time."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from lupaus.indicators.reading import Bucket
from lupaus.strategy.standings.arithmetic import WORDS, Places
from lupaus.strategy.standings.blocks import Block, blocks_of


def standings(
    buckets: Iterable[Bucket],
    *,
    polarities: Mapping[str, int],
    categories: Mapping[str, str],
    indicators: Collection[str] | None = None,
) -> list[Block]:
    """How every series of these buckets stands; `indicators` chooses some.

    `polarities`: 1 higher is better, -1 lower is, 0 or absent neither. `categories`: of each region by code.
    48 million rows take a fraction of a second on two cores.
    """
    chosen = None if indicators is None else frozenset(indicators)

    @lru_cache(maxsize=16)
    def columns(regions: tuple[str, ...]) -> Sequence[Places]:
        return columns_of(regions, categories)

    def worked_out(bucket: Bucket) -> list[Block]:
        return blocks_of(bucket, polarities, columns(bucket.regions), chosen)

    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        return [block for blocks in pool.map(worked_out, buckets) for block in blocks]


def columns_of(regions: Sequence[str], categories: Mapping[str, str]) -> list[Places]:
    """Where on an axis the regions of each category are; those without a category are left out."""
    found: dict[str, list[int]] = defaultdict(list)
    for nth, code in enumerate(regions):
        if code in categories:
            found[categories[code]].append(nth)
    return [np.array(column, dtype=np.intp) for column in found.values()]


class Cell(NamedTuple):
    """How one series stands; `word` is an index into `WORDS`, what is absent is `None`."""

    indicator: str
    region: str
    gender: str
    latest: int
    value: float
    baseline: float | None
    word: int
    slope: float | None
    position: int | None
    peers: int | None


def cells(block: Block) -> Iterator[Cell]:
    """Every series of a block that has a figure."""
    for i, g, r in zip(*np.nonzero(block.latest), strict=True):
        place = int(block.position[i, g, r]) or None
        yield Cell(
            *(block.indicators[i], block.regions[r], block.genders[g], int(block.latest[i, g, r])),
            *(float(block.value[i, g, r]), _known(block.baseline[i, g, r]), int(block.word[i, g, r])),
            *(_known(block.slope[i, g, r]), place, int(block.peers[i, g, r]) if place else None),
        )


def rows(blocks: Iterable[Block]) -> Iterator[tuple[Any, ...]]:
    """The rows `sql.whole_bank` gives, with the columns of `sql.COLUMNS`."""
    for block in blocks:
        for cell in cells(block):
            yield (*cell[:6], WORDS[cell.word], *cell[7:])


def _known(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None
