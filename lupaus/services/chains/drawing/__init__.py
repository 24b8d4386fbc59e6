"""The picture of a chain: pure functions, no database; every figure and every word comes in.

Drawn for a wide and a narrow place, as the other charts are; the style sheet shows the one that fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from lupaus.services.chains.drawing.inputs import (
    ChainPicture,
    Goal,
    Name,
    Passage,
    PictureWords,
    Step,
)
from lupaus.services.chains.drawing.ladder import ladder
from lupaus.services.chains.drawing.parts import TEXT
from lupaus.services.chains.drawing.sheet import Sheet
from lupaus.services.chains.drawing.staircase import columns_are_wide_enough, staircase
from lupaus.web.charts.svg import Frame, frame_class, nothing, picture, responsive

__all__ = [
    "FRAMES",
    "ChainPicture",
    "Goal",
    "Name",
    "Passage",
    "PictureWords",
    "Step",
    "chain_picture",
    "drawing",
    "laid",
    "printed_frame",
]

#: A staircase needs more room than a chart of lines: a desktop shows the wide one, whatever is narrower
#: the ladder.
FRAMES: Final = (Frame("wide", 1080.0, 600.0, TEXT), Frame("narrow", 360.0, 900.0, TEXT))
_PRINTED_COLUMN: Final = 184.0
_LADDER: Final = 600.0  # a staircase of more steps than have room is such a ladder


def chain_picture(chain: ChainPicture, frames: Sequence[Frame] = FRAMES) -> Markup:
    """The picture as SVG, drawn for each frame; a chain without steps says so in words."""
    return responsive(
        [(frame, drawing(chain, frame, frame_class(frame, frames))) for frame in frames], "chain"
    )


def drawing(chain: ChainPicture, frame: Frame, css_class: str = "drawing") -> Markup:
    """One drawing alone."""
    id_ = f"{chain.id}-{frame.name}"
    if not chain.steps:
        return nothing(
            id_=id_,
            title=chain.title,
            description=chain.description,
            words=chain.words.nothing,
            frame=frame,
            css_class=css_class,
        )
    sheet = laid(chain, frame)
    links = any(line.href for line in sheet.lines)
    return picture(
        id_=id_,
        title=chain.title,
        description=chain.description,
        width=sheet.width,
        height=sheet.height,
        body=sheet.body(),
        css_class=css_class,
        interactive=links,
        text=frame.text,
    )


def printed_frame(chain: ChainPicture) -> Frame:
    """Paper for print: a staircase always, as wide as its columns need for their words to be read."""
    return Frame("print", max(860.0, _PRINTED_COLUMN * len(chain.steps)), 1000.0, TEXT)


def laid(chain: ChainPicture, frame: Frame) -> Sheet:
    """Where everything stands on a paper of the frame's width."""
    if frame.name == "narrow":
        return ladder(chain, frame.width)
    if frame.name == "print":
        return staircase(chain, frame.width)
    if columns_are_wide_enough(len(chain.steps), frame.width):
        return staircase(chain, frame.width)
    return ladder(chain, min(frame.width, _LADDER))
