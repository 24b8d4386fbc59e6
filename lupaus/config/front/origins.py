"""Whether a request names a host of ours: asked of the framework once for each way of naming it."""

from __future__ import annotations

from io import BytesIO
from typing import Final, NamedTuple

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest

from lupaus.web.front_door import Environ

#: Different namings remembered; with a wildcard among the allowed hosts anybody can think of more.
_MOST: Final = 256
_LONGEST: Final = 300


class Origin(NamedTuple):
    """`https://example.org`, and whether it was reached safely."""

    name: str
    secure: bool


class Origins:
    """Tells the origin of a request by the headers that Django makes it of, and nothing else."""

    def __init__(self) -> None:
        self._headers = ["wsgi.url_scheme", "HTTP_HOST"]
        if settings.SECURE_PROXY_SSL_HEADER:
            self._headers.append(settings.SECURE_PROXY_SSL_HEADER[0])
        if settings.USE_X_FORWARDED_HOST:
            self._headers.append("HTTP_X_FORWARDED_HOST")
        self._known: dict[tuple[str | None, ...], Origin] = {}

    def of(self, environ: Environ) -> Origin | None:
        """None where the host is not ours or not named: the framework refuses it in its own words."""
        said = tuple([environ.get(name) for name in self._headers])
        origin = self._known.get(said)
        return origin or self._asked(said)

    def _asked(self, said: tuple[str | None, ...]) -> Origin | None:
        if said[1] is None or sum(len(each or "") for each in said) > _LONGEST:
            return None
        environ = {name: value for name, value in zip(self._headers, said, strict=True) if value is not None}
        request = WSGIRequest({"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.input": BytesIO(), **environ})
        try:
            origin = Origin(f"{request.scheme}://{request.get_host()}", request.is_secure())
        except DisallowedHost:
            return None
        if len(self._known) >= _MOST:
            self._known = {}
        self._known[said] = origin
        return origin
