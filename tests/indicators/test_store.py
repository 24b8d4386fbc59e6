"""The store against a plain dictionary, and what it refuses."""

from __future__ import annotations

import json
import math
import os
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lupaus.indicators.observations import Observation, SeriesKey
from lupaus.indicators.store import Chunk, Counts, Filters, Scope, Staging, Table, exclusive
from lupaus.indicators.store.locking import ImportRunning
from lupaus.web.refusals import Refused

Key = tuple[str, str, str, str]
Figures = tuple[float | None, float | None, float | None, str]

#: Two indicators share bucket 0, the third has bucket 7 to itself.
BUCKETS = {"a": 0, "b": 0, "c": 7}

figures = st.one_of(
    st.just((None, None, None, "M")),
    st.tuples(
        st.sampled_from([-1.5, 0.0, 1e300, 3.25]),
        st.sampled_from([None, 2.0]),
        st.sampled_from([None, 8.0]),
        st.sampled_from("AP"),
    ),
)
keys = st.tuples(
    st.sampled_from("abc"),
    st.sampled_from(["KU049", "KU091"]),
    st.just("total"),
    st.sampled_from(["2001", "2002"]),
)
imports = st.tuples(
    st.dictionaries(keys, figures, max_size=8),
    st.builds(
        Scope,
        st.frozensets(st.sampled_from("abc")),
        st.one_of(st.none(), st.just(frozenset({"2001"}))),
    ),
)


def bring(
    table: Table, rows: dict[Key, Figures], scope: Scope, release: int
) -> tuple[int | None, dict[str, Counts]]:
    """One import on the level of the store; returns the version it made, if any, and what it did."""
    with Staging(table.folder) as staging:
        if rows:
            staging.add(chunk(rows))
        counts = staging.compare(table.as_of(table.head()), BUCKETS, scope)
        buckets = {BUCKETS[name] for name, count in counts.items() if count.changes}
        return (table.replace(buckets, staging.merged(buckets, release), {}) if buckets else None), counts


def chunk(rows: dict[Key, Figures]) -> Chunk:
    columns: list[list[object]] = [[] for _field in Chunk._fields]
    for line, (key, (value, numerator, denominator, status)) in enumerate(rows.items()):
        numbers = (math.nan if number is None else number for number in (value, numerator, denominator))
        for column, cell in zip(columns, (line, BUCKETS[key[0]], *key, *numbers, status, True), strict=True):
            column.append(cell)
    return Chunk(*columns)  # type: ignore[arg-type]  # columns in the order of the fields


class Model:
    """What the table should say, kept the simplest way."""

    def __init__(self) -> None:
        self.rows: dict[Key, tuple[Figures, int]] = {}

    def bring(self, rows: dict[Key, Figures], scope: Scope, release: int) -> bool:
        before = dict(self.rows)
        for key in list(self.rows):
            covered = key[0] in scope.indicators and (scope.periods is None or key[3] in scope.periods)
            if covered and key not in rows:
                del self.rows[key]
        for key, said in rows.items():
            if key not in self.rows or self.rows[key][0] != said:
                self.rows[key] = (said, release)
        return self.rows != before

    def observations(self) -> list[Observation]:
        return [Observation(*key, *said, release) for key, (said, release) in sorted(self.rows.items())]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(imports, min_size=1, max_size=5))
def test_every_version_ever_reads_as_a_dictionary_would(
    history: list[tuple[dict[Key, Figures], Scope]],
) -> None:
    with tempfile.TemporaryDirectory(prefix="the data * of #1 åland? ") as folder:
        table = Table(Path(folder))
        table.create_if_absent()
        model = Model()
        seen = {0: model.observations()}
        for release, (rows, scope) in enumerate(history, start=1):
            version, _counts = bring(table, rows, scope, release)
            assert (version is not None) == model.bring(rows, scope, release)
            if version is not None:
                seen[version] = model.observations()
        for version, expected in seen.items():
            snapshot = table.as_of(version)
            assert list(snapshot.scan(Filters())) == expected
            assert snapshot.count(Filters()) == len(expected)
            for name, bucket in BUCKETS.items():
                assert list(snapshot.slice(name, bucket, Filters())) == [
                    o for o in expected if o.indicator == name
                ]
            wanted = [SeriesKey("b", "KU091"), SeriesKey("c", "KU049"), SeriesKey("c", "KU999")]
            assert list(snapshot.series(wanted, BUCKETS)) == [o for o in expected if o[:3] in wanted]
        assert_differences(table, seen)


