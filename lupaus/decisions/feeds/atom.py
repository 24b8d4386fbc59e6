"""A feed as Atom (RFC 4287), with links between its pages (RFC 5005)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from lxml import etree

from lupaus.decisions.feeds.entries import Entry, Feed, Words
from lupaus.decisions.feeds.xml import ATOM, XML, add, written

MEDIA_TYPE: Final = "application/atom+xml"

_NAME: Final = "Lupaus"


def atom(feed: Feed) -> bytes:
    """The document, in UTF-8."""
    root = etree.Element(_tag("feed"), {f"{{{XML}}}lang": feed.language}, nsmap={None: ATOM})  # type: ignore[dict-item]  # the stubs know no default namespace
    add(root, _tag("id"), feed.first)
    add(root, _tag("title"), feed.title)
    add(root, _tag("subtitle"), feed.subtitle)
    add(root, _tag("updated"), _moment(feed.updated))
    add(add(root, _tag("author")), _tag("name"), _NAME)
    add(root, _tag("generator"), _NAME)
    add(root, _tag("link"), rel="self", type=MEDIA_TYPE, href=feed.address)
    add(root, _tag("link"), rel="alternate", type="text/html", href=feed.page)
    for rel, address in (("first", feed.first), ("previous", feed.previous), ("next", feed.next)):
        if address:
            add(root, _tag("link"), rel=rel, type=MEDIA_TYPE, href=address)
    for entry in feed.entries:
        _entry(root, entry, feed.language)
    return written(root)


def _entry(root: etree._Element, entry: Entry, language: str) -> None:
    element = add(root, _tag("entry"))
    add(element, _tag("id"), entry.id)
    _words(element, "title", entry.title, language)
    add(element, _tag("published"), _moment(entry.published))
    add(element, _tag("updated"), _moment(entry.updated))
    add(add(element, _tag("author")), _tag("name"), entry.author)
    add(element, _tag("link"), rel="alternate", type="text/html", href=entry.address)
    for category in entry.categories:
        add(element, _tag("category"), term=category)
    if entry.summary.words:
        _words(element, "summary", entry.summary, language)


def _words(parent: etree._Element, name: str, words: Words, language: str) -> None:
    """The words, marked with their language where it is not that of the feed."""
    element = add(parent, _tag(name), words.words)
    if words.language != language:
        element.set(f"{{{XML}}}lang", words.language)


def _tag(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _moment(at: datetime) -> str:
    """RFC 3339, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
