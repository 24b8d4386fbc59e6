"""Two figures of each region on one line: two years, or women and men, and how far apart they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from lupaus.web.charts.lines import amount, tick_label
from lupaus.web.charts.ranking import Bar, shown_rows
from lupaus.web.charts.scale import Linear, figure, figures
from lupaus.web.charts.svg import (
    RESPONSIVE,
    Frame,
    el,
    frame_class,
    nothing,
    num,
    picture,
    responsive,
    together,
)
from lupaus.web.charts.text import flowing, shortened, text_width
from lupaus.web.charts.ticks import Ticks, nice_ticks

#: Marks of the first and the second figure: a ring and a dot for years, a ring and a square for two groups.
RADIUS: Final = 5.5
THICK: Final = 16.0  # height of the strip a pair is drawn in


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A region with its two figures; where one is missing only the other is drawn.

    `missing` says why there is neither, where that is known.
    """

    name: str
    first: float | None
    second: float | None
    href: str | None = None
    chosen: bool = False
    tentative: bool = False
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DumbbellChart:
    """Pairs in the order given; those without any figure come last and say `missing`.

    `first_word` and `second_word` name the two marks ("2010", "2024"). `squares`: the second mark is a
    square, for two groups of which neither comes first. With `most`, rows between the ends and the chosen
    ones are counted in a row of their own (`left_out`, with `%(count)s`).
    """

    id: str
    title: str
    description: str
    language: str
    unit: str
    decimals: int
    pairs: Sequence[Pair]
    first_word: str
    second_word: str
    missing: str
    no_observations: str
    squares: bool = False
    most: int | None = None
    left_out: str = "… %(count)s"


Row = Pair | int  # an int counts the pairs left out there


def dumbbell_chart(chart: DumbbellChart, frames: Sequence[Frame] = RESPONSIVE) -> Markup:
    """A ring and a dot for each region, joined; in a narrow place long names stand above their line."""
    rows = _rows(chart)
    return responsive(
        [(frame, _drawing(chart, rows, frame, frame_class(frame, frames))) for frame in frames], "dumbbell"
    )


def _rows(chart: DumbbellChart) -> list[Row]:
    """The rows to draw; which ones is decided as in a ranking."""
    bars = [
        Bar(name=str(index), value=_any(pair), chosen=pair.chosen) for index, pair in enumerate(chart.pairs)
    ]
    return [
        row if isinstance(row, int) else chart.pairs[int(row.name)] for row in shown_rows(bars, chart.most)
    ]


