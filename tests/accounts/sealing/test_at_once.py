"""The real program, several at once: commands that seal, and a server that seals while others write."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

from tests.config.program import Program
from tests.prepared import begun

_WRITE = """
from lupaus.accounts.actors import operator
from lupaus.accounts.audit import record
from lupaus.web.clock import real_clock
for number in range({count}):
    record(actor=operator(), clock=real_clock, verb="save", kind="goal", object_id=str(number))
"""


@pytest.fixture(
    params=[
        pytest.param("embedded", marks=pytest.mark.slow),
        pytest.param("server", marks=pytest.mark.postgres),
    ]
)
def program(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Program]:
    """The program on the embedded database, and on a PostgreSQL database of its own."""
    if request.param == "embedded":
        yield begun(tmp_path)
        return
    server, name = os.environ["LUPAUS_TEST_POSTGRES"], f"lupaus_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        yield Program(tmp_path, {"DATABASE_URL": url})
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def write(program: Program, count: int) -> None:
    """Write behind the commands' back, so that nothing is sealed yet."""
    program.told("manage", "shell", "--verbosity", "0", "-c", _WRITE.format(count=count))


def verdict(program: Program) -> dict[str, object]:
    told: dict[str, object] = json.loads(program.run("audit", "verify", "--format", "json").stdout)
    return told


def test_several_commands_that_seal_at_once_give_each_record_one_leaf(program: Program) -> None:
    program.told("migrate")
    write(program, 1200)
    running = [program.start("audit", "seal") for _each in range(3)]
    told = [each.communicate(timeout=120)[0] for each in running]
    assert [each.returncode for each in running] == [0] * 3, told
    found = verdict(program)
    assert (found["sound"], found["sealed"], found["waiting"]) == (True, 1200, 0)


def test_a_server_seals_by_itself_within_seconds(program: Program) -> None:
    program.told("migrate")
    with program.serving():
        write(program, 3)
        begun = monotonic()
        while not list(program.data.glob("audit/*.checkpoint")) and monotonic() - begun < 30:
            sleep(0.2)
        sleep(0.2)
        assert [path.name for path in program.data.glob("audit/*.checkpoint")] == ["000000000003.checkpoint"]


def test_a_command_seals_what_it_wrote_even_when_it_ends_with_a_refusal(program: Program) -> None:
    program.told("migrate")
    program.told("user", "create", "aino", "--name", "Aino", "--generate")
    assert verdict(program)["sealed"] == 1
    write(program, 1)
    assert program.run("user", "role", "nobody", "planner").returncode == 1
    assert verdict(program)["sealed"] == 2
