"""A page of a feed for an address: which entries, in which order, and what stands before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from lupaus.decisions import queries
from lupaus.decisions.concerns import concerns_of
from lupaus.decisions.feeds.entries import Entry, Feed
from lupaus.decisions.feeds.queries import MOST_PAGES, PER_PAGE, Narrowed, newest_items, newest_meetings
from lupaus.decisions.feeds.telling import item_entries, meeting_entries
from lupaus.decisions.reading.names import language as reading_language
from lupaus.web.address import Address
from lupaus.web.refusals import NotFound

ITEMS, MEETINGS, OFFICIAL = "items", "meetings", "official"
FEEDS: Final = (ITEMS, MEETINGS, OFFICIAL)
#: The parameters a feed knows; the scope of pages (a strategy, a region) is none of them.
KNOWN: Final = ("body", "concern", "page")


def feed_of(name: str, address: Address, origin: str) -> Feed:
    """A page of a feed. `origin` stands before addresses: `https://example.fi`. At most five queries.

    Raises `NotFound` where there is no such feed, body or page.
    """
    if name not in FEEDS:
        raise NotFound(_("There is no feed “%(name)s”.") % {"name": name})
    own = replace(address, query=tuple(pair for pair in address.query if pair[0] in KNOWN))
    page = int(own.value("page") or 1)
    narrowed = Narrowed(name == OFFICIAL, own.value("body") or "", own.value("concern") or "")
    about = _about(narrowed)
    entries, more = _entries(name, narrowed, page, origin)

    def at(number: int) -> str:
        return f"{origin}{own.with_(page=number if number > 1 else None)}"

    return Feed(
        title=f"{title(name)}: {about}" if about else title(name),
        subtitle=_subtitle(name),
        language=own.language,
        address=at(page),
        first=at(1),
        previous=at(page - 1) if page > 1 else None,
        next=at(page + 1) if more and page < MOST_PAGES else None,
        page=origin + _page(narrowed, own.language),
        entries=entries,
    )


def _entries(name: str, narrowed: Narrowed, page: int, origin: str) -> tuple[Sequence[Entry], bool]:
    """The entries of a page, and whether another page follows."""
    nothing = NotFound(_("The feed does not go back this far."))
    if page > MOST_PAGES:
        raise nothing
    start = (page - 1) * PER_PAGE
    entries: Sequence[Entry]
    if name == MEETINGS:
        meetings = newest_meetings(narrowed, start=start)
        entries, more = meeting_entries(meetings.rows, origin), meetings.more
    else:
        items = newest_items(narrowed, start=start)
        entries, more = item_entries(items.rows, origin), items.more
    if page > 1 and not entries:
        raise nothing
    return entries, more


def title(name: str) -> str:
    """What a feed is called, in the reader's language."""
    return {
        ITEMS: _("Items of meetings"),
        MEETINGS: _("Meetings"),
        OFFICIAL: _("Decisions of office-holders"),
    }[name]


def _subtitle(name: str) -> str:
    return {
        ITEMS: _("What is decided: each item on an agenda, and what the minutes say of it."),
        MEETINGS: _("Agendas and minutes of meetings as they are published."),
        OFFICIAL: _("What office-holders have decided alone."),
    }[name]


def _about(narrowed: Narrowed) -> str:
    """What a feed is narrowed to. Raises `NotFound` for a body that is not there."""
    names = []
    if narrowed.body:
        names.append(queries.body(narrowed.body).name.words(reading_language()))
    if narrowed.concern:
        names.append(concerns_of([narrowed.concern])[0].title.words(reading_language()))
    return ", ".join(names)


def _page(narrowed: Narrowed, language: str) -> str:
    """The path of what a person reads instead of the feed."""
    if narrowed.body:
        return reverse("decisions:body", args=[narrowed.body])
    if narrowed.concern and (address := concerns_of([narrowed.concern])[0].address(language)):
        return address
    return reverse("decisions:index")
