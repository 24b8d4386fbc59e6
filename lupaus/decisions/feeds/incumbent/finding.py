"""Where what an old address asks for stands now. Only pages of this service are ever answered."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext_noop

from lupaus.decisions.feeds.incumbent.asking import LISTS, Asked
from lupaus.decisions.models import Attachment, Body, ImportedPage, Item, Meeting, Source

NOT_HERE: Final = gettext_noop(
    "This address is of the service that was here before. What it led to was not moved here."
)
GONE: Final = gettext_noop("What was at this address has been removed. Its page tells why, and whom to ask.")


class Nowhere(Exception):  # noqa: N818 - named for what happened
    """What is asked for is not here."""


class Gone(Exception):  # noqa: N818 - named for what happened
    """What is asked for was here and was removed; `page` says why."""

    def __init__(self, page: str) -> None:
        super().__init__(page)
        self.page = page


def page_of(asked: Asked, host: str) -> str:
    """The path of the page, in the active language. Raises `Nowhere`, `Gone`. At most two queries.

    `host` tells two items apart that have one number in two services that were read in.
    """
    if asked.page in LISTS:
        return reverse("decisions:index")
    if asked.page == "meetingitem":
        return _page(_item(asked.id, host))
    if asked.page == "meeting":
        meeting = _meeting(asked.id, host)
        return reverse("decisions:meeting", args=[meeting.body_id, meeting.slug])
    if asked.page == "meetings":
        return reverse("decisions:body", args=[_body(asked.id)])
    raise Nowhere


def pdf_of_meeting(id_: str, host: str) -> str:
    """The path of the PDF of whole minutes. Raises `Nowhere`."""
    meeting = _meeting(id_, host)
    return reverse("decisions:meeting-pdf", args=[meeting.body_id, meeting.slug])


def pdf_of_item(id_: str, host: str) -> str:
    """The path of the PDF of an item. Raises `Nowhere`, `Gone`."""
    item = _item(id_, host)
    _page(item)
    return reverse("decisions:item-pdf", args=[item.meeting.body_id, item.meeting.slug, item.slug])


def attachment(id_: str, file_name: str, host: str) -> str:
    """The path of a file of an item, or of the item where its file is not here. Two queries."""
    item = _item(id_, host)
    page = _page(item)
    files = Attachment.objects.filter(item=item, public=True, file__isnull=False, file__deleted_at=None)
    for each in files:
        if urlsplit(each.source_url).path.casefold().endswith(f"/{file_name.casefold()}"):
            return reverse("decisions:file", args=[item.pk, each.position, each.file_name])
    return page


def _item(id_: str, host: str) -> Item:
    """An item by its id, or by one it had before: minutes may have another than their agenda."""
    items = Item.objects.filter(meeting__source=Source.DYNASTY).select_related("meeting").order_by("pk")
    found = list(items.filter(source_id=id_)[:20])
    if not found:
        was = ImportedPage.objects.filter(source=Source.DYNASTY, page_id=f"meetingitem {id_}")
        found = list(items.filter(pk__in=was.exclude(item=None).values("item"))[:20])
    if not found:
        raise Nowhere
    return next((item for item in found if urlsplit(item.source_url).hostname == host), found[0])


def _page(item: Item) -> str:
    page = reverse("decisions:item", args=[item.meeting.body_id, item.meeting.slug, item.slug])
    if item.is_gone:
        raise Gone(page)
    return page


def _meeting(id_: str, host: str) -> Meeting:
    """A meeting by its id, with the host behind it where two services used one; or by an earlier id."""
    meetings = Meeting.objects.filter(source=Source.DYNASTY)
    found = {each.source_id: each for each in meetings.filter(source_id__in=(id_, f"{id_}@{host}"))}
    there = found.get(f"{id_}@{host}") or found.get(id_)
    if there is None:
        was = ImportedPage.objects.filter(source=Source.DYNASTY, page_id__startswith=f"meetingitem {id_}-")
        there = meetings.filter(items__in=was.exclude(item=None).values("item")).first()
    if there is None:
        raise Nowhere
    return there


def _body(id_: str) -> str:
    found = Body.objects.filter(source=Source.DYNASTY, source_id=id_).order_by("pk").first()
    if found is None:
        raise Nowhere
    return found.pk
