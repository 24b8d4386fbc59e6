"""What service points say on the pages of other things."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.web.address import Address
from lupaus.web.charts.svg import el


def way_to_help(address: Address, _subject: str) -> Markup:
    """In the catalogue: the way from a situation to what helps."""
    return el("a", _("What helps in my situation"), href=address.link(reverse("services:help")))


def way_to_points(address: Address, _subject: str) -> Markup:
    """In the catalogue: the way to the map."""
    return el("a", _("Service points on a map"), href=address.link(reverse("services:points")))


def way_to_reach(address: Address, _subject: str) -> Markup:
    """In the catalogue: the way to how near points are."""
    return el("a", _("How near service points are"), href=address.link(reverse("services:reach")))
