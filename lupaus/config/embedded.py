"""The embedded database needs no administrator: every command brings it up to date by itself."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError
from django.utils.translation import gettext as _

from lupaus.web.refusals import Refused


def bring_up_to_date() -> None:
    """Apply waiting migrations to the embedded database; refuse an outdated or absent PostgreSQL.

    Raises `Refused` with the sentence that tells what to do.
    """
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as trouble:
        if settings.EMBEDDED:
            raise Refused(
                _("The data folder %(folder)s cannot be written. Choose another one with LUPAUS_DATA.")
                % {"folder": settings.DATA}
            ) from trouble
        raise Refused(
            _("The database that DATABASE_URL names does not answer. Check the address and that it runs.")
        ) from trouble
    if not waiting:
        return
    if not settings.EMBEDDED:
        raise Refused(_("The database is older than this program. Run `lupaus migrate` first."))
    call_command("migrate", verbosity=0, interactive=False)
