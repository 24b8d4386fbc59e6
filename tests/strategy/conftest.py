"""Fixtures the tests of the room share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture
def in_english() -> Iterator[None]:
    """Sentences in the language of the source, whatever is translated."""
    with translation.override("en"):
        yield
