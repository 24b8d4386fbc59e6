"""A passage in a text: whether it is still there, and where it stands in the text as it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from markupsafe import Markup, escape

from lupaus.web.prose import Block, prose, read

_TAG = re.compile(r"(<[^>]*>)")


def plain(text: str) -> str:
    """The words of a marked-up text as a reader selects them, with single spaces."""
    return squashed(" ".join(words for block in read(text) for words in _words(block)))


def squashed(words: str) -> str:
    return " ".join(words.split())


def stands_in(passage: str, text: str) -> bool:
    """Whether the words stand in a text, as it was written or as it is read."""
    sought = squashed(passage)
    return bool(sought) and (sought in squashed(text) or sought in plain(text))


def shown(text: str, *, is_prose: bool, level: int, passages: Iterable[tuple[int, str]] = ()) -> Markup:
    """A text as HTML, passages marked where they first stand: `passages` holds (number of remark, words)."""
    html = prose(text, level=level) if is_prose else escape(text)
    for number, passage in passages:
        html = _marked(html, number, passage)
    return html


def find(passage: str, texts: Mapping[tuple[str, str], str]) -> tuple[str, str] | None:
    """The (field, language) whose text holds a passage; the first one."""
    return next((place for place, text in texts.items() if stands_in(passage, text)), None)


def _marked(html: Markup, number: int, passage: str) -> Markup:
    """Mark a passage that stands between two tags; one that runs over tags is only told beside the text."""
    words = [re.escape(str(escape(word))) for word in passage.split()]
    if not words:
        return html
    sought = re.compile(r"\s+".join(words))
    pieces = _TAG.split(str(html))
    for place, piece in enumerate(pieces):
        if place % 2 == 0 and (found := sought.search(piece)):
            # Everything here is HTML already: escaped words and our own tags.
            marked = f'<mark id="passage-{number}">{found[0]}</mark>'
            pieces[place] = piece[: found.start()] + marked + piece[found.end() :]
            return Markup("".join(pieces))  # noqa: S704 - made of escaped pieces
    return html


def _words(block: Block) -> Iterator[str]:
    yield "".join(run.words for run in block.runs)
    for row in block.rows:
        for cell in row:
            yield "".join(run.words for run in cell)
    for item in block.items:
        yield "".join(run.words for run in item.runs)
        for under in item.under:
            yield from _words(under)
