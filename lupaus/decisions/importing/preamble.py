"""What stands before the texts of an item: its facts, its title, its attachments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lupaus.decisions.importing import facts
from lupaus.decisions.importing.labels import label_of
from lupaus.decisions.importing.lines import Line, text_line
from lupaus.decisions.importing.told import SEVERAL, Attached, ItemPage

LONGEST_TITLE: Final = 1000
_BODY: Final = re.compile(
    r"[^\W\d_][\w ,()–-]{0,120}(?:hallitus|valtuusto|lautakunta|jaosto|toimikunta|valiokunta|kokous|"
    r"johtokunta|styrelse|styrelsen|fullmäktige|nämnd|nämnden|sektion|sektionen|utskott|utskottet)",
    re.IGNORECASE,
)
_ATTACHED: Final = re.compile(r"(?:Liite|Bilaga|Oheismateriaali|Viite)\s+[0-9A-Z]{1,4}\b", re.IGNORECASE)
_TO_FILE: Final = re.compile(r"kokous/.*\.pdf|/kokous\d*/", re.IGNORECASE)
_SECRET: Final = re.compile(
    r"ei[- ]julki|salassa\s?pidet|salainen|ej offentlig|icke[- ]offentlig|sekretess", re.IGNORECASE
)


def take_fact(page: ItemPage, line: Line) -> Line | None:
    """Take a line that is a fact. What is left of it: nothing, a title, or all of one that is none."""
    words = line.words
    if line.kind in ("bullet", "table"):
        return line
    if words == page.body or facts.day_of(words) == page.day is not None or words == page.number:
        page.repeated.append(words)
    elif (section := facts.section_of(words)) is not None:
        _section(page, section, words)
    elif diary := facts.diary_of(words):
        _diary(page, diary, words)
    elif titled := facts.section_and_title(words):
        _section(page, titled[0], f"§ {titled[0]}")
        return text_line(titled[1])
    elif stage := facts.stage_of(words):
        page.stage = page.stage or stage
        page.furniture.append(words)
    elif not page.body and len(words) <= 150 and _BODY.fullmatch(words):
        page.body = words
    elif (day := facts.day_of(words)) and page.day is None:
        page.day = day
    else:
        return line
    return None


def _section(page: ItemPage, section: int, words: str) -> None:
    if page.section in (None, section):
        if page.section == section:
            page.repeated.append(words)
        page.section = section
    else:
        page.leave(SEVERAL, words)


def _diary(page: ItemPage, diary: str, words: str) -> None:
    if not page.diary_number:
        page.diary_number = diary
        rest = words.replace(diary, "").strip(" :.")
        if rest:
            page.furniture.append(rest)
    elif page.diary_number == diary:
        page.repeated.append(words)
    else:
        page.leave(SEVERAL, words)


def is_told_again(page: ItemPage, words: str) -> bool:
    """Whether a line says only what was told: the title, the body, the diary number, the section."""
    if len(words) > LONGEST_TITLE:
        return False
    told = (page.title, page.body, page.diary_number)
    return words in told or (page.section is not None and facts.section_of(words) == page.section)


def is_attachment(line: Line, *, in_preamble: bool) -> bool:
    """Whether a line is an attachment without being announced as one."""
    to_file = any(_TO_FILE.search(address) for address, _words in line.addresses)
    numbered = in_preamble and is_numbered(line)
    in_part = line.part in ("attachment", "liite", "bilag")
    return (to_file or numbered or in_part) and label_of(line.words) is None


def is_numbered(line: Line) -> bool:
    """“Liite 5 …”."""
    return _ATTACHED.match(line.words) is not None


def attached(line: Line) -> Attached:
    """The attachment a line lists."""
    title = " ".join(line.words.replace("|", " ").split())
    public = not _SECRET.search(title)
    address = next((each for each, _words in line.addresses), "")
    return Attached(title, address if public else "", public)


def title_place(free: Sequence[Line], told: str) -> int | None:
    """Which of the lines that are nothing else is the title: the one told elsewhere, a heading, the first."""
    fit = [
        place
        for place, line in enumerate(free)
        if line.kind in ("text", "heading") and len(line.words) <= LONGEST_TITLE
    ]
    known = [place for place in fit if free[place].words == told]
    headings = [place for place in fit if free[place].kind == "heading"]
    strong = [place for place in fit[:3] if free[place].is_strong]
    return next(iter((*known, *headings, *strong, *fit)), None)


def take_title(page: ItemPage, line: Line) -> None:
    """Take the title, and a diary number that ends it."""
    if (found := facts.title_and_diary(line.words)) and not page.diary_number:
        page.title, page.diary_number = found
    else:
        page.title = line.words
