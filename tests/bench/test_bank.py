"""The bench of the indicator bank runs, on a small bank, and tells every row it promises."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.bench.bank import making
from tools.bench.bank.__main__ import MEASURED
from tools.bench.bank.peers import python_of, version_of
from tools.bench.bank.told import Row, Spread, faster, table, times_as_fast, times_its_time

ROOT = Path(__file__).resolve().parents[2]


def test_a_ratio_is_taken_round_by_round_and_held_against_what_was_asked_for() -> None:
    row = faster(Row("pages", "memory", "≥ 0.3", "answers/s"), [30, 40, 1], [100, 100, 10])
    assert row.told()["ratio"] == {"median": 0.3, "lowest": 0.1, "highest": 0.4, "rounds": 3}
    assert row.reached
    assert not times_its_time(Row("all", "DuckDB", "≤ 0.3", "s"), [1, 1], [2, 2]).reached
    assert times_as_fast(Row("import", "DuckDB", "≥ 0.3", "s"), [2, 2], [1, 1]).reached


def test_a_row_without_a_peer_is_held_against_its_own_figure() -> None:
    row = Row("memory", "", "≤ 250", "MB")
    row.ours = Spread.of([251])
    assert row.reached is False
    row.ours = Spread.of([250])
    assert row.reached is True


def test_what_was_not_measured_never_counts_and_is_told() -> None:
    rows = [
        Row("a", "b", "≥ 2", "s", state="not run: nobody there"),
        Row("c", "d", "≥ 2", "s", state="an error: x"),
    ]
    assert [row.reached for row in rows] == [None, None]
    assert "not run: nobody there" in table([row.told() for row in rows])


def test_the_synthetic_bank_has_the_size_the_table_asks_for() -> None:
    assert making.WHOLE * making.USUAL.rows == 48_000_000
    assert making.LONG.regions * len(making.LONG.years) == 15_000
    codes = [code for code, _category in making.codes(making.LONG)]
    assert len(set(codes)) == making.LONG.regions
    assert len(making.codes()) == making.USUAL.regions


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="measuring needs Linux")
def test_every_row_is_measured_on_a_small_bank_or_says_why_not(tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    results.write_text(json.dumps({"workspace": [1]}))
    command = [sys.executable, "-m", "tools.bench.bank", "--size", "0.1", "--rounds", "1"]
    command += ["--seconds", "0.2", "--cache", str(tmp_path / "cache"), "--results", str(results)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    written = json.loads(results.read_text())
    assert written["workspace"] == [1]
    assert list(written["bank"]["measured"]) == list(MEASURED)
    for rows in written["bank"]["measured"].values():
        assert rows
        for row in rows:
            assert row["state"] == "measured" or row["state"].startswith("not run: "), row
            assert row["what"] in ran.stdout
            assert row["state"] != "measured" or row["ours"]["rounds"] >= 1
    assert {"python", "duckdb", "sqlite", "datasette", "pandas"} <= written["bank"]["versions"].keys()

    written["bank"]["versions"]["datasette"] = "0.0"
    results.write_text(json.dumps(written))
    subprocess.run([*command, "--only", "replaced"], cwd=ROOT, capture_output=True, check=True)
    again = json.loads(results.read_text())["bank"]
    assert again["measured"].keys() == written["bank"]["measured"].keys()
    assert again["measured"]["api"] == written["bank"]["measured"]["api"], "its rows are those of before"
    assert again["versions"]["datasette"] == (
        version_of("datasette", "datasette") if python_of("datasette") else "0.0"
    )
