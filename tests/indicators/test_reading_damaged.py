"""A damaged reading form never tells a wrong figure: the table answers, and the file is made anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lupaus.indicators import bank, queries, reading
from lupaus.indicators.models import Indicator, Release, SourceKind
from lupaus.indicators.observations import SeriesKey
from lupaus.indicators.reading import rows, shelf
from tests.indicators.conftest import Import

LINES = [
    *(f"jobs,KU049,total,{year},{year % 7}.5,A" for year in range(2015, 2022)),
    *(f"jobs,KU444,female,{year},{year % 5},P" for year in range(2017, 2022)),
    "jobs,KU444,total,2019,0,A",
    "income,KU049,total,2021,-3,A",
]


@pytest.fixture
def made(bring_in: Import) -> tuple[Release, Path]:
    Indicator.objects.update(source_kind=SourceKind.FILE)
    bring_in(LINES, header="indicator,region,gender,year,value,status")
    release = queries.newest_release()
    assert release is not None
    reading.make_buckets(release.table_version)
    (path,) = reading.paths_of(release.table_version).values()
    return release, path


def everything(release: Release) -> object:
    """All figures, through every way the bank is read."""
    key = SeriesKey("jobs", "KU049", "total")
    return (
        bank.observations(release=release, indicators=["jobs", "income"]),
        bank.series([key], release=release),
        bank.cross_section([("jobs", "total", "2019")], release=release, regions=["KU049", "KU444"]),
        bank.indicator_slice("jobs", release=release, regions=["KU444"]),
        bank.count(release=release, indicators=["jobs", "income"]),
    )


@pytest.mark.slow
def test_no_bit_can_turn_unnoticed(made: tuple[Release, Path]) -> None:
    release, path = made
    whole = path.read_bytes()
    shelf.opened.let_go()
    path.rename(path.with_suffix(".away"))
    expected = everything(release)  # by the table
    path.with_suffix(".away").rename(path)
    places = np.flatnonzero(np.frombuffer(whole, dtype=np.uint8))  # those in use, and some others
    chosen = sorted({*places.tolist()[::7], *places.tolist()[-200:], *range(0, len(whole), 401)})
    taken_away = 0
    for nth, place in enumerate(chosen):
        hurt = bytearray(whole)
        hurt[place] ^= 1 << nth % 8
        path.write_bytes(hurt)
        shelf.opened.let_go()
        assert everything(release) == expected
        taken_away += not path.exists()
    assert taken_away > 100


def test_what_is_damaged_while_it_is_open_is_noticed(made: tuple[Release, Path]) -> None:
    release, path = made
    expected = everything(release)
    bucket = reading.bucket_as_of(release.table_version, 0)
    assert bucket is not None
    with path.open("r+b") as file:
        file.seek(bucket.entries["jobs"].values)
        file.write(b"\x01")
    assert everything(release) == expected
    assert not path.exists()
    reading.make_buckets(release.table_version)
    assert everything(release) == expected
    assert reading.bucket_as_of(release.table_version, 0) not in (None, bucket)


def test_what_is_cut_while_it_is_open_is_noticed(made: tuple[Release, Path]) -> None:
    release, path = made
    expected = everything(release)
    os.truncate(path, path.stat().st_size // 2)
    assert everything(release) == expected
    assert not path.exists()


def test_a_file_that_may_not_be_read_leaves_the_table_to_answer(
    made: tuple[Release, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    release, _path = made
    expected = everything(release)

    def refused(*_told: object) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "pread", refused)
    assert everything(release) == expected


def _zeros(words: rows.Words) -> None:
    words[:] = 0


def _turned(words: rows.Words) -> None:
    words[0] ^= np.uint64(1 << 63)


def _exchanged(words: rows.Words) -> None:
    words[[0, 1]] = words[[1, 0]]


def _sum_turned(words: rows.Words) -> None:
    words[-1] ^= np.uint64(1)


@pytest.mark.parametrize("damage", [_zeros, _turned, _exchanged, _sum_turned])
@pytest.mark.parametrize("kind", ["f8", "u1", "u2"])
def test_a_row_tells_that_it_was_damaged(damage: Callable[[rows.Words], None], kind: str) -> None:
    cells = np.arange(60).reshape(3, 20).astype(kind)
    words = rows.sealed(cells)
    assert rows.opened(words.tobytes(), 20, cells.dtype, 3).tolist() == cells.tolist()
    damage(words[1])
    with pytest.raises(reading.Broken):
        rows.opened(words.tobytes(), 20, cells.dtype, 3)
    with pytest.raises(reading.Broken):
        rows.opened(words.tobytes()[:-1], 20, cells.dtype, 3)
