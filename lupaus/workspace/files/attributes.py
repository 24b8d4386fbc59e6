"""The kind of value that holds an organisation's own attributes: ids with a text, a number or a day each.

Which attributes there are, and which values they take, the organisation decides; that is checked where the
file is brought in (`workspace.attributes`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from lupaus.workspace.files.kinds import Kind, Schema
from lupaus.workspace.files.nodes import Keyed, Node, Scalar
from lupaus.workspace.files.quantities import Number
from lupaus.workspace.files.report import Report, shown, step
from lupaus.workspace.files.scalars import Appearance, appearance
from lupaus.workspace.files.words import Line, Slug, text_of

OwnAttributes = Mapping[str, str | int | float]
LONGEST = 2000


class AttributeValues(Kind[OwnAttributes]):
    """A mapping from ids to single values."""

    MOST = 100

    @property
    def blank(self) -> OwnAttributes:
        return {}

    @property
    def expected(self) -> str:
        return _("ids of attributes with values")

    def read(self, node: Node, path: str, report: Report) -> OwnAttributes:
        if not isinstance(node, Keyed) or len(node.entries) > self.MOST:
            return self.refuse(node, path, report)
        values = {}
        for entry in node.entries:
            place = step(path, entry.key)
            report.lines[place] = entry.line
            if not re.fullmatch(Slug.PATTERN[1:-1], entry.key):
                report.refuse(place, _("“%(id)s” is no id of an attribute.") % {"id": shown(entry.key)})
                continue
            values[entry.key] = _value(entry.node, place, report)
        return values

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        value = {"anyOf": [Line(LONGEST).schema(definitions), Number().schema(definitions)]}
        return {
            "type": "object",
            "propertyNames": Slug().schema(definitions),
            "additionalProperties": value,
            "maxProperties": self.MOST,
        }

    def plain(self, value: OwnAttributes) -> dict[str, str | int | Decimal]:
        return {name: _plain(each) for name, each in value.items()}


def _value(node: Node, path: str, report: Report) -> str | int | float:
    looks = appearance(node.text) if isinstance(node, Scalar) and node.plain else Appearance.TEXT
    if looks is Appearance.NUMBER:
        number = Number().read(node, path, report)
        return int(number) if number.is_integer() else number
    if looks is Appearance.DATE and isinstance(node, Scalar):
        return node.text  # a day may stand without quotes
    words = text_of(node, path, report)
    if words is None:
        return ""
    if len(words) > LONGEST or not words.strip():
        report.refuse(path, _("Expected %(expected)s.") % {"expected": Line(LONGEST).expected})
    return words


def _plain(value: str | float) -> str | int | Decimal:
    return Decimal(repr(value)) if isinstance(value, float) else value
