"""The forms before two steps of a meeting: beginning the minutes, and publishing."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.decisions.desk.pages.asked import FormPage, fields_of, step
from lupaus.decisions.desk.pages.bodies import body_step, desk_step
from lupaus.decisions.desk.pages.meeting import MeetingDesk
from lupaus.web.forms import Typed
from lupaus.workspace.kinds import Field
from lupaus.workspace.pages.desk import Step


def trail_of(desk: MeetingDesk) -> tuple[Step, ...]:
    here = step(desk.title, reverse("decisions:desk-meeting", args=[desk.work]))
    return (desk_step(), body_step(desk.body), here) if desk.body else (desk_step(), here)


def minutes_form(actor: Actor, desk: MeetingDesk) -> FormPage:
    """Raises `NotAllowed`."""
    require(actor, Role.EDITOR, desk.opened.work.organisation)
    return FormPage(
        title=_("Begin the minutes"),
        fields=(),
        boxes=(
            (
                "all_present",
                _("Write all members of the day as present"),
                _("Those who were away are then marked one by one. Without this it is the other way round."),
            ),
            (
                "with_proposals",
                _("Write each proposal as the decision too"),
                _("Change it where the meeting decided otherwise."),
            ),
        ),
        button=_("Begin the minutes"),
        back=reverse("decisions:desk-meeting", args=[desk.work]),
        trail=trail_of(desk),
        lead=_("The minutes begin as a copy of the published agenda."),
        told=(
            _("Sections are numbered on from the body's last one of the year."),
            _("The attendance begins as the members of that day; deputies are written in."),
            _("Everybody reads the agenda until the minutes are published."),
        ),
        typed=Typed.kept({"all_present": True}),
    )


def publish_form(actor: Actor, desk: MeetingDesk) -> FormPage:
    """Raises `NotAllowed` for who is not editor, approver and publisher."""
    for role in (Role.EDITOR, Role.APPROVER, Role.PUBLISHER):
        require(actor, role, desk.opened.work.organisation)
    if desk.is_minutes:
        told = (
            _("Everybody can read the minutes at once, and subscribers are told."),
            _("The time to appeal is counted from today.")
            if not desk.has_minutes
            else _(
                "The correction is shown. The time to appeal is still counted from the first publication."
            ),
        )
    else:
        told = (
            _("Everybody can read the agenda at once, and subscribers are told."),
            _("It can be published anew, and the minutes begin from it."),
        )
    return FormPage(
        title=_("Publish the minutes") if desk.is_minutes else _("Publish the agenda"),
        fields=fields_of(
            Field(
                "decision",
                lambda: _("Who decided to publish"),
                "line",
                due=True,
                help=lambda: _("On one line: the chair and the secretary, 12.10.2026."),
            )
        ),
        button=_("Publish"),
        back=reverse("decisions:desk-meeting", args=[desk.work]),
        trail=trail_of(desk),
        told=told,
    )
