"""What the indicators room puts into the shell when it starts: a menu entry, a notice, a health check."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.indicators import queries
from lupaus.web import health, panels
from lupaus.web.address import Address


def release_notice(address: Address, _subject: str) -> Markup | None:
    """Said on every page that shows a release by its number. Raises `NotFound` for one that is not there."""
    if address.release is None:
        return None
    release = queries.release(address.release)
    context = {"release": release, "newest": str(address.with_(release=None))}
    return Markup(render_to_string("indicators/release_notice.html", context))  # noqa: S704 - rendered with escaping


def statistics_can_be_read() -> None:
    """Reads one observation of the newest release, where there is one."""
    queries.observations(release=queries.newest_release(), limit=1)


def move_in() -> None:
    """Called once, when the room starts."""
    panels.register_entry(panels.Entry("main", 20, lambda: _("Indicators"), "indicators:list"))
    panels.register_panel("notices", release_notice)
    health.register_check("store", statistics_can_be_read)
