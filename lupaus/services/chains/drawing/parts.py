"""What both forms of the picture are put together from: steps, hand-overs, goals, bands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from markupsafe import Markup

from lupaus.services.chains.drawing.inputs import ChainPicture, Goal, Passage, Step
from lupaus.services.chains.drawing.sheet import Room, Sheet, broken, height_of
from lupaus.web.charts.svg import el, num
from lupaus.web.charts.text import LINE, text_width

PAD: Final = 12.0
TITLE: Final = 16.5
TEXT: Final = 14.5
SMALL: Final = 13.5
BADGE: Final = 12.0  # radius of the number of a step
PITCH: Final = 28.0  # from one service to the next, so that a finger finds each
TREAD: Final = 7.0
_INDENT: Final = 2 * BADGE + 8
_MARK: Final = 15.0  # room of the mark before a service
_TITLE_LINES, _NEED_LINES, _NAME_LINES = 4, 4, 4
_GLYPH: Final = 16.0
_BAR: Final = 10.0


class Written(NamedTuple):
    """A service as it is set: its lines, or the line that says how many more there are."""

    lines: tuple[str, ...]
    href: str
    kind: str  # critical, other, heading, more

    @property
    def height(self) -> float:
        if self.kind == "heading":
            return 26.0
        return max(PITCH, height_of(self.lines, TEXT) + PITCH - TEXT * LINE)


def depth(index: int, count: int) -> int:
    """Which of the classes 2–5 of the tokens a step has: deeper with heavier need."""
    return 5 if count == 1 else 2 + round(index * 3 / (count - 1))


def beside_number(picture: ChainPicture, width: float) -> bool:
    """Whether every title stands beside its number with no word divided; else all stand beneath them."""
    room = width - _INDENT
    words = (word for step in picture.steps for word in step.title.split())
    return all(text_width(word, TITLE, bold=True) <= room for word in words)


def head(sheet: Sheet, picture: ChainPicture, index: int, room: Room, *, beside: bool) -> float:
    """Number, title and need of a step; gives where they end."""
    step, (x, top, width) = picture.steps[index], room
    class_ = depth(index, len(picture.steps))
    centre = x + BADGE, top + BADGE - 2
    sheet.shapes.append(
        el("circle", cx=centre[0], cy=centre[1], r=BADGE, class_=f"chain-badge class-{class_}")
    )
    sheet.write(
        [str(index + 1)],
        centre[0],
        centre[1] - 14.5 * 0.6,
        14.5,
        css_class=f"on-class-{class_}",
        bold=True,
        anchor="middle",
    )
    if beside:
        lines = broken(step.title, TITLE, width - _INDENT, _TITLE_LINES, bold=True)
        y = max(sheet.write(lines, x + _INDENT, top, TITLE, bold=True), top + 2 * BADGE)
    else:
        lines = broken(step.title, TITLE, width, _TITLE_LINES, bold=True)
        y = sheet.write(lines, x, top + 2 * BADGE + 4, TITLE, bold=True)
    if step.need:
        lines = broken(step.need, TEXT, width, _NEED_LINES)
        y = sheet.write(lines, x, y + 6, TEXT, css_class="soft")
    return y


def services(picture: ChainPicture, step: Step, width: float, most: int) -> list[Written]:
    """The services of a step under their headings, the critical first; at most `most` of them."""
    ordered = sorted(step.services, key=lambda each: not each.critical)
    shown = ordered if len(ordered) <= most else ordered[: max(most, 0)]
    written: list[Written] = []
    for index, each in enumerate(shown):
        if index == 0 or shown[index - 1].critical != each.critical:
            words = picture.words.critical if each.critical else picture.words.others
            heading = broken(words, SMALL, width, 1, bold=True)
            written.append(Written(heading, "", "heading"))
        lines = broken(each.title, TEXT, width - _MARK, _NAME_LINES)
        written.append(Written(lines, each.href, "critical" if each.critical else "other"))
    left = len(ordered) - len(shown)
    if left:
        lines = broken(picture.words.more % {"count": left}, TEXT, width - _MARK, 2)
        written.append(Written(lines, step.more, "more"))
    return written


def height_of_services(written: Sequence[Written]) -> float:
    return sum(each.height for each in written)


def write_services(sheet: Sheet, written: Sequence[Written], x: float, top: float) -> float:
    """Marks and names, a filled mark for a critical service and an open one for another."""
    y = top
    for each in written:
        if each.kind == "heading":
            sheet.write(each.lines, x, y + 8, SMALL, css_class="soft", bold=True)
        else:
            middle = y + 4 + TEXT * 0.62
            if each.kind != "more":
                radius = 4.0 if each.kind == "critical" else 3.4
                sheet.shapes.append(el("circle", cx=x + 5, cy=middle, r=radius, class_=f"chain-{each.kind}"))
            quiet = "soft" if each.kind == "other" else ""
            sheet.write(each.lines, x + _MARK, y + 4, TEXT, css_class=quiet, href=each.href)
        y += each.height
    return y


def height_of_figures(step: Step, width: float) -> float:
    lines = [len(part) for part in _figure_lines(step, width)]
    bar = _BAR + 12 if step.share is not None or step.target is not None else 0.0
    return bar + (lines[0] * TITLE + sum(lines[1:]) * SMALL) * LINE if lines else bar


def write_figures(sheet: Sheet, step: Step, room: Room) -> float:
    """The share as a bar on a track that is all the clients, its target as a ring, and the numbers."""
    x, y, width = room
    if step.share is not None or step.target is not None:
        sheet.shapes.append(el("rect", x=x, y=y, width=width, height=_BAR, rx=2.0, class_="chain-track"))
        if step.share is not None:
            long = width * min(max(step.share / 100, 0.0), 1.0)
            css_class = "chain-share tentative" if step.tentative else "chain-share"
            sheet.shapes.append(
                el("rect", x=x, y=y, width=max(long, 2.0), height=_BAR, rx=2.0, class_=css_class)
            )
        if step.target is not None:
            at = x + width * min(max(step.target / 100, 0.0), 1.0)
            ring_x = min(max(at, x + 7), x + width - 7)
            sheet.shapes.append(
                el("path", d=f"M{num(at)} {num(y - 3)}V{num(y + _BAR + 3)}", class_="chain-aim")
            )
            sheet.shapes += ring(ring_x, y - 10, reached=None)
        y += _BAR + 12
    for index, lines in enumerate(_figure_lines(step, width)):
        if index == 0:
            y = sheet.write(lines, x, y, TITLE, bold=True)
        else:
            y = sheet.write(lines, x, y, SMALL, css_class="soft")
    return y


def _figure_lines(step: Step, width: float) -> list[tuple[str, ...]]:
    return [
        broken(words, SMALL if index else TITLE, width, 2, bold=not index)
        for index, words in enumerate(step.figures)
    ]


class Note(NamedTuple):
    """The words of a hand-over; in a box of their own where it is weak."""

    lines: tuple[str, ...]
    weak: tuple[str, ...]
    missing: bool

    @property
    def height(self) -> float:
        plain = height_of(self.lines, SMALL)
        return plain + (height_of(self.weak, SMALL) + 14 + (5 if plain else 0) if self.weak else 0.0)


def note(passage: Passage, width: float) -> Note:
    lines = broken(passage.words, SMALL, width, 4) if passage.words else ()
    weak = broken(passage.weak, SMALL, width - _GLYPH - 22, 5, bold=True) if passage.weak else ()
    return Note(lines, weak, passage.missing)


def write_note(sheet: Sheet, what: Note, room: Room, anchor: str) -> float:
    """`anchor` is the side of the room that the words keep to."""
    x, y, width = room
    if what.lines:
        edge = x if anchor == "start" else x + width
        y = sheet.write(what.lines, edge, y, SMALL, anchor=anchor)
    if not what.weak:
        return y
    y += 5 if what.lines else 0
    wide = max(text_width(line, SMALL, bold=True) for line in what.weak) + _GLYPH + 22
    high = height_of(what.weak, SMALL) + 14
    left = x if anchor == "start" else x + width - wide
    css_class = "chain-weak chain-weak--missing" if what.missing else "chain-weak"
    sheet.shapes.append(el("rect", x=left, y=y, width=wide, height=high, rx=3.0, class_=css_class))
    sheet.shapes.append(broken_link(left + 8, y + 6.5))
    sheet.write(what.weak, left + _GLYPH + 14, y + 7, SMALL, css_class="chain-word-weak", bold=True)
    return y + high


def broken_link(x: float, y: float) -> Markup:
    """Two halves of a link that do not meet: the mark of a weak hand-over, in a square of 16."""
    return el(
        "path",
        d="M5.4 4H4.6a4 4 0 0 0 0 8h.8M10.6 4h.8a4 4 0 0 1 0 8h-.8",
        class_="chain-broken",
        transform=f"translate({num(x)} {num(y)})",
    )


def flow_width(flow: float | None, most: float) -> float:
    """Breadth of an arrow: by the number of people where it is known."""
    return 2.0 if flow is None or most <= 0 else 2.0 + 8.0 * max(flow, 0.0) / most


def goal_lines(goal: Goal, width: float) -> tuple[str, ...]:
    return broken(goal.words, TEXT, width, 4, bold=True)


def ring(x: float, y: float, *, reached: bool | None) -> list[Markup]:
    """A goal as in every chart: a ring about a dot; a tick where it has been reached."""
    parts = [el("circle", cx=x, cy=y, r=7.0, class_="mark-target")]
    if reached:
        return [*parts, el("path", d=f"M{num(x - 3.4)} {num(y)}l2.6 2.8 4.4-5", class_="chain-tick")]
    return [*parts, el("circle", cx=x, cy=y, r=2.6, class_="mark-target-heart")]


def bands(sheet: Sheet, picture: ChainPicture, top: float) -> float:
    """What runs beneath all steps: bands as long as the paper is wide."""
    if not picture.bands:
        return top
    room = sheet.width - 2 * PAD
    y = sheet.write(
        broken(picture.words.beneath, SMALL, room, 2, bold=True), 0.0, top, SMALL, css_class="soft", bold=True
    )
    y += 6
    for words in picture.bands:
        lines = broken(words, TEXT, room, 4)
        high = height_of(lines, TEXT) + 16
        sheet.shapes.append(el("rect", x=0, y=y, width=sheet.width, height=high, rx=3.0, class_="chain-band"))
        sheet.write(lines, PAD, y + 8, TEXT)
        y += high + 5
    return y - 5
