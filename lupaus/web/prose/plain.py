"""Blocks without markup: data for print, words for whoever knows no markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lupaus.web.prose.reading import Block, Run, read, words_of


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
        yield from ("\t".join(words_of(cell) for cell in row) for row in block.rows)
    elif block.kind == "list":
        for item in block.items:
            yield words_of(item.runs)
            for under in item.under:
                yield from _lines_of(under)
    else:
        yield words_of(block.runs)
