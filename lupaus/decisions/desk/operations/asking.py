"""What every verb of the desk asks first: is it a meeting, and may it be written."""

from __future__ import annotations

from lupaus.accounts.actors import Actor
from lupaus.decisions.meeting.declared import NAME
from lupaus.decisions.models import Body
from lupaus.web.refusals import Refused
from lupaus.workspace import queries
from lupaus.workspace.content import Content, Values
from lupaus.workspace.models import Version, Work
from lupaus.workspace.rights import nothing_here


class DeskRefused(Refused):
    """It cannot be done like this."""


class NotNow(DeskRefused):
    """It cannot be done as things stand."""

    status = 409


def newest_version(actor: Actor, work: str) -> Version:
    """The newest version of a meeting. Raises `NotFound`, also for a work that is no meeting."""
    found = queries.versions(actor=actor, work=work)
    if not found or found[0].work.kind != NAME:
        raise nothing_here()
    return found[0]


def head_of(content: Content) -> Values:
    head = next(iter(content.of_kind(NAME)), None)
    return head.content if head else {}


def body_of(work: Work, content: Content) -> Body:
    """The body that meets. Raises `NotFound`."""
    found = Body.objects.filter(pk=head_of(content).get("body") or "", organisation=work.organisation).first()
    if found is None:
        raise nothing_here()
    return found
