"""Regions in order: bars from a common zero, the reader's own standing out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lupaus.web.charts.lines import amount
from lupaus.web.charts.scale import Linear, figure
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
from lupaus.web.charts.text import shortened, text_width


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A region and its value; `tentative` values (illustrative, estimated) are drawn open and dashed.

    `missing` says why there is none, where that is known: else the chart's own word stands there.
    """

    name: str
    value: float | None
    href: str | None = None
    chosen: bool = False
    tentative: bool = False
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingChart:
    """Bars in the order given (the caller knows which end is better); what has no value comes last.

    With `most`, only the first and last rows and those around the chosen ones are drawn, the rest counted in
    a row of its own: `left_out` is the sentence for that, with `%(count)s` in it.
    """

    id: str
    title: str
    description: str
    language: str
    unit: str
    decimals: int
    bars: Sequence[Bar]
    missing: str  # instead of a value
    no_observations: str
    target: float | None = None
    target_word: str = ""
    most: int | None = None
    left_out: str = "… %(count)s"


Row = Bar | int  # an int counts the bars left out there


def shown_rows(bars: Sequence[Bar], most: int | None) -> list[Row]:
    """The bars to draw, those with a value first, with the number of those left out between them."""
    ordered = sorted(bars, key=lambda bar: figure(bar.value) is None)
    if most is None or len(ordered) <= most:
        return list(ordered)
    chosen = [index for index, bar in enumerate(ordered) if bar.chosen]
    kept = {index + near for index in chosen for near in (-1, 0, 1) if 0 <= index + near < len(ordered)}
    ends = (side for step in range(len(ordered)) for side in (step, len(ordered) - 1 - step))
    for index in ends:
        if len(kept) >= most:
            break
        kept.add(index)
    rows: list[Row] = []
    skipped = 0
    for index, bar in enumerate(ordered):
        if index not in kept:
            skipped += 1
            continue
        if skipped:
            rows.append(skipped)
            skipped = 0
        rows.append(bar)
    return [*rows, skipped] if skipped else rows


