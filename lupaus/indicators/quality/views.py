"""Pages of quality."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lupaus.indicators.quality.pages import quality_page
from lupaus.web.address import PageRequest


@require_safe
def quality(request: PageRequest, number: int | None = None) -> HttpResponse:
    page = quality_page(request.address, number)
    return render(request, "indicators/quality.html", {"page": page})
