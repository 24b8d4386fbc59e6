"""A service of Dynasty, read from its address: feeds, lists, meetings, items.

The feeds tell what is new, the lists what there is; a meeting's page lists its items, and each of those has a
page of its own. Attachments are listed with their addresses and not fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from lupaus.decisions.importing import feed, lists
from lupaus.decisions.importing.addresses import (
    FRAMES,
    ITEM,
    MEETING,
    MEETINGS,
    OFFICERS,
    Asked,
    Base,
    asked_of,
    base_of,
    meeting_of,
)
from lupaus.decisions.importing.decoding import text_of
from lupaus.decisions.importing.documents import Document, NotRead, document
from lupaus.decisions.importing.gathering import CUT, ENTRY, STRANGE, Gathered
from lupaus.decisions.importing.network import Gone, Host
from lupaus.decisions.importing.pages import Pages, Read
from lupaus.decisions.importing.told import Hints, MeetingTold
from lupaus.web.refusals import Problem

_FEEDS: Final = ("rss/meetings", "rss/meetingitems", "rss/official_decisions")
MOST_MEETINGS: Final = 100_000
Progress = Callable[[int, int | None], None]


@dataclass
class Service:
    """Reads a service, page by page. `since`: meetings held before that day are left alone."""

    address: str
    host: Host
    pages: Pages
    into: Gathered
    since: date | None = None
    progress: Progress | None = None
    stages: bool = True  # whether pages are kept as they come, for a reading that breaks
    _meetings: dict[str, Hints] = field(default_factory=dict)
    _items: dict[str, Hints] = field(default_factory=dict)

    @property
    def base(self) -> Base:
        return base_of(self.address)

    def meetings(self) -> Iterator[MeetingTold]:
        """The meetings, one after another, each with its items. Raises `NoAnswer`."""
        self._find(asked_of(self.address))
        chosen = [each for each in self._meetings.values() if not self._is_before(each.day)]
        chosen.sort(key=lambda each: (each.day or date.min, each.meeting_id))
        for number, hints in enumerate(chosen[:MOST_MEETINGS], start=1):
            told = self._meeting(hints)
            if told is not None:
                yield told
            if self.progress:
                self.progress(number, len(chosen))

    def _is_before(self, day: date | None) -> bool:
        return self.since is not None and day is not None and day < self.since

    # What there is

    def _find(self, asked: Asked | None) -> None:
        if asked is not None and asked.page == ITEM:
            hint = Hints(asked.id, meeting_of(asked.id), self.base.address(ITEM, asked.id))
            self._items[asked.id] = hint
            self._meetings[hint.meeting_id] = Hints(meeting_id=hint.meeting_id)
        elif asked is not None and asked.page == MEETING and asked.id:
            self._meetings[asked.id] = Hints(meeting_id=asked.id)
        elif asked is not None and asked.page.startswith("rss/"):
            self._feed(asked.page)
        elif asked is not None and asked.page == MEETINGS and asked.id:
            self._list(MEETINGS, asked.id)
        else:
            for page in _FEEDS:
                self._feed(page)
            for page in (FRAMES, OFFICERS):
                for id_, name in self._list(page):
                    self._list(MEETINGS, id_, name)

    def _feed(self, page: str) -> None:
        read = self._get(page, show=True)
        if read is None:
            return
        try:
            found, strange = feed.entries(text_of(read.content))
        except feed.NoFeed as refused:
            self.into.leave(read, STRANGE, refused.problems[0].message)
            return
        self.pages.keep(read, [f"{ENTRY}: {each}" for each in strange])
        for hint in found:
            self._meetings.setdefault(hint.meeting_id, replace(hint, item_id="", title="", url=""))
            if hint.item_id:
                self._items[hint.item_id] = hint

    def _list(self, page: str, id_: str = "", name: str = "") -> list[tuple[str, str]]:
        """Read a list; the bodies it names."""
        read = self._get(page, id_)
        found = self._document(read)
        if read is None or found is None:
            return []
        listed = lists.listed(found, read.address)
        self.pages.keep(read, lists.words_left(found))
        for hint in listed.meetings:
            known = self._meetings.get(hint.meeting_id, Hints())
            self._meetings[hint.meeting_id] = replace(
                hint,
                body=known.body or name or listed.of.body,
                body_id=id_ if page == MEETINGS else known.body_id,
                day=hint.day or known.day,
                stage=hint.stage or known.stage,
            )
        return listed.bodies

    # A meeting

    def _meeting(self, hints: Hints) -> MeetingTold | None:
        told = MeetingTold(
            hints.meeting_id, self.base.address(MEETING, hints.meeting_id),
            hints.body, hints.body_id, hints.day, hints.stage,
        )  # fmt: skip
        key = (hints.meeting_id, "", None)
        self.into.meetings[key] = told
        items = {each.item_id: each for each in self._items.values() if each.meeting_id == hints.meeting_id}
        only = asked_of(self.address)
        if only is None or only.page != ITEM:
            for each in self._listed(told):
                items[each.item_id] = replace(each, title=each.title or items.get(each.item_id, each).title)
        if self._is_before(told.day):
            return None
        for item in sorted(items.values(), key=lambda each: _number(each.item_id)):
            self._item(item, told)
        del self.into.meetings[key]
        return told if told.body and told.day and told.items else None

    def _listed(self, told: MeetingTold) -> list[Hints]:
        """The items that the meeting's own page lists, and what it tells of the meeting."""
        read = self._get(MEETING, told.source_id)
        found = self._document(read)
        if read is None or found is None:
            return []
        listed = lists.listed(found, read.address)
        left = lists.words_left(found)
        told.body, told.day = told.body or listed.of.body, told.day or listed.of.day
        told.stage = listed.of.stage or told.stage
        self.pages.keep(read, [each for each in left if not lists.is_about_meeting(each, told)])
        return [each for each in listed.items if each.meeting_id == told.source_id]

    def _item(self, hints: Hints, told: MeetingTold) -> None:
        hints = replace(
            hints,
            body=hints.body or told.body,
            body_id=told.body_id,
            day=hints.day or told.day,
            stage=hints.stage or told.stage,
            url=self.base.address(ITEM, hints.item_id),
        )
        try:
            read = self._fetched(ITEM, hints.item_id)
        except Gone:
            told.gone.append(hints.item_id)
            return
        found = self._document(read)
        if found is not None:
            self.into.page(found, read, hints)

    # Asking

    def _document(self, read: Read | None) -> Document | None:
        """A page as lines; None for one that cannot be read, which is kept and told."""
        if read is None:
            return None
        try:
            found = document(text_of(read.content))
        except NotRead as refused:
            self.into.leave(read, STRANGE, refused.problems[0].message)
            return None
        if found.is_cut:
            self.into.leave(read, CUT, _("The page breaks off before its end."), found)
            return None
        return found

    def _get(self, page: str, id_: str = "", *, show: bool = False) -> Read | None:
        """A page; None, and told, where the service has none."""
        try:
            return self._fetched(page, id_, show=show)
        except Gone as gone:
            self.into.strange.append(Problem(gone.problems[0].message, Asked(page, id_).name))
            return None

    def _fetched(self, page: str, id_: str = "", *, show: bool = False) -> Read:
        name = Asked(page, id_).name
        address = self.base.address(page, id_) + ("&show=30" if show else "")
        read = self.pages.fresh(name)
        if read is None:
            read = Read(name, self.host.get(address), address)
            if self.stages:
                self.pages.stage(read)
        return read


def _number(item_id: str) -> int:
    return int(item_id.rpartition("-")[2])
