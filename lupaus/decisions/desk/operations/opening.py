"""A new meeting of a body, on a day."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require_somewhere
from lupaus.accounts.models import Role
from lupaus.decisions.desk.operations.asking import DeskRefused
from lupaus.decisions.meeting.declared import NAME
from lupaus.decisions.models import Body, Stage
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem
from lupaus.web.texts import Text
from lupaus.workspace.content import Values
from lupaus.workspace.models import Version, Work
from lupaus.workspace.operations import open_work
from lupaus.workspace.rights import allow, nothing_here

#: How many meetings a body can have on one day.
_MOST_ON_A_DAY = 20
_LONGEST_ID = 80


def new_meeting(
    *,
    actor: Actor,
    clock: Clock,
    body: str,
    held_on: date,
    starts: str = "",
    place: Text | None = None,
    number: str = "",
) -> Version:
    """Begin the agenda of a meeting; for an office-holder the decisions of a day, which are minutes at once.

    `starts` is a time of day, "09:30". The id of the work is made of body and day. Raises `DeskRefused`,
    `PartRefused`, `NotFound`, `NotAllowed`.
    """
    require_somewhere(actor, Role.EDITOR)
    of = Body.objects.filter(pk=body).first() if "\x00" not in body else None
    if of is None:
        raise nothing_here()
    allow(actor, "open_work", of.organisation)
    if (of.ended and held_on > of.ended) or (of.began and held_on < of.began):
        raise DeskRefused(Problem(_("The body does not decide on that day."), path="held_on"))
    stage = Stage.MINUTES if of.is_office_holder else Stage.AGENDA
    content: Values = {"body": of.pk, "held_on": held_on.isoformat(), "stage": stage.value}
    given = {"starts": starts, "place": place.as_dict() if place else None, "number": number}
    with transaction.atomic():
        return open_work(
            actor=actor,
            clock=clock,
            kind=NAME,
            work=_free_id(of, held_on),
            organisation=of.organisation,
            content=content | {name: value for name, value in given.items() if value},
        )


def _free_id(body: Body, held_on: date) -> str:
    first = f"{body.pk[: _LONGEST_ID - 14]}-{held_on.isoformat()}"
    names = [first, *(f"{first}-{count}" for count in range(2, _MOST_ON_A_DAY + 1))]
    taken = set(Work.objects.filter(pk__in=names).values_list("pk", flat=True))
    free = next((name for name in names if name not in taken), None)
    if free is None:
        raise DeskRefused(
            Problem(
                _("The body has %(count)d meetings on that day already.") % {"count": _MOST_ON_A_DAY},
                path="held_on",
            )
        )
    return free
