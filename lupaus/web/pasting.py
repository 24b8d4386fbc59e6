"""What was copied from Word, LibreOffice or a browser becomes prose: headings, lists, tables, bold and links.

Programs put HTML on the clipboard, with their own styles around every word. `pasted` keeps what
`web/prose.py` can say and the words of everything else; scripts, styles, pictures, hidden and deleted words
are dropped. It never fails and takes time in proportion to the length. What comes out is text that is shown
as it reads: a sign that would mean something in prose has a backslash before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from lxml import etree

from lupaus.web.prose import DEEPEST_LIST, MOST_COLUMNS, is_address

#: What is longer is cut here, in characters: no text of an item holds as much.
LONGEST: Final = 2_000_000
_MOST_ROWS_SPANNED: Final = 1000

_DROPPED: Final = frozenset(
    (
        *("head", "title", "style", "script", "noscript", "template", "object", "embed", "applet", "iframe"),
        *("svg", "math", "img", "picture", "video", "audio", "canvas", "map", "del", "strike"),
        *("input", "select", "textarea", "button", "option"),
    )
)
_BLOCKS: Final = frozenset(
    (
        *("p", "div", "section", "article", "aside", "header", "footer", "main", "nav", "address", "pre"),
        *("blockquote", "center", "figure", "figcaption", "dl", "dt", "dd", "form", "fieldset", "hr"),
        *("body", "html", "caption", "details", "summary"),
    )
)
_HEADINGS: Final = {f"h{depth}": depth for depth in range(1, 7)}
#: What parts words where no line can end, as within a cell.
_BREAKS: Final = frozenset((*_BLOCKS, *_HEADINGS, "br", "li", "ul", "ol", "table", "tr", "td", "th"))
_WORD_HEADING = re.compile(r"^MsoHeading([1-6])\b")
_WORD_LIST = re.compile(r"mso-list:\s*l\d+\s+level(\d)", re.IGNORECASE)
_NUMBERED = re.compile(r"^\(?([0-9]{1,4}|[a-z]{1,4})[.)]", re.IGNORECASE)
_HIDDEN = re.compile(
    r"display:\s*none|mso-hide:\s*all|mso-element:\s*(?:comment|header|footer)", re.IGNORECASE
)
_BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"font-weight:\s*(?:normal|[1-5]00)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\ufeff]")
_ENDS = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)  # the parser drops what stands behind them
_TAG = re.compile(r"<[^<>]{0,5000}>")
_FIGURE = re.compile(r"[-+−–]?[0-9][0-9 .,\u00a0]*(?: ?(?:%|€))?|[-–]?")
_SIGN = re.compile(r"[\\*]")
_BEGINS = re.compile(r"^(#{1,3}(?= )|[-|](?= |.*\|$)|[0-9]{1,4}(?=[.)] ))")


@dataclass(slots=True)
class _Piece:
    words: str
    strong: bool = False
    address: str = ""


@dataclass(slots=True)
class _Line:
    """A paragraph, a heading (`heading` ≥ 1) or a line of a list (`depth` ≥ 1)."""

    pieces: list[_Piece] = field(default_factory=list)
    heading: int = 0
    depth: int = 0
    number: int | None = None


@dataclass(slots=True)
class _Table:
    rows: list[list[list[_Piece]]] = field(default_factory=list)
    spans: dict[int, int] = field(default_factory=dict)  # column → rows it still reaches over


def pasted(html: str) -> str:
    """HTML, or any text at all, as prose."""
    clean = _ENDS.sub("", _CONTROL.sub("", html[:LONGEST]))
    root = _parsed(clean)
    if root is None:
        return _bare(clean)
    reader = _Reader()
    reader.read(root)
    return _written(reader.blocks)


def _parsed(html: str) -> Any:
    """The tree of the HTML; None where there is none, or where it is deeper than anybody writes."""
    try:
        parser = etree.HTMLParser(
            recover=True, no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
        )
        root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None
    too_deep = any("depth" in each.message for each in parser.error_log)
    return None if too_deep else root


def _bare(html: str) -> str:
    """The words alone, for what is no HTML to speak of."""
    lines = (" ".join(_TAG.sub(" ", line).split()) for line in html.splitlines())
    return "\n\n".join(_escaped(line) for line in lines if line)


class _Reader:
    """Walks through a tree, not by recursion, and gathers blocks."""

    def __init__(self) -> None:
        self.blocks: list[_Line | _Table] = []
        self._line = _Line()
        self._lists: list[int | None] = []  # of each open list the next number, None for points
        self._strong = [False]
        self._addresses = [""]
        self._tables: list[_Table] = []
        self._cell: list[_Piece] | None = None

    def read(self, root: Any) -> None:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if _is_dropped(tag, element):
                    walk.skip_subtree()
                    continue
                self._begin(tag.rpartition("}")[2], element)
                self._say(element.text)
            else:
                if not _is_dropped(tag, element):
                    self._end(tag.rpartition("}")[2], element)
                self._say(element.tail)
        self._flush()

    def _begin(self, tag: str, element: Any) -> None:
        style = element.get("style") or ""
        self._strong.append(_is_strong(tag, style, self._strong[-1]))
        self._addresses.append(_address(element.get("href")) if tag == "a" else self._addresses[-1])
        if tag == "table" or self._tables:
            self._begin_in_table(tag)
        elif tag == "br" and self._line.depth:
            self._say(" ")
        elif tag == "br":
            self._flush()
        elif tag in ("ul", "ol"):
            self._flush()
            self._lists.append(_whole(element.get("start"), 1, 9999) if tag == "ol" else None)
        elif tag == "li":
            self._flush()
            self._begin_line_of_list()
        elif tag in _HEADINGS or tag in _BLOCKS:
            self._begin_block(tag, element, style)

    def _begin_in_table(self, tag: str) -> None:
        """What begins within a table: rows and cells of the outermost, words of all that stands in one."""
        if tag == "table":
            self._flush()
            self._tables.append(_Table())
            if len(self._tables) == 1:
                self.blocks.append(self._tables[0])
        elif len(self._tables) == 1 and tag == "tr":
            self._tables[0].rows.append([])
        elif len(self._tables) == 1 and tag in ("td", "th"):
            self._cell = []
        elif tag in _BREAKS:
            self._say(" ")

    def _begin_line_of_list(self) -> None:
        number = self._lists[-1] if self._lists else None
        if number is not None:
            self._lists[-1] = number + 1
        self._line = _Line(depth=max(1, len(self._lists)), number=number)

    def _begin_block(self, tag: str, element: Any, style: str) -> None:
        if self._line.depth and self._lists and not self._line.pieces:
            return  # a paragraph that is the line of the list
        if self._line.depth and self._lists:
            self._say(" ")
            return
        self._flush()
        by_class = _WORD_HEADING.match(element.get("class") or "")
        if tag in _HEADINGS or by_class:
            self._line.heading = _HEADINGS.get(tag) or int(by_class[1] if by_class else 1)
        elif in_list := _WORD_LIST.search(style):
            self._line.depth = max(1, int(in_list[1]))
            mark = next((each for each in element.iter() if _is_mark(each)), None)
            told = "".join(mark.itertext()).strip() if mark is not None else ""
            if numbered := _NUMBERED.match(told):
                self._line.number = int(numbered[1]) if numbered[1].isdigit() else self._count_on()

    def _count_on(self) -> int:
        """The next number of a list that its program counts in letters."""
        last = self.blocks[-1] if self.blocks else None
        same = isinstance(last, _Line) and last.depth == self._line.depth and last.number
        return last.number + 1 if same and isinstance(last, _Line) and last.number else 1

    def _end(self, tag: str, element: Any) -> None:
        self._strong.pop()
        self._addresses.pop()
        if tag == "table" and self._tables:
            self._tables.pop()
            self._cell = None if not self._tables else self._cell
        elif len(self._tables) == 1 and tag in ("td", "th") and self._cell is not None:
            self._put_cell(self._tables[0], element)
        elif self._tables:
            self._say(" " if tag in _BREAKS else None)
        elif tag in ("ul", "ol") and self._lists:
            self._flush()
            self._lists.pop()
        elif tag == "li" or tag in _HEADINGS or (tag in _BLOCKS and not (self._line.depth and self._lists)):
            self._flush()

    def _put_cell(self, table: _Table, element: Any) -> None:
        if not table.rows:
            table.rows.append([])
        row = table.rows[-1]
        while table.spans.get(len(row), 0) > 0:  # a cell of a row above reaches down to here
            table.spans[len(row)] -= 1
            row.append([])
        wide = _whole(element.get("colspan"), 1, MOST_COLUMNS)
        high = _whole(element.get("rowspan"), 1, _MOST_ROWS_SPANNED)
        for place in range(wide):
            if high > 1:
                table.spans[len(row)] = high - 1
            row.append(self._cell or [] if place == 0 else [])
        self._cell = None

    def _say(self, words: str | None) -> None:
        if not words:
            return
        piece = _Piece(words, self._strong[-1], self._addresses[-1])
        if self._cell is not None:
            self._cell.append(piece)
        elif not self._tables:
            self._line.pieces.append(piece)

    def _flush(self) -> None:
        """End the line that is being read. One without words says nothing."""
        if any(piece.words.strip() for piece in self._line.pieces):
            self.blocks.append(self._line)
            self._line = _Line()
        else:
            self._line = _Line()


def _is_dropped(tag: str, element: Any) -> bool:
    return not tag or tag in _DROPPED or _is_mark(element) or bool(_HIDDEN.search(element.get("style") or ""))


def _is_mark(element: Any) -> bool:
    """Whether this is the point or number that Word writes before a line of a list."""
    return "mso-list:ignore" in (element.get("style") or "").replace(" ", "").lower()


def _is_strong(tag: str, style: str, outer: bool) -> bool:
    if _NOT_BOLD.search(style):
        return False
    return outer or tag in ("b", "strong") or bool(_BOLD.search(style))


def _address(href: str | None) -> str:
    """An address as prose can hold it; empty for any other."""
    address = (href or "").strip().replace("(", "%28").replace(")", "%29").replace(" ", "%20")
    return address if len(address) <= 2000 and not address.startswith("/") and is_address(address) else ""


def _whole(words: str | None, least: int, most: int) -> int:
    found = re.match(r"\s*([0-9]{1,6})", words or "")
    return max(least, min(int(found[1]), most)) if found else least


def _written(blocks: Iterable[_Line | _Table]) -> str:
    told = [each for each in blocks if isinstance(each, _Line) or any(map(len, each.rows))]
    highest = min((each.heading for each in told if isinstance(each, _Line) and each.heading), default=1)
    parts: list[str] = []
    in_list = False
    for each in told:
        if isinstance(each, _Table):
            text, now_in_list = _table(each), False
        elif each.heading:
            depth = min(each.heading - highest + 1, 3)
            text, now_in_list = f"{'#' * depth} {_plain(each.pieces)}", False
        elif each.depth:
            text, now_in_list = _line_of_list(each), True
        else:
            text, now_in_list = _escaped_beginning(_marked(each.pieces)), False
        if text.strip():
            parts.append(("\n" if in_list and now_in_list else "\n\n") + text)
            in_list = now_in_list
    return "".join(parts).strip("\n")


def _line_of_list(line: _Line) -> str:
    indent = "  " * (min(line.depth, DEEPEST_LIST) - 1)
    mark = "-" if line.number is None else f"{line.number}."
    return f"{indent}{mark} {_marked(line.pieces)}"


def _table(table: _Table) -> str:
    rows = [[_in_cell(_marked(cell)) for cell in row] for row in table.rows]
    rows = [row for row in rows if any(row)]
    columns = max(map(len, rows), default=0)
    if columns * len(rows) < 2:
        return "\n\n".join(_escaped_beginning(_marked(cell)) for row in table.rows for cell in row)
    columns = min(columns, MOST_COLUMNS)
    rows = [[*row[: columns - 1], " ".join(row[columns - 1 :])] for row in rows]
    head = [re.sub(r"(?<!\\)\*\*", "", cell) for cell in rows[0]]
    figures = [
        len(rows) > 1 and all(_FIGURE.fullmatch(row[place]) for row in rows[1:] if place < len(row))
        for place in range(columns)
    ]
    under = "|".join("---:" if is_figure and place else "---" for place, is_figure in enumerate(figures))
    lines = [f"| {' | '.join(row)} |" for row in (head, *rows[1:])]
    return "\n".join([lines[0], f"|{under}|", *lines[1:]])


def _in_cell(words: str) -> str:
    return words.replace("|", "\\|")


def _plain(pieces: Iterable[_Piece]) -> str:
    return _escaped(" ".join("".join(piece.words for piece in pieces).split()), begins=False)


def _marked(pieces: Iterable[_Piece]) -> str:
    """Words with their bold and their links, with single spaces."""
    said = ""
    for (strong, address), group in groupby(pieces, lambda piece: (piece.strong, piece.address)):
        words = "".join(piece.words for piece in group)
        core = " ".join(words.split())
        if not core:
            said += " "
            continue
        if address:
            shown = core.replace("[", "(").replace("]", ")")[:500]
            core = address if shown == address else f"[{shown}]({address})"
        else:
            core = _escaped(core, begins=False)
        if strong:
            core = f"**{core}**"
        before = " " if words[0].isspace() else ""
        said += before + core + (" " if words[-1].isspace() else "")
    return " ".join(said.replace("****", "").split())


def _escaped(words: str, *, begins: bool = True) -> str:
    """Words that prose shows as they are."""
    said = _SIGN.sub(lambda found: "\\" + found[0], words).replace("](", "]\\(")
    return _escaped_beginning(said) if begins else said


def _escaped_beginning(line: str) -> str:
    """A line that begins as no heading, list or table does."""
    found = _BEGINS.match(line)
    if not found:
        return line
    place = found.end() if found[1][0].isdigit() else 0
    return f"{line[:place]}\\{line[place:]}"
