"""What chains say on the pages of other things."""

from __future__ import annotations

from typing import Final

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.services.chains.elsewhere import chains_for, critical_in
from lupaus.web.address import Address
from lupaus.web.charts.svg import el

_MOST: Final = 2  # chains about one situation


def way_to_chains(address: Address, _subject: str) -> Markup:
    """In the catalogue: the way to the chains."""
    return el("a", _("Service chains"), href=address.link(reverse("services:chains")))


def chains_of_a_service(address: Address, service: str) -> Markup | None:
    """On the page of a service: the chains that cannot do without it. Two queries."""
    found = critical_in(service)
    if not found:
        return None
    lines = [(each, _page(address, each.chain)) for each in found]
    shown = render_to_string("services/chains/service_panel.html", {"lines": lines})
    return Markup(shown)  # noqa: S704 - rendered with escaping


def steps_that_help(address: Address, event: str) -> Markup | None:
    """Where somebody looks for help in a situation: the steps of the chains about it. Three queries."""
    codes = [code for code in (event, address.value("group")) if code]
    found = chains_for(codes) if codes else []
    if not found:
        return None
    lines = [(each, _page(address, each.chain)) for each in found[:_MOST]]
    shown = render_to_string("services/chains/help_panel.html", {"lines": lines})
    return Markup(shown)  # noqa: S704 - rendered with escaping


def _page(address: Address, chain: str) -> str:
    """The page of a chain; what was told of one's situation is not carried along."""
    return address.link(reverse("services:chain", args=[chain]))
