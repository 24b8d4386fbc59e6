"""The lines of a page: paragraphs, headings, lines of lists and tables, in the order they are read.

A line keeps its runs apart as the elements of its page were, since both services write a label and its text
as two spans in one paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from lupaus.web.prose import is_address

_SIGNS = re.compile(r"\\(?=[\\*\[\]()#\-_.!`<>|])|\*")
_BEGINS = re.compile(r"^(?:#{1,3}(?= )|[-|](?= |.*\|$))")

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
