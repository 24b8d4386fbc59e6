"""Whether the service can do its work: each room registers what it needs."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import connection

from lupaus.web.rooms import all_in

#: Raises anything when what it checks does not work.
Check = Callable[[], object]

_log = logging.getLogger(__name__)


def _database_answers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


_checks: dict[str, Check] = {"database": _database_answers}


def register_check(name: str, check: Check) -> None:
    _checks[name] = check


def health() -> dict[str, bool]:
    """Every check by name: does it work? What went wrong is logged, not told to the outside."""
    all_in()
    return {name: _works(name, check) for name, check in _checks.items()}


def _works(name: str, check: Check) -> bool:
    try:
        check()
    except Exception:  # noqa: BLE001 - whatever is wrong, the answer is that it does not work
        _log.exception("The check “%s” failed", name)
        return False
    return True
