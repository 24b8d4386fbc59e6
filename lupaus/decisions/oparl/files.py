"""File: public attachments, and each item and each agenda or minutes as a PDF.

The PDFs are told without being made; they are in Finnish here, and in the other languages on their pages.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from lupaus.decisions.api.words import file_page
from lupaus.decisions.models import Attachment, Item, Meeting
from lupaus.decisions.oparl.addresses import (
    Addresses,
    Entity,
    kind,
    moment,
    names,
    number_of,
    page,
    place_of,
    told,
    tombstone,
)
from lupaus.decisions.oparl.rows import first_published, last_changed
from lupaus.decisions.printing.documents import file_name
from lupaus.web.dates import day
from lupaus.web.texts import LANGUAGES, Text


def of_row(found: Attachment | Item | Meeting, at: Addresses) -> Entity:
    """The file of a row, by itself; an attachment has `item` and its meeting fetched."""
    if isinstance(found, Item):
        return item_print(found, at)
    if isinstance(found, Meeting):
        return meeting_print(found, at)
    return file(found, found.item, at, created_at=first_published(found))


def file(
    found: Attachment,
    item: Item,
    at: Addresses,
    *,
    inside: bool = False,
    created_at: datetime | None = None,
) -> Entity:
    """A public attachment; one that was removed is a tombstone that leads to the page of its item."""
    created = created_at or first_published(item)
    web = at.page(page("item", *place_of(item)))
    id_ = at.of("file", f"{item.pk}-{found.position}")
    if found.removed_at is not None:
        changed = max(item.changed_at, found.removed_at)
        return tombstone(id_, "File", accessUrl=web, created=created, modified=changed)
    own = file_page(found)
    return told(
        {
            "id": id_,
            "type": kind("File"),
            **names(found.title),
            "fileName": found.file_name,
            "mimeType": found.file.media_type if found.file else None,
            "size": found.file.size if found.file else None,
            "date": item.meeting.date.isoformat(),
            "lupaus:sha256Checksum": found.file.pk if found.file else None,
            "accessUrl": at.page(own) if own else found.source_url,
            "downloadUrl": at.page(own) if own else None,
            "agendaItem": None if inside else [at.of("agendaitem", item.pk)],
            "created": moment(created),
            "modified": moment(item.changed_at),
            "web": web,
        }
    )


def item_print(found: Item, at: Addresses, *, inside: bool = False) -> Entity:
    """An item as a PDF; that of a stone is a tombstone. It has its meeting, whose time stands in it too."""
    id_ = at.of("file", f"item-{found.pk}")
    place = place_of(found)
    web = at.page(page("item", *place))
    if found.is_gone:
        times = {"created": first_published(found), "modified": found.changed_at}
        return tombstone(id_, "File", accessUrl=web, **times)
    titles = {language: getattr(found.title, language) for language in LANGUAGES}
    number = number_of(found)
    called = Text(**{language: f"{number} {title}".strip() for language, title in titles.items() if title})
    return told(
        {
            "id": id_,
            "type": kind("File"),
            **names(called or Text(fi=number)),
            "fileName": file_name(*place, language="fi"),
            "mimeType": "application/pdf",
            "date": found.meeting.date.isoformat(),
            "accessUrl": at.page(page("item-pdf", *place)),
            "downloadUrl": at.page(page("item-pdf-download", *place)),
            "agendaItem": None if inside else [at.of("agendaitem", found.pk)],
            "created": moment(first_published(found)),
            "modified": moment(max(found.changed_at, found.meeting.changed_at)),
            "web": web,
        }
    )


def meeting_print(found: Meeting, at: Addresses, *, inside: bool = False) -> Entity:
    """The whole agenda or the whole minutes as a PDF."""
    place = (found.body_id, found.slug)
    with translation.override("fi"):
        stage = _("Minutes") if found.has_minutes else _("Agenda")
    return told(
        {
            "id": at.of("file", f"meeting-{found.pk}"),
            "type": kind("File"),
            "name": f"{stage}: {found.body.name.words('fi')} {day(found.date, 'fi')}",
            "fileName": file_name(*place, language="fi"),
            "mimeType": "application/pdf",
            "date": found.date.isoformat(),
            "accessUrl": at.page(page("meeting-pdf", *place)),
            "downloadUrl": at.page(page("meeting-pdf-download", *place)),
            "meeting": None if inside else [at.of("meeting", found.pk)],
            "created": moment(first_published(found)),
            "modified": moment(last_changed(found)),
            "web": at.page(page("meeting", *place)),
        }
    )
