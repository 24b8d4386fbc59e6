"""A service of CloudNC: pages below `/fi-FI/Toimielimet`, of bodies, meetings and items.

An address tells what its page is by its depth: body, meeting, item. The same language is read as the address
that was named. Which words such a page holds is known; no page of one could be seen when this was written, so
whatever else stands on them is left over and listed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from lupaus.decisions.importing import facts, lists
from lupaus.decisions.importing.decoding import text_of
from lupaus.decisions.importing.documents import Document, Link, NotRead, document
from lupaus.decisions.importing.gathering import STRANGE, Gathered
from lupaus.decisions.importing.network import Gone, Host
from lupaus.decisions.importing.pages import Pages, Read
from lupaus.decisions.importing.told import Hints, MeetingTold
from lupaus.web.network import host_of
from lupaus.web.refusals import Problem

_TOP: Final = re.compile(
    r"^(?P<top>/[a-z]{2}-[A-Z]{2}/(?:Toimielimet|Organ|Viranhaltijat|Tjansteinnehavare))(?P<below>(?:/[^/]+)*)/?$"
)
_LANGUAGE: Final = re.compile(r"^/(?P<language>[a-z]{2})-[A-Z]{2}(?:/|$)")
_TOPS: Final = {"fi": "/fi-FI/Toimielimet", "sv": "/sv-FI/Organ"}
_BODY, _MEETING, _ITEM = 1, 2, 3
_LONGEST: Final = 180
MOST_PAGES: Final = 500_000
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Place:
    """What an address of CloudNC means: its steps below the bodies, unquoted."""

    path: str  # as it is asked for
    steps: tuple[str, ...]

    @property
    def id(self) -> str:
        return _short("/".join(self.steps[:_ITEM]))

    @property
    def meeting_id(self) -> str:
        return _short("/".join(self.steps[:_MEETING])) if len(self.steps) >= _MEETING else ""


def place_of(address: str, page_address: str = "") -> Place | None:
    """What a link means; None for any that is no page of bodies, meetings or items."""
    try:
        whole = urljoin(page_address, address)
        parts = urlsplit(whole)
    except ValueError:
        return None
    if page_address and host_of(whole) != host_of(page_address):
        return None
    found = _TOP.fullmatch(parts.path)
    if (
        found is None
        or parts.query
        or re.search(r"\.(?:pdf|docx?|xlsx?|zip)$|/download", parts.path, re.IGNORECASE)
    ):
        return None
    steps = tuple(unquote(each) for each in found["below"].split("/") if each)
    if len(steps) > _ITEM or any(each in (".", "..") or "/" in each for each in steps):
        return None
    return Place(parts.path.rstrip("/"), steps)


def cloudnc_named(page: Document, address: str, _name: str) -> tuple[str, str]:
    """The ids of a saved page of CloudNC."""
    place = place_of(page.saved_from or address)
    return (place.id, place.meeting_id) if place and len(place.steps) == _ITEM else ("", "")


@dataclass
class Service:
    """Reads a service of CloudNC, page by page."""

    address: str
    host: Host
    pages: Pages
    into: Gathered
    since: date | None = None
    progress: Progress | None = None
    stages: bool = True
    _asked: set[str] = field(default_factory=set)

    def meetings(self) -> Iterator[MeetingTold]:
        """The meetings, one after another, each with its items. Raises `NoAnswer`."""
        parts = urlsplit(self.address)
        place = place_of(self.address)
        if place is None:
            language = _LANGUAGE.match(parts.path)
            place = Place(_TOPS.get(language["language"] if language else "fi", _TOPS["fi"]), ())
        if len(place.steps) >= _MEETING:
            yield from self._whole(self._meeting(place))
            return
        bodies = [place] if place.steps else list(self._below(place, _BODY))
        meetings = [each for body in bodies for each in self._below(body, _MEETING)]
        for number, each in enumerate(meetings, start=1):
            yield from self._whole(self._meeting(each))
            if self.progress:
                self.progress(number, len(meetings))

    def _whole(self, told: MeetingTold) -> Iterator[MeetingTold]:
        too_old = self.since is not None and told.day is not None and told.day < self.since
        if told.body and told.day and told.items and not too_old:
            yield told

    def _below(self, place: Place, depth: int, told: MeetingTold | None = None) -> Iterator[Place]:
        """The pages one step below a page, each once."""
        try:
            read, page = self._page(place)
        except Gone as gone:
            self.into.strange.append(Problem(gone.problems[0].message, place.path))
            return
        if depth == _ITEM and read is not None and page is not None and told is not None:
            left = lists.words_left(page)
            self.pages.keep(read, [each for each in left if not lists.is_about_meeting(each, told)])
        for link in page.links if page else ():
            found = place_of(link.address, self._address(place))
            if found and len(found.steps) == depth and found.steps[: depth - 1] == place.steps:
                if self._is_old(link) or found.path in self._asked:
                    continue
                self._asked.add(found.path)
                yield found

    def _is_old(self, link: Link) -> bool:
        days = facts.days_in(link.row)
        return self.since is not None and len(days) == 1 and days[0] < self.since

    def _meeting(self, place: Place) -> MeetingTold:
        told = MeetingTold(place.meeting_id, self._address(place), body_id=place.steps[0])
        key = (place.meeting_id, "", None)
        self.into.meetings[key] = told
        items = [place] if len(place.steps) == _ITEM else list(self._below(place, _ITEM, told))
        for item in items:
            hints = Hints(
                item.id, place.meeting_id, self._address(item), told.body, told.day, told.stage,
                body_id=place.steps[0],
            )  # fmt: skip
            try:
                read, page = self._page(item)
            except Gone:
                told.gone.append(item.id)
                continue
            if read is not None and page is not None:
                self.into.page(page, read, hints)
        self.into.meetings.pop(key, None)
        return told

    def _address(self, place: Place) -> str:
        return f"{urlsplit(self.address).scheme}://{host_of(self.address)}{place.path}"

    def _page(self, place: Place) -> tuple[Read | None, Document | None]:
        name = f"meetingitem {place.id}" if len(place.steps) == _ITEM else f"page {place.path}"
        read = self.pages.fresh(name)
        if read is None:
            read = Read(name, self.host.get(self._address(place)), self._address(place))
            if self.stages:
                self.pages.stage(read)
        try:
            return read, document(text_of(read.content))
        except NotRead as refused:
            self.into.leave(read, STRANGE, refused.problems[0].message)
            return read, None


def _short(id_: str) -> str:
    """An id with room in its column; a long one ends in a number made of the whole."""
    if len(id_) <= _LONGEST:
        return id_
    return f"{id_[: _LONGEST - 17]}~{hashlib.sha256(id_.encode()).hexdigest()[:16]}"
