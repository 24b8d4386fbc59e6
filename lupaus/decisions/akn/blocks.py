"""Texts as blocks: paragraphs, headings within a text, lists and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from lupaus.decisions.akn.elements import address, append, element, written_in
from lupaus.web.marks import without_marks
from lupaus.web.prose import Block, Item, Run, read
from lupaus.web.texts import Text


def blocks(text: Text, language: str) -> Iterator[etree._Element]:
    """A longer text for readers of a language; in another one where it lacks it, and marked so."""
    shown = text.shown(language)
    for block in read(shown.words):
        made = _block(block)
        yield made if shown.language == language else written_in(made, shown.language)


def line(name: str, text: Text, language: str) -> etree._Element:
    """A text of one line as an element of that name."""
    shown = text.shown(language)
    made = element(name, without_marks(shown.words))
    return made if shown.language == language else written_in(made, shown.language)


def _block(block: Block) -> etree._Element:
    if block.kind == "list":
        made = element("ul" if block.start is None else "ol")
        for place, item in enumerate(block.items):
            made.append(_item(item, None if block.start is None else block.start + place))
        return made
    if block.kind == "table":
        made = element("table")
        for place, row in enumerate(block.rows):
            made.append(_row(row, len(block.numeric), is_head=place == 0))
        return made
    if block.kind == "heading":
        return _fill(element("block", name="heading", class_=f"level-{block.depth}"), block.runs)
    return _fill(element("p"), block.runs)


def _item(item: Item, number: int | None) -> etree._Element:
    made = _fill(element("li", value="" if number is None else str(number)), item.runs)
    for under in item.under:
        made.append(_block(under))
    return made


def _row(cells: Sequence[Sequence[Run]], columns: int, *, is_head: bool) -> etree._Element:
    row = element("tr")
    for place, cell in enumerate(cells):
        rest = columns - len(cells) + 1 if place == len(cells) - 1 else 1
        made = element("th" if is_head else "td", colspan=str(rest) if rest > 1 else "")
        made.append(_fill(element("p"), cell))
        row.append(made)
    if not len(row):
        row.append(element("td"))
    return row


def _fill(made: etree._Element, runs: Iterable[Run]) -> etree._Element:
    for run in runs:
        inner: etree._Element | str = run.words
        href = address(run.address) if run.address else ""
        if href:
            inner = element("a", inner, href=href)
        if run.emphasis:
            inner = element("i", inner)
        if run.strong:
            inner = element("b", inner)
        append(made, inner)
    return made
