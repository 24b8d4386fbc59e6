"""Words beside what they name: never over one another, never off the paper."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from markupsafe import Markup

from lupaus.web.charts.svg import el, together
from lupaus.web.charts.text import LINE, text_width

CROSSED = 30.0  # what it costs to stand on a line; who need not be there does not
HIDDEN = 6.0  # what it costs to stand on a dot
AIR = 6.0  # between the words of two labels side by side


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Middles of labels in one column, as near to the wanted middles as they go without touching.

    The order of the wanted places is kept; inside `low…high` where all of them fit (the caller's business).
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    blocks: list[tuple[float, float, list[int]]] = []  # top, height, labels from the top
    for index in order:
        height = heights[index]
        top = min(max(wanted[index] - height / 2, low), high - height)
        members = [index]
        while blocks and blocks[-1][0] + blocks[-1][1] > top:
            _, above, others = blocks.pop()
            members = others + members
            height = above + height
            # Least squares: the block goes where its members would on average have it.
            offset, total = 0.0, 0.0
            for member in members:
                total += wanted[member] - heights[member] / 2 - offset
                offset += heights[member]
            top = max(min(total / len(members), high - height), low)
        blocks.append((top, height, members))
    middles = [0.0] * len(wanted)
    for block_top, _, members in blocks:
        top = block_top
        for member in members:
            middles[member] = top + heights[member] / 2
            top += heights[member]
    return middles


class Box(NamedTuple):
    """A rectangle on the paper, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def within(self, other: Box) -> bool:
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


def nearest(box: Box, x: float, y: float) -> tuple[float, float]:
    """The point of the box that is nearest to x, y."""
    return min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)