def assert_differences(table: Table, seen: dict[int, list[Observation]]) -> None:
    """What `changes_until` says turns the first version into the last."""
    last = max(seen)
    changes = table.as_of(0).changes_until(table.as_of(last), BUCKETS)
    assert {change[:4] for change in changes.largest} == {o[:4] for o in seen[last]}
    assert (changes.added, changes.changed, changes.withdrawn) == (len(seen[last]), 0, 0)


@pytest.fixture
def table(tmp_path: Path) -> Table:
    table = Table(tmp_path)
    table.create_if_absent()
    return table


ONE: dict[Key, Figures] = {("a", "KU049", "total", "2001"): (1.0, None, None, "A")}
OTHER: dict[Key, Figures] = {("a", "KU049", "total", "2001"): (2.0, None, None, "A")}


def test_an_unfinished_commit_is_undone_and_leaves_no_trace(table: Table) -> None:
    first, _counts = bring(table, ONE, Scope(), 1)
    assert first is not None
    bring(table, OTHER, Scope(), 2)
    restored = table.restore(first)
    assert list(table.as_of(restored).scan(Filters())) == list(table.as_of(first).scan(Filters()))


def test_a_missing_version_is_refused_with_what_to_do(table: Table) -> None:
    with pytest.raises(Refused, match=r"version 5 is missing.*same backup"):
        table.as_of(5)


def test_a_missing_table_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="same backup"):
        Table(tmp_path / "nowhere").as_of(3)


@pytest.mark.parametrize("name", ["a[1]", "a^b", "50 %", "a|b"])
def test_a_folder_the_table_cannot_be_in_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="Choose another one with LUPAUS_DATA"):
        Table(tmp_path / name).create_if_absent()


def test_a_table_with_deletion_vectors_is_refused(tmp_path: Path) -> None:
    Table(tmp_path).create_if_absent()
    log = tmp_path / "table" / "_delta_log" / "00000000000000000000.json"
    actions = [json.loads(line) for line in log.read_text().splitlines()]
    for action in actions:
        if "protocol" in action:
            action["protocol"] = {
                "minReaderVersion": 3,
                "minWriterVersion": 7,
                "readerFeatures": ["deletionVectors"],
                "writerFeatures": ["deletionVectors"],
            }
    log.write_text("\n".join(map(json.dumps, actions)))
    with pytest.raises(Refused, match=r"cannot read .deletionVectors"):
        Table(tmp_path).as_of(0)


def test_the_table_forgets_nothing_by_itself(table: Table) -> None:
    log = table.folder / "table" / "_delta_log" / "00000000000000000000.json"
    text = log.read_text()
    assert text.count('"delta.logRetentionDuration":"interval 36500 days"') == 1
    assert text.count('"delta.deletedFileRetentionDuration":"interval 36500 days"') == 1
    assert '"delta.enableExpiredLogCleanup":"false"' in text


def test_every_thread_reads_for_itself(table: Table) -> None:
    bring(table, ONE, Scope(), 1)
    found: list[list[Observation]] = []

    def read() -> None:
        found.extend(list(table.as_of(1).scan(Filters())) for _time in range(20))

    threads = [threading.Thread(target=read) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[Observation("a", "KU049", "total", "2001", 1.0, None, None, "A", 1)]] * 80


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with (
        exclusive(tmp_path),
        pytest.raises(ImportRunning, match="Another import is running"),
        exclusive(tmp_path, 0.1),
    ):
        pass
    with exclusive(tmp_path, 0.1):
        pass


def test_an_import_leaves_no_spill_behind(table: Table) -> None:
    bring(table, ONE, Scope(), 1)
    assert sorted(os.listdir(table.folder)) == ["table"]
