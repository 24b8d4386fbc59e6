"""Longer texts with a little markup, written by people and shown safely: a subset of Markdown.

An empty line parts paragraphs. `#` to `###` begin a heading; `-` or `*` a line of a list, `1.` one of a
numbered list, two spaces before it put it under the line above; `**bold**`, `*italic*`, `[words](address)`; a
bare web address becomes a link; `\\` before a sign takes its meaning away. A line of `| cells |` over a
line of `|---|---|` begins a table, which goes on to the first line that is no row (`---:` sets a column to
the right, as figures are; a sign `|` within a cell is written `\\|`). Addresses are of the web (`http`,
`https`), of mail (`mailto`) or within the service (`/fi/…`); any other stays text. HTML is never anything
but text. `{{words}}` marks personal data (`marks`); here only its words are seen.

The text is read into blocks of runs (`read`); `prose` writes them as HTML, `prose_data` as plain data for
print. Reading takes time in proportion to the length and never fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from markupsafe import Markup

from lupaus.web.marks import without_marks

DEEPEST_LIST: Final = 3
#: What stands in a row beyond this many cells goes into the last of them.
MOST_COLUMNS: Final = 20

_NOTHING, _OPEN, _SHUT, _END = Markup(""), Markup("<"), Markup(">"), Markup("</")

_TOKEN = re.compile(
    r"\\(?P<escaped>[\\*\[\]()#\-_.!`<>|{}])"
    r"|\[(?P<words>[^\[\]\n]{1,500})\]\((?P<address>[^()\s]{1,2000})\)"
    r"|(?P<bare>https?://[^\s<>\"'\\*\[\]]{1,2000}[^\s<>\"'\\*\[\].,;:!?()])"
    r"|(?P<mark>\*\*|\*)"
)
_ADDRESS = re.compile(
    r"https?://[a-z0-9\[][^\s<>\"'\\\x00-\x1f\x7f]*|mailto:[^\s<>\"'\\:/\x00-\x1f\x7f]+@[^\s<>\"'\\:/\x00-\x1f\x7f]+"
    r"|/(?![/\\])[^\s<>\"'\\\x00-\x1f\x7f]*",
    re.IGNORECASE,
)
_HEADING = re.compile(r"(#{1,3}) +(\S.*)")
_LINE_OF_LIST = re.compile(r"( {0,12})(?:[-*]|([0-9]{1,4})[.)]) +(\S.*)")
_ROW = re.compile(r"\|.*\|")
_UNDER_HEAD = re.compile(r"\|(?: *:?-+:? *\|)+")
_PART_OF_ROW = re.compile(r"\\.|\|")
_LONGEST_LABEL = 120


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look the same."""

    words: str
    strong: bool = False
    emphasis: bool = False
    address: str = ""


@dataclass(slots=True)
class Item:
    """A line of a list, and the list under it."""

    runs: Sequence[Run]
    under: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """A paragraph and a heading have `runs`, a list has `items`, a table has `rows`.

    A heading's `depth` counts from 1; `start` is the first number of a numbered list. The first row is the
    head; a row has at most as many cells as it, each of them runs; where it has fewer, the last one reaches
    to the end. `numeric` tells of each column whether it is set to the right.
    """

    kind: Literal["paragraph", "heading", "list", "table"]
    runs: Sequence[Run] = ()
    depth: int = 0
    items: list[Item] = field(default_factory=list)
    start: int | None = None
    rows: list[list[Sequence[Run]]] = field(default_factory=list)
    numeric: tuple[bool, ...] = ()


