"""Pages of the service matrices, as everybody sees them."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lupaus.services.doors import Doors
from lupaus.services.matrix.kind import KIND
from lupaus.services.matrix.pages import cell as cells
from lupaus.services.matrix.pages import part as parts
from lupaus.services.matrix.pages.heat import heat_page, matrices_page
from lupaus.services.matrix.pages.seen import seen
from lupaus.services.matrix.printing import printed
from lupaus.services.matrix.tables import cell_csv as csv_of_cell
from lupaus.services.matrix.tables import heat_csv
from lupaus.web.address import PageRequest

DOORS: Final = Doors(
    kind=KIND,
    name="matrix",
    listing="matrices",
    prefix="matrix",
    label=lambda: _("Service matrix"),
    printed=printed,
)


@require_safe
def matrices(request: PageRequest) -> HttpResponse:
    return render(request, "services/matrix/matrices.html", {"matrices": matrices_page()})


@require_safe
def matrix(request: PageRequest, work: str, number: int | None = None) -> HttpResponse:
    context = {"page": heat_page(request.address, work, number), "doors": DOORS}
    return render(request, "services/matrix/matrix.html", context)


@require_safe
def task(request: PageRequest, work: str, task: str, number: int | None = None) -> HttpResponse:
    context = {"page": parts.task_page(request.address, work, task, number), "doors": DOORS}
    return render(request, "services/matrix/part.html", context)


@require_safe
def entity(request: PageRequest, work: str, entity: str, number: int | None = None) -> HttpResponse:
    context = {"page": parts.entity_page(request.address, work, entity, number), "doors": DOORS}
    return render(request, "services/matrix/part.html", context)


@require_safe
def cell(request: PageRequest, work: str, cell: str, number: int | None = None) -> HttpResponse:
    context = {"page": cells.cell_page(request.address, work, cell, number), "doors": DOORS}
    return render(request, "services/matrix/cell.html", context)


@require_safe
def empty_place(
    request: PageRequest, work: str, *, entity: str, segment: str, task: str, number: int | None = None
) -> HttpResponse:
    """What is missing at a place; where there is a cell by now, the way to it."""
    found = cells.place_page(request.address, work, cells.name_of(entity, segment, task), number)
    if isinstance(found, str):
        return HttpResponseRedirect(found)
    return render(request, "services/matrix/cell.html", {"page": found, "doors": DOORS})


@require_safe
def csv(request: PageRequest, work: str, number: int | None = None) -> HttpResponse:
    """The heat map that the address shows."""
    found = seen(request.address, work, number)
    return _table(heat_csv(found.layout, found.heat), f"{work}-{found.figure.value}")


@require_safe
def cell_csv(request: PageRequest, work: str, cell: str, number: int | None = None) -> HttpResponse:
    place = seen(request.address, work, number).matrix.place_of(cell)
    return _table(csv_of_cell(place.cell) if place.cell else "", f"{work}-{cell}")


def _table(words: str, name: str) -> HttpResponse:
    return HttpResponse(
        words,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
