"""Pages of a chain's figures and of its what-if."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lupaus.services.chains.figures_page import figures_page
from lupaus.web.address import PageRequest


@require_safe
def figures(request: PageRequest, work: str) -> HttpResponse:
    return render(request, "services/chains/figures.html", {"page": figures_page(request.address, work)})
