"""How a reader comes to a comparison: links on the pages of an indicator and of a region."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from markupsafe import Markup

from lupaus.analysis.comparing.addresses import view_address
from lupaus.analysis.comparing.asked import View
from lupaus.analysis.comparing.words import view_word
from lupaus.analysis.roles import players
from lupaus.web.address import Address


def views_of_an_indicator(address: Address, indicator: str) -> Markup | None:
    """On the page of an indicator: the views it may be compared in, with what was chosen there. No query."""
    views = [(view_word(view), view_address(address, indicator, view)) for view in View]
    return Markup(render_to_string("analysis/ways_in.html", {"views": views}))  # noqa: S704 - rendered with escaping


def similar_to_a_region(address: Address, code: str) -> Markup | None:
    """On the page of a region: the regions most like it; nothing where no indicator tells the population.

    One query.
    """
    playing = players(["population"])["population"]
    if not playing:
        return None
    path = reverse("analysis:compare", args=[playing[0].pk, View.SIMILAR.value])
    context = {"address": address.link(path, regions=code)}
    return Markup(render_to_string("analysis/similar_panel.html", context))  # noqa: S704 - as above
