"""Many towns, built once for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker, Settings

from tests.analysis import many_towns
from tests.conftest import NOW
from tests.world import standing


@pytest.fixture(scope="module")
def standing_towns(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("observations")
    with standing(django_db_blocker, folder, lambda: many_towns.build(lambda: NOW)):
        yield folder


@pytest.fixture
def many(standing_towns: Path, db: None, own_store: Path, settings: Settings) -> None:
    """Many towns, as they were for every test; what a test writes to the database is undone."""
    settings.OBSERVATIONS = standing_towns
