"""The shapes of the verdicts, told apart in grey and in print; and the bar of how many there are of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

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
from lupaus.web.charts.text import flowing, text_width


def _solid(d: str) -> Markup:
    return el("path", d=d, class_="glyph-solid")


def _stroke(d: str, width: float) -> Markup:
    return el("path", d=d, class_="glyph-stroke", stroke_width=width)


_OPEN_CIRCLE = el("circle", cx=8, cy=8, r=6, class_="glyph-stroke", stroke_width=2)

#: Verdict → its shape in a square of 16 units, best verdict first. A target with a level has filled shapes;
#: one with a direction only has chevrons, two where the change is clear.
SHAPES: Final[Mapping[str, Markup]] = {
    "achieved": together(
        [
            el("circle", cx=8, cy=8, r=7.5, class_="glyph-solid"),
            el("path", d="M4.2 8.4 7 11.2l5-6", class_="glyph-cut", stroke_width=2),
        ]
    ),
    "on_track": _solid("M8 1.5 15.5 14.5H.5Z"),
    "improving_clearly": together([_stroke("M2 8.5 8 2.5l6 6", 2.6), _stroke("M2 14.5 8 8.5l6 6", 2.6)]),
    "improving": _stroke("M2 11 8 5l6 6", 2.6),
    "at_risk": _solid("M8 .5 15.5 8 8 15.5.5 8Z"),
    "worsening": _stroke("M2 5 8 11l6-6", 2.6),
    "off_track": _solid("M8 14.5.5 1.5h15Z"),
    "worsening_clearly": together([_stroke("M2 1.5 8 7.5l6-6", 2.6), _stroke("M2 7.5 8 13.5l6-6", 2.6)]),
    "reversing": together(
        [_stroke("M2.5 14V6.5a4 4 0 0 1 8 0V12", 2.4), _stroke("M6.8 9 10.5 13 14.2 9", 2.4)]
    ),
    "missed": _stroke("M3 3 13 13M13 3 3 13", 3.2),
    "baseline_only": _OPEN_CIRCLE,
    "no_data": _OPEN_CIRCLE,
    "stale": together(
        [
            el("circle", cx=8, cy=8, r=6.5, class_="glyph-stroke", stroke_width=1.8),
            _stroke("M8 4.2V8l2.8 1.8", 1.8),
        ]
    ),
}


def verdict_class(status: str) -> str:
    """The class that gives a verdict its colour."""
    return f"verdict-{status.replace('_', '-')}"


def shape(status: str, x: float, y: float, size: float) -> Markup:
    """The glyph inside another drawing, its top left corner at x, y. An unknown status is the open circle."""
    return el(
        "g",
        SHAPES.get(status, _OPEN_CIRCLE),
        class_=f"glyph-in {verdict_class(status)}",
        transform=f"translate({num(x)} {num(y)}) scale({num(size / 16)})",
    )


def glyph(status: str, label: str = "") -> Markup:
    """The shape of a verdict as a small `svg` of the height of the text beside it.

    Without a label it is hidden from screen readers, for its word stands beside it; with one it is an image
    of that name.
    """
    named = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return el(
        "svg",
        SHAPES.get(status, _OPEN_CIRCLE),
        viewBox="0 0 16 16",
        width=16,
        height=16,
        class_=f"glyph {verdict_class(status)}",
        focusable="false",
        **named,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StateBar:
    """How many targets have each verdict. `words` are the reader's words for each status in `counts`."""

    id: str
    title: str
    description: str
    counts: Mapping[str, int]
    words: Mapping[str, str]
    nothing: str  # what stands there when there is nothing to count


def state_bar(bar: StateBar, frames: Sequence[Frame] = RESPONSIVE) -> Markup:
    """A bar with parts as long as the counts, best first, and beneath it each count with shape and word."""
    return responsive([(frame, _bar(bar, frame, frame_class(frame, frames))) for frame in frames], "state")


def _bar(bar: StateBar, frame: Frame, css_class: str) -> Markup:
    id_ = f"{bar.id}-{frame.name}"
    counted = [(status, bar.counts[status]) for status in SHAPES if bar.counts.get(status, 0) > 0]
    if not counted:
        return nothing(
            id_=id_,
            title=bar.title,
            description=bar.description,
            words=bar.nothing,
            frame=frame,
            css_class=css_class,
        )
    height, size = 30.0, frame.text
    gap = 2.0
    room = frame.width - gap * (len(counted) - 1)
    # A part is never too thin to be seen; the others share what is left.
    least = 10.0
    total = sum(count for _, count in counted)
    widths = [max(room * count / total, least) for _, count in counted]
    widths = [width * room / sum(widths) for width in widths]
    parts: list[Markup] = []
    left = 0.0
    for (status, count), width in zip(counted, widths, strict=True):
        css = verdict_class(status)
        parts.append(el("rect", x=left, y=0, width=width, height=height, class_=f"part {css}"))
        if width > text_width(str(count), size, bold=True) + 8:
            middle = left + width / 2
            parts.append(
                el("text", str(count), x=middle, y=20.5, text_anchor="middle", class_="on-part strong")
            )
        left += width + gap
    words = [f"{count} {bar.words.get(status, status)}" for status, count in counted]
    places = flowing([20 + text_width(text, size) for text in words], frame.width, 22.0)
    row = size * 1.75
    for (status, _), text, (x, line) in zip(counted, words, places, strict=True):
        y = height + 12 + line * row
        parts += [shape(status, x, y + 1, size - 1), el("text", text, x=x + 20, y=y + size * 0.9)]
    return picture(
        id_=id_,
        title=bar.title,
        description=bar.description,
        width=frame.width,
        height=height + 12 + (places[-1][1] + 1) * row,
        body=parts,
        css_class=css_class,
        text=size,
    )
