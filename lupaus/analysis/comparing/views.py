"""The pages of comparisons."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lupaus.analysis.comparing.page import comparison_page
from lupaus.web.address import PageRequest


@require_safe
def compare(request: PageRequest, indicator: str, view: str) -> HttpResponse:
    origin = f"{request.scheme}://{request.get_host()}"
    page = comparison_page(request.address, indicator, view, origin)
    return render(request, "analysis/compare.html", {"page": page})
