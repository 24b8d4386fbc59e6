"""The picture of a process map: core processes as arrows above, what supports them beneath.

Each box carries the five outcomes with the shape of their verdict, and leads to its figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.web.charts.glyphs import shape
from lupaus.web.charts.svg import RESPONSIVE, Frame, el, frame_class, nothing, responsive, together
from lupaus.web.charts.svg import picture as svg
from lupaus.web.charts.text import LINE, shortened, wrapped


class Outcome(NamedTuple):
    """An outcome of a process. `status` is that of its verdict; empty where there is no target to judge.

    `verdict` says it in words, also that it is followed without a target, or not followed.
    """

    word: str
    status: str
    verdict: str
    is_followed: bool = True


class Box(NamedTuple):
    title: str
    href: str
    outcomes: tuple[Outcome, ...]


_GAP: Final = 12.0
_PAD: Final = 12.0
_POINT: Final = 14.0  # how far the head of an arrow reaches
_TITLE_LINES: Final = 4
_COLUMNS: Final = {"wide": 3, "narrow": 1}


def picture(*, title: str, core: Sequence[Box], support: Sequence[Box]) -> Markup:
    """Both groups in a drawing for wide and one for narrow places; their words are in the list below it."""
    description = _("Core processes: %(core)s. Support processes: %(support)s.") % {
        "core": _names(core),
        "support": _names(support),
    }
    drawings = []
    for frame in RESPONSIVE:
        css_class = frame_class(frame, RESPONSIVE)
        id_ = f"processes-{frame.name}"
        if not core and not support:
            words = _("There is no process yet.")
            drawn = nothing(
                id_=id_, title=title, description="", words=words, frame=frame, css_class=css_class
            )
        else:
            body, height = _drawn(core, support, frame)
            drawn = svg(
                id_=id_,
                title=title,
                description=description,
                width=frame.width,
                height=height,
                body=[body],
                css_class=css_class,
                interactive=True,
                text=frame.small,
            )
        drawings.append((frame, drawn))
    return responsive(drawings, "processes")


def _names(boxes: Sequence[Box]) -> str:
    return ", ".join(box.title for box in boxes) or "–"


def _drawn(core: Sequence[Box], support: Sequence[Box], frame: Frame) -> tuple[Markup, float]:
    parts: list[Markup] = []
    y = 0.0
    for boxes, label, kind in (
        (core, _("Core processes"), "core"),
        (support, _("Support processes"), "support"),
    ):
        if not boxes:
            continue
        parts.append(el("text", label, x=0, y=y + frame.text, class_="strong", font_size=frame.text))
        y += frame.text * 1.7
        for row in _rows(boxes, _COLUMNS[frame.name]):
            drawn, height = _row(row, kind, y, frame)
            parts.append(drawn)
            y += height + _GAP
        y += _GAP
    return together(parts), y - 2 * _GAP + 2


def _rows(boxes: Sequence[Box], columns: int) -> Iterator[Sequence[Box]]:
    for first in range(0, len(boxes), columns):
        yield boxes[first : first + columns]


def _row(boxes: Sequence[Box], kind: str, y: float, frame: Frame) -> tuple[Markup, float]:
    """Boxes beside each other, as high as the highest needs."""
    columns = _COLUMNS[frame.name]
    width = (frame.width - _GAP * (columns - 1)) / columns
    room = width - 2 * _PAD - (_POINT if kind == "core" else 0)
    size = frame.text
    titles = [wrapped(box.title, size, room, _TITLE_LINES, bold=True) for box in boxes]
    head = max(len(lines) for lines in titles) * size * LINE + 2 * _PAD - 4
    height = head + max(len(box.outcomes) for box in boxes) * frame.small * 1.55 + _PAD
    drawn = [
        _box(box, lines, kind, _Place(place * (width + _GAP), y, width, head, height), frame)
        for place, (box, lines) in enumerate(zip(boxes, titles, strict=True))
    ]
    return together(drawn), height


class _Place(NamedTuple):
    """Where a box stands: its corner, its width, the height of its head and the whole height."""

    x: float
    y: float
    width: float
    head: float
    height: float


def _box(box: Box, lines: Sequence[str], kind: str, place: _Place, frame: Frame) -> Markup:
    x, y, width, head, height = place
    size, small = frame.text, frame.small
    inner = width - _POINT if kind == "core" else width
    tip = f"L{x + width:.1f} {y + head / 2:.1f}" if kind == "core" else ""
    outline = f"M{x:.1f} {y:.1f}H{x + inner:.1f}{tip}L{x + inner:.1f} {y + head:.1f}H{x:.1f}Z"
    top = y + (head - len(lines) * size * LINE) / 2 + size * 0.95
    words = [
        el("text", line, x=x + _PAD, y=top + number * size * LINE, class_="head", font_size=size)
        for number, line in enumerate(lines)
    ]
    outcomes = []
    for number, outcome in enumerate(box.outcomes):
        line = y + head + (number + 1) * small * 1.55
        outcomes.append(_sign(outcome, x + _PAD, line - small * 0.85, small))
        label = shortened(outcome.word, small, inner - 2 * _PAD - small * 1.5)
        css = None if outcome.is_followed else "soft"
        outcomes.append(el("text", label, x=x + _PAD + small * 1.5, y=line, class_=css, font_size=small))
    said = "; ".join(f"{outcome.word}: {outcome.verdict}" for outcome in box.outcomes)
    return el(
        "a",
        el("title", f"{box.title}. {said}"),
        el("rect", x=x, y=y, width=inner, height=height, rx=2, class_="body"),
        el("path", d=outline, class_="arrow"),
        *words,
        *outcomes,
        href=box.href,
        class_=f"process process--{kind}",
        aria_label=f"{box.title}. {said}",
    )


def _sign(outcome: Outcome, x: float, y: float, size: float) -> Markup:
    """The shape of the verdict; a dot for what is followed without a target, a dash for what is not."""
    if outcome.status:
        return shape(outcome.status, x, y, size)
    if outcome.is_followed:
        return el("circle", cx=x + size / 2, cy=y + size / 2, r=size / 5, class_="followed")
    return el("path", d=f"M{x + 2:.1f} {y + size / 2:.1f}h{size - 4:.1f}", class_="unfollowed")


def legend_sign(*, is_followed: bool) -> Markup:
    """One of the two signs that are no verdict, for the legend beside the picture."""
    return el(
        "svg",
        _sign(Outcome("", "", "", is_followed), 0, 0, 16),
        viewBox="0 0 16 16",
        width=16,
        height=16,
        class_="glyph",
        focusable="false",
        aria_hidden="true",
    )
