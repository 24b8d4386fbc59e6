"""The lines of an item's page become its fields.

Every customer of the service has an order and names of its own, so nothing is read by its place. A line is
known by what it looks like (a date, a diary number), by the label before it, or by being the first that is
nothing else: the title. What follows a label belongs to it until the next one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lupaus.decisions.importing import facts, preamble
from lupaus.decisions.importing.documents import Document
from lupaus.decisions.importing.facts import Handling, Header
from lupaus.decisions.importing.finishing import (
    LONGEST_PREPARERS,
    tell_appeal,
    without_phones_in_names,
    write_persons,
)
from lupaus.decisions.importing.furniture import is_furniture
from lupaus.decisions.importing.heads import handling_in, own_handlings, read_head
from lupaus.decisions.importing.labels import (
    APPEAL,
    ATTACHMENTS,
    DIARY,
    OWN,
    PREPARERS,
    PRESENTER,
    VALUE,
    Label,
    is_office,
    is_who,
    label_before,
    label_of,
)
from lupaus.decisions.importing.lines import Line, text_line
from lupaus.decisions.importing.told import BEFORE, HEADING, Hints, ItemPage, Passage
from lupaus.decisions.models import TextKind

_PERSON = re.compile(
    r"[A-ZÅÄÖ][\w-]+(?:\s+[a-zåäö]+)?(?:\s+[A-ZÅÄÖ][\w-]+)+[,;]?|.*@.*|.*[0-9]{3}[ -]?[0-9]{4}.*"
)
_TEXTS: Final = frozenset(TextKind.values)


def understand(document: Document, hints: Hints) -> ItemPage:
    """What a page tells of an item. Never fails: what is not understood is told in `left_over`."""
    page = ItemPage(hints.item_id, hints.meeting_id, hints.url, body_id=hints.body_id)
    reader = _Reader(page, hints, document)
    reader.read()
    return page


@dataclass
class _Reader:
    page: ItemPage
    hints: Hints
    document: Document
    header: Header | None = None
    in_preamble: bool = True
    #: What the next lines belong to: a kind of text, or a field of persons or files; "" for nothing yet.
    at: str = ""
    free: list[Line] = field(default_factory=list)
    passage: Passage | None = None
    persons: dict[str, list[str]] = field(default_factory=lambda: {PRESENTER: [], PREPARERS: []})
    asides: list[str] = field(default_factory=list)
    took: int = 0  # lines of the field of persons or files that is open
    own: set[int] = field(default_factory=set)  # the lines that name this very handling
    swedish: int = 0
    labelled: int = 0
    earlier_until: int = -1  # up to this line an earlier handling is told

    def read(self) -> None:
        lines = self.document.lines
        self.header, start = read_head(self.page, self.document, self.hints)
        own = self.own = own_handlings(self.page, lines, start)
        for place in range(start, len(lines)):
            self._line(place, lines[place], own)
        self._end_preamble()
        self._finish()

    # Line by line

    def _line(self, place: int, line: Line, own: set[int]) -> None:
        words = line.words
        if not words:
            self._gap()
        elif line.part == "page-navigation" or is_furniture(words):
            self.page.furniture.append(words)
        elif place in own:
            self._own_line(words)
        elif place <= self.earlier_until:
            self._of_earlier(line)
        elif (handling := handling_in(line)) and not self._is_sentence(line):
            self._earlier(place, handling, own)
        elif self.in_preamble and self._is_fact(line):
            pass
        elif not self.in_preamble and self._is_told_again(words):
            self.page.repeated.append(words)
        elif line.kind in ("text", "heading") and self._is_label(line):
            pass
        else:
            self._say(line)

    def _is_fact(self, line: Line) -> bool:
        """Take a line that is a fact or an attachment; False for one that is neither."""
        if line.kind not in ("bullet", "table") and preamble.is_attachment(line, in_preamble=True):
            self._attach(line)
            return True
        rest = preamble.take_fact(self.page, line)
        if rest is not None and rest is not line:
            self._free(rest)
        return rest is not line

    def _is_told_again(self, words: str) -> bool:
        return self.passage is None and preamble.is_told_again(self.page, words)

    def _attach(self, line: Line) -> None:
        self.page.attachments.append(preamble.attached(line))
        self.took += 1

    @staticmethod
    def _is_sentence(line: Line) -> bool:
        return line.words.endswith(".")

    def _gap(self) -> None:
        """An empty line ends a field that has something in it."""
        if self.at in (PRESENTER, PREPARERS, ATTACHMENTS) and self.took:
            self.at = ""

    def _own_line(self, words: str) -> None:
        told = facts.handling_of(words)
        if told is not None:
            self.page.section = self.page.section or told.section
            if told.body.isupper() and self.page.body and told.body != self.page.body:
                self.page.short[told.body] = self.page.body
        self.page.repeated.append(words)
        if self.passage and self.passage.kind == TextKind.EARLIER:
            self.at, self.passage = "", None
        self.earlier_until = -1

    def _earlier(self, place: int, handling: Handling, own: set[int]) -> None:
        """An earlier handling; where this one is named further down, what stands between belongs to it."""
        self.page.earlier.append(handling)
        following = [each for each in own if each > place]
        if following:
            self._end_preamble()
            self.earlier_until = min(following) - 1
            self._open(TextKind.EARLIER.value, handling.words)

    def _of_earlier(self, line: Line) -> None:
        """What an earlier handling said: its labels are headings within its text."""
        handling = handling_in(line)
        if handling is not None and not self._is_sentence(line):
            self.page.earlier.append(handling)
            self._open(TextKind.EARLIER.value, handling.words)
        elif line.kind in ("text", "heading") and label_of(line.words):
            self._paragraph(f"### {line.words.rstrip(':')}")
        else:
            self._say(line)

    # Labels

    def _is_label(self, line: Line) -> bool:
        """Take a line that is a label, or begins with one; False for any other."""
        if label := self._known(line.words):
            self._labelled(label)
            return True
        for prefix, count in reversed(list(line.prefixes())):
            if label := self._known(prefix):
                self._labelled(label)
                self._rest(label, line.after(count))
                return True
            if is_office(prefix) and len(line.after(count).words) > 60:  # who proposes, and what
                self._labelled(Label(TextKind.PROPOSAL.value, prefix.rstrip(":")))
                self._say(line.after(count))
                return True
        split = label_before(line.words) if line.is_glued else self._with_colon(line)
        if split is not None:
            self._labelled(split[0])
            self._rest(split[0], text_line(split[1], is_glued=line.is_glued))
            return True
        return self._is_unknown_heading(line)

    def _known(self, words: str) -> Label | None:
        """The label some words are. That one may not appeal can be all that is told of implementation."""
        label = label_of(words)
        begun = self.passage is not None and self.passage.kind == TextKind.IMPLEMENTATION
        if (
            label is not None
            and label.kind == APPEAL
            and begun
            and self.passage
            and not self.passage.paragraphs
        ):
            return None
        return label

    @staticmethod
    def _with_colon(line: Line) -> tuple[Label, str] | None:
        """“Päätös: …” in one run; where its words look alike, nothing is lost by taking them apart."""
        return label_before(line.words) if ":" in line.words[:60] and len(line.runs) == 1 else None

    def _rest(self, label: Label, line: Line) -> None:
        """What stands in one line with its label."""
        if label.kind == TextKind.PROPOSAL and is_who(line.words):
            if not self.page.presenter and not self.persons[PRESENTER]:
                self.persons[PRESENTER].append(line.words)
            elif line.words in self.persons[PRESENTER]:
                self.page.repeated.append(line.words)
            elif self.passage is not None:
                self.passage.heading = f"{self.passage.heading or label.heading} {line.words}"
        elif label.kind in (VALUE, DIARY):
            if not self._is_fact(line):
                self._free(line)
        elif label.kind == TextKind.EARLIER and (handling := handling_in(line)):
            self.page.earlier.append(handling)
        else:
            self._say(line)

    def _labelled(self, label: Label) -> None:
        self.labelled += 1
        self.swedish += label.is_swedish
        self.took = 0
        if label.kind in (VALUE, DIARY):
            self.page.furniture.append(label.heading)
            return
        if label.kind == ATTACHMENTS:
            self.page.furniture.append(label.heading)
            self.at = ATTACHMENTS
            return
        self._end_preamble()
        if label.kind in (PRESENTER, PREPARERS):
            self.page.furniture.append(label.heading.replace(f"({label.aside})", ""))
            if label.aside:
                self.asides.append(f"({label.aside})")
            self.at = label.kind
        elif label.kind == APPEAL:
            self.at = APPEAL
            self.passage = Passage(APPEAL, label.heading)
            self.page.passages.append(self.passage)
        else:
            self._open(label.kind, "" if label.is_plain else label.heading)
            if label.is_plain:
                self.page.furniture.append(label.heading)

    def _is_unknown_heading(self, line: Line) -> bool:
        """A heading nobody knows: within a text one of its own, else a text of another kind, and told."""
        words = line.words
        if self.in_preamble or not line.is_strong or len(words) > 120 or words.endswith((".", ",", ";")):
            return False
        if (line.kind == "heading" and line.level <= 3) or words.endswith(":"):
            self._open(OWN, words.rstrip(":"))
            self.page.leave(HEADING, words)
            return True
        self._paragraph(f"### {words.rstrip(':')}")
        return True

    # Texts

    def _open(self, kind: str, heading: str) -> None:
        """Begin a text. Of one kind there is one text; what follows under it later has its own heading."""
        self.at = kind
        same = next((each for each in self.page.passages if each.kind == kind), None)
        if same is None or kind in (OWN, TextKind.EARLIER):
            self.passage = Passage(kind, heading)
            self.page.passages.append(self.passage)
            return
        self.passage = same
        if heading and same.paragraphs:
            same.paragraphs.append((False, f"### {heading}"))
        elif heading:
            same.heading = f"{same.heading}, {heading}" if same.heading else heading

    def _say(self, line: Line) -> None:
        """Put a line that is nothing by itself where it belongs."""
        if self.at in (PRESENTER, PREPARERS) and self._is_person(line):
            self.persons[self.at].append(line.words)
            self.took += 1
        elif self.at == ATTACHMENTS and self._is_listed(line):
            self._attach(line)
        elif self.in_preamble:
            self._free(line)
        else:
            self._text(line)

    def _is_person(self, line: Line) -> bool:
        words = line.words
        if line.kind == "table" or len(words) > LONGEST_PREPARERS or line.kind == "heading":
            return False
        if not self.took:
            return True
        return len(words) <= 150 and not words.endswith((".", ":")) and bool(_PERSON.fullmatch(words))

    def _is_listed(self, line: Line) -> bool:
        if line.addresses or line.kind == "bullet" or line.part == "indented" or preamble.is_numbered(line):
            return True
        return len(line.words) <= 200 and not line.words.endswith(".") and (self.took == 0 or line.is_glued)

    def _free(self, line: Line) -> None:
        if self.at == ATTACHMENTS:
            self.at = ""
        self.free.append(line)

    def _text(self, line: Line) -> None:
        if self.at not in _TEXTS and self.at != APPEAL:
            told = any(each.kind == TextKind.ACCOUNT for each in self.page.passages)
            last = next((each for each in reversed(self.page.passages) if each.kind in _TEXTS), None)
            if told and last is not None:
                self.at, self.passage = last.kind, last
            else:
                self._open(TextKind.ACCOUNT.value, "")
        if line.is_strong and line.kind == "heading":
            self._paragraph(f"### {line.words}")
        else:
            self._paragraph(line.prose(), is_line=line.kind == "bullet")

    def _paragraph(self, prose: str, *, is_line: bool = False) -> None:
        if self.passage is None:
            self._open(TextKind.ACCOUNT.value, "")
        assert self.passage is not None  # noqa: S101 - it was opened
        said, phones = facts.without_phones(prose)
        self.page.phones += phones
        if said.strip():
            self.passage.paragraphs.append((is_line, said))

    # The end

    def _end_preamble(self) -> None:
        """Find the title among the lines that were nothing else; the others begin the account."""
        if not self.in_preamble:
            return
        self.in_preamble = False
        if self.at == ATTACHMENTS:
            self.at = ""
        free, self.free = self.free, []
        place = preamble.title_place(free, self.hints.title)
        if place is not None:
            preamble.take_title(self.page, free.pop(place))
        for line in free[: place or 0]:
            self.page.leave(BEFORE, line)
        for line in free[place or 0 :]:
            if line.words == self.page.title:
                self.page.repeated.append(line.words)
            else:
                self._text(line)
        if self.passage is not None:
            self.at, self.passage = "", None

    def _finish(self) -> None:
        page = self.page
        page.title = page.title or self.hints.title
        page.is_known = bool(self.header or self.labelled or self.own or page.diary_number or page.section)
        if not page.stage:
            decided = any(each.kind == TextKind.DECISION for each in page.passages)
            page.stage = "minutes" if decided or page.section else "agenda"
        write_persons(page, self.persons, self.asides)
        tell_appeal(page)
        without_phones_in_names(page)
        page.passages = [each for each in page.passages if each.paragraphs or each.heading]
        foreign = self.header.is_swedish if self.header else self.document.language == "sv"
        page.is_swedish = foreign or self.swedish * 2 > self.labelled
