"""What the matrix has to say on other pages: where a service stands in it, and the way to its table."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.services.matrix.addresses import Where
from lupaus.services.matrix.declared import NAME
from lupaus.services.matrix.queries import stands_of
from lupaus.web.address import Address
from lupaus.web.charts.svg import el


def way_to_the_matrix(address: Address, _subject: str) -> Markup:
    """In the catalogue: the way to the matrices."""
    return el("a", _("Service matrix"), href=address.link(reverse("services:matrices")))


def places_of_a_service(address: Address, service: str) -> Markup | None:
    """On the page of a service: the places of the matrices in force in which it stands. Two queries."""
    found = stands_of(service)
    if not found:
        return None
    lines = [(each, Where(address, each.work).cell(each.cell)) for each in found]
    several = len({each.work for each in found}) > 1
    context = {"lines": lines, "several": several}
    return Markup(render_to_string("services/matrix/service_panel.html", context))  # noqa: S704 - rendered with escaping


def table_of_a_version(address: Address, version: str) -> Markup | None:
    """On the page of a version of a matrix (`kind/work/number`): the way to its table. No queries."""
    kind, work, number = version.split("/")
    if kind != NAME:
        return None
    href = reverse("services:matrix-grid", args=[work, int(number)])
    return Markup(render_to_string("services/matrix/version_panel.html", {"href": href}))  # noqa: S704 - as above
