"""A text read into blocks of runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from lupaus.web.marks import without_marks

DEEPEST_LIST: Final = 3
#: What stands in a row beyond this many cells goes into the last of them.
MOST_COLUMNS: Final = 20

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


def words_of(runs: Iterable[Run]) -> str:
    """The words of some runs, without how they look."""
    return "".join(run.words for run in runs)
