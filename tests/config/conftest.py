"""One small world for all tests of the API that only read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker, Settings

from lupaus.web.clock import Clock
from tests.api_world import small_world
from tests.conftest import NOW
from tests.services import followed_chain, matrices, process_maps
from tests.world import standing


def _world(clock: Clock) -> None:
    """The small world, a chain with its figures, a matrix and a process map."""
    small_world(clock)
    followed_chain.kaava(clock)
    matrices.catalogue()
    matrices.publish(clock)
    process_maps.published(clock)


@pytest.fixture(scope="module")
def standing_world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The small world for all tests of a file, taken down after the last; the folder of its observations."""
    folder = tmp_path_factory.mktemp("observations")
    with standing(django_db_blocker, folder, lambda: _world(lambda: NOW)):
        yield folder


@pytest.fixture
def world(standing_world: Path, db: None, own_store: Path, settings: Settings) -> None:
    """The small world, as it was for every test; what a test writes is undone."""
    settings.OBSERVATIONS = standing_world
