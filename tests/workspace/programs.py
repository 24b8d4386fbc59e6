"""Programs that act for a person: a client of the write API with a personal token."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final, cast

from django.http import HttpResponse
from django.test import Client

from lupaus.accounts.actors import actor_of
from lupaus.accounts.models import Role, User
from lupaus.accounts.tokens import make_token
from lupaus.web.clock import real_clock

ROOT: Final = "/api/v1/workspace/"


class Program:
    """Asks the write API with a token. `secret` may be any words, or None for no token."""

    def __init__(self, secret: str | None) -> None:
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {secret}"} if secret is not None else {}

    def ask(self, method: str, address: str, body: Any = None, **headers: str) -> HttpResponse:
        """The bare answer. A body that is bytes is sent as it is."""
        sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        answer = self.client.generic(
            method,
            ROOT + address,
            sent,
            content_type=headers.pop("content_type", "application/json"),
            headers=self.headers | {name.replace("_", "-"): value for name, value in headers.items()},
        )
        return cast("HttpResponse", answer)

    def told(self, status: int, method: str, address: str, body: Any = None, **headers: str) -> Any:
        """The parsed answer; fails unless it has the status expected."""
        answer = self.ask(method, address, body, **headers)
        assert answer.status_code == status, answer.content.decode()[:1000]
        return json.loads(answer.content) if answer.content else None


def somebody(username: str, *grants: tuple[Role, str]) -> User:
    """A person with roles, made at once."""
    user = User.objects.create(username=username, name=username.title(), created_at=real_clock())
    for role, organisation in grants:
        user.grants.create(role=role, organisation=organisation)
    return user


def program_of(user: User, rights: Iterable[tuple[Role, str]] | None = None) -> Program:
    """A program with a token of that person, with all of their rights or with some."""
    actor = actor_of(user, "page")
    chosen = actor.grants if rights is None else rights
    _token, secret = make_token(actor=actor, clock=real_clock, name="test", rights=chosen, days=1)
    return Program(secret)
