"""The reading form says what the table says, in every bit, and nothing depends on it being there."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.indicators import reading
from lupaus.indicators.layers import Layer, layers_of
from lupaus.indicators.observations import WITHOUT_VALUE, Observation, SeriesKey
from lupaus.indicators.reading import shelf
from lupaus.indicators.reading.releases import paths_of
from lupaus.indicators.store import Filters, Snapshot, Table

INDICATORS = {"births": 0, "deaths": 1, "moves": 50}
INDICATORS_IN_BUCKETS = {name: number // 50 for name, number in INDICATORS.items()}
REGIONS = ["HVA01", "KU049", "KU091", "SSS"]
GENDERS = ["female", "male", "total"]
PERIODS = ["2018", "2019", "2020", "2021", "2022-03"]

_numbers = st.one_of(
    st.sampled_from([0.0, -0.0, 0.1, 1e-320, 1.7e308, 72.9]), st.floats(allow_nan=False, allow_infinity=False)
)
_cells = st.tuples(
    _numbers,
    st.none() | _numbers,
    st.none() | _numbers,
    st.sampled_from(["A", "A", "A", "P", "F", "M", "Q"]),
    st.integers(1, 4),
)
_plain_cells = st.tuples(_numbers, st.none(), st.none(), st.just("A"), st.just(1))
_keys = st.tuples(*map(st.sampled_from, (sorted(INDICATORS), REGIONS, GENDERS, PERIODS)))


def _as_rows(drawn: dict[Any, Any]) -> list[Observation]:
    rows = []
    for (indicator, region, gender, period), figures in drawn.items():
        value, numerator, denominator, status, release = figures
        known = None if status in WITHOUT_VALUE else value
        where = indicator, region, gender, period
        rows.append(Observation(*where, known, numerator, denominator, status, release))
    return sorted(rows)


banks = st.one_of(
    st.dictionaries(_keys, _cells, min_size=1, max_size=60), st.dictionaries(_keys, _plain_cells, min_size=1)
).map(_as_rows)


def fill(folder: Path, rows: Iterable[Observation]) -> int:
    """A table of these rows; returns its version."""
    table = Table(folder)
    table.create_if_absent()
    return put(table, rows)


def put(table: Table, rows: Iterable[Observation]) -> int:
    """Put rows in the place of whatever their buckets hold."""
    table.head()
    with duckdb.connect() as database:
        database.execute(
            "CREATE TABLE t (indicator TEXT, region TEXT, gender TEXT, period TEXT, value DOUBLE,"
            " numerator DOUBLE, denominator DOUBLE, status TEXT, release BIGINT, bucket INTEGER)"
        )
        content = [(*row, INDICATORS[row.indicator] // 50) for row in rows]
        database.executemany(f"INSERT INTO t VALUES ({', '.join('?' * 10)})", content)
        order = "SELECT * FROM t ORDER BY bucket, indicator, region, gender, period"
        return table.replace({row[-1] for row in content}, database.sql(order), {})


def bits(rows: Iterable[Observation]) -> list[Any]:
    """Rows so that 0 and -0 differ."""
    return [
        tuple(struct.pack("d", each) if isinstance(each, float) else each for each in row) for row in rows
    ]


def buckets(names: Iterable[str]) -> dict[str, int]:
    return {name: INDICATORS[name] // 50 for name in names}


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(
    rows=banks,
    regions=st.none() | st.lists(st.sampled_from([*REGIONS, "KU999"]), unique=True),
    data=st.data(),
)
def test_it_says_what_the_table_says(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[Observation],
    regions: Sequence[str] | None,
    data: Any,
) -> None:
    folder = tmp_path_factory.mktemp("bank")
    genders = data.draw(st.none() | st.lists(st.sampled_from([*GENDERS, "other"]), unique=True))
    periods = data.draw(st.none() | st.lists(st.sampled_from([*PERIODS, "1999"]), unique=True))
    with override_settings(OBSERVATIONS=folder):
        version = fill(folder, rows)
        reading.make_buckets(version)
        snapshot = Table(folder).as_of(version)
        for indicator, number in INDICATORS.items():
            bucket = reading.bucket_as_of(version, number // 50)
            if bucket is None:
                assert not snapshot.files([number // 50])
                continue
            filters = Filters(None, regions, genders, periods)
            by_table = list(snapshot.slice(indicator, number // 50, filters))
            assert bits(bucket.slice(indicator, regions, genders, periods)) == bits(by_table)
            assert bucket.count(indicator, regions, genders, periods) == len(by_table)
            for region in (*REGIONS, "KU999"):
                key = SeriesKey(indicator, region, "total")
                assert bits(bucket.series(*key)) == bits(snapshot.series([key], {indicator: number // 50}))
            for period in PERIODS:
                assert bucket.section(indicator, "female", period, REGIONS) == by_region(
                    snapshot, indicator, period
                )
        form = reading.form_of(version, INDICATORS_IN_BUCKETS)
        assert form is not None
        limit, offset = data.draw(st.none() | st.integers(0, 30)), data.draw(st.integers(0, 30))
        filters = Filters(INDICATORS_IN_BUCKETS, regions, genders, periods)
        assert bits(form.scan(filters, limit, offset)) == bits(snapshot.scan(filters, limit, offset))
        assert form.count(filters) == snapshot.count(filters)
        for layers in (form.layers(filters), dict(layers_of(snapshot.scan(filters)))):
            told = [seen for name, layer in sorted(layers.items()) for seen in everything(name, layer)]
            assert bits(told) == bits(snapshot.scan(filters))


def everything(name: str, layer: Layer) -> list[Observation]:
    return layer.observations(name, layer.axes.chosen(None, None, None))


def by_region(snapshot: Snapshot, indicator: str, period: str) -> dict[str, float]:
    found = snapshot.cross_section([(indicator, "female", period)], REGIONS, buckets([indicator]))
    return {region: value for *_key, region, value in found}


ONE = Observation("births", "KU049", "total", "2020", 1.5, None, None, "A", 1)
OTHER = Observation("moves", "KU049", "total", "2020", 2.5, 5.0, 2.0, "P", 1)


def test_a_new_release_makes_only_what_it_changed(own_store: Path) -> None:
    first = fill(own_store, [ONE, OTHER])
    assert reading.make_buckets(first) == 2
    second = put(Table(own_store), [OTHER._replace(value=3.5)])
    assert reading.missing(second) == 1
    assert reading.make_buckets(second) == 1
    assert set(paths_of(first).values()) & set(paths_of(second).values())
    for version, value in ((first, 2.5), (second, 3.5)):
        bucket = reading.bucket_as_of(version, 1)
        assert bucket is not None
        assert [seen.value for seen in bucket.series("moves", "KU049", "total")] == [value]


@pytest.mark.parametrize("damage", ["cut", "header", "empty", "strange"])
def test_what_is_broken_is_taken_away_and_made_anew(own_store: Path, damage: str) -> None:
    version = fill(own_store, [ONE])
    reading.make_buckets(version)
    (path,) = paths_of(version).values()
    whole = path.read_bytes()
    hurt = {
        "cut": whole[:-1],
        "header": whole[:30] + bytes([whole[30] ^ 1]) + whole[31:],
        "empty": b"",
        "strange": b"x" * len(whole),
    }
    path.unlink()
    path.write_bytes(hurt[damage])
    shelf.opened.let_go()
    assert reading.bucket_as_of(version, 0) is None
    assert not path.exists()
    assert reading.make_buckets(version) == 1
    assert path.read_bytes() == whole


def test_a_draft_that_was_left_by_a_killed_maker_is_written_over(own_store: Path) -> None:
    version = fill(own_store, [ONE])
    (path,) = paths_of(version).values()
    path.parent.mkdir()
    path.with_name(path.name + ".draft").write_bytes(b"half" * 10_000)
    reading.make_buckets(version)
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    bucket = reading.bucket_as_of(version, 0)
    assert bucket is not None
    assert bucket.series("births", "KU049", "total") == (ONE,)


def test_a_maker_need_not_wait_for_another(own_store: Path) -> None:
    import fcntl

    from lupaus.indicators.reading.building import build

    version = fill(own_store, [ONE])
    (path,) = paths_of(version).values()
    path.parent.mkdir()
    with path.with_name(path.name + ".draft").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert not build(path, 0, Table(own_store).as_of(version).files(), wait=False)
    assert build(path, 0, Table(own_store).as_of(version).files(), wait=False)


def test_older_releases_take_no_more_room_than_the_newest(own_store: Path) -> None:
    version = fill(own_store, [ONE])
    reading.make_buckets(version)
    for value in range(4):
        version = put(Table(own_store), [ONE._replace(value=float(value))])
        reading.make_buckets(version)
    (newest,) = paths_of(version).values()
    assert len(list(newest.parent.iterdir())) == 5  # nothing fresh is taken away
    later = newest.stat().st_mtime + 3600
    assert shelf.tidy(newest.parent, [newest], now=later) == 3
    left = list(newest.parent.iterdir())
    assert len(left) == 2
    assert newest in left


def test_a_disk_without_room_leaves_the_table_to_answer(
    own_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = fill(own_store, [ONE])

    def full(*_told: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    assert reading.make_buckets(version) == 0
    assert reading.bucket_as_of(version, 0) is None
    (path,) = paths_of(version).values()
    assert list(path.parent.iterdir()) == []
