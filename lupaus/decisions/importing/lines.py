"""A saved page as lines: paragraphs, headings, lines of lists and tables, in the order they are read.

A line keeps its runs apart as its elements were, since both services write a label and its text as two spans
in one paragraph. Nothing here knows what the words mean, and no word that a reader sees is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal

from django.utils.translation import gettext as _
from lxml import etree

from lupaus.web.pasting import pasted
from lupaus.web.prose import is_address
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
_SIGNS = re.compile(r"\\(?=[\\*\[\]()#\-_.!`<>|])|\*")
_BEGINS = re.compile(r"^(?:#{1,3}(?= )|[-|](?= |.*\|$))")
_BULLET = re.compile(r"[•·▪●○◦‣–-]\s+(?=\S)|\*\s+(?=\S)")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_PARTS: Final = ("page-navigation", "attachment", "liite", "bilag")

Kind = Literal["text", "heading", "bullet", "table"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words as one element of the page holds them."""

    words: str
    strong: bool = False
    emphasis: bool = False
    address: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a page. `level` is a heading's or the depth in a list; `number` of a numbered list."""

    runs: Sequence[Run]
    kind: Kind = "text"
    level: int = 0
    number: int | None = None
    part: str = ""
    #: A table as prose; its runs hold the same words.
    table: str = ""
    #: From a text file: a label and its text stand in one run.
    is_glued: bool = False

    @cached_property
    def words(self) -> str:
        return " ".join("".join(run.words for run in self.runs).split())

    @cached_property
    def is_strong(self) -> bool:
        said = [run for run in self.runs if run.words.strip()]
        return self.kind == "heading" or (bool(said) and all(run.strong for run in said))

    @property
    def addresses(self) -> list[tuple[str, str]]:
        """The links of the line and their words."""
        return [(run.address, " ".join(run.words.split())) for run in self.runs if run.address]

    def prefixes(self) -> Iterator[tuple[str, int]]:
        """The words of the first runs, shorter ones first, and how many runs they are."""
        said = ""
        for count, run in enumerate(self.runs[:6], start=1):
            said += run.words
            if len(said) > 200:
                return
            if (
                said.strip()
                and count < len(self.runs)
                and "".join(r.words for r in self.runs[count:]).strip()
            ):
                yield " ".join(said.split()), count

    def after(self, count: int) -> Line:
        """The line without its first runs."""
        return Line(self.runs[count:], "text", part=self.part, is_glued=self.is_glued)

    def prose(self) -> str:
        """The line in the small markup; what would mean something in it has a backslash."""
        if self.kind == "table":
            return self.table
        said = "".join(map(_marked, self.runs))
        said = " ".join(said.replace("****", "").replace("{{", "{ {").replace("}}", "} }").split())
        if self.kind == "bullet":
            indent = "  " * min(max(self.level - 1, 0), 2)
            return f"{indent}{'-' if self.number is None else f'{self.number}.'} {said}"
        return _BEGINS.sub(lambda found: "\\" + found[0], said)


def text_line(words: str, **more: Any) -> Line:
    return Line((Run(words),), **more)


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
    walker.block(body if body is not None else root, "")
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
        words = " ".join("".join(element.itertext()).split())
        told = " ".join(" ".join(row.itertext()).split())
        yield Link(address.strip(), words, told[:1000] if row is not element else words, _marks(row))


def _marks(row: Any) -> str:
    found = [each.get(name) or "" for each in row.iter() for name in ("class", "src", "alt", "title")]
    return " ".join(filter(None, found))[:500]


