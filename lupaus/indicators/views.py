"""Pages of the indicators: the catalogue, and one indicator with its series, ranking and map."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lupaus.indicators import pages
from lupaus.web.address import PageRequest


@require_safe
def listing(request: PageRequest) -> HttpResponse:
    return render(request, "indicators/list.html", {"page": pages.catalogue(request.address)})


@require_safe
def indicator(request: PageRequest, id: str) -> HttpResponse:  # noqa: A002 - the address's own word
    return render(request, "indicators/indicator.html", {"page": pages.indicator_page(request.address, id)})
