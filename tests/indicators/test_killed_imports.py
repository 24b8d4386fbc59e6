"""Killing an import at any moment leaves the old state whole; two imports at once follow one another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

PROJECT = Path(__file__).parent.parent.parent


def run(folder: Path, *arguments: str, database: str | None = None) -> dict[str, int]:
    """Run `tests/indicators/dying.py` on a data folder of its own; returns what it counted."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"LUPAUS_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "lupaus.config.settings"}
    if database:
        environment["DATABASE_URL"] = database
    done = subprocess.run(
        # A fork beside threads is what this program is careful never to do; Python 3.12 warns on suspicion.
        [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "tests.indicators.dying", *arguments],
        env=environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


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
@pytest.mark.timeout(600)
def test_killing_an_import_200_times_never_leaves_a_half_visible_release(tmp_path: Path) -> None:
    seen = run(tmp_path, "kill", "200", "2026")
    assert seen["old"] + seen["new"] == 200
    assert seen["killed"] >= 100
    assert seen["unfinished"] > 0, "no kill hit the moment between the commit and its release"


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(600)
def test_killing_an_import_on_postgresql_never_leaves_a_half_visible_release(
    tmp_path: Path, postgres: str
) -> None:
    seen = run(tmp_path, "kill", "40", "2026", database=postgres)
    assert seen["old"] + seen["new"] == 40


@pytest.mark.slow
def test_imports_at_once_follow_one_another(tmp_path: Path) -> None:
    assert run(tmp_path, "together", "4") == {"failed": 0}


@pytest.mark.slow
@pytest.mark.postgres
def test_imports_at_once_follow_one_another_on_postgresql(tmp_path: Path, postgres: str) -> None:
    assert run(tmp_path, "together", "4", database=postgres) == {"failed": 0}
