"""Meeting, AgendaItem, Consultation, Paper, File and Location."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Final

from django.db.models import Prefetch
from django.db.models import prefetch_related_objects as fetch
from django.urls import reverse
from django.utils import translation

from lupaus.decisions.akn.naming import latest
from lupaus.decisions.api.words import file_page
from lupaus.decisions.models import Appeal, Attachment, Item, Matter, Meeting
from lupaus.decisions.oparl import rows
from lupaus.decisions.oparl.addresses import Addresses, Entity, kind, moment, names, told, tombstone
from lupaus.decisions.oparl.rows import first_published, last_changed, place_of
from lupaus.web.clock import HELSINKI
from lupaus.web.dates import day
from lupaus.web.marks import without_marks
from lupaus.web.prose import words

#: The words the specification recommends for the state of a meeting.
_STATES: Final = {"agenda": "eingeladen", "minutes": "durchgeführt"}
_BINDING: Final = (Appeal.CLAIM, Appeal.COURT)


def meetings(found: Sequence[Meeting], at: Addresses, *, whole: bool = True) -> list[Entity]:
    """Meetings with their agendas inside. At most six queries."""
    inside = rows.agendas(found) if whole else {}
    there = rows.present(found)
    return [_meeting(each, inside.get(each.pk, []), there.get(each.pk, []), at) for each in found]


def _meeting(found: Meeting, agenda: Sequence[Item], there: Sequence[str], at: Addresses) -> Entity:
    begins = found.starts_at or datetime.combine(found.date, time(), tzinfo=HELSINKI)
    organisation = found.body.organisation
    return told(
        {
            "id": at.of("meeting", found.pk),
            "type": kind("Meeting"),
            "name": f"{found.body.name.words('fi')} {day(found.date, 'fi')}",
            "meetingState": _STATES[found.stage],
            "cancelled": found.cancelled,
            "start": moment(begins),
            "end": moment(found.ends_at) if found.ends_at else None,
            "location": location(found, at, inside=True) if found.place else None,
            "organization": [at.of("organization", found.body_id)],
            "participant": [at.person(organisation, person) for person in there],
            "agendaItem": [agenda_item(each, at, inside=True) for each in agenda],
            "created": moment(first_published(found)),
            "modified": moment(last_changed(found)),
            "web": at.page(_page("decisions:meeting", found.body_id, found.slug)),
            "lupaus:pdf": at.page(_page("decisions:meeting-pdf", found.body_id, found.slug)),
            "lupaus:akomaNtoso": at.page(latest(found, "fi")),
        }
    )


def agenda_items(found: Sequence[Item], at: Addresses, *, whole: bool = True) -> list[Entity]:
    """Items each by itself, stones as tombstones. At most three queries."""
    fetch(found, *rows.INSIDE_ITEMS)
    return [agenda_item(each, at, files=whole) for each in found]


def agenda_item(found: Item, at: Addresses, *, inside: bool = False, files: bool = True) -> Entity:
    """An item with what `rows.INSIDE_ITEMS` fetches."""
    id_ = at.of("agendaitem", found.pk)
    if found.is_gone:
        return tombstone(
            id_,
            "AgendaItem",
            order=place_of(found),
            created=first_published(found),
            modified=found.changed_at,
        )
    decided = [words(each.text.words("fi")) for each in vars(found)["decided"]]
    attached: list[Attachment] = vars(found)["public_files"] if files else []
    return told(
        {
            "id": id_,
            "type": kind("AgendaItem"),
            "meeting": None if inside else at.of("meeting", found.meeting_id),
            "number": f"§ {found.section}" if found.section is not None else found.number,
            "order": place_of(found),
            **names(found.title),
            "public": True,
            "consultation": at.of("consultation", found.pk) if found.matter_id else None,
            "resolutionText": "\n\n".join(decided),
            "auxiliaryFile": [
                file(each, found, at, inside=True)
                for each in attached
                if each.removed_at is None and (each.file_id or each.source_url)
            ],
            "keyword": [each.name for each in found.concerns.all()],
            "created": moment(first_published(found)),
            "modified": moment(found.changed_at),
            "web": at.page(_item_page(found)),
        }
    )


def consultation(found: Item, at: Addresses, *, inside: bool = False) -> Entity:
    """The step of a matter in a meeting; without a matter, or when the item is gone, a tombstone."""
    id_ = at.of("consultation", found.pk)
    if found.is_gone or found.matter is None:
        return tombstone(id_, "Consultation", created=first_published(found), modified=found.changed_at)
    return told(
        {
            "id": id_,
            "type": kind("Consultation"),
            "paper": None if inside else at.of("paper", found.matter.slug),
            "agendaItem": at.of("agendaitem", found.pk),
            "meeting": at.of("meeting", found.meeting_id),
            "organization": [at.of("organization", found.meeting.body_id)],
            "authoritative": found.meeting.has_minutes and found.appeal in _BINDING if found.appeal else None,
            "created": moment(first_published(found)),
            "modified": moment(found.changed_at),
            "web": at.page(_item_page(found)),
        }
    )


def papers(found: Sequence[Matter], at: Addresses) -> list[Entity]:
    """Matters with their consultations, the oldest first. One query."""
    steps = rows.items().filter(gone_at=None).order_by("meeting__date", "meeting__slug", "position")
    fetch(found, Prefetch("items", steps, to_attr="steps"))
    return [_paper(each, vars(each)["steps"], at) for each in found]


def _paper(found: Matter, steps: Sequence[Item], at: Addresses) -> Entity:
    return told(
        {
            "id": at.of("paper", found.slug),
            "type": kind("Paper"),
            "body": at.of("body", found.organisation),
            **names(found.title),
            "reference": found.diary_number,
            "date": found.opened_on.isoformat() if found.opened_on else None,
            "consultation": [consultation(each, at, inside=True) for each in steps],
            "created": moment(first_published(found)),
            "modified": moment(last_changed(found)),
            "web": at.page(_page("decisions:matter", found.slug)),
        }
    )


def files(found: Sequence[Attachment], at: Addresses) -> list[Entity]:
    """Files each by itself, with `item` and its meeting fetched."""
    return [file(each, each.item, at, created_at=first_published(each)) for each in found]


def file(
    found: Attachment,
    item: Item,
    at: Addresses,
    *,
    inside: bool = False,
    created_at: datetime | None = None,
) -> Entity:
    """A public file; one that was removed is a tombstone that leads to the page of its item."""
    created = created_at or first_published(item)
    page = at.page(_item_page(item))
    if found.removed_at is not None:
        changed = max(item.changed_at, found.removed_at)
        id_ = at.of("file", f"{item.pk}-{found.position}")
        return tombstone(id_, "File", accessUrl=page, created=created, modified=changed)
    own = file_page(found)
    return told(
        {
            "id": at.of("file", f"{item.pk}-{found.position}"),
            "type": kind("File"),
            **names(found.title),
            "fileName": found.file_name,
            "mimeType": found.file.media_type if found.file else None,
            "size": found.file.size if found.file else None,
            "date": item.meeting.date.isoformat(),
            "lupaus:sha256Checksum": found.file.pk if found.file else None,
            "accessUrl": at.page(own) if own else found.source_url,
            "agendaItem": None if inside else [at.of("agendaitem", item.pk)],
            "created": moment(created),
            "modified": moment(item.changed_at),
            "web": page,
        }
    )


def location(found: Meeting, at: Addresses, *, inside: bool = False) -> Entity:
    """Where a meeting is held; a tombstone where that is no longer told."""
    id_ = at.of("location", found.pk)
    if not found.place:
        return tombstone(id_, "Location", created=first_published(found), modified=found.changed_at)
    return told(
        {
            "id": id_,
            "type": kind("Location"),
            "description": without_marks(found.place.words("fi")),
            "meetings": None if inside else [at.of("meeting", found.pk)],
            "created": moment(first_published(found)),
            "modified": moment(found.changed_at),
        }
    )


def _page(name: str, *args: str) -> str:
    with translation.override("fi"):
        return reverse(name, args=args)


def _item_page(item: Item) -> str:
    return _page("decisions:item", item.meeting.body_id, item.meeting.slug, item.slug)
