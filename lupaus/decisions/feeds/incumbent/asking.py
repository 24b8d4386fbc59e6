"""What an address of the service that was here before asks for.

Such addresses stand in other people's pages and feed readers, below whatever the customer's folder was
called: `/cgi/DREQUEST.PHP?page=meetingitem&id=2023277-5`. Parameters come in any order and letter case,
sometimes with the `&` still written as a page of HTML writes it (`&amp;id=…`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext_noop

#: How many entries a feed has where the address does not say, and at most.
USUAL_SHOW: Final = 30
MOST_SHOWN: Final = 200

#: Of a meeting “2023277”, of an item “2023277-5”: a year, a running number, and the place on the agenda.
ID: Final = re.compile(r"[0-9]{1,20}(?:-[0-9]{1,9}){0,2}")
_SHOW = re.compile(r"[0-9]{1,9}")

#: Pages of one thing, which need its id.
OF_ONE: Final = ("meetingitem", "meeting", "meetings")
#: Pages that list; they have become one.
LISTS: Final = ("", "frontpage", "meeting_frames", "official_frames")
FEEDS: Final = ("rss/meetingitems", "rss/meetings", "rss/official_decisions")

LACKS_ID: Final = gettext_noop("The address lacks the number of what it asks for, as in id=2023277-5.")
BAD_ID: Final = gettext_noop(
    "The number after id= is not one that this service gives: digits, as in 2023277-5."
)
BAD_SHOW: Final = gettext_noop("After show= stands how many entries you want, as in show=30.")
TWICE: Final = gettext_noop("The address says one thing twice, differently. Keep one of the two.")


class NotUnderstood(Exception):  # noqa: N818 - named for what happened
    """The address is wrong in itself; the sentence says how (to be translated)."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Asked:
    """`page` in small letters; `id` empty where the page needs none; `show` within its limits."""

    page: str
    id: str = ""
    show: int = USUAL_SHOW


def asked(parameters: QueryDict) -> Asked:
    """Read the parameters of an address. Raises `NotUnderstood`, though not for a page that never was."""
    page = _one(parameters, "page").casefold()
    id_, show = _one(parameters, "id"), _one(parameters, "show")
    if page in OF_ONE and not id_:
        raise NotUnderstood(LACKS_ID)
    if page in OF_ONE and not ID.fullmatch(id_):
        raise NotUnderstood(BAD_ID)
    if page not in FEEDS or not show:
        return Asked(page, id_)
    if not _SHOW.fullmatch(show) or int(show) == 0:
        raise NotUnderstood(BAD_SHOW)
    return Asked(page, id_, min(int(show), MOST_SHOWN))


def _one(parameters: QueryDict, name: str) -> str:
    """The value of a parameter however its name is written; empty where there is none."""
    values = {
        value.strip()
        for key, given in parameters.lists()
        if key.casefold().removeprefix("amp;") == name
        for value in given
        if value.strip()
    }
    if len(values) > 1:
        raise NotUnderstood(TWICE)
    return next(iter(values), "")
