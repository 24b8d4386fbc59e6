"""Signing in and out."""

from __future__ import annotations

from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from lupaus.accounts import sign_ins
from lupaus.accounts.models import User
from lupaus.accounts.pages import way_on
from lupaus.web.clock import real_clock


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The page with the two fields, and what they lead to."""
    after = way_on(request, reverse("accounts:account"))
    if request.user.is_authenticated:
        return HttpResponseRedirect(after)
    problem = ""
    username = request.POST.get("username", "").strip()
    if request.method == "POST":
        password = request.POST.get("password", "")
        user = auth.authenticate(request, username=username, password=password)
        if isinstance(user, User):
            sign_ins.begin(request, user, clock=real_clock, second_factor=False)
            return HttpResponseRedirect(after)
        problem = _("The username or the password is not right.")
    words = {"next": after, "username": username, "problem": problem}
    return render(request, "accounts/sign_in.html", words, status=422 if problem else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    sign_ins.end(request)
    return HttpResponseRedirect(reverse("accounts:sign-in"))
