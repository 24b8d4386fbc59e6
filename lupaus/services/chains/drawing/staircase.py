"""The wide form: a staircase of need that rises to the right, hand-overs above the steps they leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from markupsafe import Markup

from lupaus.services.chains.drawing.inputs import ChainPicture, Goal
from lupaus.services.chains.drawing.parts import (
    PAD,
    SMALL,
    TEXT,
    TREAD,
    Note,
    bands,
    beside_number,
    depth,
    flow_width,
    goal_lines,
    head,
    height_of_figures,
    height_of_services,
    note,
    ring,
    services,
    write_figures,
    write_note,
    write_services,
)
from lupaus.services.chains.drawing.sheet import Room, Sheet, height_of
from lupaus.web.charts.svg import el, num, together
from lupaus.web.charts.text import text_width

_RISE: Final = 62.0
_LANE: Final = 46.0  # beside a riser, where the arrows go
_STRIP: Final = 40.0  # above a tread, where the arrows land
_SEAM: Final = 3.0  # of paper between two steps
_LEAST_SERVICES: Final = 5
_MOST_SERVICES: Final = 12


def staircase(picture: ChainPicture, width: float) -> Sheet:
    """Columns of one width. Heavier steps stand higher and have room for more of their services."""
    sheet = Sheet(width)
    count = len(picture.steps)
    column = width / count
    inner = column - 2 * PAD - _SEAM
    notes = [_notes(picture, index, column) for index in range(count)]
    first = max(
        _height(notes[index]) + (_STRIP if index else 12.0) + 6 - (count - 1 - index) * _RISE
        for index in range(count)
    )
    treads = [max(first, 6.0) + (count - 1 - index) * _RISE for index in range(count)]
    beside = beside_number(picture, inner)
    rooms = [Room(index * column + PAD, treads[index] + TREAD + 12, inner) for index in range(count)]
    tops = [head(sheet, picture, index, rooms[index], beside=beside) + 4 for index in range(count)]
    figures = max(height_of_figures(step, inner) for step in picture.steps)
    foot = figures + 26 if figures else 0.0
    floor = max(
        top + height_of_services(services(picture, step, inner, _LEAST_SERVICES)) + foot + 14
        for top, step in zip(tops, picture.steps, strict=True)
    )
    for index, step in enumerate(picture.steps):
        x, tread = index * column, treads[index]
        most = next(
            (
                most
                for most in range(_MOST_SERVICES, _LEAST_SERVICES, -1)
                if tops[index] + height_of_services(services(picture, step, inner, most)) + foot + 14 <= floor
            ),
            _LEAST_SERVICES,
        )
        sheet.shapes[:0] = [_panel(x, tread, column - _SEAM, floor, depth(index, count))]
        write_services(sheet, services(picture, step, inner, most), x + PAD, tops[index])
        if figures:
            write_figures(sheet, step, Room(x + PAD, floor - figures - 8, inner))
        _write_notes(sheet, notes[index], x + PAD, tread - (_STRIP if index else 12.0), column)
        if index + 1 < count:
            riser = _Riser((index + 1) * column - _SEAM / 2, tread, treads[index + 1])
            _arrows(sheet, picture, index, riser)
    y = _goals(sheet, picture, column, floor + 12) if picture.goals else floor
    sheet.height = bands(sheet, picture, y + 16) + 2
    return sheet


def _panel(x: float, top: float, width: float, floor: float, class_: int) -> Markup:
    return together(
        [
            el("rect", x=x, y=top, width=width, height=floor - top, class_="chain-panel"),
            el("rect", x=x, y=top, width=width, height=TREAD, class_=f"chain-tread class-{class_}"),
        ]
    )


def _notes(picture: ChainPicture, index: int, column: float) -> list[Note]:
    last = index == len(picture.steps) - 1
    room = column - PAD - (PAD if last else _LANE)
    return [
        note(each, room) for each in picture.passages if each.lower == index and (each.words or each.weak)
    ]


def _height(notes: Sequence[Note]) -> float:
    return sum(each.height + 8 for each in notes) - 8 if notes else 0.0


def _write_notes(sheet: Sheet, notes: Sequence[Note], x: float, foot: float, column: float) -> None:
    y = foot - _height(notes)
    for each in notes:
        y = write_note(sheet, each, Room(x, y, column - PAD - _LANE), "end") + 8


class _Riser(NamedTuple):
    """Between two steps: where it stands, and the heights of both treads."""

    x: float
    low: float
    high: float


def _arrows(sheet: Sheet, picture: ChainPicture, index: int, riser: _Riser) -> None:
    """Beside the riser to the next step: one arrow up, one down, as broad as people are many."""
    between = [each for each in picture.passages if (each.lower, each.upper) == (index, index + 1)]
    most = max((each.flow or 0.0 for each in picture.passages), default=0.0)
    for up in (True, False):
        some = [each for each in between if each.up == up and not each.missing]
        if some:
            known = [each.flow for each in some if each.flow is not None]
            wide = min(flow_width(sum(known) if known else None, most), 12.0)
            sheet.shapes.append(_arrow(riser, up, wide, dashed=not known))
    if any(each.missing for each in between):
        x, y = riser.x - 32, riser.high - 26
        way = f"M{num(x)} {num(riser.low - 4)}V{num(y + 14)}Q{num(x)} {num(y)} {num(x + 14)} {num(y)}"
        sheet.shapes.append(el("path", d=f"{way}H{num(riser.x + 24)}", class_="chain-no-way"))


def _arrow(riser: _Riser, up: bool, wide: float, *, dashed: bool) -> Markup:
    reach = wide / 2 + 4.5  # half of the head
    if up:
        x, y, tip = riser.x - 33, riser.high - 27, riser.x + 28
        line = (
            f"M{num(x)} {num(riser.low - 3)}V{num(y + 12)}Q{num(x)} {num(y)} {num(x + 12)} {num(y)}"
            f"H{num(tip - 9)}"
        )
        point = f"M{num(tip - 10)} {num(y - reach)}L{num(tip)} {num(y)}L{num(tip - 10)} {num(y + reach)}Z"
    else:
        x, y, tip = riser.x - 13, riser.high - 9, riser.low - 2
        line = (
            f"M{num(riser.x + 26)} {num(y)}H{num(x + 8)}Q{num(x)} {num(y)} {num(x)} {num(y + 8)}"
            f"V{num(tip - 9)}"
        )
        point = f"M{num(x - reach)} {num(tip - 10)}L{num(x)} {num(tip)}L{num(x + reach)} {num(tip - 10)}Z"
    return el(
        "g",
        el("path", d=line, class_=f"chain-way{' tentative' if dashed else ''}", stroke_width=wide),
        el("path", d=point, class_="chain-point"),
        class_=f"chain-flow chain-flow--{'up' if up else 'down'}",
    )


def _goals(sheet: Sheet, picture: ChainPicture, column: float, top: float) -> float:
    """Brackets beneath the steps a goal is about, as many rows as they need."""
    rows: list[list[tuple[float, float]]] = []
    heights: list[float] = []
    placed: list[tuple[int, Goal, float, float, tuple[str, ...]]] = []
    for goal in picture.goals:
        left, right = min(goal.steps) * column, (max(goal.steps) + 1) * column - _SEAM
        room = max(right - left, min(sheet.width, 300.0)) - 26
        lines = goal_lines(goal, room)
        wide = max(text_width(line, TEXT, bold=True) for line in lines) + 22
        start = min(max((left + right - wide) / 2, 0.0), sheet.width - wide)
        span = min(left, start), max(right, start + wide)
        row = next(
            (
                at
                for at, taken in enumerate(rows)
                if all(span[1] + 12 <= other[0] or other[1] + 12 <= span[0] for other in taken)
            ),
            len(rows),
        )
        if row == len(rows):
            rows.append([])
            heights.append(0.0)
        rows[row].append(span)
        heights[row] = max(heights[row], height_of(lines, TEXT) + 22)
        placed.append((row, goal, left, start, lines))
    tops = [top + sum(heights[:at]) for at in range(len(rows))]
    for row, goal, left, start, lines in placed:
        y = tops[row]
        right = (max(goal.steps) + 1) * column - _SEAM
        sheet.shapes.append(el("path", d=f"M{num(left)} {num(y)}v7H{num(right)}v-7", class_="chain-bracket"))
        sheet.shapes += ring(start + 8, y + 20.5, reached=goal.reached)
        sheet.write(lines, start + 22, y + 12, TEXT, bold=True)
    return top + sum(heights)


def columns_are_wide_enough(count: int, width: float) -> bool:
    """Whether words of a usual length stand in a column; else the steps stand one beneath the other."""
    return width / count >= 12 * SMALL
