"""A saved page as lines, whether it is HTML or the text of one.

Nothing here knows what the words mean, and no word that a reader sees is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.utils.translation import gettext as _
from lxml import etree

from lupaus.decisions.importing.decoding import without_unseen
from lupaus.decisions.importing.lines import Kind, Line, Run, text_line
from lupaus.web.pasting import pasted
from lupaus.web.refusals import Refused

#: Deeper than any page is; hostile ones only.
_DEEPEST: Final = 200
#: More than the longest page has.
MOST_LINES: Final = 100_000

_DROPPED: Final = frozenset(
    [
        "head",
        "title",
        "script",
        "style",
        "noscript",
        "template",
        "object",
        "embed",
        "applet",
        "svg",
        "math",
        "iframe",
        "select",
        "input",
    ]
)
_BLOCKS: Final = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "aside",
        "header",
        "footer",
        "main",
        "nav",
        "address",
        "blockquote",
        "pre",
        "center",
        "figure",
        "figcaption",
        "dl",
        "dt",
        "dd",
        "form",
        "fieldset",
        "legend",
        "hr",
        "body",
        "html",
        "caption",
        "details",
        "summary",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "frameset",
        "noframes",
    ]
)
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_SAVED_FROM = re.compile(r"saved from url=\([0-9]+\)(\S+)", re.IGNORECASE)
_BULLET = re.compile(r"[•·▪●○◦‣–-]\s+(?=\S)|\*\s+(?=\S)")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_PARTS: Final = ("page-navigation", "attachment", "liite", "bilag")


@dataclass(frozen=True, slots=True)
class Link:
    """An address of the page, its words, and the words of the row or paragraph it stands in."""

    address: str
    words: str
    row: str
    marks: str = ""  # classes and pictures of the row: “icon_protocol”


@dataclass
class Document:
    """A page as it is read: HTML, or the text of one."""

    lines: list[Line] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    title: str = ""
    language: str = ""
    saved_from: str = ""
    is_text: bool = False
    #: Whether it breaks off before its end.
    is_cut: bool = False


class NotRead(Refused):
    """A page cannot be read at all."""


def words_of(text: str) -> list[str]:
    """The words of a text, for counting."""
    return _WORD.findall(text)


def document(text: str) -> Document:
    """A page, whether it is HTML or the text of one. Raises `NotRead`."""
    if re.search(r"<(?:!doctype|html|body|div|p|table|span|h[1-6])\b", text[:5000], re.IGNORECASE):
        return _html(text)
    return _plain(text)


def _plain(text: str) -> Document:
    found = Document(is_text=True)
    source = re.match(r"SOURCE (https?://\S+)[^\n]*\n(?:-{2,}\n)?", text)
    if source:
        found.saved_from = source[1]
        text = text[source.end() :]
    rows = text.split("\n")
    if len(rows) > MOST_LINES:
        raise NotRead(_too_long())
    for row in rows:
        said = " ".join(_PICTURE.sub("", row).split())
        part = "indented" if row[:1] in (" ", "\t") else ""
        if bullet := _BULLET.match(said):
            found.lines.append(text_line(said[bullet.end() :], kind="bullet", level=1, is_glued=True))
        else:  # an empty line ends what may go on over several
            found.lines.append(text_line(said, part=part, is_glued=True))
    return found


def _too_long() -> str:
    return _("The page has more than %(count)d lines.") % {"count": MOST_LINES}


def _html(text: str) -> Document:
    depth = 0
    for tag in re.finditer(r"<(/?)[a-zA-Z]", text):
        depth += -1 if tag[1] else 1
        if depth > _DEEPEST * 1000:
            raise NotRead(_("The page is nested deeper than any page is."))
    parser = etree.HTMLParser(recover=True, no_network=True, remove_pis=True, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as trouble:
        raise NotRead(_("The page is no HTML that can be read.")) from trouble
    if root is None:
        raise NotRead(_("The page is no HTML that can be read."))
    if any("depth" in each.message for each in parser.error_log):
        raise NotRead(_("The page is nested deeper than any page is."))
    low = text.casefold()
    found = Document(
        title=" ".join((root.findtext(".//title") or "").split()),
        language=(root.get("lang") or "")[:2].casefold(),
        is_cut="<html" in low and "</html" not in low and "</body" not in low,
    )
    canonical = root.find(".//link[@rel='canonical']")
    saved = _SAVED_FROM.search(text[:3000])
    found.saved_from = saved[1] if saved else (canonical.get("href") or "" if canonical is not None else "")
    found.links = list(_links(root))
    walker = _Walker()
    body = root.find("body")
    walker.block(body if body is not None else root, _At())
    found.lines = walker.lines
    return found


def _links(root: Any) -> Iterator[Link]:
    for element in root.iter("a", "frame", "iframe", "area"):
        address = element.get("href") or element.get("src") or ""
        if not address:
            continue
        row = element
        while (above := row.getparent()) is not None and row.tag not in ("tr", "li", "p", "div"):
            row = above
        words = " ".join(without_unseen("".join(element.itertext())).split())
        told = " ".join(without_unseen(" ".join(row.itertext())).split())
        yield Link(address.strip(), words, told[:1000] if row is not element else words, _marks(row))


def _marks(row: Any) -> str:
    found = [each.get(name) or "" for each in row.iter() for name in ("class", "src", "alt", "title")]
    return " ".join(filter(None, found))[:500]


@dataclass(frozen=True, slots=True)
class _At:
    """Where words stand: in which part of the page, and in a line of which kind."""

    part: str = ""
    kind: Kind = "text"
    level: int = 0
    number: int | None = None


class _Walker:
    """Goes through the elements and writes lines."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._runs: list[Run] = []

    def block(self, element: Any, at: _At) -> None:
        """A block: its own words are lines, and so are those of the blocks in it."""
        at = replace(at, part=_part(element) or at.part)
        self._inline(element, at)
        self._flush(at)

    def _inline(self, element: Any, at: _At) -> None:
        """The words of an element and of all in it. A block that stands in them ends the line."""
        self._say(element.text, element)
        for child in element:
            self._child(child, at)
            self._say(child.tail, element)

    def _child(self, child: Any, at: _At) -> None:
        tag = child.tag if isinstance(child.tag, str) else ""
        if not tag or tag in _DROPPED or _HIDDEN.search(child.get("style") or ""):
            return
        if tag == "br":
            self._flush(at)
        elif tag not in _BLOCKS:
            self._inline(child, at)
        else:
            self._flush(at)
            self._inner_block(tag, child, at)

    def _inner_block(self, tag: str, child: Any, at: _At) -> None:
        if tag in _HEADINGS:
            self.block(child, _At(at.part, "heading", _HEADINGS[tag]))
        elif tag in ("ul", "ol"):
            self._list(tag, child, _At(at.part, "bullet", at.level + 1 if at.kind == "bullet" else 1))
        elif tag == "table":
            self._table(child, at.part)
        else:
            self.block(child, at if at.kind == "bullet" else _At(at.part))

    def _list(self, tag: str, element: Any, at: _At) -> None:
        number = 1
        self._say(element.text, element)
        for child in element:
            if child.tag == "li":
                self.block(child, replace(at, number=number if tag == "ol" else None))
                number += 1
            else:
                self._child(child, at)
            self._say(child.tail, element)
        self._flush(_At(at.part))

    def _table(self, element: Any, part: str) -> None:
        if part == "" and (line := _data_table(element)):
            self._append(line)
            return
        for row in element.iter("tr", "caption"):
            if next(row.iterancestors("table")) is not element:
                continue
            cells = [each for each in row if each.tag in ("td", "th")]
            if row.tag == "caption" or any(_has_blocks(each) for each in cells) or not cells:
                self.block(row, _At(part))
                continue
            for place, cell in enumerate(cells):
                if place and self._runs:
                    self._runs.append(Run(" | "))
                self._inline(cell, _At(part))
            self._flush(_At(part))

    def _say(self, words: str | None, element: Any) -> None:
        if words:
            strong, emphasis, address = _looks(element)
            seen = without_unseen(words).replace("\u00a0", " ")
            self._runs.append(Run(seen, strong, emphasis, address))

    def _flush(self, at: _At) -> None:
        runs, self._runs = self._runs, []
        while runs and not runs[0].words.strip(" |\t\n"):
            runs.pop(0)
        while runs and not runs[-1].words.strip(" |\t\n"):
            runs.pop()
        if runs:
            self._append(Line(tuple(runs), at.kind, at.level, at.number, at.part))

    def _append(self, line: Line) -> None:
        if len(self.lines) >= MOST_LINES:
            raise NotRead(_too_long())
        self.lines.append(line)


