"""One moment of the database to read from, and an empty database to fill.

SQLite is copied by its own backup, in one step, while others write; the copy is read at leisure. PostgreSQL
gives every query of one transaction the same moment, and a row as words by COPY. No other program is needed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from lupaus.config.backup.tables import TableShape
from lupaus.config.backup.values import (
    FROM_POSTGRESQL,
    FROM_SQLITE,
    INTO_POSTGRESQL,
    INTO_SQLITE,
    converters,
)
from lupaus.web.refusals import Refused

_ROWS_AT_ONCE = 2000
#: Values are then told in one way, whatever the server's own settings are.
_PLAIN_WORDS = """
    BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
    SET LOCAL TIME ZONE 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL extra_float_digits = 1;
    SET LOCAL bytea_output = 'hex'; SET LOCAL idle_in_transaction_session_timeout = 0
"""


class Moment(Protocol):
    """The database as it was at one moment."""

    def rows(self, table: TableShape) -> Iterator[list[Any]]:
        """The rows of a table in the order of its key, as they are written in a backup."""

    def counter(self, table: TableShape) -> int | None:
        """The last number the database has given to a row of the table; none before the first."""


@contextmanager
def one_moment(folder: Path) -> Iterator[Moment]:
    """The database of the settings as it is now. `folder` is for what has to be written meanwhile."""
    if connection.vendor == "postgresql":
        own = connection.copy("backup")
        try:
            with own.cursor() as cursor:
                cursor.execute(_PLAIN_WORDS)
            yield _Postgresql(own)
        finally:
            own.close()
        return
    with closing(sqlite3.connect(folder / "database.sqlite3", isolation_level=None)) as copy:
        connection.ensure_connection()
        if connection.in_atomic_block:  # which would wait for itself; its own sight is the moment
            copy.deserialize(connection.connection.serialize())
        else:
            connection.connection.backup(copy)
        if copy.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
            raise Refused(_("The database is damaged; nothing was backed up. Keep the backups you have."))
        yield _Sqlite(copy)


class _Sqlite:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def rows(self, table: TableShape) -> Iterator[list[Any]]:
        query = f'SELECT {_quoted(table)} FROM "{table.name}" ORDER BY "{table.key}"'  # noqa: S608 - our own names
        return map(converters(table.kinds, FROM_SQLITE), self._database.execute(query))

    def counter(self, table: TableShape) -> int | None:
        found = self._database.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [table.name])
        return next((number for (number,) in found), None) if table.numbered else None


class _Postgresql:
    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self._database = database

    def rows(self, table: TableShape) -> Iterator[list[Any]]:
        query = f'COPY (SELECT {_quoted(table)} FROM "{table.name}" ORDER BY "{table.key}") TO STDOUT'  # noqa: S608 - our own names
        convert = converters(table.kinds, FROM_POSTGRESQL)
        with self._database.cursor() as cursor, cursor.copy(query) as copy:
            for row in copy.rows():
                yield convert(row)

    def counter(self, table: TableShape) -> int | None:
        if not table.numbered:
            return None
        with self._database.cursor() as cursor:
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table.name}"', table.key])
            [[sequence]] = cursor.fetchall()
            cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608 - the server's own name
            [[last, given]] = cursor.fetchall()
        return int(last) if given else None


@contextmanager
def new_sqlite(path: Path) -> Iterator[None]:
    """Within, the program's database is a new SQLite file at `path`; afterwards it is all in that file."""
    before = connections["default"]
    settings = {**before.settings_dict, "NAME": str(path)}
    connections["default"] = type(before)(settings, alias="default")
    try:
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("PRAGMA journal_mode = DELETE")
    finally:
        connections["default"].close()
        connections["default"] = before


def is_untouched(tables: Iterable[TableShape]) -> bool:
    """Whether the database of the settings holds nothing but what migrations put there."""
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in tables:
            if table.name in present and table.name not in _MADE_BY_MIGRATIONS:
                cursor.execute(f'SELECT 1 FROM "{table.name}" LIMIT 1')  # noqa: S608 - our own names
                if cursor.fetchone():
                    return False
    return True


#: Tables that have rows in a database nobody has used yet.
_MADE_BY_MIGRATIONS = frozenset({"django_migrations", "django_content_type", "auth_permission"})


def fill(
    tables: Mapping[str, TableShape], rows: Mapping[str, Iterable[list[Any]]], counters: Mapping[str, int]
) -> None:
    """Put these rows, and no others, into the tables. Call it inside a transaction."""
    filler = _fill_postgresql if connection.vendor == "postgresql" else _fill_sqlite
    with transaction.atomic():
        filler(tables, rows, counters)
        connection.check_constraints()


def _fill_sqlite(
    tables: Mapping[str, TableShape], rows: Mapping[str, Iterable[list[Any]]], counters: Mapping[str, int]
) -> None:
    database = connection.connection
    for table in tables.values():
        database.execute(f'DELETE FROM "{table.name}"')  # noqa: S608 - our own names
    for table in tables.values():
        places = ", ".join("?" * len(table.columns))
        database.executemany(
            f'INSERT INTO "{table.name}" ({_quoted(table)}) VALUES ({places})',  # noqa: S608 - our own names
            map(converters(table.kinds, INTO_SQLITE), rows[table.name]),
        )
    database.execute("DELETE FROM sqlite_sequence")
    database.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", sorted(counters.items()))


def _fill_postgresql(
    tables: Mapping[str, TableShape], rows: Mapping[str, Iterable[list[Any]]], counters: Mapping[str, int]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(chr(34) + name + chr(34) for name in tables)}")
        for table in tables.values():
            convert = converters(table.kinds, INTO_POSTGRESQL)
            query = f'COPY "{table.name}" ({_quoted(table)}) FROM STDIN'
            with cursor.copy(query) as copy:
                for row in rows[table.name]:
                    copy.write_row(convert(row))
            if table.numbered:
                last = counters.get(table.name)
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)",
                    [f'"{table.name}"', table.key, last or 1, last is not None],
                )


def _quoted(table: TableShape) -> str:
    return ", ".join(f'"{name}"' for name in table.names)
