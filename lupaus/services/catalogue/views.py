"""Pages of the catalogue: services searched, one service, and the national classes."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lupaus.services.catalogue import pages
from lupaus.web.address import PageRequest


@require_safe
def catalogue(request: PageRequest) -> HttpResponse:
    return render(request, "services/catalogue/list.html", {"page": pages.catalogue_page(request.address)})


@require_safe
def service(request: PageRequest, id: str) -> HttpResponse:  # noqa: A002 - the address's own name
    page = pages.service_page(request.address, id)
    return render(request, "services/catalogue/service.html", {"page": page})


@require_safe
def classes(request: PageRequest) -> HttpResponse:
    return render(request, "services/catalogue/classes.html", {"page": pages.classes_page(request.address)})


@require_safe
def one_class(request: PageRequest, code: str) -> HttpResponse:
    page = pages.class_page(request.address, code)
    return render(request, "services/catalogue/class.html", {"page": page})
