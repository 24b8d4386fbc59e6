"""Killing an import at any moment leaves the old state whole; two imports at once follow one another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

PROJECT = Path(__file__).parent.parent.parent


def start(folder: Path, *arguments: str, database: str | None = None) -> subprocess.Popen[str]:
    """Start `tests/indicators/dying.py` on a data folder of its own."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"LUPAUS_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "lupaus.config.settings"}
    if database:
        environment["DATABASE_URL"] = database
    return subprocess.Popen(
        # A fork beside threads is what this program is careful never to do; Python 3.12 warns on suspicion.
        [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "tests.indicators.dying", *arguments],
        env=environment,
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def counted(running: subprocess.Popen[str]) -> Counter[str]:
    """What it counted, when it is done."""
    said, troubles = running.communicate()
    assert running.returncode == 0, troubles
    return Counter(json.loads(said.splitlines()[-1]))


def run(folder: Path, *arguments: str, database: str | None = None) -> Counter[str]:
    """Start it, and wait for what it counted."""
    return counted(start(folder, *arguments, database=database))


@pytest.fixture
def postgres() -> Iterator[str]:
    """The address of a fresh PostgreSQL database, dropped afterwards."""
    server = os.environ["LUPAUS_TEST_POSTGRES"]
    name = f"lupaus_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield server.rpartition("/")[0] + f"/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.mark.slow
@pytest.mark.timeout(1500)  # about 110 s where two processors have nothing else to do
def test_killing_an_import_500_times_never_leaves_a_half_visible_release(tmp_path: Path) -> None:
    both = [start(tmp_path / str(seed), "kill", "250", str(seed)) for seed in (2026, 2027)]
    seen = sum((counted(running) for running in both), Counter[str]())
    assert seen["old"] + seen["new"] == 500
    assert seen["killed"] >= 250
    assert seen["unfinished"] > 0, "no kill hit the moment between the commit and its release"


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_killing_an_import_of_new_indicators_never_leaves_a_half_visible_release(tmp_path: Path) -> None:
    seen = run(tmp_path, "kill-fresh", "40", "2026")
    assert seen["old"] + seen["new"] == 40
    assert seen["killed"] >= 20


@pytest.mark.slow
def test_killed_between_commit_and_row_nothing_is_seen_and_the_next_import_works(tmp_path: Path) -> None:
    assert run(tmp_path, "between", "4") == {"unfinished": 4}


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(600)
def test_killing_an_import_on_postgresql_never_leaves_a_half_visible_release(
    tmp_path: Path, postgres: str
) -> None:
    seen = run(tmp_path, "kill", "40", "2026", database=postgres)
    assert seen["old"] + seen["new"] == 40


@pytest.mark.slow
def test_imports_of_the_very_same_figure_at_once_wait_and_none_is_lost(tmp_path: Path) -> None:
    assert run(tmp_path, "same", "4") == {"failed": 0}


@pytest.mark.slow
@pytest.mark.postgres
def test_imports_of_the_very_same_figure_at_once_wait_on_postgresql(tmp_path: Path, postgres: str) -> None:
    assert run(tmp_path, "same", "4", database=postgres) == {"failed": 0}


@pytest.mark.slow
def test_an_import_without_patience_is_refused_and_a_holder_that_dies_lets_go(tmp_path: Path) -> None:
    assert run(tmp_path, "refused", "2") == {"refused": 2}


@pytest.mark.slow
@pytest.mark.postgres
def test_on_several_machines_the_database_keeps_the_lock(tmp_path: Path, postgres: str) -> None:
    assert run(tmp_path, "elsewhere", "2", database=postgres) == {"refused": 2}


@pytest.mark.slow
def test_imports_at_once_follow_one_another(tmp_path: Path) -> None:
    assert run(tmp_path, "together", "4") == {"failed": 0}


@pytest.mark.slow
@pytest.mark.postgres
def test_imports_at_once_follow_one_another_on_postgresql(tmp_path: Path, postgres: str) -> None:
    assert run(tmp_path, "together", "4", database=postgres) == {"failed": 0}
