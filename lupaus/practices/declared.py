"""What a handbook holds, declared once: pages, the file and what is refused all follow from here.

A handbook has chapters, a chapter has sections. The same declaration reads a planner's file, with the line of
every mistake, and what somebody wrote in a form, with the name of every field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.files.kinds import Kind, Listing, Schema, entries
from lupaus.workspace.files.nodes import Keyed, Node, Scalar
from lupaus.workspace.files.quantities import Day
from lupaus.workspace.files.records import Located, Record, key, record
from lupaus.workspace.files.report import Report, step
from lupaus.workspace.files.words import Line, Words, text_of

TITLE = 300
#: A chapter is meant to be read: thirty pages in each language are far more than one holds.
PROSE = 60_000
MOST_GOALS = 100


class Prose(Words):
    """A longer text, in any of the three languages: a chapter may be begun in the one its writer speaks."""

    def read(self, node: Node, path: str, report: Report) -> Text:
        if not isinstance(node, Keyed):
            return self.refuse(node, path, report)
        words = {
            entry.key: self.line.read(entry.node, step(path, entry.key), report)
            for entry in entries(node, LANGUAGES, path, report)
        }
        return Text.of(words)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        line = self.line.schema(definitions)
        name = f"prose-{self.line.limit}"
        definitions[name] = {
            "type": "object",
            "properties": dict.fromkeys(LANGUAGES, line),
            "additionalProperties": False,
        }
        return {"$ref": f"#/$defs/{name}"}


class PartId(Line):
    """The id of a part: it stands in addresses."""

    PATTERN = r"^[a-z0-9][a-z0-9-]{0,79}$"

    def __init__(self) -> None:
        super().__init__(80)

    @property
    def expected(self) -> str:
        return _("an id of small letters a–z, digits and hyphens, at most 80 characters")

    def fits(self, words: str) -> bool:
        return re.fullmatch(self.PATTERN[1:-1], words) is not None

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        definitions["id"] = {"type": "string", "pattern": self.PATTERN}
        return {"$ref": "#/$defs/id"}


class GoalName(Line):
    """A goal of a strategy: `strategy-id/goal-slug`. Whether it is there is told, not asked for."""

    PATTERN = r"^[a-z0-9][a-z0-9_-]{0,79}/[a-z0-9][a-z0-9_-]{0,79}$"

    def __init__(self) -> None:
        super().__init__(161)

    @property
    def expected(self) -> str:
        return _("a goal as strategy/goal, such as uusimaa-2030/employment")

    def fits(self, words: str) -> bool:
        return re.fullmatch(self.PATTERN[1:-1], words) is not None

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "string", "pattern": self.PATTERN}


class OwnValues(Kind[dict[str, Any]]):
    """The organisation's own attributes of a part, by id; the workspace knows what each may be."""

    @property
    def blank(self) -> dict[str, Any]:
        return {}

    @property
    def expected(self) -> str:
        return _("ids with values")

    def read(self, node: Node, path: str, report: Report) -> dict[str, Any]:
        if not isinstance(node, Keyed):
            return self.refuse(node, path, report)
        values: dict[str, Any] = {}
        for entry in node.entries:
            place = step(path, entry.key)
            report.lines[place] = entry.line
            number = _number_of(entry.node)
            words = text_of(entry.node, place, report) if number is None else number
            if words is not None:
                values[entry.key] = words
        return values

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "object", "additionalProperties": {"type": ["string", "number"]}}

    def plain(self, value: dict[str, Any]) -> Any:
        return {
            name: Decimal(repr(each)) if isinstance(each, float) else each for name, each in value.items()
        }


def _number_of(node: Node) -> int | float | None:
    if not isinstance(node, Scalar) or not node.plain:
        return None
    if re.fullmatch(r"-?(?:0|[1-9][0-9]{0,17})", node.text, re.ASCII):
        return int(node.text)
    if re.fullmatch(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,12}", node.text, re.ASCII):
        return float(node.text)
    return None


@record
class SectionEntry(Located):
    id: str = key(PartId(), about="Stable id, once in the handbook.")
    title: Text = key(Words(TITLE))
    text: Text = key(Prose(PROSE), default=Text())
    review_date: date | None = key(Day(), default=None, about="By this day the text is read anew.")
    goals: tuple[str, ...] = key(
        Listing(GoalName(), unique=True), default=(), about="The goals it serves, each as strategy/goal."
    )
    attributes: dict[str, Any] | None = key(OwnValues(), default=None, about="The organisation's own.")


@record
class ChapterEntry(Located):
    id: str = key(PartId(), about="Stable id, once in the handbook; it stands in the chapter's address.")
    title: Text = key(Words(TITLE))
    text: Text = key(Prose(PROSE), default=Text())
    responsible: Text = key(
        Words(TITLE, same_allowed=True), default=Text(), about="The office or body, never a person's name."
    )
    review_date: date | None = key(Day(), default=None, about="By this day the chapter is read anew.")
    goals: tuple[str, ...] = key(
        Listing(GoalName(), unique=True), default=(), about="The goals it serves, each as strategy/goal."
    )
    attributes: dict[str, Any] | None = key(OwnValues(), default=None, about="The organisation's own.")
    sections: tuple[SectionEntry, ...] = key(Listing(Record(SectionEntry)), default=())


@record
class HandbookEntry(Located):
    id: str = key(PartId(), about="Stable id of the handbook; it stands in its address.")
    title: Text = key(Words(TITLE))
    organisation: Text = key(
        Words(TITLE, same_allowed=True), default=Text(), about="What the organisation is called."
    )
    purpose: Text = key(Prose(PROSE), default=Text(), about="What the handbook is for.")
    attributes: dict[str, Any] | None = key(OwnValues(), default=None, about="The organisation's own.")
    chapters: tuple[ChapterEntry, ...] = key(Listing(Record(ChapterEntry)), default=())


@record
class Document(Located):
    """A whole file."""

    practices: HandbookEntry = key(Record(HandbookEntry))


DOCUMENT = Record(Document)

#: Kind of part → what it is made of.
RECORDS: Mapping[str, Record[Any]] = {
    "practices": Record(HandbookEntry),
    "chapter": Record(ChapterEntry),
    "section": Record(SectionEntry),
}
#: Keys that are no part of a content: the id is the part's own, what stands under it are parts.
NOT_CONTENT = ("id", "chapters", "sections")
