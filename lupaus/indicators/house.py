"""What the indicators room puts into the shell when it starts: a menu entry, a notice, a health check."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.accounts.models import Role
from lupaus.indicators import queries
from lupaus.indicators.api import series
from lupaus.indicators.models import ReleaseContent
from lupaus.indicators.quality import rules
from lupaus.indicators.quality.panel import trust_panel
from lupaus.web import health, panels
from lupaus.web.address import Address
from lupaus.web.front_door import register_door


def release_notice(address: Address, _subject: str) -> Markup | None:
    """Said on every page that shows a release by its number. Raises `NotFound` for one that is not there."""
    if address.release is None:
        return None
    release = queries.release(address.release)
    context = {"release": release, "newest": str(address.with_(release=None))}
    return Markup(render_to_string("indicators/release_notice.html", context))  # noqa: S704 - rendered with escaping


def statistics_can_be_read() -> None:
    """Reads one observation of what the newest release brought, where there is one, the way pages read: it
    costs the same however much the bank holds."""
    brought = ReleaseContent.objects.order_by("-release_id", "indicator_id").first()
    if brought is not None:
        queries.observations(release=brought.release, indicators=[brought.indicator_id], limit=1)


def _writes_somewhere(actor: panels.Acting) -> bool:
    return actor.may_somewhere(Role.EDITOR)


def move_in() -> None:
    """Called once, when the room starts; not at all with rules of its own that cannot be read."""
    if rules.own_file():
        rules.rules()
    panels.register_entry(panels.Entry("main", 20, lambda: _("Indicators"), "indicators:list"))
    panels.register_entry(
        panels.Entry("workspace", 20, lambda: _("Own observations"), "own:list", seen_by=_writes_somewhere)
    )
    panels.register_panel("notices", release_notice)
    panels.register_panel("indicator", trust_panel, order=200)
    health.register_check("store", statistics_can_be_read)
    register_door(series.PREFIX, series.door)
