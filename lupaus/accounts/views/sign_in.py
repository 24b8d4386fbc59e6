"""Signing in, by password or with a provider, and out."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from lupaus.accounts import entrance, oidc, second_factor
from lupaus.accounts.limits import know_device
from lupaus.accounts.models import User
from lupaus.accounts.pages import way_on
from lupaus.web.address import is_private
from lupaus.web.clock import real_clock
from lupaus.web.refusals import Refused


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Username and password."""
    after = way_on(request, reverse("accounts:account"))
    if request.user.is_authenticated:
        return HttpResponseRedirect(after)
    if request.method != "POST":
        return _sign_in_page(request, after)
    username, password = request.POST.get("username", ""), request.POST.get("password", "")
    try:
        user = entrance.sign_in(request, username, password, clock=real_clock)
    except Refused as refused:
        return _sign_in_page(request, after, refused, username=username[:150])
    return _let_in(request, user, after)


@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponse:
    """The second factor of who has given the right password a moment ago."""
    after = way_on(request, reverse("accounts:account"))
    user = entrance.waiting_for_code(request, clock=real_clock)
    if user is None:
        return HttpResponseRedirect(f"{reverse('accounts:sign-in')}?{urlencode({'next': after})}")
    refused: Refused | None = None
    if request.method == "POST":
        try:
            entrance.give_code(request, user, request.POST.get("code", "")[:50], clock=real_clock)
        except Refused as wrong:
            refused = wrong
        else:
            return _let_in(request, user, after)
    words = {"next": after, "problems": refused.problems if refused else ()}
    return render(request, "accounts/code.html", words, status=refused.status if refused else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    entrance.leave(request, clock=real_clock)
    return HttpResponseRedirect(f"{reverse('accounts:sign-in')}?done=signed-out")


@require_POST
def provider(request: HttpRequest) -> HttpResponse:
    """Off to the provider. A page that leads there: a form of ours may not be redirected elsewhere (CSP)."""
    after = way_on(request, reverse("accounts:account"))
    if not oidc.name():
        raise Http404
    try:
        way = oidc.way_to_provider(request, after)
    except Refused as refused:
        return _sign_in_page(request, after, refused)
    return render(request, "accounts/provider.html", {"way": way, "provider": oidc.name()})


@require_safe
def provider_answer(request: HttpRequest) -> HttpResponse:
    """Back from the provider."""
    after = reverse("accounts:account")
    if not oidc.name():
        raise Http404
    try:
        found = oidc.answer_of_provider(request)
        user = oidc.person_of(found, clock=real_clock)
    except Refused as refused:
        entrance.refused_elsewhere(request, type(refused).__name__, clock=real_clock)
        return _sign_in_page(request, after, refused)
    if is_private(found.after.partition("?")[0]):
        after = found.after
    both = oidc.by_two_factors(found)
    if not both and second_factor.is_set_up(user):
        entrance.wait_for_code(request, user, clock=real_clock)
        return _let_in(request, None, after)
    entrance.complete(request, user, how=oidc.name(), clock=real_clock, by_two_factors=both)
    return _let_in(request, user, after)


def _let_in(request: HttpRequest, user: User | None, after: str) -> HttpResponse:
    """On to where one wanted to go; or, without a user yet, to the second factor."""
    if user is None:
        return HttpResponseRedirect(f"{reverse('accounts:sign-in-code')}?{urlencode({'next': after})}")
    response = HttpResponseRedirect(after)
    know_device(request, response, user.username)
    return response


def _sign_in_page(
    request: HttpRequest, after: str, refused: Refused | None = None, username: str = ""
) -> HttpResponse:
    words = {
        "next": after,
        "username": username,
        "problems": refused.problems if refused else (),
        "provider": oidc.name(),
        "done": request.GET.get("done", ""),
    }
    return render(request, "accounts/sign_in.html", words, status=refused.status if refused else 200)
