"""Elements of a picture, escaped; and the picture itself, with its title and description."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

Attribute = str | float | None


@dataclass(frozen=True, slots=True)
class Frame:
    """The paper a chart is drawn on: its width, usual height and text size, in units of the drawing."""

    name: str
    width: float
    height: float
    text: float = 15.0

    @property
    def small(self) -> float:
        """Size of the quiet text: years, numbers of an axis."""
        return self.text - 1.0


#: A chart is drawn twice, for a wide and a narrow place; the style sheet shows the one that fits.
#: 15 units are 12 pixels where 288 pixels are left on a phone of 320, and 15 on a desktop.
WIDE = Frame("wide", 720.0, 380.0)
NARROW = Frame("narrow", 360.0, 360.0)
RESPONSIVE = (WIDE, NARROW)


def num(value: float) -> str:
    """A coordinate in as few characters as two decimals need: `12.50` → `12.5`, `-0.0` → `0`.

    Raises ValueError for what is not finite: no picture may hold it.
    """
    if not math.isfinite(value):
        raise ValueError(f"not a coordinate: {value!r}")
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@cache
def _name(keyword: str) -> str:
    return keyword.rstrip("_").replace("_", "-")


def el(name: str, *children: str | Markup, **attributes: Attribute) -> Markup:
    """`el("text", "a & b", x=1.0, class_="soft")` → `<text x="1" class="soft">a &amp; b</text>`.

    Attributes that are None are left out; a plain string among the children is escaped.
    """
    written = "".join(
        f' {_name(key)}="{escape(value) if isinstance(value, str) else num(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(escape(child) for child in children)
    return Markup(f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>")  # noqa: S704 — every part is escaped above


def together(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)


def path_data(points: Sequence[tuple[float, float]], *, closed: bool = False) -> str:
    """The `d` of a line through the points, to a tenth of a unit."""
    if not points:
        return ""
    steps = " ".join([f"{x:.1f} {y:.1f}" for x, y in points]).replace(".0", "")
    if "n" in steps:  # as in nan and inf
        raise ValueError(f"not coordinates: {steps}")
    return f"M{steps}{'Z' if closed else ''}"


def picture(
    *,
    id_: str,
    title: str,
    description: str,
    width: float,
    height: float,
    body: Iterable[Markup],
    css_class: str,
    interactive: bool = False,
    text: float | None = None,
) -> Markup:
    """An `svg` that names and describes itself. With links inside it is a group, for an `img` hides them."""
    return el(
        "svg",
        el("title", title, id=f"{id_}-t"),
        el("desc", description, id=f"{id_}-d") if description else Markup(""),
        *body,
        viewBox=f"0 0 {num(width)} {num(height)}",
        class_=css_class,
        role="group" if interactive else "img",
        aria_labelledby=f"{id_}-t",
        aria_describedby=f"{id_}-d" if description else None,
        font_size=text,
    )


def responsive(drawn: Sequence[tuple[Frame, Markup]], kind: str) -> Markup:
    """The drawings of one chart in the box in which the style sheet chooses between them."""
    return el("div", *(svg for _, svg in drawn), class_=f"chart chart-{kind}")


def frame_class(frame: Frame, frames: Sequence[Frame]) -> str:
    """Class of one drawing: alone it is always shown, of several only where it fits."""
    return f"drawing drawing-{frame.name}" if len(frames) > 1 else "drawing"


def nothing(*, id_: str, title: str, description: str, words: str, frame: Frame, css_class: str) -> Markup:
    """The calm picture of there being nothing to draw, which says so."""
    height = 120.0
    inset = 0.5
    return picture(
        id_=id_,
        title=title,
        description=description,
        width=frame.width,
        height=height,
        css_class=css_class,
        text=frame.text,
        body=[
            el(
                "rect",
                x=inset,
                y=inset,
                width=frame.width - 2 * inset,
                height=height - 2 * inset,
                rx=3.0,
                class_="nothing",
            ),
            el("text", words, x=frame.width / 2, y=height / 2 + 5, class_="soft", text_anchor="middle"),
        ],
    )
