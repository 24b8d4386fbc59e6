"""What the page of an item tells, field by field, and where every word of the page went."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from lupaus.decisions.importing.facts import Handling
from lupaus.decisions.importing.lines import Line
from lupaus.decisions.importing.pages import Read

#: What a left-over line was; `commands` has the words for it.
BEFORE, HEADING, SEVERAL = "before", "heading", "several"


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of an item before its page is read: from a list, a feed, an address, a file's name."""

    item_id: str = ""  # “2023277-5”; of CloudNC the path below its bodies
    meeting_id: str = ""
    url: str = ""
    body: str = ""
    day: date | None = None
    stage: str = ""
    title: str = ""
    body_id: str = ""  # what the source calls the body


@dataclass(slots=True)
class Passage:
    """A text of the page under its label, in the small markup, paragraph by paragraph."""

    kind: str
    heading: str = ""
    #: Whether each belongs to a list, and what it says.
    paragraphs: list[tuple[bool, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        said = ""
        in_list = False
        for is_line, words in self.paragraphs:
            gap = "" if not said else "\n" if is_line and in_list else "\n\n"
            said, in_list = f"{said}{gap}{words}", is_line
        return said


@dataclass(frozen=True, slots=True)
class Attached:
    """An attachment as it is listed. One that is not public has no address."""

    title: str
    address: str = ""
    public: bool = True


@dataclass(slots=True)
class ItemPage:
    """An item as its page tells it."""

    item_id: str = ""
    meeting_id: str = ""
    url: str = ""
    body: str = ""
    body_id: str = ""
    day: date | None = None
    #: “agenda”, “minutes”, “officer”; empty where nothing tells.
    stage: str = ""
    section: int | None = None
    number: str = ""
    title: str = ""
    diary_number: str = ""
    presenter: str = ""
    preparers: str = ""
    passages: list[Passage] = field(default_factory=list)
    attachments: list[Attached] = field(default_factory=list)
    earlier: list[Handling] = field(default_factory=list)
    appeal: str = ""
    appeal_note: str = ""
    #: Whether the note repeats what stands in another field.
    note_is_repeated: bool = False
    is_swedish: bool = False
    #: Whether the page itself looks like one of a decision: a header, a label, a diary number.
    is_known: bool = False
    #: Abbreviations and what they stand for: {"MHS": "Maakuntahallitus"}.
    short: dict[str, str] = field(default_factory=dict)
    # Where the other words went:
    left_over: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)  # of the service: links, names of fields
    repeated: list[str] = field(default_factory=list)  # facts told before
    phones: list[str] = field(default_factory=list)

    @property
    def is_told(self) -> bool:
        """Whether there is enough of an item to keep it as one."""
        return bool(self.is_known and self.title and self.body and self.day)

    def leave(self, what: str, line: Line | str) -> None:
        words = line if isinstance(line, str) else line.words
        self.left_over.append(f"{what}: {words}")


@dataclass(slots=True)
class MeetingTold:
    """A meeting with those of its items whose pages were read, or that a feed names."""

    source_id: str = ""  # “2023277”; empty where nothing tells it
    url: str = ""
    body: str = ""
    body_id: str = ""
    day: date | None = None
    stage: str = ""
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    is_swedish: bool = False
    items: list[tuple[ItemPage, Read | None]] = field(default_factory=list)
    #: Ids of items that the service no longer has, as it said itself.
    gone: list[str] = field(default_factory=list)
    #: The place of each item that has an id.
    places: dict[str, int] = field(default_factory=dict)

    def take(self, page: ItemPage, read: Read | None) -> None:
        """Add an item; what the meeting's own page did not tell, its items do."""
        if page.item_id:
            self.places[page.item_id] = len(self.items)
        self.items.append((page, read))
        self.body = self.body or page.body
        self.body_id = self.body_id or page.body_id
        self.day = self.day or page.day
        self.is_swedish = self.is_swedish or page.is_swedish
        if _rank(page.stage) > _rank(self.stage):
            self.stage = page.stage


def _rank(stage: str) -> int:
    return ("", "agenda", "minutes", "officer").index(stage)
