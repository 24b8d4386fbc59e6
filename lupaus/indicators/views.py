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


@require_safe
def releases(request: PageRequest) -> HttpResponse:
    return render(request, "indicators/releases.html", {"page": pages.release_list(request.address)})


@require_safe
def release(request: PageRequest, number: int) -> HttpResponse:
    return render(request, "indicators/release.html", {"page": pages.release_page(request.address, number)})


@require_safe
def indicator_releases(request: PageRequest, id: str) -> HttpResponse:  # noqa: A002 - the address's own word
    page = pages.indicator_releases(request.address, id)
    return render(request, "indicators/indicator_releases.html", {"page": page})
