"""Setting up the second factor, and what belongs to it."""

from __future__ import annotations

from cryptography.fernet import InvalidToken
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from lupaus.accounts import second_factor as factor
from lupaus.accounts import sign_ins
from lupaus.accounts.pages import PersonRequest, signed_in, signed_in_with_password, way_on
from lupaus.accounts.views.again import proved
from lupaus.web.clock import real_clock
from lupaus.web.refusals import Problem, Refused

_NEW_KEY = "new-key"


@sensitive_post_parameters("code")
@signed_in_with_password
@proved
def second_factor(request: PersonRequest) -> HttpResponse:
    """The key to scan or type, and a code that shows it arrived; then the recovery codes, once."""
    after = way_on(request, reverse("accounts:account"))
    if factor.is_set_up(request.person):
        return HttpResponseRedirect(after)
    key = _key(request)
    refused: Refused | None = None
    if request.method == "POST":
        code = request.POST.get("code", "")[:50]
        try:
            codes = factor.set_up_second_factor(person=request.person, clock=real_clock, key=key, code=code)
        except Refused as wrong:
            refused = wrong
        else:
            request.session.pop(_NEW_KEY)
            sign_ins.second_factor_given(request)
            return _codes_page(request, codes, after)
    words = {
        "next": after,
        "key": " ".join(key[start : start + 4] for start in range(0, len(key), 4)),
        "picture": factor.picture_of(key, request.person.username, request.get_host()),
        "problems": [Problem(each.message, path="code") for each in refused.problems] if refused else (),
    }
    return render(request, "accounts/second_factor.html", words, status=refused.status if refused else 200)


@signed_in
@proved
def recovery_codes(request: PersonRequest) -> HttpResponse:
    """New recovery codes instead of the old ones."""
    if request.method != "POST":
        return render(request, "accounts/new_codes.html")
    codes = factor.renew_recovery_codes(person=request.person, clock=real_clock)
    return _codes_page(request, codes, reverse("accounts:account"))


@signed_in
@proved
def remove(request: PersonRequest) -> HttpResponse:
    """Take the second factor away, which leads to setting up another one where it is required."""
    if request.method != "POST":
        return render(request, "accounts/remove_factor.html")
    factor.remove_second_factor(person=request.person, clock=real_clock)
    sign_ins.second_factor_taken(request)
    return HttpResponseRedirect(f"{reverse('accounts:account')}?done=factor-removed")


def _key(request: PersonRequest) -> str:
    """The key being set up: the same until it is, so that a reload does not spoil what was scanned."""
    try:
        return factor.Adapter().decrypt(request.session[_NEW_KEY])
    except (KeyError, InvalidToken):
        key = factor.new_key()
        request.session[_NEW_KEY] = factor.Adapter().encrypt(key)
        return key


def _codes_page(request: PersonRequest, codes: list[str], after: str) -> HttpResponse:
    return render(request, "accounts/codes.html", {"codes": codes, "next": after})
