"""Texts as plain lines: what is compared word by word, and the first words of a decision for lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from lupaus.web.prose import Block, Run, read
from lupaus.web.texts import LANGUAGES, Text

#: How much of a text is read to find its first words.
READ_FOR_EXCERPT: Final = 1500


def lines(text: str) -> list[str]:
    """A text without its markup, a line for each paragraph, heading, line of a list and row of a table."""
    return [line for block in read(text) for line in _lines(block) if line]


def _lines(block: Block) -> Iterator[str]:
    if block.kind == "list":
        for number, item in enumerate(block.items):
            mark = "–" if block.start is None else f"{block.start + number}."
            yield f"{mark} {_words(item.runs)}"
            for under in item.under:
                yield from _lines(under)
    elif block.kind == "table":
        for row in block.rows:
            yield " | ".join(_words(cell) for cell in row)
    else:
        yield _words(block.runs)


def _words(runs: Iterable[Run]) -> str:
    return " ".join("".join(run.words for run in runs).split())


def excerpt(text: Text, most: int = 220) -> Text:
    """The first words of a text in each language it has: at most `most` characters, no heading."""
    return Text(**{language: _excerpt(getattr(text, language), most) for language in LANGUAGES})


def _excerpt(text: str, most: int) -> str:
    blocks = read(text[:READ_FOR_EXCERPT])
    said = " ".join(
        line for block in blocks if block.kind != "heading" for line in _lines(block) if line
    ) or " ".join(line for block in blocks for line in _lines(block))
    return shortened(said, most)


def shortened(words: str, most: int) -> str:
    """The words; more than `most` characters are cut between two words and ended by an ellipsis."""
    if len(words) <= most:
        return words
    cut = words[: most - 1]
    head, _space, _rest = cut.rpartition(" ")
    return f"{(head or cut).rstrip(' ,;:–-')}…"
