"""How a value of a column is written in a backup, and read into either database.

A kind says what a column holds. In the file a value is JSON: a number, true or false, null, or a string as
below. Both databases are asked for their own words of a value, so that what came from one goes back into the
same kind of database as it was, to the last byte.

| kind | in the file | SQLite | PostgreSQL |
|---|---|---|---|
| int, bool, float, text | number, true/false, number, string | integer, 0/1, real, text | the same |
| json | the text of it | the text | jsonb, which keeps the meaning |
| date, time | `2026-11-22`, `09:30:00` | the text | the same |
| datetime | `2026-11-22 09:30:00[.123456]`, UTC | the text | timestamptz |
| bytes | base64 | blob | bytea |
"""

from __future__ import annotations

import math
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any, Final, Literal

from django.db.models import Field

Kind = Literal["int", "bool", "float", "text", "json", "date", "time", "datetime", "bytes"]
Convert = Callable[[Any], Any]

_KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(
        (
            "AutoField", "BigAutoField", "IntegerField", "BigIntegerField", "SmallIntegerField",
            "PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField",
        ),
        "int",
    ),
    **dict.fromkeys(("CharField", "TextField", "SlugField", "GenericIPAddressField"), "text"),
    "BooleanField": "bool",
    "FloatField": "float",
    "JSONField": "json",
    "DateField": "date",
    "TimeField": "time",
    "DateTimeField": "datetime",
    "BinaryField": "bytes",
}  # fmt: skip


def kind_of(field: Field[Any, Any]) -> Kind:
    """What a column holds. Raises `TypeError` for a kind of column no backup has known yet."""
    while field.remote_field is not None:
        field = field.target_field  # type: ignore[attr-defined]  # a foreign key holds what it points at
    internal = field.get_internal_type()
    if internal not in _KINDS:
        raise TypeError(f"{field}: a backup does not know how to keep a {internal}")
    return _KINDS[internal]


def _number(value: Any) -> Any:
    """A float that JSON can write."""
    value = float(value)
    return value if math.isfinite(value) else str(value)


def _zoned(value: str) -> str:
    """PostgreSQL's words for a moment in UTC, as Django writes it into SQLite."""
    whole, _dot, fraction = value.removesuffix("+00").partition(".")
    return f"{whole}.{fraction:<06}" if fraction else whole


FROM_SQLITE: Final[dict[Kind, Convert]] = {
    "bool": bool,
    "float": _number,
    "bytes": lambda value: b64encode(value).decode(),
}
INTO_SQLITE: Final[dict[Kind, Convert]] = {
    "bool": int,
    "float": float,
    "bytes": b64decode,
}
FROM_POSTGRESQL: Final[dict[Kind, Convert]] = {
    "int": int,
    "bool": lambda value: value == "t",
    "float": _number,
    "datetime": _zoned,
    "bytes": lambda value: b64encode(bytes.fromhex(value.removeprefix("\\x"))).decode(),
}
INTO_POSTGRESQL: Final[dict[Kind, Convert]] = {
    "float": float,
    "datetime": lambda value: f"{value}+00",
    "bytes": b64decode,
}


def converters(kinds: list[Kind], by_kind: dict[Kind, Convert]) -> Callable[[Any], list[Any]]:
    """What turns the values of a row, in their order; an absent value stays absent."""
    places = [(place, by_kind[kind]) for place, kind in enumerate(kinds) if kind in by_kind]

    def convert(row: Any) -> list[Any]:
        values = list(row)
        for place, change in places:
            if values[place] is not None:
                values[place] = change(values[place])
        return values

    return convert
