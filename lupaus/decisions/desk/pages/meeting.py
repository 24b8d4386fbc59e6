"""One meeting as its secretary sees it: where it stands, what comes next, what is lacking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import Role
from lupaus.decisions.desk.operations.asking import head_of, newest_version
from lupaus.decisions.desk.pages.front import must_read
from lupaus.decisions.desk.pages.matters import MatterLine, lines_of, sought
from lupaus.decisions.meeting.declared import ATTACHMENT, ITEM, NAME, VOTE
from lupaus.decisions.meeting.kind import KIND
from lupaus.decisions.models import Body, Matter, Meeting, Stage
from lupaus.decisions.reading.names import language
from lupaus.web.dates import day
from lupaus.web.texts import Text
from lupaus.workspace.content import PartValue
from lupaus.workspace.models import ON_ITS_WAY
from lupaus.workspace.pages.opened import LinkedProblem, Opened, opened


class ItemLine(NamedTuple):
    """An item of the version. `has` names what is written of it, `lacks` what a reader would miss."""

    slug: str
    place: str  # “§ 98” or “3.”
    title: Text
    diary_number: str
    has: Sequence[str]
    lacks: Sequence[str]
    href: str
    preview: str
    new_vote: str


class Stop(NamedTuple):
    """A stop on the way from agenda to minutes: done, now or still to come."""

    word: str
    state: str


@dataclass(frozen=True)
class MeetingDesk:
    opened: Opened
    body: Body | None
    stage: str
    lead: str
    stops: Sequence[Stop]
    items: Sequence[ItemLine]
    present: int
    expected: int
    problems: Sequence[LinkedProblem]
    notes: Sequence[LinkedProblem]
    may_write: bool
    may_publish: bool  # in one step, with all three roles
    may_begin: bool  # the minutes, or a correction
    has_minutes: bool  # published
    public: str

    @property
    def work(self) -> str:
        return self.opened.work.pk

    @property
    def is_written(self) -> bool:
        """Whether a version is on its way."""
        return self.opened.version.state in ON_ITS_WAY

    @property
    def is_minutes(self) -> bool:
        return self.stage == Stage.MINUTES

    @property
    def title(self) -> Text:
        return self.opened.title or Text.same(self.work)

    @property
    def head_href(self) -> str:
        return self.opened.part_address(NAME, self.work)


def meeting_desk(actor: Actor, work: str) -> MeetingDesk:
    """The newest version. Raises `NotFound`, also for a work that is no meeting."""
    must_read(actor)
    newest = newest_version(actor, work)
    found = opened(actor, work, newest.number)
    head = head_of(found.content)
    body = Body.objects.filter(pk=head.get("body") or "").first()
    stage = head.get("stage") or Stage.AGENDA.value
    meeting = Meeting.objects.filter(work=work).select_related("body").first()
    checked = KIND.check(found.work, found.content)
    organisation = found.work.organisation
    roles = (Role.EDITOR, Role.APPROVER, Role.PUBLISHER)
    rows = head.get("attendance") or ()
    is_written = newest.state in ON_ITS_WAY
    return MeetingDesk(
        opened=found,
        body=body,
        stage=stage,
        lead=_lead(found, stage, meeting),
        stops=_stops(found, stage, body),
        items=[_line(found, part, stage) for part in found.content.under(ITEM)],
        present=sum(row.get("present") != "no" for row in rows),
        expected=len(rows),
        problems=found.linked(checked.problems),
        notes=found.linked(checked.notes),
        may_write=found.may("add_part"),
        may_publish=is_written and all(actor.may(role, organisation) for role in roles),
        may_begin=not is_written and actor.may(Role.EDITOR, organisation),
        has_minutes=meeting is not None and meeting.has_minutes,
        public=_public(meeting),
    )


def _public(meeting: Meeting | None) -> str:
    return reverse("decisions:meeting", args=[meeting.body_id, meeting.slug]) if meeting else ""


def _lead(found: Opened, stage: str, meeting: Meeting | None) -> str:
    """Where the meeting stands, in a sentence."""
    is_written = found.version.state in ON_ITS_WAY
    if not is_written and stage == Stage.MINUTES:
        return _("The minutes are published. A correction begins a new version.")
    if not is_written:
        return _("The agenda is published. The minutes begin from it.")
    if stage == Stage.MINUTES and meeting is not None and meeting.has_minutes:
        return _("A correction is being written. Everybody still reads the minutes as they were published.")
    if stage == Stage.MINUTES:
        return _("The minutes are being written. Nobody outside sees them yet.")
    if meeting is not None:
        return _("A new agenda is being written. Everybody still reads the one that was published.")
    return _("The agenda is being written. Nobody outside sees it yet.")


def _stops(found: Opened, stage: str, body: Body | None) -> list[Stop]:
    """Agenda written, agenda published, minutes written, minutes published."""
    published = found.version.state not in ON_ITS_WAY
    minutes = stage == Stage.MINUTES
    here = (3 if published else 2) if minutes else (1 if published else 0)
    words = [_("Agenda"), _("Agenda published"), _("Minutes"), _("Minutes published")]
    if body is not None and body.is_office_holder:
        words, here = words[2:], here - 2
    done = dict.fromkeys(range(here), "done")
    now = "done" if published else "now"
    return [
        Stop(word, done.get(place, now if place == here else "coming")) for place, word in enumerate(words)
    ]


def _line(found: Opened, part: PartValue, stage: str) -> ItemLine:
    content = part.content
    attachments = len(found.content.under(ATTACHMENT, part.slug))
    votes = len(found.content.under(VOTE, part.slug))
    has = []
    if attachments:
        has.append(ngettext("%(num)d attachment", "%(num)d attachments", attachments) % {"num": attachments})
    if votes:
        has.append(ngettext("%(num)d vote", "%(num)d votes", votes) % {"num": votes})
    lacks = []
    if not content.get("proposal") and stage == Stage.AGENDA:
        lacks.append(_("no proposal yet"))
    if stage == Stage.MINUTES and not content.get("decision"):
        lacks.append(_("no decision yet"))
    if stage == Stage.MINUTES and not content.get("appeal"):
        lacks.append(_("not told how to appeal"))
    section = content.get("section")
    may = found.may("add_part")
    return ItemLine(
        slug=part.slug,
        place=f"§\u00a0{section}" if section is not None else f"{part.position + 1}.",
        title=Text.of(content.get("title")) or Text.same(part.slug),
        diary_number=content.get("diary_number") or "",
        has=has,
        lacks=lacks,
        href=found.part_address(ITEM, part.slug),
        preview=reverse("decisions:preview-item", args=[found.work.pk, found.number, part.slug]),
        new_vote=_new(found, VOTE, part.slug) if may and stage == Stage.MINUTES else "",
    )


def _new(found: Opened, kind: str, parent: str) -> str:
    return f"{found.address('new-part', kind)}?parent={parent}"


@dataclass(frozen=True)
class ChoosePage:
    """Open matters to put on an agenda: those shown, of so many in all."""

    desk: MeetingDesk
    shown: Sequence[MatterLine]
    total: int
    words: str


#: More are found by words.
MOST_OFFERED = 60


def choose_page(actor: Actor, work: str, words: str) -> ChoosePage:
    """Open matters of the organisation that are not on the agenda yet, those changed last first."""
    desk = meeting_desk(actor, work)
    on_it = [part.content.get("diary_number") or "" for part in desk.opened.content.under(ITEM)]
    open_ = Matter.objects.filter(organisation=desk.opened.work.organisation, closed_on=None)
    found = sought(open_.exclude(diary_number__in=on_it), words)
    return ChoosePage(
        desk=desk,
        shown=lines_of(found.order_by("-changed_at", "-pk")[:MOST_OFFERED]),
        total=found.count(),
        words=words,
    )


def last_told(line: MatterLine) -> str:
    """“Last on 5 October 2026, County executive”, or that it is new."""
    if line.last is None:
        return _("not on any published agenda yet")
    meeting = line.last.meeting
    told = {"day": day(meeting.date, language()), "body": meeting.body.name.words(language())}
    return _("last on %(day)s: %(body)s") % told
