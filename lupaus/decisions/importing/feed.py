"""Feeds of Dynasty: titles and links, without dates or ids of their own.

“Toimielin 27.08.2026 / Asia” is the title, the link holds the id. Nothing else is told.
"""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _
from lxml import etree

from lupaus.decisions.importing import facts
from lupaus.decisions.importing.addresses import ITEM, MEETING, asked_of, meeting_of, whole_address
from lupaus.decisions.importing.told import Hints
from lupaus.web.refusals import Refused

#: Far more than a service lists (30); a file of a whole archive fits.
MOST_ENTRIES: Final = 100_000
_TITLE = re.compile(
    r"(?P<body>.{1,200}?)\s+(?P<day>[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4})(?:\s*/\s*(?P<title>.*))?", re.DOTALL
)


class NoFeed(Refused):
    """What should be a feed is none."""


def is_feed(text: str) -> bool:
    return bool(re.search(r"<(?:rss|rdf:RDF)\b", text[:3000]))


def entries(text: str) -> tuple[list[Hints], list[str]]:
    """The items of a feed, and the titles of those that could not be understood. Raises `NoFeed`."""
    root = _root(text)
    found: list[Hints] = []
    strange: list[str] = []
    nodes = list(root.iter("item"))
    if len(nodes) > MOST_ENTRIES:
        raise NoFeed(_("The feed has more than %(count)d entries.") % {"count": MOST_ENTRIES})
    for node in nodes:
        hint = _hint(node)
        if hint is None:
            strange.append(" ".join(" ".join(map(str, node.itertext())).split())[:1000])
        else:
            found.append(hint)
    return found, strange


def _root(text: str) -> etree._Element:
    begin = re.search(r"<(?:rss|rdf:RDF)\b", text[:3000])
    if begin is None:
        raise NoFeed(_("This is no feed: there is no “rss” in it."))
    if re.search(r"<!(?:DOCTYPE|ENTITY)\b", text[: begin.start()], re.IGNORECASE):
        raise NoFeed(_("A feed that declares entities of its own is not read."))
    if "</rss>" not in text and "</rdf:RDF>" not in text:
        raise NoFeed(_("The feed breaks off before its end."))
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(text[begin.start() :].encode("utf-8"), parser)
    except (etree.LxmlError, ValueError) as trouble:
        raise NoFeed(_("The feed is no XML that can be read.")) from trouble
    if root is None:
        raise NoFeed(_("The feed is no XML that can be read."))
    return root


def _hint(node: etree._Element) -> Hints | None:
    title = " ".join((node.findtext("title") or "").split())
    link = " ".join((node.findtext("link") or "").split())
    asked = asked_of(link)
    found = _TITLE.fullmatch(title)
    if asked is None or asked.page not in (ITEM, MEETING) or not asked.id or found is None:
        return None
    day = facts.day_of(found["day"])
    if day is None:
        return None
    return Hints(
        item_id=asked.id if asked.page == ITEM else "",
        meeting_id=meeting_of(asked.id),
        url=whole_address(link, link),
        body=found["body"].strip(),
        day=day,
        title=(found["title"] or "").strip(),
    )
