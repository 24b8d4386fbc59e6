from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from lupaus.config.front.versions import HOLDS, FileVersions, ServerVersions


def write(path: Path, number: int) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE web_contentversion SET number = ?", (number,))


def database(path: Path, number: int = 1) -> Path:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE web_contentversion (only BOOLEAN, number BIGINT)")
        connection.execute("INSERT INTO web_contentversion VALUES (1, ?)", (number,))
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return database(tmp_path / "lupaus?100%.sqlite3")


def test_whoever_looks_after_a_commit_sees_it(file: Path) -> None:
    versions = FileVersions(file)
    for number in range(2, 200):
        write(file, number)
        assert versions.now() == number
        assert versions.now() == number


def test_a_commit_of_another_process_is_seen_at_once(file: Path) -> None:
    versions = FileVersions(file)
    assert versions.now() == 1
    script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('UPDATE web_contentversion SET number = 7'); c.commit()"  # noqa: E501
    subprocess.run([sys.executable, "-c", script, str(file)], check=True)
    assert versions.now() == 7


def test_an_open_transaction_is_not_seen_and_does_not_hold_anybody_up(file: Path) -> None:
    versions = FileVersions(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE web_contentversion SET number = 2")
        assert versions.now() == 1
        writer.execute("COMMIT")
    assert versions.now() == 2


def test_the_number_is_read_anew_only_when_somebody_has_written(file: Path) -> None:
    versions = FileVersions(file)
    versions.now()
    questions: list[str] = []
    versions._local.known._connection.set_trace_callback(questions.append)
    for _time in range(5):
        versions.now()
    assert {question.split()[0] for question in questions} == {"PRAGMA"}


def test_each_thread_sees_every_commit(file: Path) -> None:
    versions = FileVersions(file)
    wrong: list[tuple[int, int | None]] = []
    turn = threading.Barrier(4)
    written = [1]

    def look() -> None:
        for _time in range(50):
            turn.wait()  # a commit was made before
            if versions.now() != written[0]:
                wrong.append((written[0], versions.now()))
            turn.wait()

    threads = [threading.Thread(target=look) for _each in range(3)]
    for thread in threads:
        thread.start()
    for number in range(50):
        write(file, number)
        written[0] = number
        turn.wait()
        turn.wait()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_database_put_in_the_place_of_another_is_read(file: Path, tmp_path: Path) -> None:
    versions = FileVersions(file)
    assert versions.now() == 1
    for end in ("", "-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)
    database(tmp_path / "other", 5).rename(file)
    assert versions.now() == 5


def test_where_there_is_no_database_nothing_is_known(tmp_path: Path) -> None:
    versions = FileVersions(tmp_path / "lupaus.sqlite3")
    assert versions.now() is None
    (tmp_path / "lupaus.sqlite3").write_bytes(b"this is no database, whatever it is called" * 40)
    assert versions.now() is None


class Server:
    """Stands for a connection to PostgreSQL, and counts the questions."""

    def __init__(self) -> None:
        self.number = 1
        self.asked = 0
        self.connected = 0
        self.is_down = False
        self.time = 100.0

    def connect(self) -> Server:
        self.connected += 1
        return self

    def execute(self, _question: str) -> Server:
        self.asked += 1
        if self.is_down:
            raise ConnectionError
        return self

    def fetchone(self) -> tuple[int]:
        return (self.number,)

    def close(self) -> None:
        pass


def test_a_server_is_asked_once_in_a_while_and_a_change_is_seen_within_it() -> None:
    server = Server()
    versions = ServerVersions(server.connect, lambda: server.time)
    assert [versions.now() for _time in range(10)] == [1] * 10
    assert server.asked == 1
    server.number = 2
    server.time += HOLDS + 0.001
    assert versions.now() == 2
    assert (server.asked, server.connected) == (2, 1)
    assert HOLDS < 1


def test_a_server_that_is_down_is_asked_again_and_nothing_old_is_told() -> None:
    server = Server()
    versions = ServerVersions(server.connect, lambda: server.time)
    versions.now()
    server.is_down = True
    server.time += HOLDS + 0.001
    assert versions.now() is None
    server.is_down, server.number = False, 9
    assert versions.now() == 9
    assert server.connected == 2


@pytest.fixture
def postgres() -> Iterator[Any]:
    import os

    import psycopg

    with psycopg.connect(os.environ["LUPAUS_TEST_POSTGRES"], autocommit=True) as connection:
        name = f"front_{uuid4().hex}"
        connection.execute(f'CREATE SCHEMA "{name}"')
        connection.execute(f'SET search_path TO "{name}"')
        connection.execute('CREATE TABLE web_contentversion ("only" BOOLEAN, number BIGINT)')
        connection.execute("INSERT INTO web_contentversion VALUES (true, 1)")
        yield connection, name
        connection.execute(f'DROP SCHEMA "{name}" CASCADE')


@pytest.mark.postgres
def test_a_change_on_postgresql_is_seen_within_a_second(postgres: Any) -> None:
    import os
    import time

    import psycopg

    writer, schema = postgres

    def connect() -> Any:
        return psycopg.connect(
            os.environ["LUPAUS_TEST_POSTGRES"], autocommit=True, options=f"-c search_path={schema}"
        )

    versions = ServerVersions(connect)
    assert versions.now() == 1
    for number in range(2, 5):
        writer.execute("UPDATE web_contentversion SET number = %s", (number,))
        until = time.monotonic() + 1
        while versions.now() != number:
            assert time.monotonic() < until
    versions._connection.close()
