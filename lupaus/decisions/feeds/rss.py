"""A feed as RSS 2.0 (the specification of the RSS Advisory Board), with Atom's links between its pages."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final

from lxml import etree

from lupaus.decisions.feeds.entries import Entry, Feed
from lupaus.decisions.feeds.xml import ATOM, add, written

MEDIA_TYPE: Final = "application/rss+xml"

_DUBLIN_CORE: Final = "http://purl.org/dc/elements/1.1/"
_HOUR: Final = 60


def rss(feed: Feed) -> bytes:
    """The document, in UTF-8."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": ATOM, "dc": _DUBLIN_CORE})
    channel = add(root, "channel")
    add(channel, "title", feed.title)
    add(channel, "link", feed.page)
    add(channel, "description", feed.subtitle)
    add(channel, "language", feed.language)
    add(channel, "lastBuildDate", moment(feed.updated))
    add(channel, "docs", "https://www.rssboard.org/rss-specification")
    add(channel, "ttl", str(_HOUR))
    links = {"self": feed.address, "first": feed.first, "previous": feed.previous, "next": feed.next}
    for rel, address in links.items():
        if address:
            add(channel, f"{{{ATOM}}}link", rel=rel, type=MEDIA_TYPE, href=address)
    for entry in feed.entries:
        _item(channel, entry)
    return written(root)


def _item(channel: etree._Element, entry: Entry) -> None:
    item = add(channel, "item")
    add(item, "title", entry.title.words)
    add(item, "link", entry.address)
    if entry.summary.words:
        add(item, "description", entry.summary.words)
    add(item, f"{{{_DUBLIN_CORE}}}creator", entry.author)  # RSS's own `author` is a mail address
    for category in entry.categories:
        add(item, "category", category)
    add(item, "guid", f"{entry.id}#{entry.state}", isPermaLink="false")
    add(item, "pubDate", moment(entry.published))


def moment(at: datetime) -> str:
    """A time as RSS writes it: “Mon, 05 Oct 2026 06:00:00 GMT”."""
    return format_datetime(at.astimezone(UTC), usegmt=True)
