"""The kinds of value a file is made of. Each reads itself, describes itself and writes itself.

`read` turns a node into a value, or reports what was expected and returns `blank`, which the rules pass over;
`schema` is the same expectation as JSON Schema (draft 2020-12); `plain` is the value as JSON would hold it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from lupaus.workspace.files.nodes import Entry, Items, Keyed, Node
from lupaus.workspace.files.report import Report, shown, step
from lupaus.workspace.files.scalars import Appearance, appearance

T = TypeVar("T")
Schema = dict[str, Any]


class Kind(ABC, Generic[T]):
    """One kind of value."""

    @property
    @abstractmethod
    def blank(self) -> T:
        """What stands in for a value that could not be read."""

    @property
    @abstractmethod
    def expected(self) -> str:
        """What belongs here, for a sentence: “a year such as 2030”."""

    @abstractmethod
    def read(self, node: Node, path: str, report: Report) -> T: ...

    @abstractmethod
    def schema(self, definitions: dict[str, Schema]) -> Schema: ...

    def plain(self, value: T) -> Any:
        return value

    def refuse(self, node: Node, path: str, report: Report) -> T:
        """Report that something else stands here than was expected."""
        report.refuse(
            path,
            _("Expected %(expected)s, found %(found)s.") % {"expected": self.expected, "found": found(node)},
        )
        return self.blank


def found(node: Node) -> str:
    """What stands there, for a sentence."""
    if isinstance(node, Items):
        return _("a list")
    if isinstance(node, Keyed):
        return _("keys with values")
    if node.plain and appearance(node.text) is Appearance.NOTHING:
        return _("nothing")
    return _("“%(words)s”") % {"words": shown(node.text)}


def entries(node: Keyed, known: Sequence[str], path: str, report: Report) -> list[Entry]:
    """The entries whose keys are known, their lines remembered; others are reported, with a suggestion."""
    kept = []
    for entry in node.entries:
        if entry.key in known:
            report.lines[step(path, entry.key)] = entry.line
            kept.append(entry)
        else:
            report.refuse(
                step(path, entry.key),
                _("There is no key “%(key)s” here.") % {"key": shown(entry.key)}
                + nearest(entry.key, known, all_if_few=True),
                line=entry.line,
            )
    return kept


def nearest(name: str, known: Sequence[str], *, all_if_few: bool = False) -> str:
    """“Did you mean …?” with a space before it, or nothing when no known name is near."""
    near = get_close_matches(name[:100], known, n=20)
    if near:
        # Codes begin with what matters most: “KU048” is nearer to “KU049” than to “KU908”.
        best = max(near, key=lambda one: _shared_beginning(one, name))
        return " " + _("Did you mean “%(name)s”?") % {"name": best}
    if all_if_few and len(known) <= 6:
        return " " + _("Expected: %(keys)s.") % {"keys": ", ".join(known)}
    return ""


def _shared_beginning(one: str, other: str) -> int:
    return next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))


class Listing(Kind[tuple[T, ...]]):
    """A list of one kind, of `most` items at most. `unique`: the same one again says nothing more."""

    def __init__(self, of: Kind[T], *, unique: bool = False, most: int = 1000) -> None:
        self.of = of
        self.unique = unique
        self.most = most

    @property
    def blank(self) -> tuple[T, ...]:
        return ()

    @property
    def expected(self) -> str:
        return _("a list")

    def read(self, node: Node, path: str, report: Report) -> tuple[T, ...]:
        if not isinstance(node, Items):
            return self.refuse(node, path, report)
        if len(node.nodes) > self.most:
            report.refuse(path, _("A list of more than %(most)d.") % {"most": self.most})
            return ()
        values = []
        for index, child in enumerate(node.nodes):
            place = f"{path}[{index}]"
            report.lines[place] = child.line
            value = self.of.read(child, place, report)
            if isinstance(value, str) and "\n" in value:
                # In a form and in a spreadsheet each text of a list stands on a line of its own.
                report.refuse(place, _("A text of a list stands on one line."))
            values.append(value)
        return tuple(values)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        listing = {"type": "array", "items": self.of.schema(definitions), "maxItems": self.most}
        return listing | {"uniqueItems": True} if self.unique else listing

    def plain(self, value: tuple[T, ...]) -> Any:
        return [self.of.plain(item) for item in value]


def mapping_schema(properties: Mapping[str, Schema], required: Sequence[str]) -> Schema:
    """An object that knows exactly these keys."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }
