"""A decision service on this machine that answers as it is told, well or badly."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lupaus.decisions.importing.network import Host
from lupaus.web.network import SameHost


@dataclass
class Reply:
    """One answer. `promise`: what Content-Length says, if it lies; `cut`: the connection is closed."""

    body: bytes = b""
    status: int = 200
    promise: int | None = None
    cut: bool = False
    drip: float = 0  # seconds between two letters
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Fake:
    """Pages by what they are asked as (“meetingitem 2026101-4”, or a path); of a list, one after another."""

    base: str = ""
    pages: dict[str, bytes | Reply | list[bytes | Reply]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    slept: list[float] = field(default_factory=list)
    clock: float = 0.0

    @property
    def name(self) -> str:
        return urlsplit(self.base).netloc

    def host(self, **more: Any) -> Host:
        """The host as the program asks it; its time passes only in sleep."""

        def sleep(seconds: float) -> None:
            self.slept.append(seconds)
            self.clock += seconds

        given: dict[str, Any] = {"timeout": 5, "tick": lambda: self.clock, "sleep": sleep} | more
        return Host(self.name, opener=urllib.request.build_opener(SameHost()), **given)

    def reply(self, path: str) -> Reply:
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        name = f"{query['page']} {query.get('id', '')}".strip() if "page" in query else parts.path
        self.asked.append(name)
        found = self.pages.get(name, Reply(b"nothing", 404))
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        return found if isinstance(found, Reply) else Reply(found)


@contextmanager
def fake_service() -> Iterator[Fake]:
    """Serves on a free port of the loopback address."""
    fake = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.agents.add(self.headers.get("User-Agent", ""))
            reply = fake.reply(self.path)
            with suppress(ConnectionError):
                self.answer(reply)

        def answer(self, reply: Reply) -> None:
            if reply.cut:
                self.close_connection = True
                return
            self.send_response(reply.status)
            length = len(reply.body) if reply.promise is None else reply.promise
            for name, words in {"Content-Length": str(length), **reply.headers}.items():
                self.send_header(name, words)
            self.end_headers()
            for letter in reply.body if reply.drip else ():
                self.wfile.write(bytes([letter]))
                self.wfile.flush()
                time.sleep(reply.drip)
            if not reply.drip:
                self.wfile.write(reply.body)

        def log_message(self, *_args: object) -> None:
            """Nothing is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        fake.base = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()
