"""Proving again who one is, before something that a person at an unwatched screen must not do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from lupaus.accounts import entrance, second_factor, sign_ins
from lupaus.accounts.pages import PersonRequest, signed_in_with_password, way_on
from lupaus.web import clock
from lupaus.web.refusals import Refused

P = ParamSpec("P")


def proved(
    view: Callable[Concatenate[PersonRequest, P], HttpResponse],
) -> Callable[Concatenate[PersonRequest, P], HttpResponse]:
    """The view for who has given password or code within the last minutes; others are asked for it first."""

    @wraps(view)
    def checked(request: PersonRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if sign_ins.proved_lately(request, clock=clock.real_clock):
            return view(request, *args, **kwargs)
        here = request.get_full_path() if request.method == "GET" else reverse("accounts:account")
        return HttpResponseRedirect(f"{reverse('accounts:again')}?{urlencode({'next': here})}")

    return checked


@sensitive_post_parameters("password", "code")
@signed_in_with_password
def again(request: PersonRequest) -> HttpResponse:
    """Asks for the password; for a code of who has none here; who has neither signs in anew."""
    after = way_on(request, reverse("accounts:account"))
    person = request.person
    asks = "password" if person.has_usable_password() else "code" if second_factor.is_set_up(person) else ""
    refused: Refused | None = None
    if request.method == "POST" and asks:
        given = request.POST.get(asks, "")
        try:
            if asks == "password":
                entrance.check_password_again(request, person, given, clock=clock.real_clock)
            else:
                entrance.check_code(request, person, given[:50], clock=clock.real_clock)
        except Refused as wrong:
            refused = wrong
        else:
            sign_ins.proved_again(request, clock=clock.real_clock)
            return HttpResponseRedirect(after)
    words = {"next": after, "asks": asks, "problems": refused.problems if refused else ()}
    return render(request, "accounts/again.html", words, status=refused.status if refused else 200)
