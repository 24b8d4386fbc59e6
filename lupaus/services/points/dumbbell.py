"""Two values of each region on one scale, joined by a line: before hollow, after filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from lupaus.web.charts.lines import amount
from lupaus.web.charts.scale import Linear
from lupaus.web.charts.svg import RESPONSIVE, Frame, el, frame_class, nothing, picture, responsive
from lupaus.web.charts.text import flowing, shortened, text_width

ROW = 34.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A region with its two values, per cent; None: not known."""

    name: str
    before: float | None
    after: float | None
    href: str | None = None
    chosen: bool = False
    tentative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dumbbells:
    """Rows in the order given. `before` and `after` are the words of the two values, such as years."""

    id: str
    title: str
    description: str
    language: str
    rows: Sequence[Pair]
    before: str
    after: str
    missing: str
    empty: str


def dumbbell_chart(chart: Dumbbells, frames: Sequence[Frame] = RESPONSIVE) -> Markup:
    """The chart for a wide and a narrow place, from 0 to 100 per cent."""
    drawn = [(frame, _drawing(chart, frame, frame_class(frame, frames))) for frame in frames]
    return responsive(drawn, "dumbbell")


def _drawing(chart: Dumbbells, frame: Frame, css: str) -> Markup:
    id_ = f"{chart.id}-{frame.name}"
    if not chart.rows:
        return nothing(
            id_=id_,
            title=chart.title,
            description=chart.description,
            words=chart.empty,
            frame=frame,
            css_class=css,
        )
    size = frame.small
    names = min(
        frame.width * 0.34, max(text_width(row.name, size, bold=row.chosen) for row in chart.rows) + 4
    )
    values = text_width("100 → 100 %", size) + 6
    scale = Linear(0, 100, names + 14, frame.width - values - 12)
    legend, top = _legend(chart, frame)
    bottom = top + len(chart.rows) * ROW
    grid = [
        el("line", x1=scale(step), x2=scale(step), y1=top, y2=bottom, class_="grid" if step else "axis")
        for step in (0, 25, 50, 75, 100)
    ]
    ticks = [
        el("text", f"{step} %", x=scale(step), y=bottom + size * 1.3, text_anchor="middle", class_="soft")
        for step in (0, 50, 100)
    ]
    rows = [
        _row(chart, row, _Sheet(scale, frame, names), top + (index + 0.5) * ROW)
        for index, row in enumerate(chart.rows)
    ]
    return picture(
        id_=id_,
        title=chart.title,
        description=chart.description,
        width=frame.width,
        height=bottom + size * 2,
        body=[legend, el("g", *grid), *rows, el("g", *ticks)],
        css_class=css,
        interactive=any(row.href for row in chart.rows),
        text=size,
    )


class _Sheet(NamedTuple):
    """Where things stand: the scale, the paper, and the room for names."""

    scale: Linear
    frame: Frame
    names: float


def _row(chart: Dumbbells, row: Pair, sheet: _Sheet, y: float) -> Markup:
    scale, frame, names = sheet
    size = frame.small
    said = _said(chart, row)
    parts = [
        el("title", f"{row.name}: {said}"),
        el("rect", x=0, y=y - ROW / 2, width=frame.width, height=ROW, class_="target"),
        el(
            "text",
            shortened(row.name, size, names, bold=row.chosen),
            x=0,
            y=y + size * 0.35,
            class_="strong" if row.chosen else None,
        ),
    ]
    if row.before is None or row.after is None:
        parts.append(el("text", chart.missing, x=scale(0) + 6, y=y + size * 0.35, class_="soft"))
    else:
        a, b = scale.inside(row.before), scale.inside(row.after)
        falls = " falls" if row.after < row.before else ""
        dashed = " dashed" if row.tentative else ""
        parts += [
            el("line", x1=a, x2=b, y1=y, y2=y, class_=f"joint{falls}{dashed}"),
            el("circle", cx=a, cy=y, r=5.5, class_="before"),
            el("circle", cx=b, cy=y, r=5.5, class_=f"after{falls}"),
            el("text", said, x=frame.width, y=y + size * 0.35, text_anchor="end"),
        ]
    css = "region" + (" chosen" if row.chosen else "")
    if row.href:
        return el("a", *parts, href=row.href, class_=css, aria_label=f"{row.name}: {said}")
    return el("g", *parts, class_=css)


def _said(chart: Dumbbells, row: Pair) -> str:
    if row.before is None or row.after is None:
        return chart.missing
    before = amount(row.before, "", chart.language, 0)
    after = amount(row.after, "%", chart.language, 0)
    return after if f"{before}\u00a0%" == after else f"{before} → {after}"


def _legend(chart: Dumbbells, frame: Frame) -> tuple[Markup, float]:
    size = frame.small
    entries = [("before", chart.before), ("after", chart.after)]
    places = flowing([18 + text_width(words, size) for _css, words in entries], frame.width, 18.0)
    parts = []
    for (css, words), (x, row) in zip(entries, places, strict=True):
        y = row * 22 + size * 0.7
        parts.append(el("circle", cx=x + 6, cy=y, r=5.5, class_=css))
        parts.append(el("text", words, x=x + 18, y=y + size * 0.35))
    return el("g", *parts, class_="legend"), (places[-1][1] + 1) * 22 + 8.0
