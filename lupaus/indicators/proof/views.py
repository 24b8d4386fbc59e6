"""The permanent page of a figure."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lupaus.indicators.models import Gender
from lupaus.indicators.proof.addresses import FigureAddress
from lupaus.indicators.proof.pages import figure_page
from lupaus.web.address import PageRequest
from lupaus.web.refusals import NotFound


@require_safe
def figure(
    request: PageRequest,
    *,
    release: int,
    edition: int,
    indicator: str,
    region: str,
    gender: str,
    period: str,
) -> HttpResponse:
    if gender not in Gender.values:
        raise NotFound(_("There is no figure of the gender %(gender)s.") % {"gender": gender})
    address = FigureAddress(release, edition, indicator, region, gender, period)
    page = figure_page(request.address, address, f"{request.scheme}://{request.get_host()}")
    return render(request, "indicators/figure.html", {"page": page})
