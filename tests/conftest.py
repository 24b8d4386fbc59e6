"""What every test shares: a clock that stands still, an actor for each role, a store of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from lupaus.accounts.actors import Actor, nobody, operator
from lupaus.accounts.models import Role
from lupaus.web.clock import Clock

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return lambda: NOW


@pytest.fixture
def planner() -> Actor:
    return Actor(name="pirkko", channel="command", grants=frozenset({(Role.PLANNER, "")}))


@pytest.fixture
def outsider() -> Actor:
    """Somebody who may do nothing."""
    return nobody("page")


@pytest.fixture
def at_the_machine() -> Actor:
    return operator()


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: Settings) -> Path:
    """Observations of a test live in its own folder."""
    settings.OBSERVATIONS = tmp_path / "observations"
    return tmp_path / "observations"
