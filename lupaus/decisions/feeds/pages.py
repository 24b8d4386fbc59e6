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
from lupaus.decisions.feeds.queries import (
    MOST_PAGES,
    PER_PAGE,
    Found,
    Narrowed,
    newest_items,
    newest_meetings,
)
from lupaus.decisions.feeds.telling import item_entries, meeting_entries
from lupaus.decisions.models import Item
from lupaus.decisions.search.finding import search
from lupaus.decisions.search.page import asked_of, filters_of, narrowed_to
from lupaus.web.address import Address
from lupaus.web.refusals import NotFound

ITEMS, MEETINGS, OFFICIAL = "items", "meetings", "official"
FEEDS: Final = (ITEMS, MEETINGS, OFFICIAL)
#: The parameters a feed knows; the scope of pages (a strategy, a region) is none of them.
KNOWN: Final = ("body", "concern", "page")
#: Those of the search: a feed that has one of them tells the newest hits.
OF_SEARCH: Final = ("q", "kind", "year")


def feed_of(name: str, address: Address, origin: str) -> Feed:
    """A page of a feed. `origin` stands before addresses: `https://example.fi`. At most five queries.

    Raises `NotFound` where there is no such feed, body or page.
    """
    if name not in FEEDS:
        raise NotFound(_("There is no feed “%(name)s”.") % {"name": name})
    known = (*KNOWN, *OF_SEARCH) if name == ITEMS else KNOWN
    own = replace(address, query=tuple(pair for pair in address.query if pair[0] in known))
    page = int(own.value("page") or 1)
    about = _about(own)
    entries, more = _entries(name, own, page, origin)

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
        page=origin + _page(own),
        entries=entries,
    )


def _entries(name: str, own: Address, page: int, origin: str) -> tuple[Sequence[Entry], bool]:
    """The entries of a page, and whether another page follows."""
    nothing = NotFound(_("The feed does not go back this far."))
    if page > MOST_PAGES:
        raise nothing
    start = (page - 1) * PER_PAGE
    narrowed = Narrowed(name == OFFICIAL, own.value("body") or "", own.value("concern") or "")
    entries: Sequence[Entry]
    if name == MEETINGS:
        meetings = newest_meetings(narrowed, start=start)
        entries, more = meeting_entries(meetings.rows, origin), meetings.more
    else:
        items = _hits(own, start) if is_search(own) else newest_items(narrowed, start=start)
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


def is_search(address: Address) -> bool:
    return any(address.value(name) for name in OF_SEARCH)


def _hits(own: Address, start: int) -> Found[Item]:
    """The newest hits of a search that have all its words. Raises `NotReady` while the index is made."""
    found = search(
        own.value("q") or "",
        own.language,
        filters=filters_of(own),
        newest_first=True,
        limit=PER_PAGE,
        offset=start,
    )
    if found.partly:
        return Found((), more=False)
    return Found(queries.by_ids(found.ids), start + len(found.ids) < found.total)


def _about(own: Address) -> str:
    """What a feed is narrowed to, in words. Raises `NotFound` for a body that is not there."""
    words, body = own.value("q"), own.value("body")
    parts = [_("“%(words)s”") % {"words": words}] if words else []
    if body:
        parts.append(queries.body(body).name.words(own.language))
    return ", ".join([*parts, *narrowed_to(replace(filters_of(own), body=""))])


def _page(own: Address) -> str:
    """The address of what a person reads instead of the feed."""
    body, concern = own.value("body"), own.value("concern")
    if is_search(own):
        return f"{reverse('decisions:search')}?{asked_of(own)}"
    if concern and (address := concerns_of([concern])[0].address(own.language)):
        return address
    return reverse("decisions:body", args=[body]) if body else reverse("decisions:index")
