"""Meeting, AgendaItem, Consultation, Paper and Location."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Final

from django.db.models import Prefetch
from django.db.models import prefetch_related_objects as fetch

from lupaus.decisions.akn.naming import latest
from lupaus.decisions.models import Appeal, Attachment, Item, Matter, Meeting
from lupaus.decisions.oparl import rows
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
from lupaus.decisions.oparl.files import file, item_print, meeting_print
from lupaus.decisions.oparl.rows import first_published, last_changed, order_of
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
            "resultsProtocol" if found.has_minutes else "invitation": meeting_print(found, at, inside=True),
            "participant": [at.person(organisation, person) for person in there],
            "agendaItem": [agenda_item(each, at, inside=True) for each in agenda],
            "created": moment(first_published(found)),
            "modified": moment(last_changed(found)),
            "web": at.page(page("meeting", found.body_id, found.slug)),
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
            order=order_of(found),
            created=first_published(found),
            modified=found.changed_at,
        )
    decided = [words(each.text.words("fi")) for each in vars(found)["decided"]]
    printed = item_print(found, at, inside=True)
    attached: list[Attachment] = vars(found)["public_files"]
    beside = [
        file(each, found, at, inside=True)
        for each in attached
        if each.removed_at is None and (each.file_id or each.source_url)
    ]
    if not decided:
        beside.insert(0, printed)
    return told(
        {
            "id": id_,
            "type": kind("AgendaItem"),
            "meeting": None if inside else at.of("meeting", found.meeting_id),
            "number": number_of(found),
            "order": order_of(found),
            **names(found.title),
            "public": True,
            "consultation": at.of("consultation", found.pk) if found.matter_id else None,
            "resolutionText": "\n\n".join(decided),
            "resolutionFile": printed if decided else None,
            "auxiliaryFile": beside if files else None,
            "keyword": [each.name for each in found.concerns.all()],
            "created": moment(first_published(found)),
            "modified": moment(found.changed_at),
            "web": at.page(page("item", *place_of(found))),
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
            "web": at.page(page("item", *place_of(found))),
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
            "web": at.page(page("matter", found.slug)),
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
