"""What a handbook holds, declared once: pages, the file and what is refused all follow from here.

A handbook has chapters, a chapter has sections. The same declaration reads a planner's file, with the line of
every mistake, and what somebody wrote in a form, with the name of every field.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from lupaus.web.texts import Text
from lupaus.workspace.files.attributes import AttributeValues, OwnAttributes
from lupaus.workspace.files.declared import Declared, PartRecord
from lupaus.workspace.files.kinds import Listing, Schema
from lupaus.workspace.files.quantities import Day
from lupaus.workspace.files.records import Located, Record, key, record
from lupaus.workspace.files.words import Line, PartId, Prose, Words

TITLE = 300
#: A chapter is meant to be read: thirty pages in each language are far more than one holds.
PROSE = 60_000
MOST_GOALS = 100


class GoalName(Line):
    """A goal of a strategy: `strategy-id/goal-slug`. Whether it is there is told, not asked for."""

    has_spaces = False
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


@record
class SectionEntry(Located):
    id: str = key(PartId(), about="Stable id, once in the handbook.")
    title: Text = key(Words(TITLE))
    text: Text = key(Prose(PROSE), default=Text())
    review_date: date | None = key(Day(), default=None, about="By this day the text is read anew.")
    goals: tuple[str, ...] = key(
        Listing(GoalName(), unique=True, most=MOST_GOALS),
        default=(),
        about="The goals it serves, each as strategy/goal.",
    )
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about="The organisation's own.")


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
        Listing(GoalName(), unique=True, most=MOST_GOALS),
        default=(),
        about="The goals it serves, each as strategy/goal.",
    )
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about="The organisation's own.")
    sections: tuple[SectionEntry, ...] = key(Listing(Record(SectionEntry)), default=())


@record
class HandbookEntry(Located):
    id: str = key(PartId(), about="Stable id of the handbook; it stands in its address.")
    title: Text = key(Words(TITLE))
    organisation: Text = key(
        Words(TITLE, same_allowed=True), default=Text(), about="What the organisation is called."
    )
    purpose: Text = key(Prose(PROSE), default=Text(), about="What the handbook is for.")
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about="The organisation's own.")
    chapters: tuple[ChapterEntry, ...] = key(Listing(Record(ChapterEntry)), default=())


@record
class Document(Located):
    """A whole file."""

    practices: HandbookEntry = key(Record(HandbookEntry))


NAME: Final = "practices"
CHAPTER: Final = "chapter"
SECTION: Final = "section"

HANDBOOK: Final = Declared(
    name=NAME,
    key="practices",
    head=HandbookEntry,
    parts=(
        PartRecord(CHAPTER, "chapters", ChapterEntry),
        PartRecord(SECTION, "sections", SectionEntry, CHAPTER),
    ),
    document=Document,
    taken=("versions",),
    schema_title="Lupaus practices document",
    schema_description="An organiser's practices document: what `lupaus practices bring` reads.",
)
