"""What the workspace puts into the shell when it starts: its line in the menu of private pages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lupaus.web import panels
from lupaus.web.panels import Acting, Entry
from lupaus.workspace.queries import READERS


def _reads_somewhere(actor: Acting) -> bool:
    return actor.may_somewhere(*READERS)


def move_in() -> None:
    """Called once, when the room starts."""
    panels.register_entry(
        Entry("workspace", 10, lambda: _("Works"), "workspace:works", seen_by=_reads_somewhere)
    )