def _any(pair: Pair) -> float | None:
    known = figures([pair.second, pair.first])
    return known[0] if known else None


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things of a row stand: names to the left or above, marks on `scale`."""

    frame: Frame
    above: bool
    row: float
    scale: Linear
    ticks: Ticks
    top: float

    def middle(self, y: float) -> float:
        """The height of the marks in the row that begins at `y`."""
        return y + (self.frame.text * 1.4 + THICK / 2 if self.above else self.row / 2)


def _layout(chart: DumbbellChart, rows: Sequence[Row], frame: Frame, values: Sequence[float]) -> _Layout:
    size = frame.text
    pairs = [row for row in rows if not isinstance(row, int)]
    widest = max((text_width(pair.name, size, bold=pair.chosen) for pair in pairs), default=0.0)
    above = widest > frame.width * (0.4 if frame.width >= 600 else 0.22)
    names = 0.0 if above else widest + 10
    room = max(text_width(_words(chart, value), frame.small, bold=True) for value in values) + RADIUS + 6
    ticks = nice_ticks(min(values), max(values), 4 if frame.width < 600 else 6)
    row = THICK + (14.0 if not above else size * 1.4 + 12)
    _, key_height = _key(chart, frame)
    top = key_height + frame.small + 12
    return _Layout(
        frame, above, row, Linear(ticks.low, ticks.high, names + room, frame.width - room), ticks, top
    )


def _words(chart: DumbbellChart, value: float) -> str:
    return amount(value, chart.unit, chart.language, chart.decimals)


def _drawing(chart: DumbbellChart, rows: Sequence[Row], frame: Frame, css_class: str) -> Markup:
    id_ = f"{chart.id}-{frame.name}"
    values = figures(value for pair in chart.pairs for value in (pair.first, pair.second))
    if not values:
        return nothing(
            id_=id_,
            title=chart.title,
            description=chart.description,
            words=chart.no_observations,
            frame=frame,
            css_class=css_class,
        )
    layout = _layout(chart, rows, frame, values)
    height = layout.top + len(rows) * layout.row + 4
    tops = [layout.top + index * layout.row for index in range(len(rows))]
    key, _ = _key(chart, frame)
    body = [
        key,
        _axis(chart, layout, tops),
        *(_name(chart, row, layout, top) for row, top in zip(rows, tops, strict=True)),
        *(
            _pair(chart, row, layout, layout.middle(top))
            for row, top in zip(rows, tops, strict=True)
            if not isinstance(row, int)
        ),
    ]
    return picture(
        id_=id_,
        title=chart.title,
        description=chart.description,
        width=frame.width,
        height=height,
        body=body,
        css_class=css_class,
        interactive=any(not isinstance(row, int) and row.href for row in rows),
        text=frame.text,
    )


def _mark(chart: DumbbellChart, x: float, y: float, *, second: bool) -> Markup:
    if not second:
        return el("circle", cx=x, cy=y, r=RADIUS - 1, class_="end-first")
    if chart.squares:
        side = 2 * RADIUS - 1.5
        return el("rect", x=x - side / 2, y=y - side / 2, width=side, height=side, class_="end-second")
    return el("circle", cx=x, cy=y, r=RADIUS, class_="end-second")


def _key(chart: DumbbellChart, frame: Frame) -> tuple[Markup, float]:
    """Which mark is which, above the first row, after the unit; and the height it takes."""
    size = frame.small
    words = [chart.first_word, chart.second_word]
    places = flowing([20 + text_width(text, size, bold=True) for text in words], frame.width, 20.0)
    top = size * 1.7 if chart.unit else 0.0
    unit = shortened(chart.unit, size, frame.width)
    parts = [el("text", unit, x=0.0, y=size, class_="soft", font_size=size)] if chart.unit else []
    for index, (text, (x, line)) in enumerate(zip(words, places, strict=True)):
        y = top + line * size * 1.6 + size * 0.6
        css_class = "word-second strong" if index else "strong"
        shown = shortened(text, size, frame.width - x - 20, bold=True)
        parts.append(_mark(chart, x + RADIUS + 1, y, second=index == 1))
        parts.append(el("text", shown, x=x + 18, y=y + size * 0.36, class_=css_class, font_size=size))
    return together(parts), top + (places[-1][1] + 1) * size * 1.6


def _axis(chart: DumbbellChart, layout: _Layout, tops: Sequence[float]) -> Markup:
    """Round values above the rows, with a quiet line down the strips of the pairs: it crosses no names."""
    size = layout.frame.small
    length = THICK + 2 if layout.above else layout.row
    parts: list[Markup] = []
    free = 0.0
    for tick in layout.ticks.values:
        x = round(layout.scale(tick), 1)
        d = "".join(f"M{num(x)} {num(layout.middle(top) - length / 2)}v{num(length)}" for top in tops)
        parts.append(el("path", d=d, class_="axis" if tick == 0 else "grid"))
        words = tick_label(layout.ticks, tick, chart.language)
        half = text_width(words, size) / 2
        if x - half >= free:
            parts.append(
                el("text", words, x=x, y=layout.top - 6, text_anchor="middle", class_="soft", font_size=size)
            )
            free = x + half + 6
    return together(parts)


def _name(chart: DumbbellChart, row: Row, layout: _Layout, y: float) -> Markup:
    size = layout.frame.text
    if isinstance(row, int):
        words = chart.left_out % {"count": row}
        middle = y + layout.row / 2 + size * 0.35
        return el("text", words, x=0, y=middle, class_="halo soft", font_size=layout.frame.small)
    name_y = y + size if layout.above else y + layout.row / 2 + size * 0.35
    name = shortened(row.name, size, layout.frame.width, bold=row.chosen)
    words_drawn = el("text", name, x=0, y=name_y, class_="strong" if row.chosen else None)
    return el("a", words_drawn, href=row.href, class_="row-link") if row.href else words_drawn


def _pair(chart: DumbbellChart, pair: Pair, layout: _Layout, y: float) -> Markup:
    """The two marks with their numbers outside them, and the line between."""
    first, second = figure(pair.first), figure(pair.second)
    if first is None and second is None:
        size = layout.frame.small
        x = layout.scale.start
        words = pair.missing or chart.missing
        return el("text", words, x=x, y=y + size * 0.35, class_="halo soft", font_size=size)
    parts: list[Markup] = []
    ends = [
        (layout.scale(value), value, is_second)
        for value, is_second in ((first, False), (second, True))
        if value is not None
    ]
    if len(ends) == 2:
        x1, x2 = sorted(x for x, _value, _is_second in ends)
        css_class = "join" + (" chosen" if pair.chosen else "") + (" dashed" if pair.tentative else "")
        parts.append(el("line", x1=x1, x2=x2, y1=y, y2=y, class_=css_class))
    parts += [_mark(chart, x, y, second=is_second) for x, _value, is_second in ends]
    parts += _numbers(chart, pair, layout, ends, y)
    return el("g", *parts)


def _numbers(
    chart: DumbbellChart,
    pair: Pair,
    layout: _Layout,
    ends: Sequence[tuple[float, float, bool]],
    y: float,
) -> list[Markup]:
    """Each number on the outer side of its mark; one number for two that read the same."""
    size = layout.frame.small
    told: list[Markup] = []
    shown = {_words(chart, value) for _x, value, _is_second in ends}
    if len(shown) == 1:
        ends = [max(ends)]
    left_first = sorted(ends, key=lambda end: end[:2])
    for index, (x, value, is_second) in enumerate(left_first):
        to_left = index == 0 and len(left_first) == 2
        css_class = "halo" + (" word-second" if is_second else "") + (" strong" if pair.chosen else "")
        told.append(
            el(
                "text",
                _words(chart, value),
                x=x - RADIUS - 4 if to_left else x + RADIUS + 4,
                y=y + size * 0.36,
                text_anchor="end" if to_left else None,
                class_=css_class,
                font_size=size,
            )
        )
    return told
