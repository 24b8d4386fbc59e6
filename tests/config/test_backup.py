"""A service is backed up and put back: the same files, the same rows, the same answers."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

from tests import prepared
from tests.config.program import Program

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

#: What is asked of the old service and of the new one; the answers are compared byte for byte.
QUESTION = ("assess", "--format", "json")


def tables(database: Path) -> dict[str, list[Any]]:
    """Every row of a database, in the order of its tables' keys."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as reading:
        names = [name for (name,) in reading.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {}
        for name in sorted(names):
            rows = reading.execute(f'SELECT * FROM "{name}"')
            columns = [column[0] for column in rows.description]
            by_name = sorted(range(len(columns)), key=columns.__getitem__)
            found[name] = [
                [columns[place] for place in by_name],
                *sorted(([row[place] for place in by_name] for row in rows), key=repr),
            ]
        return found


def kept(data: Path) -> dict[str, bytes]:
    """Every file a backup must bring back as it was, by its path."""
    return {
        path.relative_to(data).as_posix(): path.read_bytes()
        for path in sorted(data.rglob("*"))
        if path.is_file()
        and not path.name.startswith("lupaus.sqlite3")
        and path.suffix != ".lock"
        and "observations" not in path.relative_to(data).parts[:-1]
    }


def table_files(data: Path) -> dict[str, bytes]:
    """The files of the observation table."""
    folder = data / "observations" / "table"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def refused(ran: subprocess.CompletedProcess[str]) -> str:
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    [sentence] = ran.stderr.splitlines()
    return sentence


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The example, with a file nobody here knows and a sealed audit trail."""
    program = prepared.with_example(tmp_path_factory.mktemp("original") / "data")
    program.told("user", "list")  # commands seal what was written before
    (program.data / "notes").mkdir()
    (program.data / "notes" / "why.txt").write_text("because\n")
    return program


@pytest.fixture(scope="module")
def before(original: Program) -> dict[str, list[Any]]:
    """The rows as they were just before the backup was made."""
    return tables(original.data / "lupaus.sqlite3")


@pytest.fixture(scope="module")
def files(original: Program) -> dict[str, bytes]:
    """The files as they were then; the backup itself is told in the trail, which is sealed after it."""
    return kept(original.data)


@pytest.fixture(scope="module")
def backup(
    original: Program, before: object, files: object, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    path = tmp_path_factory.mktemp("backups") / "backup.tar"
    told = original.told("backup", str(path))
    assert "is whole" in told
    assert "Also taken along: notes/why.txt" in told
    assert "secret.key, audit.key" in told
    return path


@pytest.fixture(scope="module")
def restored(backup: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = Program(tmp_path_factory.mktemp("restored") / "data")
    (program.data / ".restoring-abc" / "observations").mkdir(parents=True)  # as a killed restore leaves it
    assert "releases 3" in program.told("restore", str(backup))
    return program


def test_every_row_is_what_it_was(before: dict[str, list[Any]], restored: Program) -> None:
    after = tables(restored.data / "lupaus.sqlite3")
    assert after.keys() == before.keys()
    for name, rows in before.items():
        assert after[name] == rows, name


def test_every_file_is_what_it_was(original: Program, files: dict[str, bytes], restored: Program) -> None:
    assert {"secret.key", "audit.key", "notes/why.txt"} <= files.keys()
    assert {name.split("/")[0] for name in files} >= {"audit", "files"}
    assert kept(restored.data) == files
    assert table_files(restored.data) == table_files(original.data)


def test_only_its_owner_can_read_the_backup_and_the_keys(backup: Path, restored: Program) -> None:
    keys = (restored.data / name for name in ("secret.key", "audit.key"))
    assert [path.stat().st_mode & 0o777 for path in (backup, *keys)] == [0o600] * 3


def test_it_answers_as_before_and_works_on(original: Program, restored: Program) -> None:
    assert restored.told(*QUESTION) == original.told(*QUESTION)
    assert "Whole: releases 3" in restored.told("observations", "check")
    restored.told("regions", "register")
    assert "The trail is as it was sealed." in restored.told("audit", "verify")


def test_nothing_is_written_over(original: Program, backup: Path) -> None:
    rows = tables(original.data / "lupaus.sqlite3")
    assert "is not empty" in refused(original.run("restore", str(backup)))
    assert tables(original.data / "lupaus.sqlite3") == rows


@pytest.fixture
def databases() -> Iterator[list[str]]:
    """Two empty databases on the server that LUPAUS_TEST_POSTGRES names."""
    server = os.environ["LUPAUS_TEST_POSTGRES"]
    names = [f"lupaus_{uuid4().hex}" for _each in range(2)]
    with psycopg.connect(server, autocommit=True) as connection:
        for name in names:
            connection.execute(f'CREATE DATABASE "{name}"')
        yield [urlunsplit(urlsplit(server)._replace(path=f"/{name}")) for name in names]
        for name in names:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def meaning(rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Rows without the spaces and the order of members in JSON, which PostgreSQL does not keep."""

    def plain(value: Any) -> Any:
        if isinstance(value, str) and value[:1] in "{[":
            try:
                return json.dumps(json.loads(value), sort_keys=True)
            except ValueError:
                return value
        return value

    return {name: sorted([list(map(plain, row)) for row in found], key=repr) for name, found in rows.items()}


@pytest.mark.postgres
def test_from_the_embedded_database_to_postgresql_and_back(
    original: Program,
    before: dict[str, list[Any]],
    backup: Path,
    databases: list[str],
    tmp_path: Path,
) -> None:
    first = Program(tmp_path / "first", {"DATABASE_URL": databases[0]})
    first.told("restore", str(backup))
    assert first.told(*QUESTION) == original.told(*QUESTION)
    assert table_files(first.data) == table_files(original.data)
    assert "is not empty" in refused(Program(tmp_path / "x", first.environment).run("restore", str(backup)))
    first.told("backup", str(tmp_path / "second.tar"))

    second = Program(tmp_path / "second", {"DATABASE_URL": databases[1]})
    second.told("restore", str(tmp_path / "second.tar"))
    second.told("regions", "register")  # new rows get numbers of their own
    assert "The trail is as it was sealed." in second.told("audit", "verify")

    back = Program(tmp_path / "back")
    back.told("restore", str(tmp_path / "second.tar"))
    found, expected = meaning(tables(back.data / "lupaus.sqlite3")), meaning(before)
    assert found.keys() == expected.keys()
    # The commands asked in between write nothing but seals.
    for name in expected.keys() - {"accounts_checkpoint", "sqlite_sequence"}:
        assert found[name] == expected[name], name
