"""What a write changed, place by place, for a reader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

#: So much of one record is shown on a page; all of it stands in the export.
MOST: Final = 40
LONGEST: Final = 500


class Change(NamedTuple):
    """One place: where (`title.fi`, `targets.0.year`), and the words before and after; None: not there."""

    place: str
    before: str | None
    after: str | None


def changes(before: Any, after: Any) -> list[Change]:
    """Every place that differs, in the order of the places."""
    old, new = dict(_places(before)), dict(_places(after))
    return [
        Change(place, old.get(place), new.get(place))
        for place in dict.fromkeys((*old, *new))
        if old.get(place) != new.get(place)
    ]


def _places(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, each in value.items():
            yield from _places(each, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list) and value:
        for number, each in enumerate(value, 1):
            yield from _places(each, f"{place}.{number}" if place else str(number))
    elif value not in (None, "", [], {}):
        words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield place, words if len(words) <= LONGEST else f"{words[:LONGEST]} …"
