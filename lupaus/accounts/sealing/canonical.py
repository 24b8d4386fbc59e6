"""One way to write a value as JSON, so that equal values have equal bytes in any language and any database.

- UTF-8, no space outside of strings, keys of an object in the order of their code points, each once.
- In strings only what must be is escaped: `\\"`, `\\\\`, `\\b`, `\\t`, `\\n`, `\\f`, `\\r`, other
  characters under U+0020 as `\\u001f` (small letters), and a lone half of a surrogate pair as `\\ud800`.
- A number without a fraction is written in digits alone, whatever it was before (`12.0`, `1.2e1` → `12`,
  `-0.0` → `0`, `1e+23` → 1 and 23 zeros): PostgreSQL does not keep the difference. Any other number is the
  shortest that reads back as the same 64-bit value (`0.1`, `1e-07`).

Who only checks needs no rule about numbers: in an export they already stand as they were hashed.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

#: Whole numbers below this have the same digits as 64-bit values and as decimals.
_EXACT: Final = 2.0**53


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
    kind = type(value)
    if kind is str or kind is int or value is None:
        return value
    if isinstance(value, dict):
        return {
            key if type(key) is str else _key(key): each if type(each) is str else _plain(each)
            for key, each in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if kind is float and value.is_integer():
        return int(value) if abs(value) < _EXACT else int(Decimal(repr(value)))
    return value


def _key(key: Any) -> str:
    return key if isinstance(key, str) else json.dumps(key)
