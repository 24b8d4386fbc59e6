"""Asking WSGI applications as a server does, and telling every byte of what they say."""

from __future__ import annotations

from io import BytesIO
from typing import Any, NamedTuple

from django.core.handlers.wsgi import WSGIHandler

HOST = "testserver"


class Said(NamedTuple):
    """A whole answer: its status line, every header in order, its body."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return dict(self.headers).get(name)


def environ(path: str, query: str = "", method: str = "GET", **more: str) -> dict[str, Any]:
    """A request as the server hands it on; `more` are variables (`HTTP_COOKIE`)."""
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": HOST,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        **more,
    }


def said(application: Any, asked: dict[str, Any]) -> Said:
    """What an application answers."""
    told: list[Any] = []
    parts = application(asked, lambda status, headers, *_trouble: told.extend((status, headers)))
    body = b"".join(parts)
    return Said(told[0], list(told[1]), body)


class Behind:
    """The framework, and how often it was asked."""

    def __init__(self) -> None:
        self.framework = WSGIHandler()
        self.times = 0

    def __call__(self, asked: dict[str, Any], start_response: Any) -> Any:
        self.times += 1
        return self.framework(asked, start_response)