class Curve(NamedTuple):
    """A line on the paper that words had better not cross; its xs ascend."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]

    @classmethod
    def through(cls, points: Sequence[tuple[float, float]]) -> Curve:
        return cls(tuple(x for x, _ in points), tuple(y for _, y in points))

    def crosses(self, box: Box) -> bool:
        xs, ys = self.xs, self.ys
        if not xs or xs[-1] < box.left or xs[0] > box.right:
            return False
        first, last = bisect_left(xs, box.left), bisect_right(xs, box.right)
        within = list(ys[first:last])
        for x, at in ((box.left, first), (box.right, last)):
            if 0 < at < len(xs) and xs[at] > xs[at - 1]:
                share = (x - xs[at - 1]) / (xs[at] - xs[at - 1])
                within.append(ys[at - 1] + share * (ys[at] - ys[at - 1]))
        return bool(within) and min(within) < box.bottom and max(within) > box.top


class Line(NamedTuple):
    """One line of a label, with the class that gives its colour and weight."""

    text: str
    css_class: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """Words for a point of the drawing.

    `clear` is how far they keep from it; `sides` in order of liking, from n, s, e, w, ne, nw, se, sw and
    c (upon it); `spots` are other points they may stand beside just as well. A label that `must` be there
    may also stand on a line, or further off with a leader.
    """

    lines: tuple[Line, ...]
    x: float
    y: float
    size: float
    clear: float = 8.0
    sides: tuple[str, ...] = ("n", "s", "ne", "se", "nw", "sw", "e", "w")
    must: bool = False
    spots: tuple[tuple[float, float], ...] = ()

    @property
    def width(self) -> float:
        return max(text_width(line.text, self.size, bold=line.bold) for line in self.lines)

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * LINE


class Placed(NamedTuple):
    """Where a label stands: its box, and which end of its lines is fixed (start, middle or end)."""

    label: Label
    box: Box
    anchor: str
    far: bool

    def drawn(self) -> Markup:
        """The words; with a thin leader where they stand further off."""
        x = {"start": self.box.left, "end": self.box.right}.get(
            self.anchor, (self.box.left + self.box.right) / 2
        )
        parts = [self._leader()] if self.far else []
        for index, line in enumerate(self.label.lines):
            parts.append(
                el(
                    "text",
                    line.text,
                    x=round(x, 1),
                    y=round(self.box.top + self.label.size * (LINE * index + 0.95), 1),
                    text_anchor=self.anchor if self.anchor != "start" else None,
                    font_size=self.label.size,
                    class_=f"halo {line.css_class}{' strong' if line.bold else ''}",
                )
            )
        return together(parts)

    def _leader(self) -> Markup:
        label, box = self.label, self.box
        x, y = nearest(box, label.x, label.y)
        return el("line", x1=label.x, y1=label.y, x2=x, y2=y, class_="leader")


@dataclass(slots=True)
class Placer:
    """Places labels one after the other, the most important first. With `hiding` of `CROSSED` or more only
    those that must be there stand on dots."""

    bounds: Box
    curves: Sequence[Curve] = ()
    dots: Sequence[tuple[float, float]] = ()
    hiding: float = HIDDEN
    taken: list[Box] = field(default_factory=list)

    def place(self, label: Label) -> Placed | None:
        """The best free place for the label, or None where there is none."""
        best: tuple[float, Placed] | None = None
        for cost, box, anchor, far in self._candidates(label):
            if best is not None and cost >= best[0]:
                continue
            if not self._free(box):
                continue
            disturbs = self._disturbs(box)
            if disturbs >= CROSSED and not label.must:
                continue
            full = cost + disturbs + (self._led_over(label, box) if far else 0.0)
            if best is None or full < best[0]:
                best = (full, Placed(label, box, anchor, far))
        if best is None:
            return None
        box = best[1].box
        self.taken.append(Box(box.left - AIR, box.top, box.right + AIR, box.bottom))
        return best[1]

    def _free(self, box: Box) -> bool:
        left, top, right, bottom = box
        for other in self.taken:  # the hot loop of a drawing: written out
            if left < other[2] and other[0] < right and top < other[3] and other[1] < bottom:
                return False
        return box.within(self.bounds)

    def _disturbs(self, box: Box) -> float:
        crossings = sum(1 for curve in self.curves if curve.crosses(box))
        hidden = sum(1 for x, y in self.dots if box.left < x < box.right and box.top < y < box.bottom)
        return CROSSED * crossings + self.hiding * hidden

    def _led_over(self, label: Label, box: Box) -> float:
        """What it costs that the leader would strike through other labels, or run along or over lines."""
        x, y = nearest(box, label.x, label.y)
        leader = Curve.through(sorted([(label.x, label.y), (x, y)]))
        own = Box(label.x - 1, label.y - 1, label.x + 1, label.y + 1)
        struck = sum(1 for other in self.taken if not other.overlaps(own) and leader.crosses(other))
        over = 0
        for share in (0.25, 0.5, 0.75, 1.0):
            at_x, at_y = label.x + share * (x - label.x), label.y + share * (y - label.y)
            here = Box(at_x - 7, at_y - 7, at_x + 7, at_y + 7)  # beside a line counts too
            over += sum(1 for curve in self.curves if curve.crosses(here))
        return CROSSED * struck + 6.0 * over

    def _candidates(self, label: Label) -> Iterator[tuple[float, Box, str, bool]]:
        """Places to try, with what each costs: less liked sides, other spots, and distance."""
        size = label.width, label.height
        points = ((label.x, label.y), *label.spots)
        for further, clear in enumerate((label.clear, label.clear * 1.6 + 4)):
            for spot, point in enumerate(points):
                for rank, side in enumerate(label.sides):
                    place = self._beside(point, size, side, clear)
                    yield rank + 1.5 * spot + 5.0 * further, *place, False
        if label.must:
            step = label.size * LINE
            for ring in range(1, 9):
                for rank, side in enumerate(label.sides):
                    place = self._beside(points[0], size, side, label.clear + ring * step)
                    yield 6.0 + rank + 4.0 * ring, *place, True

    def _beside(
        self, point: tuple[float, float], size: tuple[float, float], side: str, clear: float
    ) -> tuple[Box, str]:
        """The box of a label on one side of a point, and which end of its lines is fixed there.

        Above or below the point a label near the edge of the paper is moved inwards.
        """
        (x, y), (width, height) = point, size
        if len(side) == 2:
            clear *= 0.7  # cornerwise
        if "e" in side:
            left, anchor = x + clear, "start"
        elif "w" in side:
            left, anchor = x - clear - width, "end"
        else:
            left = max(min(x - width / 2, self.bounds.right - width), self.bounds.left)
            anchor = "middle"
        top = y - height / 2
        if "n" in side:
            top = y - clear - height
        elif "s" in side:
            top = y + clear
        return Box(left, top, left + width, top + height), anchor
