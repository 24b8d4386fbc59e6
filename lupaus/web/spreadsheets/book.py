"""What a workbook file says of itself: its sheets, the texts they share, how its days are shown."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from lupaus.web.spreadsheets import cells
from lupaus.web.spreadsheets.archive import Archive, NotRead, links_elsewhere
from lupaus.web.spreadsheets.styles import DateStyles, built_in, shows_dates

_RELATIONS: Final = "xl/_rels/workbook.xml.rels"


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet's name and the part of the file it is in."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Book:
    sheets: tuple[SheetPart, ...]
    strings: list[str]
    dates: DateStyles


def read_book(archive: Archive, *, most_sheets: int, most_strings: int) -> Book:
    """Read everything but the sheets. Raises `NotRead`."""
    _refuse_links(archive)
    paths = _relations(archive)
    sheets: list[SheetPart] = []
    from_1904 = False
    for event in archive.events("xl/workbook.xml"):
        if event.name == "workbookPr" and event.begins:
            from_1904 = event.attributes.get("date1904") in ("1", "true")
        elif event.name == "sheet" and event.begins:
            kind, path = paths.get(event.attributes.get("id", ""), ("", ""))
            if kind.endswith("/worksheet"):
                sheets.append(SheetPart(event.attributes.get("name", "")[:31], path))
    if not sheets:
        raise NotRead(_("The file holds no sheet."))
    if len(sheets) > most_sheets:
        raise NotRead(_("The file has more than %(most)s sheets.") % {"most": most_sheets})
    return Book(tuple(sheets), _strings(archive, most_strings), DateStyles(_date_styles(archive), from_1904))


def _relations(archive: Archive) -> dict[str, tuple[str, str]]:
    """Relation → (its kind, the part it names)."""
    found = {}
    for event in archive.events(_RELATIONS):
        if event.begins and event.name == "Relationship":
            target = event.attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            found[event.attributes.get("Id", "")] = (event.attributes.get("Type", ""), path)
    return found


def _refuse_links(archive: Archive) -> None:
    """Raise for anything that is fetched from elsewhere. A link to click on is words, and left out."""
    for name in archive.names():
        if not name.endswith(".rels"):
            continue
        for event in archive.events(name):
            outside = event.attributes.get("TargetMode", "").lower() == "external"
            if outside and not event.attributes.get("Type", "").endswith("/hyperlink"):
                raise links_elsewhere(name)


def _strings(archive: Archive, most: int) -> list[str]:
    """The texts that cells refer to by number."""
    strings: list[str] = []
    if not archive.has("xl/sharedStrings.xml"):
        return strings
    words: list[str] = []
    for event in archive.events("xl/sharedStrings.xml"):
        if event.begins:
            continue
        if event.name == "t":
            words.append(event.words)
        elif event.name == "rPh" and words:  # a reading aid beside the words; its own were the last
            words.pop()
        elif event.name == "si":
            strings.append(cells.read("".join(words)))
            words.clear()
            if len(strings) > most:
                raise NotRead(_("The file has more than %(most)s different texts.") % {"most": most})
    return strings


def _date_styles(archive: Archive) -> frozenset[str]:
    """The places of the cell styles that show days."""
    if not archive.has("xl/styles.xml"):
        return frozenset()
    own: dict[str, str] = {}
    dates: set[str] = set()
    within, place = False, 0
    for event in archive.events("xl/styles.xml"):
        if event.name == "cellXfs":
            within = event.begins
        elif event.begins and event.name == "numFmt":
            own[event.attributes.get("numFmtId", "")] = event.attributes.get("formatCode", "")
        elif event.begins and event.name == "xf" and within:
            number = event.attributes.get("numFmtId", "0")
            form = own.get(number) or (built_in(int(number)) if number.isascii() and number.isdigit() else "")
            if shows_dates(form):
                dates.add(str(place))
            place += 1
    return frozenset(dates)
