"""How the API knows who writes: a personal token in the header `Authorization: Bearer …`, and nothing else.

No cookie is ever looked at here, so a page of another site cannot use a reader's session.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security.http import HttpAuthBase

from lupaus.accounts.actors import Actor
from lupaus.accounts.limits import of_token, trying
from lupaus.accounts.tokens import BadToken, actor_of_token
from lupaus.web import clock


class TokenRequest(HttpRequest):
    """A request of the API by somebody with a token."""

    actor: Actor


class TokenAuth(HttpAuthBase):
    """For django-ninja's `auth=`: sets `request.actor`. Raises `BadToken` (401), `TooManyAttempts` (429)."""

    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Any:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise BadToken(_("This needs a personal token: send it as “Authorization: Bearer …”."))
        try:
            actor = actor_of_token(secret.strip(), clock=clock.real_clock)
        except BadToken:
            with trying(*of_token(request), clock=clock.real_clock):  # only what fails is counted
                raise
        request.actor = actor  # type: ignore[attr-defined]  # TokenRequest names it
        return actor


token_auth = TokenAuth()
