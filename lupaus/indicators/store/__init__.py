"""The versioned table of observations: Delta Lake on disk or in an object store, read by DuckDB.

Nothing outside this package knows either of the two. A `Table` is written under its lock and gives one
`Snapshot` per version; a `Staging` holds the rows of an import until they are compared with a snapshot.
"""

from __future__ import annotations

from lupaus.indicators.store.locking import exclusive
from lupaus.indicators.store.snapshots import Change, Changes, Filters, Snapshot
from lupaus.indicators.store.staging import Chunk, Contradiction, Counts, Scope, Staging
from lupaus.indicators.store.table import BUCKET_SIZE, Fingerprint, Table, bucket_of

__all__ = [
    "BUCKET_SIZE",
    "Change",
    "Changes",
    "Chunk",
    "Contradiction",
    "Counts",
    "Filters",
    "Fingerprint",
    "Scope",
    "Snapshot",
    "Staging",
    "Table",
    "bucket_of",
    "exclusive",
]
