"""Pages of the process maps."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lupaus.services.doors import Doors
from lupaus.services.processes import pages, queries
from lupaus.services.processes.kind import KIND
from lupaus.services.processes.printing import printed
from lupaus.web.address import PageRequest

DOORS: Final = Doors(
    kind=KIND,
    name="process-map",
    listing="process-maps",
    prefix="processes",
    label=lambda: _("Processes"),
    printed=printed,
)


@require_safe
def process_maps(request: PageRequest) -> HttpResponse:
    return render(request, "services/processes/maps.html", {"maps": queries.process_maps()})


@require_safe
def process_map(request: PageRequest, work: str, number: int | None = None) -> HttpResponse:
    found = queries.process_map(work, number)
    page = pages.process_map_page(request.address, found, by_number=number is not None)
    return render(request, "services/processes/map.html", {"page": page, "doors": DOORS})
