"""The headers every answer of the house carries, put on the answers of doors by the same middleware."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from typing import Final

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse

from lupaus.config.front.origins import Origin
from lupaus.web.front_door import Answer

#: Those of the settings' middleware that put headers on, in their order.
_LAYERS: Final = (
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)


class Dresser:
    """Asks the middleware once for each origin's kind what it puts on, and puts the same on every answer."""

    def __init__(self) -> None:
        self._known: dict[bool, tuple[str, ...]] = {}
        self._values: dict[str, str] = {}

    def dressed(self, answer: Answer, origin: Origin) -> Answer:
        """The answer with the headers of the house and its length."""
        names = self._known.get(origin.secure)
        if names is None:
            names = self._ask(origin)
        length = str(len(answer.body))
        added = [(name, length if name == "Content-Length" else self._values[name]) for name in names]
        return answer._replace(headers=(*answer.headers, *added))

    def _ask(self, origin: Origin) -> tuple[str, ...]:
        scheme, _slashes, host = origin.name.partition("://")
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/api/", "wsgi.input": BytesIO(), "HTTP_HOST": host}
        request = WSGIRequest({**environ, "wsgi.url_scheme": scheme})

        def inside(_request: HttpRequest) -> HttpResponse:
            return HttpResponse(b"-", content_type="application/json")

        answer = inside
        for path in reversed(_LAYERS):
            module, _dot, name = path.rpartition(".")
            answer = getattr(import_module(module), name)(answer)
        headers = dict(answer(request).headers)
        del headers["Content-Type"]
        self._values.update(headers)
        self._known[origin.secure] = tuple(headers)
        return self._known[origin.secure]
