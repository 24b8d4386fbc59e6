"""Pages of Dynasty that list: bodies and meetings, and the items of a meeting."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lupaus.decisions.importing import facts
from lupaus.decisions.importing.addresses import (
    ITEM,
    MEETING,
    MEETINGS,
    asked_of,
    item_in_file,
    meeting_of,
    whole_address,
)
from lupaus.decisions.importing.documents import Document
from lupaus.decisions.importing.furniture import is_furniture
from lupaus.decisions.importing.told import Hints, MeetingTold
from lupaus.web.network import host_of


@dataclass(slots=True)
class Listed:
    """What a page lists, each once, in its order."""

    bodies: list[tuple[str, str]] = field(default_factory=list)  # ids and names
    meetings: list[Hints] = field(default_factory=list)
    items: list[Hints] = field(default_factory=list)
    #: The meeting the page is of, as far as it tells.
    of: Hints = field(default_factory=Hints)


def listed(document: Document, address: str) -> Listed:
    """What a page lists."""
    found = Listed()
    found.of = _head(document)
    seen: set[tuple[str, str]] = set()
    for link in document.links:
        asked = asked_of(link.address, address)
        if asked is None or not asked.id or (asked.page, asked.id) in seen:
            continue
        seen.add((asked.page, asked.id))
        whole = whole_address(link.address, address)
        if address and host_of(whole) != host_of(address):
            continue
        if asked.page == MEETINGS:
            found.bodies.append((asked.id, link.words))
        elif asked.page == MEETING:
            days = facts.days_in(link.row)
            stage = _stage(f"{link.row} {link.marks}")
            found.meetings.append(
                Hints(meeting_id=asked.id, url=whole, day=days[0] if days else None, stage=stage)
            )
        elif asked.page == ITEM:
            found.items.append(
                replace(
                    found.of, item_id=asked.id, meeting_id=meeting_of(asked.id), url=whole, title=link.words
                )
            )
    return found


def own_id(document: Document, address: str) -> str:
    """The id of the item a page is of, from its address or the link to its PDF."""
    asked = asked_of(document.saved_from or address)
    if asked is not None and asked.page == ITEM:
        return asked.id
    return next(filter(None, (item_in_file(each.address) for each in document.links)), "")


def is_list(document: Document, address: str) -> bool:
    """Whether a page lists a meeting's items or meetings, and is not an item's own page."""
    asked = asked_of(document.saved_from or address)
    if asked is not None:
        return asked.page != ITEM
    of = _head(document)
    links = [asked_of(link.address, address) for link in document.links]
    pages = [each.page for each in links if each is not None]
    header = next((told for line in document.lines[:400] if (told := facts.header_of(line.words))), None)
    numbered = header is not None and (header.section is not None or bool(header.number))
    return not numbered and (pages.count(MEETING) > 1 or (bool(of.day) and pages.count(ITEM) > 2))


def words_left(document: Document) -> list[str]:
    """The lines of a list that are neither links nor what every page says."""
    links = {link.words for link in document.links} | {link.row for link in document.links}
    links |= {_head(document).body, document.title}
    return [
        f"line: {line.words}"
        for line in document.lines
        if line.words
        and not is_furniture(line.words)
        and line.words not in links
        and " ".join(line.words.replace("|", " ").split()) not in links
        and facts.header_of(line.words) is None
        and line.part != "page-navigation"
    ]


def _head(document: Document) -> Hints:
    before = ""
    for line in document.lines[:400]:
        if header := facts.header_of(line.words):
            body = header.body or ("" if is_furniture(before) else before)
            return Hints(body=body, day=header.day, stage=header.stage)
        before = line.words or before
    return Hints()


def _stage(words: str) -> str:
    low = words.casefold()
    if "pöytäkirja" in low or "protoko" in low:
        return "minutes"
    return "agenda" if "esityslista" in low or "föredragningslista" in low or "agenda" in low else ""


def is_about_meeting(left: str, told: MeetingTold) -> bool:
    """Take a line of a meeting's page that says when or where it is held."""
    words = left.partition(": ")[2]
    label, _colon, rest = words.partition(" ") if ":" not in words else words.partition(":")
    low = label.casefold().strip()
    if low in ("kokousaika", "aika", "mötestid", "tid"):
        times = facts.times_in(rest)
        if times:
            told.starts = times[0]
            told.ends = times[1] if len(times) > 1 else None
        return bool(times)
    if low in ("kokouspaikka", "paikka", "mötesplats", "plats") and rest.strip():
        told.place = rest.strip()
        return True
    return False
