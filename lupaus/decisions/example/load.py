"""Loading the example's decisions: bodies, members, matters and a year of meetings around today.

Loaded once. Where any body of the example is there already, whoever made it, nothing is touched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from django.db import transaction

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.decisions.changes import tell_changes
from lupaus.decisions.example.calendar import noon
from lupaus.decisions.example.files import with_files
from lupaus.decisions.example.written import Written, documents, matter_numbers, members_of, versions
from lupaus.decisions.meeting.declared import NAME
from lupaus.decisions.meeting.kind import check
from lupaus.decisions.meeting.operations import MeetingRefused
from lupaus.decisions.meeting.publishing import leave_stone, write_public
from lupaus.decisions.models import Body, Item
from lupaus.decisions.operations import open_matter, save_body, save_members
from lupaus.web.clock import Clock, day_of
from lupaus.web.texts import Text
from lupaus.workspace import queries
from lupaus.workspace.operations import put_in_force

ORGANISATION: Final = "uusimaa"

#: What the audit trail adds to the name of whoever loads an example.
MARK: Final = " (example)"

#: There was no such decision: whoever reads the example must see that it is one.
DECISION: Final = "Esimerkki – exempel – example"

#: An office-holder's decision that is a stone was shown for this long.
_SHOWN: Final = timedelta(weeks=5)


@dataclass(frozen=True, slots=True)
class LoadedDecisions:
    """What loading wrote."""

    bodies: int
    meetings: int
    versions: int


def load_decisions_example(*, actor: Actor, clock: Clock) -> LoadedDecisions | None:
    """Load the example's bodies and meetings, dated around the day of the clock. None where they are there.

    Each version is public since noon of its own day, or since the clock's moment where that comes first.
    """
    for role in (Role.EDITOR, Role.APPROVER, Role.PUBLISHER):
        require(actor, role, ORGANISATION)
    marked = replace(actor, name=actor.name + MARK)
    with transaction.atomic():
        if Body.objects.filter(pk__in=[body["id"] for body in documents()["bodies"]]).exists():
            return None
        _bodies(marked, clock)
        _matters(marked, clock)
        written = versions(day_of(clock))
        for each in written:
            _publish(marked, clock, each)
    return LoadedDecisions(len(documents()["bodies"]), len({each.work for each in written}), len(written))


def _bodies(actor: Actor, clock: Clock) -> None:
    today = day_of(clock)
    for position, body in enumerate(documents()["bodies"]):
        save_body(
            actor=actor,
            clock=clock,
            organisation=ORGANISATION,
            id=body["id"],
            name=Text.of(body["name"]),
            kind=body["kind"],
            above=body.get("above", ""),
            position=position,
        )
        save_members(actor=actor, clock=clock, body=body["id"], members=members_of(body, today))


def _matters(actor: Actor, clock: Clock) -> None:
    for number, title in matter_numbers(day_of(clock)).values():
        open_matter(actor=actor, clock=clock, organisation=ORGANISATION, diary_number=number, title=title)


def _publish(actor: Actor, clock: Clock, written: Written) -> None:
    """Publish a version: public on its own day, told in the trail when it is really written."""
    at = noon(written.on, not_after=clock())
    version = put_in_force(
        actor=actor,
        clock=clock,
        work=written.work,
        kind=NAME,
        organisation=ORGANISATION,
        parts=with_files(actor, clock, written, at),
        decision=DECISION,
    )
    if version is None:
        raise ValueError(f"The example says of {written.work} twice the same.")
    content = queries.content(version)
    if problems := check(version.work, content).problems:
        raise MeetingRefused(problems)
    write_public(version.work, version, content, at=at)
    for slug, why in written.stones.items():
        item = Item.objects.get(meeting__work=written.work, source_id=slug)
        leave_stone(item, at=noon(written.on + _SHOWN, not_after=clock()), why=why)
        tell_changes([item])
