"""The embedded database and PostgreSQL give the same answers, byte for byte."""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

from tests.config.program import Program, free_port, said_address

pytestmark = pytest.mark.postgres

EXAMPLE = Path(str(files("lupaus.strategy.example")))
ASSESSMENT = "/api/v1/strategies/uusimaa-2030/assessment"


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    """A database of our own on the server that LUPAUS_TEST_POSTGRES names."""
    server = os.environ.get("LUPAUS_TEST_POSTGRES")
    if not server:
        pytest.skip("no PostgreSQL server is named: set LUPAUS_TEST_POSTGRES")
    name = f"lupaus_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


Given = TypeVar("Given")
Told = TypeVar("Told")


def at_once(ask: Callable[[Given], Told], two: tuple[Given, Given]) -> tuple[Told, Told]:
    """Ask both at the same time; there are two processors."""
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(ask, two)
    return first, second


def fill(program: Program) -> None:
    """What `make demo` loads."""
    program.told("migrate")
    running = program.start("demo", "--port", str(free_port()))
    said_address(running)
    running.terminate()
    running.communicate(timeout=30)


@pytest.fixture(scope="module")
def both(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Program, Program]:
    """The same strategy and statistics on the embedded database and on PostgreSQL."""
    key = {"LUPAUS_SECRET_KEY": "the same on both, for checksums of our own figures are told with it"}
    embedded = Program(tmp_path_factory.mktemp("embedded"), key)  # not a copy: the one way beside the other
    server = Program(tmp_path_factory.mktemp("server"), {**key, "DATABASE_URL": postgres_url})
    at_once(fill, (embedded, server))
    return embedded, server


@pytest.mark.parametrize(
    "command",
    [
        "assess --format json",
        "assess --format csv",
        "assess --format table",
        "assess --region KU444 --format json",
        "assess --region HVA03 --as-of 2008 --format json",
        "assess --release 1 --format json",
        "dump uusimaa-2030",
        "dump uusimaa-2030 --format json",
        "releases diff 1 2 --format json --limit 20000",
        "indicators --format json",
        "regions show KU444",
    ],
)
def test_a_command_prints_the_same(command: str, both: tuple[Program, Program]) -> None:
    embedded, server = at_once(lambda program: program.told(*command.split()), both)
    assert embedded
    assert embedded == server


def test_the_releases_are_the_same_but_for_the_time_they_came(both: tuple[Program, Program]) -> None:
    def releases(program: Program) -> list[dict[str, object]]:
        found = json.loads(program.told("releases", "--format", "json"))
        return [{key: value for key, value in each.items() if key != "retrieved_at"} for each in found]

    embedded, server = map(releases, both)
    assert [each["nature"] for each in embedded] == ["illustrative", "illustrative", "statistic"]
    assert embedded == server


def test_a_second_load_and_import_change_nothing_on_either(both: tuple[Program, Program]) -> None:
    def traces(program: Program) -> tuple[str, str]:
        return program.told("releases"), program.told("audit", "--limit", "5", "--format", "json")

    for program in both:
        before = traces(program)
        program.told("load", str(EXAMPLE / "uusimaa-2030.yaml"))
        program.told("observations", "import", str(EXAMPLE / "observations.csv.gz"))
        assert traces(program) == before


def test_the_audit_trail_tells_the_same_story(both: tuple[Program, Program]) -> None:
    def story(program: Program) -> list[tuple[str, ...]]:
        records = json.loads(program.told("audit", "--format", "json", "--limit", "100000"))
        keys = ("actor", "channel", "verb", "kind", "id", "before", "after")
        return sorted(tuple(json.dumps(record[key], sort_keys=True) for key in keys) for record in records)

    embedded, server = at_once(story, both)
    assert embedded == server


@pytest.fixture(scope="module")
def origins(both: tuple[Program, Program]) -> Iterator[tuple[str, str]]:
    embedded, server = both
    with embedded.serving() as first, server.serving() as second:
        yield first, second


def answer_of(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:
        told: bytes = answer.read()
    return told


@pytest.mark.parametrize(
    "path",
    [
        ASSESSMENT,
        f"{ASSESSMENT}?region=KU444",
        "/api/v1/regions",
        "/api/v1/indicators",
        "/api/v1/observations?indicator=unemployment-rate&limit=50",
    ],
)
def test_the_api_answers_the_same(path: str, origins: tuple[str, str]) -> None:
    embedded, server = at_once(lambda origin: answer_of(origin + path), origins)
    assert embedded == server


@pytest.mark.parametrize(("options", "query"), [("", ""), ("--region KU444", "?region=KU444")])
def test_the_api_and_the_command_agree_to_the_last_digit(
    options: str, query: str, both: tuple[Program, Program], origins: tuple[str, str]
) -> None:
    commands = at_once(lambda program: program.told("assess", "--format", "json", *options.split()), both)
    answers = at_once(lambda origin: answer_of(f"{origin}{ASSESSMENT}{query}"), origins)
    assert [json.loads(answer) for answer in answers] == [json.loads(told) for told in commands]


PAGES = [
    "/",
    "/?region=KU444",
    "/?release=1",
    "/?as_of=2008",
    "/about/",
    "/regions/",
    "/regions/KU444/",
    "/regions/HVA03/",
    "/indicators/",
    "/indicators/?q=nuor",
    "/indicators/unemployment-rate/",
    "/indicators/unemployment-rate/?regions=KU049&regions=KU444",
]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_pages_are_the_same_bytes(language: str, origins: tuple[str, str]) -> None:
    goals = json.loads(answer_of(f"{origins[0]}/api/v1/strategies/uusimaa-2030/goals"))["items"]
    promises = json.loads(answer_of(origins[0] + ASSESSMENT))["promises"]
    paths = [
        *PAGES,
        *(f"/goals/{goal['id']}/" for goal in goals[:: 1 if language == "fi" else 4]),
        *(f"/goals/{goal['id']}/?region=KU444&release=1" for goal in goals[::6]),
        *(f"/promises/{promise['id']}/" for promise in promises[::4]),
    ]
    for path in paths:
        embedded, server = (
            answer_of(f"{origin}/{language}{path}").replace(origin.encode(), b"") for origin in origins
        )
        assert embedded == server, path
