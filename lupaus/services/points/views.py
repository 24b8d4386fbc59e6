"""Pages of service points, of how near they are, and of what helps in one's situation."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lupaus.services.points.finding import moment_in_address
from lupaus.services.points.pages.help import help_page
from lupaus.services.points.pages.point import point_page
from lupaus.services.points.pages.points import points_page
from lupaus.services.points.pages.reach import reach_page
from lupaus.web import clock
from lupaus.web.address import PageRequest


def at_a_moment(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """“Open now” leads to the address that names the moment: the page itself never asks what time it is."""

    def dated(request: PageRequest, *args: str, **kwargs: str) -> HttpResponse:
        if request.address.value("open") is None:
            return view(request, *args, **kwargs)
        now = moment_in_address(clock.real_clock())
        response = HttpResponseRedirect(str(request.address.with_(open=None, at=now, page=None)))
        response.headers["Cache-Control"] = "no-store"
        return response

    return dated


@require_safe
@at_a_moment
def points(request: PageRequest) -> HttpResponse:
    return render(request, "services/points/points.html", {"page": points_page(request.address)})


@require_safe
@at_a_moment
def point(request: PageRequest, point: str) -> HttpResponse:
    return render(request, "services/points/point.html", {"page": point_page(request.address, point)})


@require_safe
def reach(request: PageRequest) -> HttpResponse:
    return render(request, "services/points/reach.html", {"page": reach_page(request.address)})


@require_safe
@at_a_moment
def help_(request: PageRequest) -> HttpResponse:
    """What was chosen may be the hardest thing in a life: no copy of the answer is kept anywhere."""
    response = render(request, "services/points/help.html", {"page": help_page(request.address)})
    if any(request.address.value(name) for name in ("event", "group")):
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "same-origin"
    return response
