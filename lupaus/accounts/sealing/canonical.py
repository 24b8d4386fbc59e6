"""One way to write a value as JSON, so that equal values have equal bytes in any language and any database.

- UTF-8, no space outside of strings, keys of an object in the order of their code points, each once.
- In strings only what must be is escaped: `\\"`, `\\\\`, `\\b`, `\\t`, `\\n`, `\\f`, `\\r`, other
  characters under U+0020 as `\\u001f` (small letters), and a lone half of a surrogate pair as `\\ud800`.
- A number without a fraction is written in digits alone, whatever it was before (`12.0`, `1.2e1` → `12`,
  `-0.0` → `0`): PostgreSQL does not keep the difference. Any other number is the shortest that reads back as
  the same 64-bit value (`0.1`, `1e-07`).

Who only checks needs no rule about numbers: in an export they already stand as they were hashed.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any


def canonical(value: Any) -> bytes:
    """The bytes of a JSON-ready value. Raises `ValueError` for what JSON has no word for (NaN, infinity)."""
    text = json.dumps(
        _plain(value), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode("utf-8", "backslashreplace")


def moment(at: datetime) -> str:
    """A time as it is committed to: UTC with six digits of a second, `2026-11-22T09:00:00.000000Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(text: str) -> datetime:
    """The time that `moment` wrote. Raises `ValueError`."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def _plain(value: Any) -> Any:
    """The value as it comes back from a database: text as keys, whole numbers without a point."""
    if isinstance(value, dict):
        return {_key(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _key(key: Any) -> str:
    return key if isinstance(key, str) else json.dumps(key)
