"""A meeting: its agenda or minutes, item by item, and who was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.decisions import queries, words
from lupaus.decisions.akn.naming import latest
from lupaus.decisions.appeals import published_on
from lupaus.decisions.models import Attendance, Body, Correction, Item, Meeting
from lupaus.decisions.reading.names import at_clock, hours, language
from lupaus.decisions.reading.pages.lines import ItemLine, item_lines, state_of
from lupaus.web import clock
from lupaus.web.address import Address
from lupaus.web.clock import HELSINKI
from lupaus.web.dates import day
from lupaus.web.marks import without_marks
from lupaus.web.texts import Text

#: A longer list of who was there is folded.
MOST_PRESENT: Final = 12


class Present(NamedTuple):
    """Somebody who was there or was not; `when` holds times and the sections told."""

    person: str
    role: str
    present: bool
    when: str


@dataclass(frozen=True)
class MeetingPage:
    meeting: Meeting
    today: date
    standing: str  # what this is: an agenda or minutes, and since when
    facts: Sequence[tuple[str, str]]
    place: Text
    lines: Sequence[ItemLine]
    attendance: Sequence[Present]
    before: Meeting | None
    after: Meeting | None

    @property
    def body(self) -> Body:
        return self.meeting.body

    @property
    def as_xml(self) -> str:
        """Where it stands as Akoma Ntoso, in the reader's language."""
        return latest(self.meeting, language())

    @property
    def present(self) -> Sequence[Present]:
        return [each for each in self.attendance if each.present]

    @property
    def absent(self) -> Sequence[Present]:
        return [each for each in self.attendance if not each.present]

    @property
    def is_folded(self) -> bool:
        return len(self.attendance) > MOST_PRESENT


def meeting_page(address: Address, meeting: Meeting) -> MeetingPage:
    """Seven queries, however many items there are."""
    del address
    today = clock.day_of(clock.real_clock)
    items = queries.items_of(meeting)
    begin = queries.decisions_begin(Item.objects.filter(meeting=meeting)) if meeting.has_minutes else {}
    corrections = Correction.objects.filter(item__meeting=meeting).order_by("at")
    corrected = {each: at.astimezone(HELSINKI).date() for each, at in corrections.values_list("item", "at")}
    before, after = queries.meetings_beside(meeting)
    return MeetingPage(
        meeting=meeting,
        today=today,
        standing=_standing(meeting, today, len([each for each in items if not each.is_gone])),
        facts=_facts(meeting),
        place=meeting.place,
        lines=[line._replace(corrected_on=corrected.get(line.item.pk)) for line in item_lines(items, begin)],
        attendance=[_present(each) for each in meeting.attendance.all()],
        before=before,
        after=after,
    )


def _standing(meeting: Meeting, today: date, count: int) -> str:
    state = state_of(meeting, today)
    told = {
        "body": meeting.body.name.words(language()),
        "day": day(meeting.date, language()),
        "num": count,
    }
    if state == "cancelled":
        return _("This meeting was cancelled.")
    if state == "coming":
        sentence = ngettext(
            "Agenda: %(body)s takes up %(num)d item on %(day)s. Nothing is decided yet.",
            "Agenda: %(body)s takes up %(num)d items on %(day)s. Nothing is decided yet.",
            count,
        )
    elif state == "agenda":
        sentence = _("Agenda: %(body)s met on %(day)s. The minutes have not been published yet.")
    elif meeting.body.is_office_holder:
        sentence = ngettext(
            "%(body)s decided %(num)d matter on %(day)s.",
            "%(body)s decided %(num)d matters on %(day)s.",
            count,
        )
    else:
        sentence = ngettext(
            "Minutes: %(body)s handled %(num)d item on %(day)s.",
            "Minutes: %(body)s handled %(num)d items on %(day)s.",
            count,
        )
    return sentence % told


def _facts(meeting: Meeting) -> list[tuple[str, str]]:
    published = published_on(meeting)
    told = [
        (_("Time"), _at(hours(meeting)) if hours(meeting) else ""),
        (_("Number of the meeting"), meeting.number),
        (_("Minutes checked"), day(meeting.checked_on, language()) if meeting.checked_on else ""),
        (_("Minutes published"), day(published, language()) if published else ""),
    ]
    if meeting.agenda_published_at and not meeting.has_minutes:
        told.append((_("Agenda published"), day(meeting.agenda_published_at, language())))
    return [(name, value) for name, value in told if value]


def _at(times: str) -> str:
    return _("at %(times)s") % {"times": times}


def _present(row: Attendance) -> Present:
    times = []
    if row.came:
        times.append(_("came at %(time)s") % {"time": at_clock(row.came)})
    if row.left:
        times.append(_("left at %(time)s") % {"time": at_clock(row.left)})
    if row.note:
        times.append(without_marks(row.note))
    return Present(without_marks(row.person), words.role(row.role), row.present, ", ".join(times))
