"""A draft exactly as the public will see it: written to the public tables, read, and undone.

What publishing would write is written within a transaction that is always rolled back, and the pages of the
readers are made of it. So nothing can look otherwise than it will, and nobody else ever sees a row of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from django.db import transaction
from django.shortcuts import render
from django.urls import reverse

from lupaus.accounts.pages import PersonRequest
from lupaus.decisions import queries
from lupaus.decisions.desk.operations.asking import head_of
from lupaus.decisions.meeting.declared import ITEM
from lupaus.decisions.meeting.publishing import write_public
from lupaus.decisions.models import Body, Item, Meeting
from lupaus.decisions.reading import names, pages
from lupaus.web.clock import real_clock
from lupaus.workspace.content import Content
from lupaus.workspace.models import Version
from lupaus.workspace.queries import content as content_of
from lupaus.workspace.rights import nothing_here

T = TypeVar("T")

_LINK = re.compile(
    r'href="(?:https?://[^/"]+)?(/(?:(?:fi|sv|en)/decisions|api/v1|akn|oparl)/[^"#?]*)((?:[?#][^"]*)?)"'
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A version of a meeting to look at. `is_whole`: it can be shown at all."""

    version: Version
    content: Content

    @property
    def is_whole(self) -> bool:
        """Whether body and day are known and no two items share a section."""
        head = head_of(self.content)
        sections = [part.content.get("section") for part in self.content.under(ITEM)]
        told = [each for each in sections if each is not None]
        return (
            bool(head.get("held_on"))
            and len(told) == len(set(told))
            and Body.objects.filter(
                pk=head.get("body") or "", organisation=self.version.work.organisation
            ).exists()
        )


def draft(version: Version) -> Draft:
    return Draft(version, content_of(version))


def as_published(seen: Draft, look: Callable[[Meeting], T]) -> T:
    """What `look` finds in the public tables if the draft were published now. Nothing of it stays."""
    with transaction.atomic():
        try:
            write_public(seen.version.work, seen.version, seen.content, at=real_clock())
            return look(queries.meetings().get(work=seen.version.work_id))
        finally:
            transaction.set_rollback(True)


def meeting_preview(request: PersonRequest, seen: Draft) -> tuple[str, int]:
    """The page of the meeting as HTML, and its status."""

    def look(meeting: Meeting) -> tuple[str, int]:
        page = pages.meeting_page(request.address, meeting)
        return _rendered(request, seen, meeting, "meeting", page), HTTPStatus.OK

    return as_published(seen, look)


def item_preview(request: PersonRequest, seen: Draft, slug: str) -> tuple[str, int]:
    """The page of an item by the id of its part. Raises `NotFound`."""

    def look(meeting: Meeting) -> tuple[str, int]:
        chosen = meeting.items.filter(source_id=slug).first() if "\x00" not in slug else None
        if chosen is None:
            raise nothing_here()
        found = queries.item(meeting.body_id, meeting.slug, chosen.slug).item
        page = pages.item_page(request.address, found)
        return _rendered(request, seen, meeting, "item", page), HTTPStatus.OK

    return as_published(seen, look)


def _rendered(request: PersonRequest, seen: Draft, meeting: Meeting, name: str, page: Any) -> str:
    context = {"page": page, "names": names, "version": seen.version, "work": seen.version.work_id}
    html = render(request, f"decisions/desk/preview_{name}.html", context).content.decode()
    places = {each.slug: each.source_id for each in Item.objects.filter(meeting=meeting)}
    shown = _within(html, meeting, seen.version, places)
    public = reverse("decisions:meeting", args=[meeting.body_id, meeting.slug])
    if name == "item":
        public = reverse("decisions:item", args=[meeting.body_id, meeting.slug, page.item.slug])
    # The address that the page tells of itself, where it is told as words.
    return shown.replace(f"{request.address.full_path}<", f"{public}<")


def _within(html: str, meeting: Meeting, version: Version, places: Mapping[str, str]) -> str:
    """Links to what is not published yet lead to its preview; to its files and prints nowhere."""
    base = re.compile(
        rf"/(?:fi|sv|en)/decisions/(?:{re.escape(meeting.body_id)}/{re.escape(meeting.slug)}(?P<rest>[./].*)"
        r"|files/.*)|/(?:api/v1|akn|oparl)/.*"
    )

    def led(found: re.Match[str]) -> str:
        address = base.fullmatch(found[1])
        if address is None:
            return found[0]
        section = (address["rest"] or "").strip("/")
        if address["rest"] == "/":
            return f'href="{reverse("decisions:preview", args=[version.work_id, version.number])}"'
        if section in places:
            at = [version.work_id, version.number, places[section]]
            return f'href="{reverse("decisions:preview-item", args=at)}{found[2]}"'
        return "data-not-yet"

    return _LINK.sub(led, html)
