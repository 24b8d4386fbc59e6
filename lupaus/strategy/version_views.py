"""The doors of published versions. Everything here is public and a pure function of its address."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lupaus.strategy.pages import versions as pages
from lupaus.web.address import PageRequest
from lupaus.web.clock import real_clock
from lupaus.web.printing import pdf
from lupaus.workspace.pages.taken import attachment, file_of
from lupaus.workspace.rights import nothing_here


@require_safe
def versions(request: PageRequest, work: str) -> HttpResponse:
    return render(request, "strategy/versions.html", {"page": pages.versions(work)})


@require_safe
def version(request: PageRequest, work: str, number: int) -> HttpResponse:
    return render(request, "strategy/versions_one.html", {"page": pages.version(work, number)})


@require_safe
def compare(request: PageRequest, work: str, number: int, other: int) -> HttpResponse:
    page = pages.compared_versions(request.address, work, number, other)
    return render(request, "strategy/versions_compare.html", {"page": page})


@require_safe
def choose(request: PageRequest, work: str) -> HttpResponse:
    """From the form that chooses two versions to the address of their comparison."""
    chosen = pages.pair(work, request.address)
    if chosen is None:
        raise nothing_here()
    address = reverse("strategy:version-compare", args=[work, *chosen])
    return HttpResponseRedirect(address, headers={"Cache-Control": "no-store"})


@require_safe
def printable(request: PageRequest, work: str, number: int) -> HttpResponse:
    return render(request, "strategy/versions_print.html", {"page": pages.version(work, number)})


@require_safe
def as_pdf(request: PageRequest, work: str, number: int) -> HttpResponse:
    chosen = pages.public(work, number)
    address = request.build_absolute_uri(reverse("strategy:version", args=[work, number]))
    made = pdf(pages.printed(chosen, address, real_clock()))
    return attachment(made, "application/pdf", f"{work}-{number}.pdf")


@require_safe
def take(request: PageRequest, work: str, number: int, form: str) -> HttpResponse:
    chosen = pages.public(work, number)
    return file_of(chosen.version, chosen.kind, chosen.content, form)


@require_safe
def sealed(request: PageRequest, work: str, number: int) -> HttpResponse:
    chosen = pages.public(work, number)
    return attachment(pages.sealed(chosen), "application/json", f"{work}-{number}-parts.json")
