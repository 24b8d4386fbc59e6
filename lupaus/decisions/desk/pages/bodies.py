"""Forms of a body, its members and a new meeting of it."""

from __future__ import annotations

import re
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.decisions import words
from lupaus.decisions.desk.pages.asked import FormPage, fields_of, step
from lupaus.decisions.models import Body, BodyKind, MemberRole
from lupaus.decisions.operations import Member
from lupaus.decisions.reading.names import language
from lupaus.web.clock import HELSINKI
from lupaus.web.forms import Sent, Typed
from lupaus.web.texts import Text
from lupaus.workspace.kinds import Field, Option
from lupaus.workspace.pages.desk import Step
from lupaus.workspace.pages.form import FormField
from lupaus.workspace.rights import may_read, nothing_here

MOST_MEMBERS = 500
_COLUMNS = ("person", "role", "deputy_of", "group", "since", "until")


def desk_step() -> Step:
    return step(_("Meetings"), reverse("decisions:desk"))


def body_step(body: Body) -> Step:
    return step(body.name, reverse("decisions:desk-body", args=[body.pk]))


def new_body_form(actor: Actor, organisation: str) -> FormPage:
    """Raises `NotFound` for an organisation that is not theirs, `NotAllowed`."""
    if not may_read(actor, organisation):
        raise nothing_here()
    require(actor, Role.EDITOR, organisation)
    return FormPage(
        title=_("New body"),
        fields=_body_fields(organisation, None),
        button=_("Make the body"),
        back=reverse("decisions:desk"),
        trail=(desk_step(),),
    )


def body_form(actor: Actor, body: Body) -> FormPage:
    """Raises `NotAllowed`."""
    require(actor, Role.EDITOR, body.organisation)
    kept = {
        "name": body.name,
        "kind": str(body.kind),
        "above": body.above_id or "",
        "position": body.position,
        "began": body.began,
        "ended": body.ended,
    }
    return FormPage(
        title=_("Change the body"),
        fields=_body_fields(body.organisation, body),
        button=_("Save"),
        back=reverse("decisions:desk-body", args=[body.pk]),
        trail=(desk_step(), body_step(body)),
        typed=Typed.kept(kept),
    )


def _body_fields(organisation: str, body: Body | None) -> tuple[FormField, ...]:
    others = Body.objects.filter(organisation=organisation).exclude(pk=body.pk if body else "")
    named = [Option(each.pk, each.name.words(language())) for each in others]
    kinds = [Option(value, str(label).capitalize()) for value, label in BodyKind.choices]
    own_id = Field(
        "id",
        lambda: _("Id"),
        "line",
        due=True,
        help=lambda: _("Stands in addresses for ever: county-executive."),
    )
    return fields_of(
        *(() if body else (own_id,)),
        Field("name", lambda: _("Name"), "words", due=True),
        Field("kind", lambda: _("Kind of body"), "choice", due=True, options=lambda _content: kinds),
        Field("above", lambda: _("Body above it"), "choice", options=lambda _content: named),
        Field(
            "position",
            lambda: _("Place in lists"),
            "whole",
            help=lambda: _("Those with a smaller number come first."),
        ),
        Field("began", lambda: _("Decides since"), "date"),
        Field("ended", lambda: _("Decided until"), "date"),
    )


def members_form(actor: Actor, body: Body) -> FormPage:
    """Who sits in a body, past terms too. Raises `NotAllowed`."""
    require(actor, Role.EDITOR, body.organisation)
    rows = [
        {
            "person": each.person,
            "role": str(each.role),
            "deputy_of": each.deputy_of,
            "group": each.group.words(language()),
            "since": each.since,
            "until": each.until,
        }
        for each in body.memberships.all()
    ]
    roles = [Option(value, words.role(value)) for value in MemberRole.values]
    field = Field(
        "members",
        lambda: _("Members"),
        "rows",
        columns=(
            Field("person", lambda: _("Name"), "line", due=True),
            Field("role", lambda: _("As"), "choice", options=lambda _content: roles),
            Field("deputy_of", lambda: _("Deputy of"), "line"),
            Field("group", lambda: _("Political group"), "line"),
            Field("since", lambda: _("Since"), "date"),
            Field("until", lambda: _("Until"), "date"),
        ),
    )
    return FormPage(
        title=_("Members"),
        fields=fields_of(field),
        button=_("Save the members"),
        back=reverse("decisions:desk-body", args=[body.pk]),
        trail=(desk_step(), body_step(body)),
        lead=_("Names in positions of trust are public. Keep those whose term has ended, with its last day."),
        typed=Typed.kept({"members": rows}),
    )


def read_members(sent: Sent, body: Body) -> list[Member]:
    """The rows that are filled in. A group keeps its names in the other languages."""
    groups = {each.group.words(language()): each.group for each in body.memberships.all() if each.group}
    members = []
    for row in range(sent.rows("members", _COLUMNS, most=MOST_MEMBERS)):
        at = f"members[{row}]"
        group = sent.line(f"{at}.group")
        members.append(
            Member(
                person=sent.line(f"{at}.person", due=True),
                role=sent.choice(f"{at}.role", MemberRole.values) or MemberRole.MEMBER.value,
                deputy_of=sent.line(f"{at}.deputy_of"),
                group=groups.get(group, Text.same(group)),
                since=sent.day(f"{at}.since"),
                until=sent.day(f"{at}.until"),
            )
        )
    return members


def new_meeting_form(actor: Actor, body: Body) -> FormPage:
    """Time and place are those of the body's last meeting. Raises `NotAllowed`."""
    require(actor, Role.EDITOR, body.organisation)
    last = body.meetings.order_by("-date", "-slug").first()
    kept = {"place": last.place if last else Text(), "starts": _starts(last.starts_at if last else None)}
    fields = [Field("held_on", lambda: _("Date"), "date", due=True)]
    if not body.is_office_holder:
        fields += [
            Field("starts", lambda: _("Begins"), "line", help=lambda: _("A time such as 09:30.")),
            Field("place", lambda: _("Place"), "words"),
            Field("number", lambda: _("Number of the meeting"), "line"),
        ]
    return FormPage(
        title=_("Decisions of a day") if body.is_office_holder else _("New meeting"),
        fields=fields_of(*fields),
        button=_("Begin the decisions") if body.is_office_holder else _("Begin the agenda"),
        back=reverse("decisions:desk-body", args=[body.pk]),
        trail=(desk_step(), body_step(body)),
        lead=_("It begins as a draft: nobody outside sees it before it is published."),
        typed=Typed.kept(kept),
    )


def _starts(at: datetime | None) -> str:
    return at.astimezone(HELSINKI).strftime("%H:%M") if at else ""


def taken(id_: str) -> str:
    return _("There is a body “%(id)s” already.") % {"id": id_}


def time_typed(words: str) -> str:
    """A time as somebody writes it, 9.30 or 9:30, as it is kept: 09:30. Anything else as it is."""
    found = re.fullmatch(r"([0-9]{1,2})[.:]([0-9]{2})", words)
    return f"{int(found[1]):02}:{found[2]}" if found else words
