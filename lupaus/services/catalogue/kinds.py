"""The kinds of value only a catalogue has: codes, coordinates, web addresses, opening hours."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from lupaus.web.texts import LANGUAGES
from lupaus.workspace.files.kinds import Kind, Schema
from lupaus.workspace.files.nodes import Items, Keyed, Node, Scalar
from lupaus.workspace.files.quantities import Number
from lupaus.workspace.files.report import Report, step
from lupaus.workspace.files.words import Line, Link, Words

#: The longest note of opening hours.
_NOTE = 2_000


class Pattern(Line):
    """A short code of a certain form."""

    def __init__(self, pattern: str, limit: int, example: str) -> None:
        super().__init__(limit)
        self.pattern = pattern
        self.example = example

    @property
    def expected(self) -> str:
        return _("a text such as %(example)s") % {"example": self.example}

    def fits(self, words: str) -> bool:
        return len(words) <= self.limit and re.fullmatch(self.pattern, words, re.ASCII) is not None

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "string", "maxLength": self.limit, "pattern": f"^{self.pattern}$"}


class Degrees(Number):
    """A coordinate in WGS84."""

    def __init__(self, most: int) -> None:
        self.most = most

    @property
    def expected(self) -> str:
        return _("degrees from −%(most)d to %(most)d, such as 60.17") % {"most": self.most}

    def read(self, node: Node, path: str, report: Report) -> float:
        value = super().read(node, path, report)
        return self.refuse(node, path, report) if abs(value) > self.most else value

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "number", "minimum": -self.most, "maximum": self.most}


class Links(Words):
    """A web address, or one for each language."""

    def __init__(self) -> None:
        super().__init__(500, same_allowed=True)
        self.line = Link()

    @property
    def expected(self) -> str:
        return _("a web address, or one for each language: {fi: …, sv: …, en: …}")

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        link = self.line.schema(definitions)
        by_language = {
            "type": "object",
            "properties": dict.fromkeys(LANGUAGES, link),
            "required": ["fi"],
            "additionalProperties": False,
        }
        return {"anyOf": [link, by_language]}


class Hours(Kind[tuple[dict[str, Any], ...]]):
    """Opening hours: a list of rules as `services.points.hours` knows them, read here as they stand."""

    MOST = 200
    KEYS = (
        "days",
        "from",
        "to",
        "always",
        "appointment",
        "valid_from",
        "valid_to",
        "note",
        "exception",
        "closed",
    )

    @property
    def blank(self) -> tuple[dict[str, Any], ...]:
        return ()

    @property
    def expected(self) -> str:
        return _('a list of opening hours such as {days: [1, 2], from: "08:00", to: "16:00"}')

    def read(self, node: Node, path: str, report: Report) -> tuple[dict[str, Any], ...]:
        if not isinstance(node, Items) or len(node.nodes) > self.MOST:
            return self.refuse(node, path, report)
        rules = []
        for index, child in enumerate(node.nodes):
            place = f"{path}[{index}]"
            report.lines[place] = child.line
            if isinstance(child, Keyed):
                rules.append(_rule(child, place, report))
            else:
                self.refuse(child, place, report)
        return tuple(rules)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        day = {"type": "string", "format": "date"}
        clock = {"type": "string", "pattern": r"^\d\d:\d\d$"}
        flag = {"const": True}
        properties = {
            "days": {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 7}},
            "from": clock,
            "to": clock,
            "always": flag,
            "appointment": flag,
            "valid_from": day,
            "valid_to": day,
            "note": Words(_NOTE).schema(definitions),
            "exception": flag,
            "closed": flag,
        }
        rule = {"type": "object", "properties": properties, "additionalProperties": False}
        return {"type": "array", "items": rule, "maxItems": self.MOST}

    def plain(self, value: tuple[dict[str, Any], ...]) -> Any:
        return list(value)


def _rule(node: Keyed, path: str, report: Report) -> dict[str, Any]:
    """A rule as plain values; whether they make sense together, `points.hours` says."""
    rule: dict[str, Any] = {}
    for entry in node.entries:
        place = step(path, entry.key)
        report.lines[place] = entry.line
        rule[entry.key] = _plain(entry.node)
    return rule


def _plain(node: Node) -> Any:
    if isinstance(node, Items):
        return [_plain(each) for each in node.nodes]
    if isinstance(node, Keyed):
        return {entry.key: _plain(entry.node) for entry in node.entries}
    return _value(node)


def _value(node: Scalar) -> Any:
    if not node.plain:
        return node.text
    if re.fullmatch(r"0|[1-9][0-9]{0,5}", node.text, re.ASCII):
        return int(node.text)
    return {"true": True, "false": False}.get(node.text, node.text)
