"""The head of an item's page: whose meeting, when, agenda or minutes; and what names this handling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lupaus.decisions.importing import facts
from lupaus.decisions.importing.documents import Document
from lupaus.decisions.importing.facts import Handling, Header
from lupaus.decisions.importing.furniture import is_furniture
from lupaus.decisions.importing.lines import Line
from lupaus.decisions.importing.told import BEFORE, Hints, ItemPage

_LONGEST_BODY: Final = 200


def read_head(page: ItemPage, document: Document, hints: Hints) -> tuple[Header | None, int]:
    """The header, where there is one, and the place of the first line after it."""
    lines = document.lines
    found = ((place, facts.header_of(line.words)) for place, line in enumerate(lines[:400]))
    place, header = next(((place, told) for place, told in found if told is not None), (0, None))
    if header is None:
        page.body, page.day, page.stage = hints.body, hints.day, hints.stage
        return None, 0
    before = [line for line in lines[:place] if line.words]
    body = header.body
    if not body and before and not is_furniture(before[-1].words):
        body = before.pop().words
    for line in before:
        if is_furniture(line.words) or line.part == "page-navigation":
            page.furniture.append(line.words)
        elif line.words in (document.title, body, hints.title):
            page.repeated.append(line.words)
        else:
            page.leave(BEFORE, line)
    if len(body) > _LONGEST_BODY:
        page.leave(BEFORE, body)
        body = ""
    page.body = body or hints.body
    page.day, page.stage = header.day, header.stage
    page.section, page.number = header.section, header.number
    return header, place + 1


def handling_in(line: Line) -> Handling | None:
    """The handling a line names, if it says nothing else."""
    return facts.handling_of(line.words) if line.kind in ("text", "heading") else None


def own_handlings(page: ItemPage, lines: Sequence[Line], start: int) -> set[int]:
    """The places of the lines that name this very handling; without a header, the first one does."""
    told = ((place, handling_in(lines[place])) for place in range(start, len(lines)))
    found = {place: each for place, each in told if each is not None}
    if page.day is None and found:
        first = found[min(found)]
        page.day = first.day
        page.body = page.body or first.body
    return {place for place, each in found.items() if _is_own(page, each)}


def _is_own(page: ItemPage, told: Handling) -> bool:
    if told.day != page.day:
        return False
    same_section = told.section is None or page.section in (None, told.section)
    low, body = told.body.casefold(), page.body.casefold()
    same_body = not body or low == body or told.section is not None or low in body or body in low
    return same_section and same_body
