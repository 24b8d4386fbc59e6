"""Pages for people who have signed in.

A page of the workspace is a view with `@signed_in`: it gets a `PersonRequest`, whose `actor` has the roles
the person holds now, and hands that actor to queries and operations, which decide.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from lupaus.accounts import sign_ins
from lupaus.accounts.actors import Actor, actor_of
from lupaus.accounts.models import User
from lupaus.web.address import PageRequest, is_private

P = ParamSpec("P")


class PersonRequest(PageRequest):
    """A request for a page by somebody who has signed in."""

    person: User
    actor: Actor


def signed_in(
    view: Callable[Concatenate[PersonRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view for people who have signed in, with both factors where the service asks for two.

    Sends everybody else to sign in, or to set up the second factor, and from there back. The page is kept
    nowhere: neither here nor in the browser.
    """

    return _checked(view, also_without_second_factor=False)


def signed_in_with_password(
    view: Callable[Concatenate[PersonRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """As `signed_in`, but open to who has yet to set up the second factor. For the account pages only."""
    return _checked(view, also_without_second_factor=True)


def _checked(
    view: Callable[Concatenate[PersonRequest, P], HttpResponse], *, also_without_second_factor: bool
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return _send("accounts:sign-in", request)
        if not also_without_second_factor and lacks_second_factor(request):
            return _send("accounts:second-factor", request)
        request.person = user  # type: ignore[attr-defined]  # PersonRequest names it
        request.actor = actor_of(user, "page")  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)  # type: ignore[arg-type]  # it is one now
        response.headers["Cache-Control"] = "no-store"
        return response

    return checked


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether the session must get a second factor before it is good for anything else."""
    return settings.LUPAUS_SECOND_FACTOR == "required" and not sign_ins.has_second_factor(request)


def way_on(request: HttpRequest, otherwise: str) -> str:
    """Where `next` leads: only to a private page of this service, else `otherwise`."""
    wish = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(wish, allowed_hosts=None)
    return wish if own and is_private(wish.partition("?")[0]) else otherwise


def _send(name: str, request: HttpRequest) -> HttpResponse:
    """To a page that leads back here; a form that was sent leads back to nothing."""
    address = reverse(name)
    if request.method in ("GET", "HEAD"):
        address = f"{address}?{urlencode({'next': request.get_full_path()})}"
    return HttpResponseRedirect(address, headers={"Cache-Control": "no-store"})
