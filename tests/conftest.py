"""What every test shares: a clock that stands still, an actor for each role, a store of its own."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from pytest_django import Settings

from lupaus.accounts.actors import Actor, operator
from lupaus.indicators.operations import importing
from lupaus.web.clock import Clock
from lupaus.web.rooms import all_in
from tests import prepared
from tests.world import PIRKKO, VISITOR

PROJECT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def shelf_of_prepared_folders(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> None:
    """One for all that run side by side; workers have folders of their own below it."""
    own = tmp_path_factory.getbasetemp()
    prepared.keep_in(own if worker_id == "master" else own.parent)


@pytest.fixture(scope="session", autouse=True)
def rooms_are_in() -> None:
    """Rooms move in with a process's first page: in a test that puts another house in place of theirs, what
    they bring would be lost for the tests after it, and would be there unasked for that one."""
    all_in()


@pytest.fixture
def clock() -> Clock:
    return lambda: NOW


@pytest.fixture
def planner() -> Actor:
    return PIRKKO.acts()


@pytest.fixture
def outsider() -> Actor:
    """Somebody who may do nothing."""
    return VISITOR


@pytest.fixture
def at_the_machine() -> Actor:
    return operator()


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """What is told, is told in English, whatever translations are there; a page's language is its own."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: Settings) -> Path:
    """Observations of a test live in its own folder, as do its files, its search and its checkpoints."""
    settings.DATA = tmp_path / "data"
    settings.OBSERVATIONS = tmp_path / "observations"
    settings.AUDIT = tmp_path / "audit"
    settings.DECISIONS_INDEX = tmp_path / "decisions-index"
    settings.FILES = tmp_path / "files"
    return tmp_path / "observations"


@pytest.fixture(autouse=True)
def unexamined(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Examining what came in takes longer than bringing a few figures in, so only tests marked `examined` do
    it: journeys, those of quality, and those that count queries, for what it read is then at hand."""
    if not request.node.get_closest_marker("examined"):
        monkeypatch.setattr(importing, "after_import", lambda _release, *, clock: None)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real statistics kept beside the project; without it the test is skipped."""
    folder = Path(os.environ.get("LUPAUS_REAL_DATA") or PROJECT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("real statistics are not on this machine: set LUPAUS_REAL_DATA to their folder")
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--one-of-each",
        action="store_true",
        help="of a test with parameters only the first: another database is asked nothing else by the others",
    )


# First of all marks, last of all choices: before `-m` asks for the marks, and after it has chosen.
@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Mark what uses the database, so that it alone can be run again on another one, and journeys."""
    mark(items)
    yield
    if config.getoption("--one-of-each"):
        first = {item.nodeid.partition("[")[0]: item for item in reversed(items)}
        chosen = [item for item in items if first[item.nodeid.partition("[")[0]] is item]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
        items[:] = chosen


def mark(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker("slow")
            item.add_marker("examined")
        fixtures = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or "django_db_setup" in fixtures or "db" in fixtures:
            item.add_marker("database")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot do, with the reason and the way to get it."""
    if item.get_closest_marker("browser") and shutil.which("chromium") is None:
        pytest.skip("no browser on this machine: install Chromium (Debian: apt-get install chromium)")
    if item.get_closest_marker("postgres") and not os.environ.get("LUPAUS_TEST_POSTGRES"):
        pytest.skip("no PostgreSQL server is named: set LUPAUS_TEST_POSTGRES")


def _is_here(place: Any) -> bool:
    """Whether a socket address is a file or this machine itself."""
    if not isinstance(place, tuple):
        return True
    host = place[0]
    return host in ("localhost", "") or ((host[:1].isdigit() or ":" in host) and ip_address(host).is_loopback)


@pytest.fixture(autouse=True, scope="session")
def stay_on_this_machine() -> Iterator[None]:
    """No test talks to another machine: connecting beyond loopback fails the test."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, place: Any) -> None:
        if not _is_here(place):
            raise AssertionError(f"A test tried to reach {place}; tests stay on this machine.")
        connect(self, place)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", only_here)
        yield
