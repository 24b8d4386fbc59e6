"""The picture of where the clients are: a column a year, the shares of the steps standing on one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from lupaus.web.charts.labels import spread
from lupaus.web.charts.svg import (
    RESPONSIVE,
    Frame,
    el,
    frame_class,
    nothing,
    picture,
    responsive,
    together,
)
from lupaus.web.charts.text import LINE, text_width, wrapped
from lupaus.web.numbers import number

#: Tints of the steps, from light need to heavy; the style sheet has a class for each.
TINTS: Final = 10


@dataclass(frozen=True, slots=True)
class Column:
    """A year: per cent by step, None where it is not told. `known` says whether anything is."""

    year: int
    shares: tuple[float | None, ...]
    tentative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MixPicture:
    """`steps` are the names from light to heavy; `not_told` names what is left of a column together."""

    id: str
    title: str
    description: str
    language: str
    steps: Sequence[str]
    columns: Sequence[Column]
    not_told: str
    no_observations: str


@dataclass(frozen=True, slots=True)
class _Segment:
    """A part of a column from `low` to `high` per cent; `step` counts from 0, None is what is not told."""

    step: int | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class _Paper:
    """Where the columns stand, in units of the drawing."""

    frame: Frame
    top: float
    bottom: float
    step: float  # from column to column
    width: float  # of a column
    right: float  # of the last one

    def y(self, share: float) -> float:
        return self.bottom - share * (self.bottom - self.top) / 100


def mix_picture(drawn: MixPicture, frames: Sequence[Frame] = RESPONSIVE) -> Markup:
    return responsive(
        [(frame, _drawing(drawn, frame, frame_class(frame, frames))) for frame in frames], "mix"
    )


def _drawing(drawn: MixPicture, frame: Frame, css_class: str) -> Markup:
    id_ = f"{drawn.id}-{frame.name}"
    columns = [each for each in drawn.columns if any(share is not None for share in each.shares)]
    if not columns:
        return nothing(
            id_=id_,
            title=drawn.title,
            description=drawn.description,
            words=drawn.no_observations,
            frame=frame,
            css_class=css_class,
        )
    room = 280.0 if frame.width >= 600 else 204.0
    columns = _evenly(columns, 10 if frame.width >= 600 else 3)
    labels = [
        (segment, _words(drawn, segment, frame, room - 46)) for segment in _segments(columns[-1].shares)
    ]
    needed = sum(_height(words, frame) for _segment, words in labels)
    height = max(frame.height, needed + frame.small + 24)
    step = min((frame.width - room) / len(columns), 110.0)
    width = min(step * 0.78, 86.0)
    paper = _Paper(
        frame, 8.0, height - frame.small - 14, step, width, step * len(columns) - (step - width) / 2
    )
    parts = [
        part
        for place, column in enumerate(reversed(columns))
        for part in _column(drawn, column, paper, paper.right - place * step - width)
    ]
    parts.append(_labels(labels, paper, len(drawn.steps)))
    return picture(
        id_=id_,
        title=drawn.title,
        description=drawn.description,
        width=frame.width,
        height=height,
        css_class=css_class,
        text=frame.small,
        body=parts,
    )


def _evenly(columns: list[Column], most: int) -> list[Column]:
    """So many at most, the first and the last among them."""
    if len(columns) <= most:
        return columns
    last = len(columns) - 1
    return [columns[round(place * last / (most - 1))] for place in range(most)]


def _segments(shares: Sequence[float | None]) -> list[_Segment]:
    """The told parts from the lightest up, and what is not told on top of them."""
    found, low = [], 0.0
    for step, share in enumerate(shares):
        if share is not None:
            found.append(_Segment(step, low, low + share))
            low += share
    if low < 99.95:
        found.append(_Segment(None, low, 100.0))
    return found


def _column(drawn: MixPicture, column: Column, paper: _Paper, left: float) -> Iterator[Markup]:
    width, small = paper.width, paper.frame.small
    for segment in _segments(column.shares):
        y = paper.y(segment.high)
        size = paper.y(segment.low) - y
        tint = "mix-untold" if segment.step is None else f"mix-{tint_of(segment.step, len(drawn.steps))}"
        tentative = " tentative" if column.tentative else ""
        if size > 0.05:
            yield el("rect", x=left, y=y, width=width, height=size, class_=f"mix {tint}{tentative}")
        words = "" if segment.step is None else number(segment.high - segment.low, drawn.language, 1)
        if words and size >= small and text_width(words, small) <= width - 4:
            yield el(
                "text",
                words,
                x=left + width / 2,
                y=y + size / 2 + small * 0.35,
                text_anchor="middle",
                class_=f"on-{tint}",
            )
    yield el(
        "text",
        str(column.year),
        x=left + width / 2,
        y=paper.bottom + small + 6,
        text_anchor="middle",
        class_="soft",
    )


def tint_of(step: int, steps: int) -> int:
    """The class of a step's tint: the lightest need is 0, the heaviest the last."""
    return round(step * (TINTS - 1) / (steps - 1)) if steps > 1 else TINTS // 2


def _words(drawn: MixPicture, segment: _Segment, frame: Frame, room: float) -> tuple[str, ...]:
    share = f"{number(segment.high - segment.low, drawn.language, 1)}\u00a0%"
    name = drawn.not_told if segment.step is None else drawn.steps[segment.step]
    *lines, last = wrapped(name, frame.small, room, 3)
    joined = f"{last} {share}"
    return (*lines, joined) if text_width(joined, frame.small) <= room else (*lines, last, share)


def _height(words: Sequence[str], frame: Frame) -> float:
    return len(words) * frame.small * LINE + 5


def _labels(labels: Sequence[tuple[_Segment, tuple[str, ...]]], paper: _Paper, steps: int) -> Markup:
    """The names beside the newest column, pushed apart where they would touch, with leaders."""
    frame, left = paper.frame, paper.right + 18
    wanted = [paper.y((segment.low + segment.high) / 2) for segment, _words in labels]
    heights = [_height(words, frame) for _segment, words in labels]
    middles = spread(wanted, heights, paper.top - 4, paper.bottom + frame.small)
    parts = []
    for (segment, words), height, place, middle in zip(labels, heights, wanted, middles, strict=True):
        tint = "mix-untold" if segment.step is None else f"mix-{tint_of(segment.step, steps)}"
        parts.append(el("line", x1=paper.right, y1=place, x2=left, y2=middle, class_="leader"))
        parts.append(el("rect", x=left, y=middle - 9, width=18.0, height=18.0, class_=f"mix {tint}"))
        if segment.step is not None:
            number_of = str(segment.step + 1)
            x, y = left + 9, middle + frame.small * 0.35
            words_class = f"mix-number on-{tint}"
            parts.append(el("text", number_of, x=x, y=y, text_anchor="middle", class_=words_class))
        start = middle - height / 2 + 2.5
        parts += [
            el("text", line, x=left + 25, y=start + frame.small * (LINE * at + 0.95))
            for at, line in enumerate(words)
        ]
    return together(parts)
