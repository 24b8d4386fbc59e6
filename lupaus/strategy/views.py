"""Pages of the strategy: the front page, a goal, a promise, the regions, and how a verdict is made."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lupaus.strategy import pages
from lupaus.web.address import PageRequest

View = Callable[..., HttpResponse]


def of_a_strategy(view: View) -> View:
    """One address for each page: a strategy that goes without saying is taken out of it.

    Not out of a link that keeps a release: it must still lead here when another strategy has come.
    """

    @wraps(view)
    def shown(request: PageRequest, **arguments: str) -> HttpResponse:
        named = request.address.strategy
        if named and not request.address.release and pages.name_in_address(named) is None:
            here = str(request.address.with_(strategy=None))
            return HttpResponseRedirect(here, headers={"Cache-Control": "no-store"})
        return view(request, **arguments)

    return shown


@require_safe
@of_a_strategy
def front(request: PageRequest) -> HttpResponse:
    page = pages.front(request.address)
    return render(request, "strategy/front.html" if page else "strategy/empty.html", {"page": page})


@require_safe
@of_a_strategy
def goal(request: PageRequest, goal: str) -> HttpResponse:
    return render(request, "strategy/goal.html", {"page": pages.goal(request.address, goal)})


@require_safe
@of_a_strategy
def promise(request: PageRequest, promise: str) -> HttpResponse:
    return render(request, "strategy/promise.html", {"page": pages.promise(request.address, promise)})


@require_safe
@of_a_strategy
def regions(request: PageRequest) -> HttpResponse:
    page = pages.regions(request.address)
    return render(request, "strategy/regions.html" if page else "strategy/empty.html", {"page": page})


@require_safe
@of_a_strategy
def region(request: PageRequest, code: str) -> HttpResponse:
    return render(request, "strategy/region.html", {"page": pages.region(request.address, code)})


@require_safe
def about(request: PageRequest) -> HttpResponse:
    return render(request, "strategy/about.html", {"page": pages.about()})
