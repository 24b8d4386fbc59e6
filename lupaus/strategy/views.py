"""Pages of the strategy: the front page, a goal, a promise, the regions, and how a verdict is made."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lupaus.strategy import pages
from lupaus.web.address import PageRequest


@require_safe
def front(request: PageRequest) -> HttpResponse:
    page = pages.front(request.address)
    return render(request, "strategy/front.html" if page else "strategy/empty.html", {"page": page})


@require_safe
def goal(request: PageRequest, goal: str) -> HttpResponse:
    return render(request, "strategy/goal.html", {"page": pages.goal(request.address, goal)})


@require_safe
def promise(request: PageRequest, promise: str) -> HttpResponse:
    return render(request, "strategy/promise.html", {"page": pages.promise(request.address, promise)})


@require_safe
def regions(request: PageRequest) -> HttpResponse:
    return render(request, "strategy/regions.html", {"page": pages.regions(request.address)})


@require_safe
def region(request: PageRequest, code: str) -> HttpResponse:
    return render(request, "strategy/region.html", {"page": pages.region(request.address, code)})


@require_safe
def about(request: PageRequest) -> HttpResponse:
    return render(request, "strategy/about.html", {"page": pages.about()})
