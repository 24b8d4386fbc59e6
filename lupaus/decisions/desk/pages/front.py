"""My bodies and their meetings; one body with its meetings, members and what is coming."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import Role
from lupaus.decisions import queries, words
from lupaus.decisions.meeting.declared import NAME
from lupaus.decisions.models import Body, Meeting, Membership, Stage
from lupaus.decisions.reading.names import language
from lupaus.web import clock, panels
from lupaus.web.dates import day
from lupaus.web.refusals import NotFound
from lupaus.web.texts import Text
from lupaus.workspace.models import ON_ITS_WAY, Part, State, Version
from lupaus.workspace.queries import READERS
from lupaus.workspace.rights import may_read, nothing_here

#: How many published meetings are told for each body; the rest is on the public page.
MOST_PUBLISHED: Final = 5


class MeetingLine(NamedTuple):
    """A meeting with where it stands: `stage` and the state of the version that is written, if any is."""

    work: str
    held_on: date | None
    title: str
    stage: str
    state: str  # draft, in-review, approved; published where nothing is on its way
    word: str
    public: bool


class BodyLine(NamedTuple):
    body: Body
    meetings: Sequence[MeetingLine]
    may_write: bool


@dataclass(frozen=True)
class Front:
    """`organisations`: those in which a body or a matter can be made."""

    groups: Sequence[tuple[Text, Sequence[BodyLine]]]
    organisations: Sequence[tuple[str, Text]]
    waiting: int  # how many meetings are being written


def front(actor: Actor) -> Front:
    """Five queries, however many bodies there are. Raises `NotFound` for who may read nothing."""
    must_read(actor)
    bodies = [each for each in queries.bodies() if may_read(actor, each.organisation)]
    lines = _lines(bodies)
    by_organisation: dict[str, list[BodyLine]] = defaultdict(list)
    for body in bodies:
        line = BodyLine(body, lines.get(body.pk, ()), actor.may(Role.EDITOR, body.organisation))
        by_organisation[body.organisation].append(line)
    own = {scope for role, scope in actor.grants if scope and role in (Role.EDITOR, Role.ADMINISTRATOR)}
    slugs = sorted({*by_organisation, *own})
    names = dict(zip(slugs, panels.organisation_names(slugs) if slugs else (), strict=True))
    return Front(
        groups=[(names[slug], found) for slug, found in sorted(by_organisation.items())],
        organisations=[(slug, names[slug]) for slug in slugs if actor.may(Role.EDITOR, slug)],
        waiting=sum(line.state != State.PUBLISHED for found in lines.values() for line in found),
    )


@dataclass(frozen=True)
class BodyDesk:
    body: Body
    organisation: Text
    kind: str
    meetings: Sequence[MeetingLine]
    members: Sequence[tuple[Membership, str]]
    may_write: bool
    has_public: bool


def body_desk(actor: Actor, id_: str) -> BodyDesk:
    """Raises `NotFound`, also for a body of an organisation that the actor may not read in."""
    body = own_body(actor, id_)
    today = clock.day_of(clock.real_clock)
    return BodyDesk(
        body=body,
        organisation=panels.organisation_names([body.organisation])[0],
        kind=str(body.get_kind_display()),
        meetings=_lines([body]).get(body.pk, ()),
        members=[(each, words.role(each.role)) for each in queries.members(body, today)],
        may_write=actor.may(Role.EDITOR, body.organisation),
        has_public=body.meetings.exists(),
    )


def own_body(actor: Actor, id_: str) -> Body:
    """A body of an organisation that the actor may read in. Raises `NotFound`."""
    must_read(actor)
    try:
        body = queries.body(id_)
    except NotFound:
        raise nothing_here() from None
    if not may_read(actor, body.organisation):
        raise nothing_here()
    return body


def must_read(actor: Actor) -> None:
    """As for a stranger, there is nothing here for who may read in no organisation."""
    if not actor.may_somewhere(*READERS):
        raise nothing_here()


def _lines(bodies: Sequence[Body]) -> dict[str, list[MeetingLine]]:
    """By body: what is written first, then the last published ones, the newest day first. Three queries."""
    found: dict[str, list[MeetingLine]] = defaultdict(list)
    written = set()
    for part in _heads(bodies):
        written.add(part.version.work_id)
        found[part.content["body"]].append(_drafted(part))
    newest = published_of(bodies)
    told: dict[str, int] = defaultdict(int)
    works = {each.work for each in newest if each.work}
    for meeting in newest:
        if meeting.work in written or told[meeting.body_id] >= MOST_PUBLISHED:
            continue
        told[meeting.body_id] += 1
        found[meeting.body_id].append(_published(meeting))
    return {
        body: sorted(
            (line._replace(public=line.public or line.work in works) for line in lines),
            key=lambda line: (line.state == State.PUBLISHED, -(line.held_on or date.min).toordinal()),
        )
        for body, lines in found.items()
    }


def published_of(bodies: Sequence[Body]) -> list[Meeting]:
    """The published meetings of bodies, the newest first, as many as could be told. One query."""
    found = Meeting.objects.filter(body__in=[each.pk for each in bodies]).order_by("-date", "-slug")
    return list(found[: max(200, MOST_PUBLISHED * 40)])


def _heads(bodies: Iterable[Body]) -> QuerySet[Part, Part]:
    """The heads of the meetings of these bodies that are on their way."""
    organisations: dict[str, list[str]] = defaultdict(list)
    for body in bodies:
        organisations[body.organisation].append(body.pk)
    ids = [body for found in organisations.values() for body in found]
    return Part.objects.filter(
        kind=NAME,
        slug=F("version__work"),
        removed_at=None,
        version__state__in=ON_ITS_WAY,
        version__work__kind=NAME,
        version__work__organisation__in=list(organisations),
        content__body__in=ids,
    ).select_related("version")


def _drafted(part: Part) -> MeetingLine:
    content: Any = part.content
    held = date.fromisoformat(content["held_on"]) if content.get("held_on") else None
    version: Version = part.version
    stage = content.get("stage") or Stage.AGENDA.value
    return MeetingLine(
        work=version.work_id,
        held_on=held,
        title=_title(held, stage),
        stage=stage,
        state=version.state,
        word=str(version.state_now.label),
        public=False,
    )


def _published(meeting: Meeting) -> MeetingLine:
    return MeetingLine(
        work=meeting.work,
        held_on=meeting.date,
        title=_title(meeting.date, meeting.stage),
        stage=meeting.stage,
        state=State.PUBLISHED.value,
        word=str(State.PUBLISHED.label),
        public=True,
    )


def _title(held: date | None, stage: str) -> str:
    if held is None:
        return _("Meeting without a day")
    told = {"day": day(held, language())}
    if stage == Stage.MINUTES:
        return _("%(day)s, minutes") % told
    return _("%(day)s, agenda") % told


def address_of(line: MeetingLine) -> str:
    return reverse("decisions:desk-meeting", args=[line.work]) if line.work else ""
