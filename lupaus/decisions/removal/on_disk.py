"""What is left on the disk of what was removed: databases and indexes delete by forgetting where it stood."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.utils import OperationalError

from lupaus.decisions.search import index


def overwrite_free_pages() -> bool:
    """Make the embedded database forget what was deleted: its file keeps old words on free pages otherwise.

    Whether it could: not within a transaction, and not while somebody else writes for half a minute. A
    server's database does this by itself in time.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return connection.vendor != "sqlite"
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except OperationalError:
        return False
    return True


def make_index_anew() -> None:
    """Make the index of the search anew where there is one: parts of it keep deleted items until they merge.

    Searches are right without it; it takes away the bytes. Not within a transaction.
    """
    if not connection.in_atomic_block and Path(settings.DECISIONS_INDEX).is_dir():
        index.rebuild()
