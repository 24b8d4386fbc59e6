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
#: Words (or lines) of both sides; beyond this they are shown whole beside each other, not matched.
MOST_WORDS = 3_000


class Passage(NamedTuple):
    """A run of a text: `kind` is "same", "gone" or "new"."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field that differs, and its two values (None: none). `language` is empty for what is not in
    words.

    `before` and `after` are ready to be marked: their "gone" and "new" runs are where they differ. They are
    worked out when asked for: of a long list only what is shown.
    """

    field: str
    language: str
    values: tuple[Any, Any]

    @property
    def before(self) -> tuple[Passage, ...]:
        return self._runs[0]

    @property
    def after(self) -> tuple[Passage, ...]:
        return self._runs[1]

    @property
    def _runs(self) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
        old, new = self.values
        if self.language:
            return marked(old, new)
        return _one("gone", plain(old)), _one("new", plain(new))


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
            found.append(FieldDifference(each.name, "", (old, new)))
    old_attributes, new_attributes = before.get("attributes") or {}, after.get("attributes") or {}
    for slug in dict.fromkeys((*old_attributes, *new_attributes)):
        old, new = old_attributes.get(slug), new_attributes.get(slug)
        if old != new:
            found.append(FieldDifference(f"attributes.{slug}", "", (old, new)))
    return tuple(found)


def _in_languages(field: str, old: Mapping[str, str], new: Mapping[str, str]) -> list[FieldDifference]:
    return [
        FieldDifference(field, language, (a, b))
        for language in dict.fromkeys((*old, *new))
        if (a := old.get(language, "")) != (b := new.get(language, ""))
    ]


def plain(value: Any) -> str:
    """A value in letters, whatever the language of the page."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {plain(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        in_rows = any(isinstance(each, Mapping) for each in value)
        return ("; " if in_rows else ", ").join(map(plain, value))
    return "" if value is None else str(value)


def marked(before: str, after: str) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """Two texts with the words that differ marked: the old one with "gone", the new one with "new".

    Lines are matched first, then the words of those that differ: matching takes the square of a text.
    """
    left: list[Passage] = []
    right: list[Passage] = []
    for was, came, same in _steps(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if same:
            _put(left, "same", was)
            _put(right, "same", came)
            continue
        for gone, new, words_same in _steps(_WORDS.findall(was), _WORDS.findall(came)):
            _put(left, "same" if words_same else "gone", gone)
            _put(right, "same" if words_same else "new", new)
    return tuple(left), tuple(right)


def _steps(old: list[str], new: list[str]) -> list[tuple[str, str, bool]]:
    """The runs of two sequences, in order: of each side, and whether they are the same."""
    if len(old) + len(new) > MOST_WORDS:
        return [("".join(old), "".join(new), False)]
    return [
        ("".join(old[a0:a1]), "".join(new[b0:b1]), tag == "equal")
        for tag, a0, a1, b0, b1 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    ]


def _put(runs: list[Passage], kind: str, words: str) -> None:
    """Add a run, joined to the one before where both are of a kind."""
    if not words:
        return
    if runs and runs[-1].kind == kind:
        runs[-1] = Passage(kind, runs[-1].words + words)
    else:
        runs.append(Passage(kind, words))


def _one(kind: str, words: str) -> tuple[Passage, ...]:
    return (Passage(kind, words),) if words else ()
