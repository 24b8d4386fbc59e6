"""The narrow form: the steps one beneath the other, each further in, the hand-overs between them."""

from __future__ import annotations

from typing import Final

from lupaus.services.chains.drawing.inputs import ChainPicture
from lupaus.services.chains.drawing.parts import (
    PAD,
    SMALL,
    TEXT,
    TREAD,
    bands,
    depth,
    flow_width,
    goal_lines,
    head,
    height_of_figures,
    note,
    ring,
    services,
    write_figures,
    write_note,
    write_services,
)
from lupaus.services.chains.drawing.sheet import Room, Sheet, broken
from lupaus.web.charts.svg import el, num, together

_MOST_SERVICES: Final = 6
_FURTHEST: Final = 40.0  # how far in the heaviest step stands
_ARROWS: Final = 58.0  # room of the two arrows beside the words of a hand-over
_LEAST_GAP: Final = 46.0


def ladder(picture: ChainPicture, width: float) -> Sheet:
    """Light needs first; what is said between two steps is about the way from one to the other."""
    sheet = Sheet(width)
    count = len(picture.steps)
    indent = min(10.0, _FURTHEST / max(count - 1, 1))
    y = 2.0
    for index, step in enumerate(picture.steps):
        left = index * indent
        x, inner = left + TREAD + PAD, width - left - TREAD - 2 * PAD
        top = y
        at = len(sheet.shapes)
        y = head(sheet, picture, index, Room(x, top + 14, inner), beside=True) + 4
        y = write_services(sheet, services(picture, step, inner, _MOST_SERVICES), x, y)
        if height_of_figures(step, inner):
            y = write_figures(sheet, step, Room(x, y + (20 if step.target is not None else 12), inner))
        y += 12
        class_ = depth(index, count)
        sheet.shapes[at:at] = [
            el("rect", x=left, y=top, width=width - left, height=y - top, class_="chain-panel"),
            el("rect", x=left, y=top, width=TREAD, height=y - top, class_=f"chain-tread class-{class_}"),
        ]
        if index + 1 < count:
            y = _between(sheet, picture, index, left, y)
    y = _goals(sheet, picture, y + 18) if picture.goals else y
    sheet.height = bands(sheet, picture, y + 16) + 2
    return sheet


def _between(sheet: Sheet, picture: ChainPicture, index: int, left: float, top: float) -> float:
    """Arrows and words of the hand-overs that leave a step towards heavier ones, or come back to it."""
    room = sheet.width - left - _ARROWS
    some = [each for each in picture.passages if each.lower == index]
    y = top + 8
    for each in some:
        if each.words or each.weak:
            y = write_note(sheet, note(each, room), Room(left + _ARROWS, y, room), "start") + 8
    foot = max(y, top + _LEAST_GAP)
    most = max((each.flow or 0.0 for each in picture.passages), default=0.0)
    near = [each for each in some if each.upper == index + 1]
    for up, x in ((True, left + 16), (False, left + 40)):
        ways = [each for each in near if each.up == up and not each.missing]
        if not ways:
            continue
        known = [each.flow for each in ways if each.flow is not None]
        wide = min(flow_width(sum(known) if known else None, most), 12.0)
        start, tip = (top + 5, foot - 4) if up else (foot - 5, top + 4)
        back = -10 if up else 10
        reach = wide / 2 + 4.5
        line = f"M{num(x)} {num(start)}V{num(tip + 0.9 * back)}"
        point = f"M{num(x - reach)} {num(tip + back)}L{num(x)} {num(tip)}L{num(x + reach)} {num(tip + back)}Z"
        sheet.shapes.append(
            el(
                "g",
                el("path", d=line, class_=f"chain-way{'' if known else ' tentative'}", stroke_width=wide),
                el("path", d=point, class_="chain-point"),
                class_=f"chain-flow chain-flow--{'up' if up else 'down'}",
            )
        )
    if any(each.missing for each in near):
        way = f"M{num(left + 28)} {num(top + 4)}V{num(foot - 4)}"
        sheet.shapes.append(together([el("path", d=way, class_="chain-no-way")]))
    return foot


def _goals(sheet: Sheet, picture: ChainPicture, top: float) -> float:
    words = broken(picture.words.goals, SMALL, sheet.width, 2, bold=True)
    y = sheet.write(words, 0.0, top, SMALL, css_class="soft", bold=True) + 6
    for goal in picture.goals:
        sheet.shapes += ring(9, y + 9, reached=goal.reached)
        y = sheet.write(goal_lines(goal, sheet.width - 26), 26, y, TEXT, bold=True) + 8
    return y - 8
