"""An item, or a whole agenda or minutes, as a document.

Whatever people wrote goes in as data: longer texts as prose, everything else as plain words.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext as _

from lupaus.decisions import queries, words
from lupaus.decisions.appeals import published_on
from lupaus.decisions.models import Attendance, Item, Meeting
from lupaus.decisions.printing.items import body_of, heading_of
from lupaus.decisions.printing.said import plain
from lupaus.decisions.reading.names import at_clock, hours, place_of
from lupaus.web import dates, panels
from lupaus.web.clock import HELSINKI
from lupaus.web.printing import Contents, Facts, Heading, NewPage, Paragraph, Report, Section, Table, Words

#: So many items get a table of contents.
_WITH_CONTENTS = 4


def of_item(item: Item, *, language: str, address: str, now: datetime) -> Report:
    """One item, as it is published; a stone says why it is gone. `address` is that of its page.

    The item has everything on it (`queries.item`).
    """
    meeting = item.meeting
    sections = [
        _facts(
            [
                *_about_meeting(meeting, language),
                (_("Section (§)"), place_of(item)),
                *_diary(item),
            ]
        ),
        *body_of(item, depth=1, language=language, today=_day(now)),
    ]
    return Report(
        title=plain(item.title, language).words or place_of(item),
        subtitle=f"{_name(meeting, language)}, {place_of(item)}",
        language=language,
        address=address,
        author=_organisation(meeting, language),
        made_at=now,
        sections=sections,
    )


def of_meeting(meeting: Meeting, *, language: str, address: str, now: datetime) -> Report:
    """The whole agenda or the whole minutes. The queries do not depend on how many items there are."""
    whole = meeting.items.select_related("matter").prefetch_related(*queries.WHOLE_ITEM)
    items = list(whole.order_by("position"))
    sections: list[Section] = [_facts(list(_about_meeting(meeting, language)))]
    if meeting.cancelled:
        sections.append(Paragraph(_("This meeting was cancelled.")))
    sections += _attendance(list(meeting.attendance.all()))
    if len(items) >= _WITH_CONTENTS:
        sections += [Contents(_("Contents"), depth=1), NewPage()]
    for item in items:
        sections.append(heading_of(item, language))
        sections.append(_facts(_diary(item)))
        sections += body_of(item, depth=2, language=language, today=_day(now))
    name = _("Minutes") if meeting.has_minutes else _("Agenda")
    return Report(
        title=f"{name}: {_name(meeting, language)}",
        language=language,
        address=address,
        author=_organisation(meeting, language),
        made_at=now,
        sections=sections,
    )


def file_name(*place: str, language: str) -> str:
    """What a document is called on a disk: `executive-2026-10-05-98-fi.pdf`."""
    return f"{'-'.join((*place, language))}.pdf"


def _day(now: datetime) -> date:
    return now.astimezone(HELSINKI).date()


def _name(meeting: Meeting, language: str) -> str:
    return f"{plain(meeting.body.name, language).words} {dates.day(meeting.date, language)}"


def _organisation(meeting: Meeting, language: str) -> str:
    return panels.organisation_names([meeting.body.organisation])[0].words(language)


def _facts(pairs: list[tuple[str, Words]]) -> Facts:
    return Facts([(name, value) for name, value in pairs if value])


def _diary(item: Item) -> list[tuple[str, Words]]:
    return [(_("Diary number"), item.matter.diary_number)] if item.matter else []


def _about_meeting(meeting: Meeting, language: str) -> Iterator[tuple[str, Words]]:
    """What is known of the meeting: its body, time, place, and where its papers stand."""
    yield _("Decision-making body"), plain(meeting.body.name, language)
    yield _("Date"), dates.day(meeting.date, language)
    yield _("Time"), hours(meeting)
    if meeting.place:
        yield _("Place"), plain(meeting.place, language)
    yield _("Number of the meeting"), meeting.number
    if not meeting.has_minutes:
        yield _("What is written"), words.stage(meeting.stage)
        return
    if meeting.checked_on:
        yield _("Minutes checked on"), dates.day(meeting.checked_on, language)
    published = published_on(meeting)
    if published:
        yield _("Minutes published"), dates.day(published, language)


def _attendance(rows: list[Attendance]) -> Iterator[Section]:
    if not rows:
        return
    yield Heading(_("Attendance"))
    yield Table(
        caption=_("Who was there"),
        header=[_("Name"), _("As"), _("Present")],
        rows=[[_line(each.person), words.role(each.role), _presence(each)] for each in rows],
        widths=[3, 2, 3],
    )


def _line(line: str) -> str:
    """A line somebody wrote, without line breaks."""
    return " ".join(line.split())


def _presence(row: Attendance) -> str:
    """“present, came at 9.20 (§ 99–100)”."""
    said = [_("present") if row.present else _("absent")]
    if row.came:
        said.append(_("came at %(time)s") % {"time": at_clock(row.came)})
    if row.left:
        said.append(_("left at %(time)s") % {"time": at_clock(row.left)})
    told = ", ".join(said)
    return f"{told} ({_line(row.note)})" if row.note else told
