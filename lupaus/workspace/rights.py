"""Who may do what, in which state: the one table. Operations ask it, the documents are made from it.

A verb that is not about one version (begin a work, name a responsible person) stands under `None`.
An administrator acts in every role of their organisation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, not_allowed
from lupaus.accounts.models import Role
from lupaus.web.refusals import NotFound, Refused
from lupaus.workspace.models import State

Roles = tuple[Role, ...]

_REVIEWERS: Final[Roles] = (
    Role.PARTNER,
    Role.RESPONSIBLE,
    Role.EDITOR,
    Role.APPROVER,
    Role.PUBLISHER,
)
_EVERYBODY: Final[Roles] = (Role.READER, *_REVIEWERS)
_EDITOR: Final[Roles] = (Role.EDITOR,)
_IN_DRAFT: Final[Mapping[State | None, Roles]] = {State.DRAFT: _EDITOR}
_WHILE_WRITTEN: Final = (State.DRAFT, State.IN_REVIEW)

#: verb → state → the roles that may. What is not here may not be done: no verb in any other state.
RIGHTS: Final[Mapping[str, Mapping[State | None, Roles]]] = {
    "read": dict.fromkeys(State, _EVERYBODY),
    "open_work": {None: _EDITOR},
    "begin_draft": {None: _EDITOR},
    "add_part": _IN_DRAFT,
    "change_part": {State.DRAFT: (Role.EDITOR, Role.RESPONSIBLE)},
    "move_part": _IN_DRAFT,
    "remove_part": _IN_DRAFT,
    "restore_part": _IN_DRAFT,
    "take": _IN_DRAFT,
    "submit": _IN_DRAFT,
    "return_to_draft": {
        State.IN_REVIEW: (Role.EDITOR, Role.APPROVER),
        State.APPROVED: (Role.APPROVER,),
    },
    "approve": {State.IN_REVIEW: (Role.APPROVER,)},
    "publish": {State.APPROVED: (Role.PUBLISHER,)},
    "put_in_force": {None: (Role.EDITOR, Role.APPROVER, Role.PUBLISHER)},
    "write_comment": dict.fromkeys(_WHILE_WRITTEN, _REVIEWERS),
    "close_comment": dict.fromkeys(_WHILE_WRITTEN, (Role.EDITOR, Role.APPROVER)),
    "reopen_comment": dict.fromkeys(_WHILE_WRITTEN, (Role.EDITOR, Role.APPROVER)),
    "assign": {None: _EDITOR},
    "unassign": {None: _EDITOR},
    "save_attribute": {None: _EDITOR},
    "retire_attribute": {None: _EDITOR},
}


#: Verbs that need every role of their cell at once, held by one person: it does what all of them do.
TOGETHER: Final = frozenset({"put_in_force"})
#: Roles that answer for no part: they may not be named as responsible people.
NOT_RESPONSIBLE: Final[Roles] = (Role.READER, Role.PARTNER, Role.PLANNER)
#: Verbs that a responsible person may do to the parts they answer for, and to no other.
OWN_PARTS: Final = frozenset({"change_part"})


class WrongState(Refused):
    """The version is in a state in which this cannot be done."""

    status = 409


def roles_of(verb: str) -> Roles:
    """Every role that may do it in some state."""
    return tuple(dict.fromkeys(role for roles in RIGHTS[verb].values() for role in roles))


def may(actor: Actor, verb: str, organisation: str, state: State | None = None) -> bool:
    """Whether it can be done by the actor in that state: what a page asks before it shows a button."""
    roles = RIGHTS[verb].get(state, ())
    enough = all if verb in TOGETHER else any
    return bool(roles) and enough(actor.may(role, organisation) for role in roles)


def may_read(actor: Actor, organisation: str) -> bool:
    """Whether the actor holds any role there; never for what is no organisation's id at all."""
    return "\x00" not in organisation and any(actor.may(role, organisation) for role in _EVERYBODY)


def allow(actor: Actor, verb: str, organisation: str, state: State | None = None) -> None:
    """Raise unless the actor may do it there in that state.

    Raises `NotFound` for a stranger to the organisation, who is not even told that the thing exists,
    `NotAllowed` without the role, `WrongState` with the role in a state that does not allow it.
    """
    if not may_read(actor, organisation):
        raise nothing_here()
    if may(actor, verb, organisation, state):
        return
    roles = RIGHTS[verb].get(state) or roles_of(verb)
    enough = all if verb in TOGETHER else any
    if not enough(actor.may(role, organisation) for role in roles):
        raise not_allowed(actor, *roles)
    raise WrongState(
        _("This cannot be done while the version is %(state)s.") % {"state": state.label if state else "–"}
    )


def nothing_here() -> NotFound:
    """One sentence for what is not there and for what the asker may not know of."""
    return NotFound(_("There is nothing here, or it is not for you."))
