"""Pages of the chains: what is in force, earlier versions, two beside each other, and the PDF."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lupaus.services.chains import pages
from lupaus.services.chains.kind import KIND
from lupaus.services.chains.printing import printed
from lupaus.services.chains.queries import Chain
from lupaus.services.doors import Doors
from lupaus.web.address import PageRequest

DOORS: Final = Doors(
    kind=KIND,
    name="chain",
    listing="chains",
    prefix="chains",
    label=lambda: _("Service chains"),
    printed=printed,
    beside=lambda work, language: pages.picture_of_version(Chain(work), language),
    prints_figures=True,
)


@require_safe
def chains(request: PageRequest) -> HttpResponse:
    return render(request, "services/chains/chains.html", {"groups": pages.chains_page()})


@require_safe
def chain(request: PageRequest, work: str, number: int | None = None) -> HttpResponse:
    page = pages.chain_page(request.address, work, number)
    return render(request, "services/chains/chain.html", {"page": page, "doors": DOORS})
