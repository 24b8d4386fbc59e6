"""What the practices room puts into the shell when it starts."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.practices.addresses import Place
from lupaus.practices.kind import KIND
from lupaus.practices.queries import chapters_that_serve
from lupaus.web import panels
from lupaus.web.address import Address
from lupaus.web.panels import Acting, Entry
from lupaus.workspace.kinds import register_kind
from lupaus.workspace.queries import READERS


def practices_of_a_goal(address: Address, goal: str) -> Markup | None:
    """On the page of a goal (`strategy/slug`): the chapters that tell what is done for it. One query."""
    found = chapters_that_serve(goal)
    if not found:
        return None
    several = len({each.handbook for each in found}) > 1
    lines = [(each, Place(address, each.handbook)) for each in found]
    context = {"lines": lines, "several": several}
    return Markup(render_to_string("practices/goal_panel.html", context))  # noqa: S704 - rendered with escaping


def _works_somewhere(actor: Acting) -> bool:
    return actor.may_somewhere(*READERS)


def move_in() -> None:
    """Called once, when the room starts."""
    register_kind(KIND)
    panels.register_entry(Entry("main", 35, lambda: _("How we organise"), "practices:handbooks"))
    panels.register_entry(
        Entry("workspace", 60, lambda: _("Reviews"), "practices:reviews", seen_by=_works_somewhere)
    )
    panels.register_panel("goal", practices_of_a_goal)
