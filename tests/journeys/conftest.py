"""The example strategy, standing for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker, Settings

from lupaus.accounts.actors import operator
from lupaus.practices.example import load_practices_example
from lupaus.services.example import load_services_example
from lupaus.strategy.example import load_example
from tests.conftest import NOW
from tests.world import standing


@pytest.fixture(scope="module")
def standing_uusimaa(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Uusimaa 2030 with its figures; the folder of its observations."""
    folder = tmp_path_factory.mktemp("observations")

    def build() -> None:
        load_example(actor=operator(), clock=lambda: NOW)
        load_services_example(actor=operator(), clock=lambda: NOW)
        load_practices_example(actor=operator(), clock=lambda: NOW)

    with standing(django_db_blocker, folder, build):
        yield folder


@pytest.fixture
def uusimaa(standing_uusimaa: Path, db: None, own_store: Path, settings: Settings) -> None:
    """The example as `make demo` leaves it; what a test writes is undone."""
    settings.OBSERVATIONS = standing_uusimaa
