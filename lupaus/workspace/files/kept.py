"""Entries of a file as the content of a part is kept: plain JSON, the same however it was written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from lupaus.web.texts import Text
from lupaus.workspace.content import Values
from lupaus.workspace.files.kinds import Kind, Listing
from lupaus.workspace.files.records import Located, Record, keys, kind_of
from lupaus.workspace.files.words import Line

#: What is left out of a content. Zero is a value.
NOTHING: Final[tuple[Any, ...]] = (None, "", {}, [])


def kept(entry: Located, *, apart: Collection[str] = ()) -> Values:
    """The keys of an entry but those `apart`, without what is empty.

    Words are in languages here, also where a file may say them once for all.
    """
    values = {
        each.name: _kept(kind_of(each), getattr(entry, each.name))
        for each in keys(type(entry))
        if each.name not in apart
    }
    return {name: value for name, value in values.items() if value not in NOTHING}


def _kept(kind: Kind[Any], value: Any) -> Any:
    if value is None or isinstance(kind, Line):
        return value
    if isinstance(value, Text):
        return value.as_dict()
    if isinstance(kind, Record):
        return kept(value)
    if isinstance(kind, Listing):
        found = [_kept(kind.of, each) for each in value]
        return list(dict.fromkeys(found)) if kind.unique and not isinstance(kind.of, Record) else found
    return _json(kind.plain(value))


def _json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _json(each) for name, each in value.items()}
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def cleaned(value: Any) -> Any:
    """A value of a form without what only a browser adds: outer spaces, carriage returns, empty fields."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(value, Mapping):
        inner = {name: cleaned(each) for name, each in value.items()}
        return {name: each for name, each in inner.items() if each not in NOTHING}
    if isinstance(value, list | tuple):
        return [cleaned(each) for each in value]
    return value