def read(text: str) -> list[Block]:
    """The blocks of a text."""
    blocks: list[Block] = []
    lines: list[str] = []  # of the paragraph being read
    open_: list[tuple[int, Block]] = []  # the lists a line may belong to, with their indents

    def end_paragraph() -> None:
        if lines:
            blocks.append(Block("paragraph", runs=_runs(" ".join(lines))))
            lines.clear()

    written = without_marks(text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").split("\n")
    table: Block | None = None  # whose rows are being read
    for place, line in enumerate(written):
        if table is not None and _is_row(line):
            if not _UNDER_HEAD.fullmatch(line.strip()):
                table.rows.append(_cells(line, len(table.rows[0])))
            continue
        table = None
        if begun := _table(line, written[place + 1] if place + 1 < len(written) else ""):
            end_paragraph()
            open_.clear()
            table = begun
            blocks.append(begun)
        elif found := _LINE_OF_LIST.fullmatch(line.rstrip()):
            end_paragraph()
            _put(blocks, open_, found)
        elif not line.strip():
            end_paragraph()
        elif heading := _HEADING.fullmatch(line.strip()):
            end_paragraph()
            open_.clear()
            blocks.append(Block("heading", runs=_runs(heading[2]), depth=len(heading[1])))
        else:
            open_.clear()
            lines.append(line.strip())
    end_paragraph()
    return blocks


def _is_row(line: str) -> bool:
    stripped = line.strip()
    return len(stripped) > 1 and _ROW.fullmatch(stripped) is not None


def _table(line: str, next_line: str) -> Block | None:
    """A table with its head, where these two lines begin one."""
    under = next_line.strip()
    if not (_is_row(line) and _UNDER_HEAD.fullmatch(under)):
        return None
    head = _cells(line, MOST_COLUMNS)
    marks = [mark.strip() for mark in under[1:-1].split("|")][: len(head)]
    numeric = tuple(mark.endswith(":") and not mark.startswith(":") for mark in marks)
    return Block("table", rows=[head], numeric=numeric + (False,) * (len(head) - len(numeric)))


def _cells(line: str, most: int) -> list[Sequence[Run]]:
    """The cells of a row; what is more than there are columns stands in the last."""
    row = line.strip()
    cells, words, end = [], "", 1
    for found in _PART_OF_ROW.finditer(row, 1):
        words += row[end : found.start()]
        end = found.end()
        if found[0] != "|":
            words += "|" if found[0] == "\\|" else found[0]
        else:
            cells.append(words.strip())
            words = ""
    if rest := (words + row[end:]).strip():  # the last sign was escaped: it ends the row all the same
        cells.append(rest)
    if len(cells) > most:
        cells[most - 1 :] = [" ".join(cells[most - 1 :])]
    return [_runs(cell) for cell in cells]


def _put(blocks: list[Block], open_: list[tuple[int, Block]], found: re.Match[str]) -> None:
    """Put a line of a list where its indent says."""
    indent, numbered = len(found[1]), found[2] is not None
    while open_ and indent < open_[-1][0]:
        open_.pop()
    goes_under = bool(open_) and indent >= open_[-1][0] + 2 and len(open_) < DEEPEST_LIST
    if goes_under or not open_ or (open_[-1][1].start is not None) != numbered:
        if open_ and not goes_under:
            open_.pop()
        new = Block("list", start=int(found[2]) if numbered else None)
        (open_[-1][1].items[-1].under if open_ else blocks).append(new)
        open_.append((indent, new))
    open_[-1][1].items.append(Item(_runs(found[3])))


def _runs(text: str) -> list[Run]:
    tokens = list(_tokens(text))
    works = _paired(tokens)
    runs: list[Run] = []
    on = {"**": False, "*": False}
    for place, (kind, words, address) in enumerate(tokens):
        if kind == "mark" and place in works:
            on[words] = not on[words]
        elif runs and not address and runs[-1] == Run(runs[-1].words, on["**"], on["*"]):
            runs[-1] = Run(runs[-1].words + words, on["**"], on["*"])
        else:
            runs.append(Run(words, on["**"], on["*"], address))
    return runs


def _tokens(text: str) -> Iterator[tuple[str, str, str]]:
    """(kind, words, address): text, mark or link."""
    end = 0
    for found in _TOKEN.finditer(text):
        if found.start() > end:
            yield "text", text[end : found.start()], ""
        end = found.end()
        address = found["address"] or found["bare"] or ""
        if address and is_address(address):
            yield "link", found["words"] or address, address
        elif found["mark"]:
            yield "mark", found["mark"], ""
        else:
            yield "text", found["escaped"] or found[0], ""
    if end < len(text):
        yield "text", text[end:], ""


def is_address(address: str) -> bool:
    """Whether a link may lead there."""
    return _ADDRESS.fullmatch(address) is not None


def _paired(tokens: Sequence[tuple[str, str, str]]) -> set[int]:
    """The places of marks that have a partner; the others are asterisks."""
    works: set[int] = set()
    begun: dict[str, int] = {}
    for place, (kind, mark, _address) in enumerate(tokens):
        if kind != "mark":
            continue
        before = tokens[place - 1][1][-1] if place else " "
        after = tokens[place + 1][1][0] if place + 1 < len(tokens) else " "
        if mark in begun and not before.isspace() and (mark == "**" or not after.isalnum()):
            works |= {begun.pop(mark), place}
        elif not after.isspace() and (mark == "**" or not before.isalnum()):
            begun[mark] = place
    return works


def prose(text: str, *, level: int = 3, language: str = "") -> Markup:
    """A text as HTML. Its headings begin at `level`; `language` marks words in another than the page's."""
    mark = Markup(' lang="{}"').format(language) if language else _NOTHING
    return _NOTHING.join(_html(block, level, mark) for block in read(text))


def _html(block: Block, level: int, mark: Markup = _NOTHING) -> Markup:
    if block.kind == "paragraph":
        return _element("p", _html_of(block.runs), mark)
    if block.kind == "heading":
        return _element(f"h{min(level + block.depth - 1, 6)}", _html_of(block.runs), mark)
    if block.kind == "table":
        return _html_table(block, mark)
    items = _NOTHING.join(_item(item, level) for item in block.items)
    if block.start is None:
        return _element("ul", items, mark)
    start = Markup(' start="{}"').format(block.start) if block.start != 1 else _NOTHING
    return _element("ol", items, mark + start)


def _item(item: Item, level: int) -> Markup:
    return _element("li", _html_of(item.runs) + _NOTHING.join(_html(block, level) for block in item.under))


def _html_table(block: Block, mark: Markup) -> Markup:
    """A table in the frame that scrolls on a narrow screen; its head names the frame."""
    label = ", ".join(filter(None, (_words_of(cell).strip() for cell in block.rows[0])))[:_LONGEST_LABEL]
    head = _element("thead", _html_row(block.rows[0], block.numeric, is_head=True))
    body = _NOTHING.join(_html_row(row, block.numeric) for row in block.rows[1:])
    frame = Markup(' class="frame" role="region" tabindex="0" aria-label="{}"').format(label or "–")
    return _element("div", _element("table", head + _element("tbody", body)), frame + mark)


def _html_row(cells: Sequence[Sequence[Run]], numeric: Sequence[bool], *, is_head: bool = False) -> Markup:
    """A row. Its first cell is the name of the row where others follow it."""
    made = []
    for place, cell in enumerate(cells):
        names_row = not is_head and place == 0 and len(cells) > 1 and bool(cell)
        names_column = is_head and bool(cell)
        tag = "th" if names_column or names_row else "td"
        scope = Markup(' scope="col"') if names_column else Markup(' scope="row"') if names_row else _NOTHING
        figures = Markup(' class="num"') if numeric[place] else _NOTHING
        rest = len(numeric) - len(cells) + 1 if place == len(cells) - 1 else 1
        reach = Markup(' colspan="{}"').format(rest) if rest > 1 else _NOTHING
        made.append(_element(tag, _html_of(cell), scope + figures + reach))
    return _element("tr", _NOTHING.join(made))


def _words_of(runs: Iterable[Run]) -> str:
    return "".join(run.words for run in runs)


def _element(tag: str, content: Markup, attributes: Markup = _NOTHING) -> Markup:
    return _NOTHING.join((_OPEN, tag, attributes, _SHUT, content, _END, tag, _SHUT))


def _html_of(runs: Iterable[Run]) -> Markup:
    parts: list[Markup] = []
    for run in runs:
        words = Markup.escape(run.words)
        if run.address:
            words = _element("a", words, Markup(' href="{}"').format(run.address))
        if run.emphasis:
            words = _element("em", words)
        if run.strong:
            words = _element("strong", words)
        parts.append(words)
    return _NOTHING.join(parts)


def prose_data(text: str) -> list[dict[str, Any]]:
    """A text as plain data, for printing: what `printing/base.typ` sets. Nothing in it is markup."""
    return [_data(block) for block in read(text)]


def _data(block: Block) -> dict[str, Any]:
    if block.kind == "list":
        items = [
            {"runs": _plain(item.runs), "under": [_data(each) for each in item.under]} for item in block.items
        ]
        return {"kind": "list", "start": block.start, "items": items}
    if block.kind == "table":
        rows = [[_plain(cell) for cell in row] for row in block.rows]
        return {"kind": "table", "header": rows[0], "rows": rows[1:], "numeric": list(block.numeric)}
    return {"kind": block.kind, "depth": block.depth, "runs": _plain(block.runs)}


def _plain(runs: Iterable[Run]) -> list[dict[str, Any]]:
    return [
        {"words": run.words, "strong": run.strong, "emphasis": run.emphasis, "address": run.address}
        for run in runs
    ]


def words(text: str) -> str:
    """A text as plain words for whoever knows no markup: feeds, search, other programs.

    A line for each paragraph, heading and line of a list, and for each row of a table with its cells between
    tabulators. Addresses are left out where they have words; marks of personal data are never seen.
    """
    return "\n".join(line for block in read(text) for line in _lines_of(block))


def _lines_of(block: Block) -> Iterator[str]:
    if block.kind == "table":
        yield from ("\t".join(_words_of(cell) for cell in row) for row in block.rows)
    elif block.kind == "list":
        for item in block.items:
            yield _words_of(item.runs)
            for under in item.under:
                yield from _lines_of(under)
    else:
        yield _words_of(block.runs)
