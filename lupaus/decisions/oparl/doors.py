"""What every door of OParl has in common: JSON, readable from any page, and problem documents."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from lupaus.decisions.oparl.addresses import Addresses, Entity
from lupaus.web.api.answers import answered
from lupaus.web.api.problems import problem_response
from lupaus.web.api.shapes import JSON_STYLE
from lupaus.web.refusals import NotFound, Refused

Door = Callable[..., Entity]


def door(tell: Door) -> Callable[..., HttpResponse]:
    """A view of what tells an object or a page of a list."""

    @wraps(tell)
    def view(request: HttpRequest, **parts: Any) -> HttpResponse:
        try:
            entity = tell(request, Addresses(request), **parts)
        except Refused as refused:
            return problem_response(request, refused.status, problems=refused.problems)
        return JsonResponse(entity, json_dumps_params=JSON_STYLE)

    return answered(view)


def nothing() -> NotFound:
    return NotFound("There is no such object.")
