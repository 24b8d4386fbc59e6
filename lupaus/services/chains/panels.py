"""What chains say on the pages of other things."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.services.chains.queries import critical_in
from lupaus.web.address import Address
from lupaus.web.charts.svg import el


def way_to_chains(address: Address, _subject: str) -> Markup:
    """In the catalogue: the way to the chains."""
    return el("a", _("Service chains"), href=address.link(reverse("services:chains")))


def chains_of_a_service(address: Address, service: str) -> Markup | None:
    """On the page of a service: the chains that cannot do without it. Two queries."""
    found = critical_in(service)
    if not found:
        return None
    lines = [(each, address.link(reverse("services:chain", args=[each.chain]))) for each in found]
    shown = render_to_string("services/chains/service_panel.html", {"lines": lines})
    return Markup(shown)  # noqa: S704 - rendered with escaping
