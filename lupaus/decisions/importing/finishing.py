"""The last fields of an item: its persons, and how it may be contested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from lupaus.decisions.importing import facts
from lupaus.decisions.importing.labels import APPEAL, OWN, PREPARERS, PRESENTER
from lupaus.decisions.importing.told import ItemPage, Passage
from lupaus.decisions.models import TextKind

#: As many letters as the columns hold.
LONGEST_PRESENTER: Final = 300
LONGEST_PREPARERS: Final = 1000
_PLAIN_APPEAL: Final = ("muutoksenhaku", "muutoksenhakuohjeet", "ändringssökande", "sökande av ändring")


def write_persons(page: ItemPage, persons: Mapping[str, Sequence[str]], asides: Sequence[str]) -> None:
    """Set who presented and prepared, without telephone numbers."""
    for name, most in ((PRESENTER, LONGEST_PRESENTER), (PREPARERS, LONGEST_PREPARERS)):
        words, phones = facts.without_phones(
            ", ".join(each.rstrip(",;") for each in persons[name]), of_persons=True
        )
        if name == PREPARERS and asides:
            words = " ".join((words, *asides)).strip()
        page.phones += phones
        if len(words) > most:  # a whole text stands there
            page.passages.append(Passage(OWN, name.capitalize(), [(False, words)]))
        elif name == PRESENTER:
            page.presenter = words
        else:
            page.preparers = words


def tell_appeal(page: ItemPage) -> None:
    """Set how the item may be contested, from a text of its own or from what was implemented or decided."""
    own = [each for each in page.passages if each.kind == APPEAL]
    page.passages = [each for each in page.passages if each.kind != APPEAL]
    notes = []
    for each in own:
        if each.heading.casefold() in _PLAIN_APPEAL:
            page.furniture.append(each.heading)
            notes.append(each.text)
        else:
            notes.append(": ".join(filter(None, (each.heading, each.text))))
    if notes:
        page.appeal_note = "\n\n".join(filter(None, notes))
        page.appeal = facts.appeal_in(page.appeal_note)
        return
    told = [
        words
        for each in page.passages
        if each.kind in (TextKind.IMPLEMENTATION, TextKind.DECISION)
        for _is_line, words in each.paragraphs
        if facts.appeal_in(words)
        and (each.kind == TextKind.IMPLEMENTATION or facts.appeal_in(words.split()[0]))
    ]
    if told:
        page.appeal_note, page.note_is_repeated = "\n\n".join(told), True
        page.appeal = facts.appeal_in(page.appeal_note)


def without_phones_in_names(page: ItemPage) -> None:
    """Take telephone numbers out of the title and of headings too."""
    page.title, phones = facts.without_phones(page.title)
    page.phones += phones
    for passage in page.passages:
        passage.heading, phones = facts.without_phones(passage.heading)
        page.phones += phones
