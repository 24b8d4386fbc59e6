"""Sessions exist on private pages only.

A public page is the same for everybody: so a request for one has neither `session` nor `user`, and whatever
asks for them there fails in the first test instead of leaking one reader's page to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from lupaus.accounts import sign_ins
from lupaus.web import clock
from lupaus.web.address import is_private


class PrivateMiddleware:
    """Gives private pages their session and its person, and lets nothing of them be kept anywhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        def alive(request: HttpRequest) -> HttpResponseBase:
            sign_ins.go_on(request, clock=clock.real_clock)
            return get_response(request)

        def known(request: HttpRequest) -> HttpResponseBase:
            return cast("HttpResponseBase", AuthenticationMiddleware(alive)(request))

        self.public = get_response
        self.sessions = SessionMiddleware(known)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_private(request.path_info):
            return self.public(request)
        response = cast("HttpResponseBase", self.sessions(request))  # nothing here is asynchronous
        response.headers["Cache-Control"] = "no-store"
        patch_vary_headers(response, ["Cookie"])
        return response
