"""Who answers for which part."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require_somewhere
from lupaus.accounts.audit import record
from lupaus.accounts.models import User
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.models import Assignment, Part, Work
from lupaus.workspace.operations.asking import kind_of, work_for
from lupaus.workspace.rights import NOT_RESPONSIBLE, nothing_here, roles_of


class AssignmentRefused(Refused):
    """The person cannot answer for this."""


def assign(*, actor: Actor, clock: Clock, work: str, kind: str, slug: str, username: str) -> bool:
    """Name a responsible person of a part, in every version of the work. Returns whether it is new.

    The person needs the role of a responsible person (or a larger one) in the organisation of the work.
    Raises `AssignmentRefused`, `NotFound`, `NotAllowed`.
    """
    require_somewhere(actor, *roles_of("assign"))
    with transaction.atomic():
        found = work_for(actor, "assign", work)
        _check_part(found, kind, slug)
        user = _person(found, username)
        _row, is_new = Assignment.objects.get_or_create(work=found, kind=kind, slug=slug, user=user)
        if is_new:
            _tell(actor, clock, "assign", found, f"{kind}/{slug}", before=None, after={"username": username})
    return is_new


def unassign(*, actor: Actor, clock: Clock, work: str, kind: str, slug: str, username: str) -> None:
    """Take the duty for a part from a person. Raises `NotFound`."""
    require_somewhere(actor, *roles_of("unassign"))
    with transaction.atomic():
        found = work_for(actor, "unassign", work)
        if "\x00" in f"{kind}{slug}{username}":  # no text of a database has it
            raise nothing_here()
        rows = Assignment.objects.filter(work=found, kind=kind, slug=slug, user__username=username)
        if not rows.delete()[0]:
            raise nothing_here()
        _tell(actor, clock, "unassign", found, f"{kind}/{slug}", before={"username": username}, after=None)


def _person(work: Work, username: str) -> User:
    """Whoever may be named: one sentence for a stranger and for somebody who does not exist."""
    user = User.objects.filter(username=username, is_active=True).first() if "\x00" not in username else None
    held = user.grants.filter(organisation__in=("", work.organisation)) if user else None
    if user is None or held is None or not held.exclude(role__in=NOT_RESPONSIBLE).exists():
        raise AssignmentRefused(
            Problem(
                _("Nobody of that name has the role of a responsible person in this organisation."),
                path="username",
            )
        )
    return user


def _check_part(work: Work, kind: str, slug: str) -> None:
    declared = kind_of(work).part(kind)
    if (
        declared is None
        or "\x00" in slug
        or not Part.objects.filter(version__work=work, kind=kind, slug=slug).exists()
    ):
        raise nothing_here()
    if not declared.by_responsible:
        raise AssignmentRefused(_("Parts of this kind have no responsible people."))


def _tell(
    actor: Actor,
    clock: Clock,
    verb: str,
    work: Work,
    part: str,
    *,
    before: dict[str, str] | None,
    after: dict[str, str] | None,
) -> None:
    record(
        actor=actor,
        clock=clock,
        verb=verb,
        kind="assignment",
        object_id=f"{work.pk}/{part}",
        before=before,
        after=after,
    )
