from __future__ import annotations

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def quick_hashing(request: pytest.FixtureRequest, settings: Settings) -> None:
    """Hashing a password is made to be slow; only the test of that itself waits for it."""
    if request.node.get_closest_marker("real_hashing") is None:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
