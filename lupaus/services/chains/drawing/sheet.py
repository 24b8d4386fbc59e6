"""The paper a chain is drawn on: shapes and lines of text, and words broken so that each line fits.

Every line of text is kept as a value until the end, so that a test can see that none leaves the paper and
none lies upon another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from markupsafe import Markup

from lupaus.web.charts.labels import Box
from lupaus.web.charts.svg import el
from lupaus.web.charts.text import LINE, shortened, text_width

#: A consonant before a vowel begins a syllable, in Finnish always and in Swedish mostly.
_SYLLABLE: Final = re.compile(r"(?<=[^\W\d_])(?=[bcdfghjklmnpqrstvwxz][aeiouyäöå])", re.IGNORECASE)
_LEAST: Final = 3  # letters on either side of a hyphen
_SHORT: Final = 10  # a shorter word that would fit alone is not divided
_HYPHENS: Final = "-–/"


class TextLine(NamedTuple):
    """A line of words; `y` is its foot (baseline)."""

    x: float
    y: float
    words: str
    size: float
    css_class: str = ""
    bold: bool = False
    anchor: str = "start"
    href: str = ""

    @property
    def width(self) -> float:
        return text_width(self.words, self.size, bold=self.bold)

    @property
    def box(self) -> Box:
        left = self.x - self.width * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return Box(left, self.y - 0.82 * self.size, left + self.width, self.y + 0.28 * self.size)

    def drawn(self) -> Markup:
        return el(
            "text",
            self.words,
            x=round(self.x, 1),
            y=round(self.y, 1),
            font_size=self.size,
            text_anchor=None if self.anchor == "start" else self.anchor,
            class_=" ".join(filter(None, (self.css_class, "strong" if self.bold else ""))) or None,
        )


class Room(NamedTuple):
    """Where something may be written: from `top` down, `width` wide."""

    x: float
    top: float
    width: float


@dataclass(slots=True)
class Sheet:
    """Shapes first, then words: no shape lies upon a word."""

    width: float
    height: float = 0.0
    shapes: list[Markup] = field(default_factory=list)
    lines: list[TextLine] = field(default_factory=list)

    def write(
        self,
        lines: Sequence[str],
        x: float,
        top: float,
        size: float,
        *,
        css_class: str = "",
        bold: bool = False,
        anchor: str = "start",
        href: str = "",
    ) -> float:
        """Lines one beneath the other from `top` down; gives where they end."""
        for index, words in enumerate(lines):
            y = top + size * (LINE * index + 0.95)
            self.lines.append(TextLine(x, y, words, size, css_class, bold, anchor, href))
        return top + height_of(lines, size)

    def body(self) -> Iterator[Markup]:
        yield from self.shapes
        at = 0
        while at < len(self.lines):
            line = self.lines[at]
            end = at + 1
            while line.href and end < len(self.lines) and self.lines[end].href == line.href:
                end += 1  # the lines of one name are one link
            drawn = [each.drawn() for each in self.lines[at:end]]
            yield from [_link(self.lines[at:end], drawn)] if line.href else drawn
            at = end


def _link(lines: Sequence[TextLine], drawn: Sequence[Markup]) -> Markup:
    """A link with some room about its words, so that a finger finds it."""
    boxes = [line.box for line in lines]
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    room = el("rect", x=left, y=top - 4, width=right - left, height=bottom - top + 8, class_="chain-touch")
    return el("a", room, *drawn, href=lines[0].href, class_="row-link")


def height_of(lines: Sequence[str], size: float) -> float:
    return len(lines) * size * LINE


def broken(words: str, size: float, width: float, most: int, *, bold: bool = False) -> tuple[str, ...]:
    """The words in at most `most` lines of `width`: long ones divided with a hyphen, the last line cut."""

    def fits(text: str) -> bool:
        return text_width(text, size, bold=bold) <= width

    lines: list[str] = []
    line = ""
    rest = words.split()
    while rest and len(lines) <= most:
        word = rest.pop(0)
        before = f"{line} " if line else ""
        if fits(before + word):
            line = before + word
            continue
        if line and (fits(word) or len(word) < _SHORT):
            head, tail = "", word
        else:
            head, tail = _divided(word, before, fits)
        lines.append(before + head if head else line or word)
        if head or line:
            rest.insert(0, tail)
        line = ""
    lines += [line] if line else []
    if len(lines) > most:
        # What follows is joined to the last line, so that the cut shows.
        last = lines[most - 1]
        joined = f"{last.removesuffix('-')}{lines[most]}" if last.endswith("-") else f"{last} {lines[most]}"
        lines[most - 1 :] = [shortened(joined, size, width, bold=bold)]
    return tuple(lines)


def _divided(word: str, before: str, fits: Callable[[str], bool]) -> tuple[str, str]:
    """The longest beginning of a word that fits, with its hyphen, and what is left; ("", word) where none."""
    own = [word[: place + 1] for place in range(_LEAST - 1, len(word) - 1) if word[place] in _HYPHENS]
    places = (match.start() for match in _SYLLABLE.finditer(word))
    syllables = [f"{word[:place]}-" for place in places if _LEAST <= place <= len(word) - _LEAST]
    letters = [f"{word[:place]}-" for place in range(1, len(word))]  # where nothing else helps
    ways = [own] if before and any(map(fits, own)) else [own, syllables]
    for heads in [*ways, *([] if before else [letters])]:
        for head in reversed(heads):
            if fits(before + head):
                return head, word[len(head) - (heads is not own) :]
    return "", word
