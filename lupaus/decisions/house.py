"""What the decisions room puts into the shell when it starts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lupaus.accounts.models import Role
from lupaus.decisions.feeds import offered as feeds
from lupaus.decisions.files.panel import files_of_version
from lupaus.decisions.meeting.kind import KIND as MEETING
from lupaus.web import panels
from lupaus.web.panels import Acting, Entry
from lupaus.workspace.kinds import register_kind
from lupaus.workspace.queries import READERS


def _reads_somewhere(actor: Acting) -> bool:
    return actor.may_somewhere(*READERS)


def _works_somewhere(actor: Acting) -> bool:
    return actor.may_somewhere(Role.EDITOR, Role.RESPONSIBLE, Role.APPROVER, Role.PUBLISHER)


def move_in() -> None:
    """Called once, when the room starts."""
    register_kind(MEETING)
    panels.register_entry(Entry("main", 17, lambda: _("Decisions"), "decisions:index"))
    panels.register_entry(
        Entry("workspace", 12, lambda: _("Meetings"), "decisions:desk", seen_by=_reads_somewhere)
    )
    panels.register_entry(
        Entry("workspace", 13, lambda: _("Removals"), "decisions:going", seen_by=_works_somewhere)
    )
    panels.register_panel("workspace-version", files_of_version)
    panels.register_panel(feeds.HEAD, feeds.in_head)
    panels.register_panel(feeds.TEXT, feeds.in_text)
