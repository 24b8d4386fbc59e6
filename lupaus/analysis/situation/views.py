"""The page of a region's situation."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lupaus.analysis.situation.page import situation_page
from lupaus.web.address import PageRequest


@require_safe
def situation(request: PageRequest, code: str) -> HttpResponse:
    page = situation_page(request.address, code, f"{request.scheme}://{request.get_host()}")
    return render(request, "analysis/situation.html", {"page": page})
