"""Feeds in the shape that subscribers of the earlier service know, and with what they missed: ids and dates.

RSS 2.0 in ISO-8859-1, every text in a CDATA section, `title` “Toimielin DD.MM.YYYY / otsikko”. What was read
in from the earlier service keeps the link it had there, so that no reader sees it as new; the link leads on
to its page here. The link is the guid too: it is permanent, and was what readers went by until now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from lupaus.decisions.feeds.entries import came_out
from lupaus.decisions.feeds.incumbent.asking import ID
from lupaus.decisions.feeds.queries import Narrowed, newest_items, newest_meetings
from lupaus.decisions.feeds.rss import moment
from lupaus.decisions.feeds.telling import address_of_item, address_of_meeting, state_of, title_of
from lupaus.decisions.feeds.xml import clean
from lupaus.decisions.models import Item, Meeting, Source
from lupaus.decisions.reading.names import language

ENCODING: Final = "iso-8859-1"
SCRIPT: Final = "/cgi/DREQUEST.PHP"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the old addresses are asked for: `https://example.fi:443`, and the folder before `/cgi/`."""

    origin: str
    folder: str = ""

    @property
    def script(self) -> str:
        return f"{self.origin}{self.folder}{SCRIPT}"


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of such a feed."""

    title: str
    description: str
    link: str
    at: datetime


def feed_of(name: str, show: int, place: Place) -> bytes:
    """The feed `rss/meetingitems`, `rss/meetings` or `rss/official_decisions`. At most two queries."""
    lines, about = _FEEDS[name]
    return _written(about(), lines(show, place), place)


def _items(show: int, place: Place) -> list[Line]:
    return [_item(item, place) for item in newest_items(Narrowed(lasting=True), count=show).rows]


def _official(show: int, place: Place) -> list[Line]:
    return [
        _item(item, place) for item in newest_items(Narrowed(official=True, lasting=True), count=show).rows
    ]


def _meetings(show: int, place: Place) -> list[Line]:
    return [
        Line(
            title=_named(meeting),
            description=state_of(meeting),
            link=_link(place, "meeting", meeting, meeting.source_id)
            or place.origin + address_of_meeting(meeting),
            at=came_out(meeting),
        )
        for meeting in newest_meetings(Narrowed(), count=show).rows
    ]


_FEEDS: Final[Mapping[str, tuple[Callable[[int, Place], list[Line]], Callable[[], str]]]] = {
    "rss/meetingitems": (_items, lambda: _("Items of meetings")),
    "rss/meetings": (_meetings, lambda: _("Meetings")),
    "rss/official_decisions": (_official, lambda: _("Decisions of office-holders")),
}


def _item(item: Item, place: Place) -> Line:
    title = title_of(item)
    return Line(
        title=f"{_named(item.meeting)} / {title}",
        description=title,
        link=_link(place, "meetingitem", item.meeting, item.source_id)
        or place.origin + address_of_item(item),
        at=came_out(item.meeting),
    )


def _named(meeting: Meeting) -> str:
    return f"{meeting.body.name.words(language())} {_day(meeting.date)}"


def _link(place: Place, page: str, meeting: Meeting, id_: str) -> str:
    """The address that something had in the earlier service; empty where it had none there."""
    if meeting.source != Source.DYNASTY or not ID.fullmatch(id_):
        return ""
    return f"{place.script}?page={page}&id={id_}"


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _written(about: str, lines: Sequence[Line], place: Place) -> bytes:
    return "".join(_parts(about, lines, place)).encode(ENCODING)


def _parts(about: str, lines: Sequence[Line], place: Place) -> Iterator[str]:
    yield f"<?xml version='1.0' encoding='{ENCODING}'?><rss version='2.0'><channel>"
    yield f"<title>{_cdata('Lupaus')}</title><description>{_cdata(f'Lupaus - {about}')}</description>"
    yield f"<link>{_cdata(f'{place.script}?page=meeting_frames')}</link><language>{language()}</language>"
    for line in lines:
        yield f"<item><title>{_cdata(line.title)}</title>"
        yield f"<description>{_cdata(line.description)}</description><link>{_cdata(line.link)}</link>"
        yield f"<guid isPermaLink='true'>{_cdata(line.link)}</guid><pubDate>{moment(line.at)}</pubDate>"
        yield "</item>"
    yield "</channel></rss>"


def _cdata(words: str) -> str:
    """A CDATA section of the words; signs that Latin 1 lacks stand between two sections, as references."""
    whole = clean(words).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{''.join(map(_sign, whole))}]]>"


def _sign(sign: str) -> str:
    return sign if ord(sign) < 256 else f"]]>&#{ord(sign)};<![CDATA["
