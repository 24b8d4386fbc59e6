"""What a version holds, apart from the database: its parts in order, and the digest that seals them."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PartValue:
    """A part as it stands. `revision` is 0 for one that was never stored."""

    kind: str
    slug: str
    parent: str = ""
    content: Values = field(default_factory=dict)
    position: int = 0
    revision: int = field(default=0, compare=False)

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.slug

    def without_attributes(self, hidden: frozenset[str]) -> PartValue:
        """The part as somebody sees it who may not know these attributes."""
        values = self.content.get("attributes")
        if not values or hidden.isdisjoint(values):
            return self
        shown = {name: value for name, value in values.items() if name not in hidden}
        content = {name: value for name, value in self.content.items() if name != "attributes"}
        return replace(self, content=content | ({"attributes": shown} if shown else {}))


class Content:
    """The parts that are in a version, in their order; positions count from 0 among siblings."""

    def __init__(self, parts: Iterable[PartValue] | Callable[[], Iterable[PartValue]]) -> None:
        """`parts` may come in any order; siblings are put in that of their positions, then as they came.

        A function is called for them when the content is first asked for anything.
        """
        self._load = parts if callable(parts) else None
        if not callable(parts):
            self._families = _in_families(parts)

    @cached_property
    def _families(self) -> Mapping[tuple[str, str], tuple[PartValue, ...]]:
        return _in_families(self._load() if self._load else ())

    @cached_property
    def parts(self) -> tuple[PartValue, ...]:
        return tuple(part for siblings in self._families.values() for part in siblings)

    @cached_property
    def by_key(self) -> Mapping[tuple[str, str], PartValue]:
        return {part.key: part for part in self.parts}

    def get(self, kind: str, slug: str) -> PartValue | None:
        return self.by_key.get((kind, slug))

    def of_kind(self, kind: str) -> tuple[PartValue, ...]:
        """Every part of a kind: siblings in order, families as they were met."""
        return tuple(part for part in self.parts if part.kind == kind)

    def under(self, kind: str, parent: str = "") -> tuple[PartValue, ...]:
        """The parts of a kind that stand under one part, in order."""
        return self._families.get((kind, parent), ())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Content) and self.by_key == other.by_key

    __hash__ = None  # type: ignore[assignment]  # a value, never a key

    @property
    def rows(self) -> list[list[Any]]:
        """Every part as kind, id, parent, place among its siblings, content; by kind and id."""
        return sorted(
            ([part.kind, part.slug, part.parent, part.position, part.content] for part in self.parts),
            key=lambda row: (row[0], row[1]),
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hexadecimal) over `rows` in their canonical form."""
        return hashlib.sha256(canonical(self.rows).encode()).hexdigest()


def _in_families(parts: Iterable[PartValue]) -> Mapping[tuple[str, str], tuple[PartValue, ...]]:
    families: dict[tuple[str, str], list[PartValue]] = defaultdict(list)
    for part in parts:
        families[part.kind, part.parent].append(part)
    return {
        family: tuple(
            replace(part, position=place)
            for place, part in enumerate(sorted(siblings, key=lambda each: each.position))
        )
        for family, siblings in families.items()
    }


def canonical(value: Any) -> str:
    """JSON in its one form: keys sorted, no spaces, letters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def value_at(content: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path, None where there is none."""
    found: Any = content
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found
