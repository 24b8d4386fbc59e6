"""A document as it was written: every key and value with the line it stands on, nothing interpreted yet."""

from __future__ import annotations

from dataclasses import dataclass

#: Deeper than any strategy goes (ten levels), shallow enough to end a hostile file at once.
DEEPEST = 24


@dataclass(frozen=True, slots=True)
class Scalar:
    """Written words. `plain` means without quotes: only then may it be a number, a date or nothing."""

    line: int
    text: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Items:
    line: int
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Keyed:
    line: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    line: int
    key: str
    node: Node


Node = Scalar | Items | Keyed
