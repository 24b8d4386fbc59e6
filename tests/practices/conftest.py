"""Fixtures the tests of the room share."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from lupaus.web.clock import Clock
from lupaus.workspace.models import Version
from tests import world
from tests.practices import handbooks


@pytest.fixture
def published(db: None, clock: Clock) -> Version:
    """The small handbook in force."""
    return handbooks.publish(clock)


@pytest.fixture
def cast(db: None, clock: Clock, settings: Settings) -> None:
    """Everybody of the cast has an account: `tests.signed_in.client_of(PIRKKO)` is their browser."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    world.settle(clock)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day it is on pages."""
    monkeypatch.setattr("lupaus.web.clock.day_of", lambda _clock: handbooks.TODAY)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return tmp_path