def ranking_chart(chart: RankingChart, frames: Sequence[Frame] = RESPONSIVE) -> Markup:
    """Ordered bars with their numbers; in a narrow place long names stand above their bars."""
    rows = shown_rows(chart.bars, chart.most)
    return responsive(
        [(frame, _drawing(chart, rows, frame, frame_class(frame, frames))) for frame in frames], "ranking"
    )


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things of a row stand: names to `names` or above the bar, bars on `scale`."""

    frame: Frame
    names: float
    above: bool
    row: float
    thick: float
    scale: Linear
    top: float

    def bar_top(self, y: float) -> float:
        """Top of the bar in the row that begins at `y`."""
        return y + (self.frame.text * 1.4 if self.above else (self.row - self.thick) / 2)

    @property
    def zero(self) -> float:
        return self.scale(0.0)


def _layout(chart: RankingChart, rows: Sequence[Row], frame: Frame, values: Sequence[float]) -> _Layout:
    size = frame.text
    bars = [row for row in rows if not isinstance(row, int)]
    widest = max((text_width(bar.name, size, bold=bar.chosen) for bar in bars), default=0.0)
    above = widest > frame.width * (0.5 if frame.width >= 600 else 0.42)
    names = 0.0 if above else widest + 10
    low, high = min(0.0, *values), max(0.0, *values)
    if low == high:
        high = 1.0
    texts = [amount(value, chart.unit, chart.language, chart.decimals) for value in values]
    room = max([text_width(text, size, bold=True) for text in texts] or [0.0]) + 8
    left = names + (room if low < 0 else 0.0)
    right = frame.width - (room if high > 0 else 0.0)
    thick = 18.0 if not above else 14.0
    row = 26.0 if not above else size * 1.4 + thick + 12
    top = size * 1.6 if _target(chart) is not None else 2.0
    return _Layout(frame, names, above, row, thick, Linear(low, high, left, right), top)


def _target(chart: RankingChart) -> float | None:
    return figure(chart.target)


def _drawing(chart: RankingChart, rows: Sequence[Row], frame: Frame, css_class: str) -> Markup:
    id_ = f"{chart.id}-{frame.name}"
    values = [value for bar in chart.bars if (value := figure(bar.value)) is not None]
    if not values:
        return nothing(
            id_=id_,
            title=chart.title,
            description=chart.description,
            words=chart.no_observations,
            frame=frame,
            css_class=css_class,
        )
    target = _target(chart)
    layout = _layout(chart, rows, frame, [*values, *([target] if target is not None else [])])
    height = layout.top + len(rows) * layout.row + 2
    tops = [layout.top + index * layout.row for index in range(len(rows))]
    placed = [(row, top) for row, top in zip(rows, tops, strict=True) if not isinstance(row, int)]
    body = [
        *(_name(chart, row, layout, top) for row, top in zip(rows, tops, strict=True)),
        *(_bar(bar, layout, top) for bar, top in placed),
        _zero_line([top for _, top in placed], layout),
        _target_line(chart, target, layout, height) if target is not None else Markup(""),
        *(_value(chart, bar, layout, top) for bar, top in placed),
    ]
    return picture(
        id_=id_,
        title=chart.title,
        description=chart.description,
        width=frame.width,
        height=height,
        body=body,
        css_class=css_class,
        interactive=any(bar.href for bar in chart.bars),
        text=frame.text,
    )


def _name(chart: RankingChart, row: Row, layout: _Layout, y: float) -> Markup:
    size = layout.frame.text
    if isinstance(row, int):
        words = chart.left_out % {"count": row}
        middle = y + layout.row / 2 + size * 0.35
        return el("text", words, x=0, y=middle, class_="soft", font_size=layout.frame.small)
    name_y = y + size if layout.above else y + layout.row / 2 + size * 0.35
    name = shortened(row.name, size, layout.frame.width, bold=row.chosen)
    words = el("text", name, x=0, y=name_y, class_="strong" if row.chosen else None)
    return el("a", words, href=row.href, class_="row-link") if row.href else words


def _bar(bar: Bar, layout: _Layout, y: float) -> Markup:
    value = figure(bar.value)
    if value is None:
        return Markup("")
    zero, end = layout.zero, layout.scale(value)
    css_class = "bar" + (" chosen" if bar.chosen else "") + (" tentative" if bar.tentative else "")
    return el(
        "rect",
        x=min(zero, end),
        y=layout.bar_top(y),
        width=abs(end - zero),
        height=layout.thick,
        class_=css_class,
    )


def _value(chart: RankingChart, bar: Bar, layout: _Layout, y: float) -> Markup:
    """The number at the end of the bar, over whatever lines pass there."""
    text_y = layout.bar_top(y) + layout.thick / 2 + layout.frame.text * 0.35
    value = figure(bar.value)
    if value is None:
        small = layout.frame.small
        return el(
            "text",
            bar.missing or chart.missing,
            x=layout.zero + 6,
            y=text_y,
            class_="halo soft",
            font_size=small,
        )
    end = layout.scale(value)
    return el(
        "text",
        amount(value, chart.unit, chart.language, chart.decimals),
        x=end - 6 if value < 0 else end + 6,
        y=text_y,
        text_anchor="end" if value < 0 else None,
        class_="halo strong" if bar.chosen else "halo",
    )


def _zero_line(tops: Sequence[float], layout: _Layout) -> Markup:
    """The line all lengths begin from, beside the bars only: it crosses no words."""
    length = layout.thick + 4 if layout.above else layout.row
    zero = num(layout.zero)
    steps = [
        f"M{zero} {num(layout.bar_top(top) - (length - layout.thick) / 2)}v{num(length)}" for top in tops
    ]
    return el("path", d="".join(steps), class_="axis")


def _target_line(chart: RankingChart, target: float, layout: _Layout, height: float) -> Markup:
    x = layout.scale(target)
    size = layout.frame.small
    number = amount(target, chart.unit, chart.language, chart.decimals)
    words = f"{chart.target_word} {number}".strip()
    half = text_width(words, size, bold=True) / 2
    middle = min(max(x, half), layout.frame.width - half)
    return together(
        [
            el("line", x1=x, x2=x, y1=layout.top - 2, y2=height - 2, class_="target-line"),
            el(
                "text",
                words,
                x=middle,
                y=size,
                text_anchor="middle",
                class_="word-target strong",
                font_size=size,
            ),
        ]
    )
