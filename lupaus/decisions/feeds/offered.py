"""The feeds a page offers: in its head, where feed readers look, and in its text, for people.

Pages name two places and what they are about, as a query of a feed: `""`, `"body=executive"`,
`"concern=goal:uusimaa-2030/work"`, `"q=home+care&body=executive"`. Rooms above may do the same on their own
pages, without knowing this one.

    {% for each in panels("decision-feeds", shell.address, "body=executive") %}{{ each }}{% endfor %}
    {% for each in panels("decision-subscribe", shell.address, "body=executive") %}{{ each }}{% endfor %}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.decisions.feeds import atom, rss
from lupaus.decisions.feeds.pages import ITEMS, KNOWN, MEETINGS, OF_SEARCH, OFFICIAL, title
from lupaus.web.address import Address
from lupaus.web.assets import asset

#: Where pages offer feeds: in the head, and in the text.
HEAD: Final = "decision-feeds"
TEXT: Final = "decision-subscribe"
WANTED: Final = frozenset({*KNOWN, *OF_SEARCH} - {"page"})


@dataclass(frozen=True, slots=True)
class Offered:
    """A feed in both syntaxes; `calendar` where the same is there as one."""

    title: str
    rss: str
    atom: str
    calendar: str = ""


def offered(subject: str) -> list[Offered]:
    """The feeds for what a page is about, in the active language. No query."""
    about = {name: value for name, value in parse_qsl(subject) if name in WANTED}
    if about.keys() & set(OF_SEARCH):
        return [_feed(ITEMS, _("Newest hits of this search"), about)]
    if "concern" in about:
        return [_feed(ITEMS, _("Decisions about this"), about)]
    if "body" in about:
        return [
            _feed(ITEMS, _("Items of this body"), about),
            _feed(MEETINGS, _("Meetings of this body"), about, has_calendar=True),
        ]
    return [
        _feed(ITEMS, title(ITEMS), about),
        _feed(MEETINGS, title(MEETINGS), about, has_calendar=True),
        _feed(OFFICIAL, title(OFFICIAL), about),
    ]


def _feed(name: str, label: str, about: dict[str, str], *, has_calendar: bool = False) -> Offered:
    query = f"?{urlencode(about)}" if about else ""
    return Offered(
        label,
        rss=reverse("decisions:feed", args=[name, "rss"]) + query,
        atom=reverse("decisions:feed", args=[name, "atom"]) + query,
        calendar=reverse("decisions:calendar") + query if has_calendar else "",
    )


def in_head(_address: Address, subject: str) -> Markup:
    """Links that feed readers find by themselves."""
    link = Markup('<link rel="alternate" type="{}" title="{}" href="{}">\n')
    style = Markup('<link rel="stylesheet" href="{}">\n').format(asset("decisions/feeds.css"))
    return style + Markup("").join(
        link.format(media_type, f"{each.title} ({syntax})", href)
        for each in offered(subject)
        for syntax, media_type, href in (
            ("RSS", rss.MEDIA_TYPE, each.rss),
            ("Atom", atom.MEDIA_TYPE, each.atom),
        )
    )


def in_text(_address: Address, subject: str) -> Markup:
    """What one may subscribe to, folded away."""
    return Markup(render_to_string("decisions/feeds/offered.html", {"feeds": offered(subject)}))  # noqa: S704 - the template escapes
