"""The embedded database needs no administrator: every command brings it up to date by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError, OperationalError
from django.utils.translation import gettext as _

from lupaus.web.refusals import Refused


def bring_up_to_date() -> None:
    """Apply waiting migrations to the embedded database; refuse an outdated or absent PostgreSQL.

    Raises `Refused` with the sentence that tells what to do.
    """
    try:
        waiting = _is_outdated()
    except OperationalError as trouble:
        if settings.EMBEDDED:
            raise Refused(
                _("The data folder %(folder)s cannot be written. Choose another one with LUPAUS_DATA.")
                % {"folder": settings.DATA}
            ) from trouble
        raise Refused(
            _("The database that DATABASE_URL names does not answer. Check the address and that it runs.")
        ) from trouble
    except DatabaseError as trouble:
        raise Refused(
            _("%(file)s is not a whole database. Put a backup in its place, or move it away to begin anew.")
            % {"file": settings.DATABASES["default"]["NAME"]}
        ) from trouble
    if not waiting:
        return
    if not settings.EMBEDDED:
        raise Refused(_("The database is older than this program. Run `lupaus migrate` first."))
    with _alone(settings.DATA):
        call_command("migrate", verbosity=0, interactive=False)


def _is_outdated() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two commands started at once on a new folder: the second waits, then finds nothing left to do."""
    try:
        import fcntl  # noqa: PLC0415 - not everywhere
    except ImportError:  # Windows has no such lock; there two first starts must not be simultaneous
        yield
        return
    with (folder / "migrating.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