class _Walker:
    """Goes through the elements and writes lines."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._runs: list[Run] = []

    def block(
        self, element: Any, part: str, *, kind: Kind = "text", level: int = 0, number: int | None = None
    ) -> None:
        """A block: its own words are lines, and so are those of the blocks in it."""
        part = _part(element) or part
        self._say(element.text, element)
        for child in element:
            self._child(child, part, kind, level, number)
            self._say(child.tail, element)
        self._flush(part, kind, level, number)

    def _child(self, child: Any, part: str, kind: Kind, level: int, number: int | None) -> None:
        tag = child.tag if isinstance(child.tag, str) else ""
        if not tag or tag in _DROPPED or _HIDDEN.search(child.get("style") or ""):
            return
        if tag == "br":
            self._flush(part, kind, level, number)
        elif tag not in _BLOCKS:
            self._inline(child, part, kind, level, number)
        else:
            self._flush(part, kind, level, number)
            self._inner_block(tag, child, part, kind, level, number)

    def _inner_block(
        self, tag: str, child: Any, part: str, kind: Kind, level: int, number: int | None
    ) -> None:
        if tag in _HEADINGS:
            self.block(child, part, kind="heading", level=_HEADINGS[tag])
        elif tag in ("ul", "ol"):
            self._list(tag, child, part, level if kind == "bullet" else 0)
        elif tag == "table":
            self._table(child, part)
        elif kind == "bullet":
            self.block(child, part, kind=kind, level=level, number=number)
        else:
            self.block(child, part)

    def _inline(self, element: Any, part: str, kind: Kind, level: int, number: int | None) -> None:
        """Words within a line. A block that stands in them all the same ends the line."""
        self._say(element.text, element)
        for child in element:
            self._child(child, part, kind, level, number)
            self._say(child.tail, element)

    def _list(self, tag: str, element: Any, part: str, depth: int) -> None:
        number = 1
        self._say(element.text, element)
        for child in element:
            is_line = child.tag == "li"
            if is_line:
                self.block(
                    child, part, kind="bullet", level=depth + 1, number=number if tag == "ol" else None
                )
                number += 1
            else:
                self._child(child, part, "bullet", depth + 1, None)
            self._say(child.tail, element)
        self._flush(part, "text", 0, None)

    def _table(self, element: Any, part: str) -> None:
        if part == "" and (line := _data_table(element)):
            self._append(line)
            return
        for row in element.iter("tr", "caption"):
            if next(row.iterancestors("table")) is not element:
                continue
            cells = [each for each in row if each.tag in ("td", "th")]
            if row.tag == "caption" or any(_has_blocks(each) for each in cells) or not cells:
                self.block(row, part)
                continue
            for place, cell in enumerate(cells):
                if place and self._runs:
                    self._runs.append(Run(" | "))
                self._inline(cell, part, "text", 0, None)
            self._flush(part, "text", 0, None)

    def _say(self, words: str | None, element: Any) -> None:
        if words:
            strong, emphasis, address = _looks(element)
            self._runs.append(Run(words.replace("\u00a0", " "), strong, emphasis, address))

    def _flush(self, part: str, kind: Kind, level: int, number: int | None) -> None:
        runs, self._runs = self._runs, []
        while runs and not runs[0].words.strip(" |\t\n"):
            runs.pop(0)
        while runs and not runs[-1].words.strip(" |\t\n"):
            runs.pop()
        if runs:
            self._append(Line(tuple(runs), kind, level, number, part))

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
    said = " ".join(element.itertext())
    table = pasted(html).replace("{{", "{ {").replace("}}", "} }")
    if sorted(words_of(table)) != sorted(words_of(said)) or "|" not in table:
        return None
    return Line((Run(said),), "table", table=table)


def _marked(run: Run) -> str:
    """Words with their looks, and the space around them outside the marks."""
    core = run.words.strip()
    if not core:
        return run.words
    shown = " ".join(core.split())
    address = run.address.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
    if address and not address.startswith("/") and len(address) <= 2000 and is_address(address):
        said = (
            address if shown == address else f"[{shown.replace('[', '(').replace(']', ')')[:500]}]({address})"
        )
        if len(shown) > 500:
            said = _escaped(shown)
    else:
        said = _escaped(shown)
    if run.emphasis:
        said = f"*{said}*"
    if run.strong:
        said = f"**{said}**"
    begin = " " if run.words[0].isspace() else ""
    return begin + said + (" " if run.words[-1].isspace() else "")


def _escaped(words: str) -> str:
    return _SIGNS.sub(lambda found: "\\" + found[0], words).replace("](", "]\\(")
