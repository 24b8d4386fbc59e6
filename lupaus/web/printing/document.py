"""What a printed document is made of. A room builds a `Report`; `printing.pdf` sets it.

Words are always data: nothing in them is ever understood as markup, but for the prose of a `Paragraph`
(`web/prose.py`). Words in another language than the document's are given as `Shown` (`text.shown(language)`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lupaus.web.texts import Shown


@dataclass(frozen=True, slots=True)
class Verdict:
    """The word of a verdict or of a version's state, its shape before it: as `ui.verdict` on a page."""

    status: str
    word: str


#: Words in the document's language, words in another, or a verdict.
Words = str | Shown | Verdict


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within the document; `depth` counts from 1. A depth that would be skipped is not."""

    words: str | Shown
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A longer text with the markup of `web/prose.py`; its headings stand under the last `Heading`."""

    prose: str | Shown


@dataclass(frozen=True, slots=True)
class Items:
    """A plain list of short texts; numbered where their order matters."""

    lines: Sequence[str | Shown]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values."""

    pairs: Sequence[tuple[str | Shown, Words]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a row of headers, said anew on each page it runs over.

    `widths` are shares of the breadth of the page; `numeric` the places of columns set to the right.
    """

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[Words]]
    widths: Sequence[float] = ()
    numeric: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing made for paper (`pictures.for_paper`), and what it says to whoever does not see it."""

    svg: str
    alternative: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a page of its own."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The headings of the document with their pages, down to `depth`, under a title of its own."""

    title: str
    depth: int = 2


Section = Contents | Heading | Paragraph | Items | Facts | Table | Picture | NewPage


@dataclass(frozen=True, slots=True)
class Report:
    """A whole document.

    `address` is where the same can be read on the web, said at the top and at the foot of each page; `author`
    the organisation whose document it is; `made_at` an aware time. The same report gives the same bytes.
    `mark` stands at the head of every page: that it is a draft.
    """

    title: str
    language: str
    address: str
    author: str
    made_at: datetime
    sections: Sequence[Section]
    subtitle: str = ""
    mark: str = ""
