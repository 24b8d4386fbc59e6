"""Reading DATABASE_URL, so that a slip in it ends in a sentence and never tells the password."""

from __future__ import annotations

from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured


def read_database_url(url: str) -> Any:
    """Django's settings of the PostgreSQL database that `url` names. Raises `ImproperlyConfigured`."""
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_URL must read postgres://user:password@host:5432/database.")
    try:
        settings = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except ValueError:  # a port that is no number, a bracket in a password: the message repeats what it read
        settings = None
    if not settings or not settings.get("NAME"):
        raise ImproperlyConfigured(
            "DATABASE_URL must read postgres://user:password@host:5432/database; write characters such as"
            " / # [ ] @ in a password as %2F %23 %5B %5D %40."
        ) from None
    return settings