def _part(element: Any) -> str:
    if element.tag in ("nav", "footer"):
        return _PARTS[0]
    names = (element.get("class") or "").casefold()
    return next((part for part in _PARTS if part in names), "")


def _has_blocks(cell: Any) -> bool:
    return any(isinstance(each.tag, str) and each.tag in _BLOCKS for each in cell.iterdescendants())


def _looks(element: Any) -> tuple[bool, bool, str]:
    """Whether words there are strong or stressed, and where they lead; up to the block they stand in."""
    strong = emphasis = False
    address = ""
    while element is not None and isinstance(element.tag, str) and element.tag not in _BLOCKS:
        strong = strong or element.tag in ("b", "strong") or bool(_BOLD.search(element.get("style") or ""))
        emphasis = emphasis or element.tag in ("i", "em")
        if element.tag == "a":
            address = address or (element.get("href") or "").strip()
        element = element.getparent()
    if element is not None and isinstance(element.tag, str):
        strong = strong or element.tag == "th" or bool(_BOLD.search(element.get("style") or ""))
    return strong, emphasis, address


def _data_table(element: Any) -> Line | None:
    """A table of figures or words as one line; None for one that only lays out a page."""
    if element.find(".//table") is not None:
        return None
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")]
    full = [row for row in rows if sum(bool("".join(cell.itertext()).strip()) for cell in row) > 1]
    if len(full) < 2 or any(len(cell.findall(".//p")) > 3 for row in rows for cell in row):
        return None
    if any(
        ".pdf" in (each.get("href") or "").casefold() or "page=" in (each.get("href") or "")
        for each in element.iter("a")
    ):
        return None
    html = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    said = without_unseen(" ".join(element.itertext()))
    table = without_unseen(pasted(html)).replace("{{", "{ {").replace("}}", "} }")
    if sorted(words_of(table)) != sorted(words_of(said)) or "|" not in table:
        return None
    return Line((Run(said),), "table", table=table)
