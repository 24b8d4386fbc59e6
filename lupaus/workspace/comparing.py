"""Two versions side by side: what came, went, moved and changed, field by field and word by word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from lupaus.workspace.changes import changes
from lupaus.workspace.content import Content, PartValue, value_at
from lupaus.workspace.kinds import WorkKind
from lupaus.workspace.models import Deed

_WORDS = re.compile(r"\s+|[^\w\s]|\w+")
#: Words; beyond this two texts are shown whole beside each other instead of being matched.
MOST_WORDS = 20_000


class Passage(NamedTuple):
    """A run of a text: `kind` is "same", "gone" or "new"."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field that differs. `language` is empty for what is not in words.

    `before` and `after` are ready to be marked: their "gone" and "new" runs are where they differ.
    """

    field: str
    language: str
    before: tuple[Passage, ...]
    after: tuple[Passage, ...]
    values: tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class PartDifference:
    deed: Deed
    before: PartValue | None
    after: PartValue | None
    part: PartValue  # the one it is about: the newer, else the older
    fields: tuple[FieldDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every part that differs, in the order of the kinds of part, then of the newer version."""

    parts: tuple[PartDifference, ...]

    def of_kind(self, kind: str) -> tuple[PartDifference, ...]:
        return tuple(each for each in self.parts if each.part.kind == kind)

    def count(self, deed: Deed) -> int:
        return sum(each.deed == deed for each in self.parts)


def compare(before: Content, after: Content, kind: WorkKind) -> Comparison:
    """What differs from one content to another. Pure."""
    found = []
    for change in changes(before, after):
        moved_too = (
            change.before is not None
            and change.after is not None
            and change.before.parent != change.after.parent
        )
        fields = field_differences(
            change.before.content if change.before else {},
            change.after.content if change.after else {},
            kind,
            change.part.kind,
        )
        deed = Deed.MOVED if moved_too and not fields else change.deed
        found.append(PartDifference(deed, change.before, change.after, change.part, fields))
    order = {part.name: place for place, part in enumerate(kind.parts)}
    return Comparison(tuple(sorted(found, key=lambda each: order.get(each.part.kind, len(order)))))


def field_differences(
    before: Mapping[str, Any], after: Mapping[str, Any], kind: WorkKind, part: str
) -> tuple[FieldDifference, ...]:
    """The fields of a part that differ, as they are written; attributes last, as `attributes.ID`."""
    declared = kind.part(part)
    found: list[FieldDifference] = []
    for each in declared.fields if declared else ():
        old, new = value_at(before, each.name), value_at(after, each.name)
        if old == new:
            continue
        if each.form in ("words", "prose"):
            found += _in_languages(each.name, old or {}, new or {})
        else:
            found.append(_whole(each.name, old, new))
    old_attributes, new_attributes = before.get("attributes") or {}, after.get("attributes") or {}
    for slug in dict.fromkeys((*old_attributes, *new_attributes)):
        old, new = old_attributes.get(slug), new_attributes.get(slug)
        if old != new:
            found.append(_whole(f"attributes.{slug}", old, new))
    return tuple(found)


def _in_languages(field: str, old: Mapping[str, str], new: Mapping[str, str]) -> list[FieldDifference]:
    return [
        FieldDifference(field, language, *marked(a, b), (a, b))
        for language in dict.fromkeys((*old, *new))
        if (a := old.get(language, "")) != (b := new.get(language, ""))
    ]


def _whole(field: str, old: Any, new: Any) -> FieldDifference:
    """A value that is not a text: gone and new as a whole."""
    return FieldDifference(
        field,
        "",
        () if old is None else (Passage("gone", plain(old)),),
        () if new is None else (Passage("new", plain(new)),),
        (old, new),
    )


def plain(value: Any) -> str:
    """A value in letters, whatever the language of the page."""
    if isinstance(value, list | tuple):
        return ", ".join(map(plain, value))
    return "" if value is None else str(value)


def marked(before: str, after: str) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """Two texts with the words that differ marked: the old one with "gone", the new one with "new"."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return _one("gone", before), _one("new", after)
    left: list[Passage] = []
    right: list[Passage] = []
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = "".join(old[a0:a1]), "".join(new[b0:b1])
        if tag == "equal":
            left.append(Passage("same", gone))
            right.append(Passage("same", came))
            continue
        if gone:
            left.append(Passage("gone", gone))
        if came:
            right.append(Passage("new", came))
    return tuple(left), tuple(right)


def _one(kind: str, words: str) -> tuple[Passage, ...]:
    return (Passage(kind, words),) if words else ()
