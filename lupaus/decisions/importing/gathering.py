"""Pages that were read become meetings, whatever order they came in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from lupaus.decisions.importing.documents import Document
from lupaus.decisions.importing.pages import Pages, Read
from lupaus.decisions.importing.told import Hints, ItemPage, MeetingTold
from lupaus.decisions.importing.understanding import understand
from lupaus.web.refusals import Problem

#: A page that is none of a decision, or breaks off: kept whole, nothing is made of it.
STRANGE, CUT, ENTRY = "strange", "cut", "entry"
_RANK = ("", "agenda", "minutes", "officer")


@dataclass
class Gathered:
    """Items by meeting. Of one item told twice, the minutes count; the other page is kept beside them."""

    pages: Pages
    meetings: dict[tuple[str, str, date | None], MeetingTold] = field(default_factory=dict)
    strange: list[Problem] = field(default_factory=list)
    read: int = 0

    def page(self, document: Document, read: Read, hints: Hints) -> ItemPage | None:
        """Take the page of an item; None for one that is no such page, which is kept and told."""
        self.read += 1
        if document.is_cut:
            self.leave(read, CUT, _("The page breaks off before its end."), document)
            return None
        page = understand(document, hints)
        if not page.is_told:
            self.leave(
                read, STRANGE, _("This is no page of a decision: it names no body, day or title."), document
            )
            return None
        self.item(page, read)
        return page

    def item(self, page: ItemPage, read: Read | None) -> None:
        meeting = self.meeting_of(page)
        place = meeting.places.get(page.item_id)
        if place is None:
            meeting.take(page, read)
            return
        other, other_read = meeting.items[place]
        if other_read is None or _RANK.index(page.stage) > _RANK.index(other.stage):
            meeting.items[place] = (page, read)
            self._aside(other, other_read, page)
        else:
            self._aside(page, read, other)

    def _aside(self, page: ItemPage, read: Read | None, kept: ItemPage) -> None:
        if read is None or self.pages.is_emptied(read.name):
            return
        aside = Read(f"{read.name} {page.stage}".strip(), read.content, read.address)
        if page.stage != kept.stage:  # the agenda beside the minutes
            self.pages.keep(aside, page.left_over)
            return
        aside = Read(f"{aside.name} {read.checksum[:8]}", read.content, read.address)
        sentence = _("Another page tells of the same item: this one is kept and not used.")
        self.pages.keep(aside, [f"{STRANGE}: {sentence}", *page.left_over])
        self.strange.append(Problem(sentence, read.name))

    def hint(self, hints: Hints) -> None:
        """Take an item of which only a feed or a list is known."""
        if not (hints.body and hints.day and hints.title and hints.item_id):
            return
        page = ItemPage(
            hints.item_id, hints.meeting_id, hints.url, hints.body, hints.body_id, hints.day,
            hints.stage or "agenda", title=hints.title,
        )  # fmt: skip
        meeting = self.meeting_of(page)
        if page.item_id not in meeting.places:
            meeting.take(page, None)

    def meeting_of(self, page: ItemPage) -> MeetingTold:
        key = (page.meeting_id, "", None) if page.meeting_id else ("", page.body.casefold(), page.day)
        return self.meetings.setdefault(key, MeetingTold(page.meeting_id))

    def leave(self, read: Read, what: str, sentence: str, document: Document | None = None) -> None:
        """Keep a page that nothing was made of, with all its lines, and tell of it."""
        lines = [line.words for line in document.lines if line.words] if document else []
        self.pages.keep(read, [f"{what}: {sentence}", *(f"line: {each}" for each in lines)])
        self.strange.append(Problem(sentence, read.name))

    def told(self) -> Iterable[MeetingTold]:
        """The meetings, the oldest first."""
        known = [each for each in self.meetings.values() if each.day is not None and each.body]
        return sorted(known, key=lambda each: (each.day or date.min, each.source_id))


def with_page(hints: Hints, item_id: str, meeting_id: str, url: str) -> Hints:
    """What is known of an item, with what its address tells."""
    return replace(
        hints,
        item_id=item_id or hints.item_id,
        meeting_id=meeting_id or hints.meeting_id,
        url=url or hints.url,
    )
