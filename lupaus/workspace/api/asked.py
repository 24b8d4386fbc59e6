"""What every address of the write API asks of a request: who acts, and from which revision they began."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

from lupaus.accounts.actors import Actor
from lupaus.web.refusals import Problem, Refused


class BeganFrom(Refused):
    """It is not said which revision was begun from, or two are."""


def who(request: HttpRequest) -> Actor:
    """The owner of the token, with the token's rights."""
    actor = request.actor  # type: ignore[attr-defined]  # TokenAuth sets it
    assert isinstance(actor, Actor)  # noqa: S101 - no address is without TokenAuth
    return actor


def began_from(request: HttpRequest, told: int | None) -> int:
    """The revision from the body or from `If-Match`. Raises `BeganFrom`."""
    tags = [tag.removeprefix("W/").strip('"') for tag in parse_etags(request.headers.get("If-Match", ""))]
    numbers = {int(tag) for tag in tags if tag.isdecimal() and len(tag) < 10}
    if told is not None:
        numbers.add(told)
    if len(numbers) != 1 or len(tags) > 1:
        raise BeganFrom(
            Problem("Say which revision you began from: `revision`, or If-Match.", path="revision")
        )
    return numbers.pop()


def tagged(request: HttpRequest, response: HttpResponse, tag: str) -> bool:
    """Give the answer its entity tag; whether the asker holds it already."""
    response.headers["ETag"] = f'"{tag}"'
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    return f'"{tag}"' in {each.removeprefix("W/") for each in asked}


Answer = dict[str, Any]
CREATED = HTTPStatus.CREATED
