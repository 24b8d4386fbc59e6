"""The picture of what a what-if costs: two or more lines over the years, each with the band of its range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lupaus.web.charts.labels import spread
from lupaus.web.charts.lines import Plot, axes, plot
from lupaus.web.charts.svg import (
    RESPONSIVE,
    Frame,
    el,
    frame_class,
    nothing,
    path_data,
    picture,
    responsive,
    together,
)
from lupaus.web.charts.text import LINE, text_width, wrapped
from lupaus.web.numbers import number


@dataclass(frozen=True, slots=True)
class Banded:
    """A line with its range: (year, low, middle, high). The plain one, nothing changes, is dotted."""

    name: str
    points: Sequence[tuple[int, float, float, float]]
    plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CostPicture:
    id: str
    title: str
    description: str
    language: str
    unit: str
    decimals: int
    lines: Sequence[Banded]
    no_observations: str


def cost_picture(drawn: CostPicture, frames: Sequence[Frame] = RESPONSIVE) -> Markup:
    return responsive(
        [(frame, _drawing(drawn, frame, frame_class(frame, frames))) for frame in frames], "cost"
    )


def _drawing(drawn: CostPicture, frame: Frame, css_class: str) -> Markup:
    id_ = f"{drawn.id}-{frame.name}"
    lines = [line for line in drawn.lines if line.points]
    if not lines:
        return nothing(
            id_=id_,
            title=drawn.title,
            description=drawn.description,
            words=drawn.no_observations,
            frame=frame,
            css_class=css_class,
        )
    room = 190.0 if frame.width >= 600 else 122.0
    words = [_words(drawn, line, frame, room - 16) for line in lines]
    needed = sum(_height(each, frame) for each in words) + frame.text * 2 + frame.small + 26
    paper = plot(
        frame=frame,
        years=[year for line in lines for year, *_values in line.points],
        values=[value for line in lines for _year, *values in line.points for value in values],
        language=drawn.language,
        right=max(text_width(each, frame.small) for line in words for each in line) + 18,
        height=max(frame.height, needed),
    )
    return picture(
        id_=id_,
        title=drawn.title,
        description=drawn.description,
        width=frame.width,
        height=paper.height,
        css_class=css_class,
        text=frame.small,
        body=[
            *(_band(line, paper) for line in lines),
            axes(paper, unit=drawn.unit, language=drawn.language),
            *(_line(line, place, paper) for place, line in enumerate(lines)),
            _ends(lines, words, paper),
        ],
    )


def _band(line: Banded, paper: Plot) -> Markup:
    over = [paper.at(year, high) for year, _low, _middle, high in line.points]
    under = [paper.at(year, low) for year, low, _middle, _high in reversed(line.points)]
    css_class = "cost-band cost-band-plain" if line.plain else "cost-band"
    return el("path", d=path_data([*over, *under], closed=True), class_=css_class)


def _line(line: Banded, place: int, paper: Plot) -> Markup:
    d = path_data([paper.at(year, middle) for year, _low, middle, _high in line.points])
    drawn = el("path", d=d, class_="needed" if line.plain else "line")
    return el("g", drawn, class_=_series(line, place))


def _ends(lines: Sequence[Banded], words: Sequence[tuple[str, ...]], paper: Plot) -> Markup:
    """The names in a column beside the ends of their lines."""
    size = paper.frame.small
    heights = [_height(each, paper.frame) for each in words]
    wanted = [paper.at(line.points[-1][0], line.points[-1][2])[1] for line in lines]
    middles = spread(wanted, heights, paper.top - 10, paper.bottom + size)
    parts: list[Markup] = []
    left = paper.right + 14
    for place, (line, said, height, y, middle) in enumerate(
        zip(lines, words, heights, wanted, middles, strict=True)
    ):
        x = paper.at(line.points[-1][0], line.points[-1][2])[0]
        lead = el("line", x1=x + 2, y1=y, x2=left - 3, y2=middle, class_="leader")
        top = middle - height / 2 + 1.5
        css_class = "soft" if line.plain else "word-series strong"
        texts = [
            el("text", each, x=left, y=top + size * (LINE * at + 0.95), class_=css_class)
            for at, each in enumerate(said)
        ]
        parts.append(el("g", lead, *texts, class_=_series(line, place)))
    return together(parts)


def _series(line: Banded, place: int) -> str:
    return "series" if line.plain else f"series series-{place % 8 + 1}"


def _words(drawn: CostPicture, line: Banded, frame: Frame, room: float) -> tuple[str, ...]:
    value = number(line.points[-1][2], drawn.language, drawn.decimals)
    return (*wrapped(line.name, frame.small, room, 3, bold=not line.plain), value)


def _height(words: Sequence[str], frame: Frame) -> float:
    return len(words) * frame.small * LINE + 5
