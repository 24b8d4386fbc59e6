"""One small world for all tests of the API that only read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker, Settings

from tests.api_world import small_world
from tests.conftest import NOW
from tests.world import standing


@pytest.fixture(scope="module")
def standing_world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The small world for all tests of a file, taken down after the last; the folder of its observations."""
    folder = tmp_path_factory.mktemp("observations")
    with standing(django_db_blocker, folder, lambda: small_world(lambda: NOW)):
        yield folder


@pytest.fixture
def world(standing_world: Path, db: None, own_store: Path, settings: Settings) -> None:
    """The small world, as it was for every test; what a test writes is undone."""
    settings.OBSERVATIONS = standing_world
