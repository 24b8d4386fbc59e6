"""Addresses of both services: what they ask for, and what is asked instead.

Nothing that a page links to is ever fetched as it is written. Of a link only what it means is taken (this
item, that meeting), and the question is put anew to the host that was named. Parameters come in any order,
with `:443`, with `&amp;`, below any prefix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from django.utils.translation import gettext as _

from lupaus.web.network import host_of
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.files.report import shown

ITEM, MEETING, MEETINGS, FRAMES = "meetingitem", "meeting", "meetings", "meeting_frames"
OFFICERS = "official_frames"
_SCRIPT: Final = "/cgi/DREQUEST.PHP"
_ITEM_ID = re.compile(r"[0-9]{4,12}-[0-9]{1,5}")
_ID = re.compile(r"[0-9A-Za-z_-]{1,40}")
_FILE = re.compile(r"kokous/(?P<meeting>[0-9]{4,12})(?:-(?P<item>[0-9]{1,5}))?\.pdf", re.IGNORECASE)
_IN_NAME = re.compile(r"(?<![0-9])((?:19|20)[0-9]{3,8}-[0-9]{1,5})(?![0-9-])")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address of Dynasty asks for: `page` with its `id`."""

    page: str
    id: str = ""

    @property
    def name(self) -> str:
        return f"{self.page} {self.id}".strip()


@dataclass(frozen=True, slots=True)
class Base:
    """A service of Dynasty: scheme, host with a port that is not the usual one, path of the script."""

    scheme: str
    host: str
    script: str

    def address(self, page: str, id: str = "") -> str:  # noqa: A002 - the service's own name for it
        query = f"page={page}" + (f"&id={id}" if id else "")
        return f"{self.scheme}://{self.host}{self.script}?{query}"


def web_address(source: str) -> str:
    """The address, where it is one of the web. Raises `Refused`."""
    words = source.strip()
    if (
        not re.match(r"https?://[^/?#\s\[\]@\\]+(?=[/?#]|$)", words)
        or not host_of(words)
        or re.search(r"[\s\x00-\x1f]", words)
    ):
        raise Refused(
            Problem(_("Only addresses that begin with https:// or http:// are read."), shown(source))
        )
    return words


def base_of(address: str) -> Base:
    """The service that an address belongs to: of a page, a feed, or where its pages begin."""
    parts = urlsplit(address)
    found = re.search(r"^(.*/DREQUEST\.PHP)", parts.path, re.IGNORECASE)
    script = found[1] if found else parts.path.rstrip("/") + _SCRIPT
    return Base(parts.scheme, host_of(address), script)


def asked_of(address: str, page_address: str = "") -> Asked | None:
    """What a link asks of Dynasty; None for any other. A relative one is read from its page's address."""
    try:
        parts = urlsplit(urljoin(page_address, address.replace("&amp;", "&")))
    except ValueError:
        return None
    if not re.search(r"DREQUEST\.PHP$", parts.path, re.IGNORECASE):
        return None
    query = parse_qs(parts.query)
    page, id_ = (query.get("page") or [""])[0], (query.get("id") or [""])[0]
    if not re.fullmatch(r"[a-z_/]{1,40}", page) or (id_ and not _ID.fullmatch(id_)):
        return None
    if page == ITEM and not _ITEM_ID.fullmatch(id_):
        return None
    return Asked(page, id_)


def meeting_of(item_id: str) -> str:
    """The meeting an item belongs to: “2023277-5” to “2023277”."""
    return item_id.partition("-")[0]


def item_in_file(address: str) -> str:
    """The id of the item whose PDF a link leads to: `../kokous/20261273-7.PDF`; "" for any other."""
    found = _FILE.search(address)
    return f"{found['meeting']}-{found['item']}" if found and found["item"] else ""


def item_in_name(name: str) -> str:
    """The id of an item that the name of a saved file holds."""
    found = _IN_NAME.search(unquote(name))
    return found[1] if found else ""


def whole_address(address: str, page_address: str) -> str:
    """Where a link leads, as an address of the web that may be shown; "" for any other."""
    if not address:
        return ""
    try:
        whole = urljoin(page_address, address.replace("&amp;", "&"))
    except ValueError:
        return ""
    safe = re.fullmatch(r"https?://[^\s<>\"'\\\x00-\x1f\x7f]{1,480}", whole)
    return whole if safe and host_of(whole) else ""
