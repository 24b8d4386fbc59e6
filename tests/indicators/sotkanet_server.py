"""A Sotkanet on this machine that answers as it is told, well or badly."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from lupaus.indicators.sotkanet import Sotkanet
from lupaus.web.network import SameHost


@dataclass
class Reply:
    """One answer. `promise` is what Content-Length says, when it lies; `wait` seconds come before it,
    `drip` seconds between two letters."""

    body: bytes = b""
    status: int = 200
    kind: str = "application/json;charset=UTF-8"
    promise: int | None = None
    wait: float = 0
    drip: float = 0
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Fake:
    """What it answers at each address beginning (of a list, one after another), and what it was asked."""

    base: str = ""
    replies: dict[str, Reply | list[Reply]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    #: Answers by itself instead of `replies`.
    own: Callable[[str, Mapping[str, str]], Reply] | None = None
    #: What it answered: status, and bytes of the body.
    answered: list[tuple[int, int]] = field(default_factory=list)

    @property
    def agents(self) -> list[str]:
        return [each.get("User-Agent", "") for each in self.headers]

    def service(self, **more: Any) -> Sotkanet:
        """Asks it without ever waiting; what it would have waited is in `slept`."""
        given: dict[str, Any] = {"timeout": 5, "largest": 1 << 20, "sleep": self.slept.append, "pause": 0.0}
        return Sotkanet(base=self.base, opener=urllib.request.build_opener(SameHost()), **(given | more))

    def reply(self, path: str, headers: Mapping[str, str]) -> Reply:
        """The reply of the longest beginning; 304 where the questioner has it already."""
        reply = (self.own or self._reply)(path, headers)
        self.answered.append((reply.status, len(reply.body)))
        return reply

    def _reply(self, path: str, headers: Mapping[str, str]) -> Reply:
        found = max((start for start in self.replies if path.startswith(start)), key=len, default=None)
        reply = self.replies[found] if found is not None else Reply(status=404)
        if isinstance(reply, list):
            reply = reply.pop(0) if len(reply) > 1 else reply[0]
        for mark, question in (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")):
            said = reply.headers.get(mark)
            if said and headers.get(question) == said:
                return Reply(status=304, headers=reply.headers)
        return reply


@contextmanager
def fake_sotkanet() -> Iterator[Fake]:
    """Serves on a free port of the loopback address."""
    fake = Fake()
    with serving(fake) as base:
        fake.base = base
        yield fake


@contextmanager
def serving(fake: Any) -> Iterator[str]:
    """Answers what `fake.reply` says, and keeps what was asked; yields the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.asked.append(self.path)
            fake.headers.append(dict(self.headers.items()))
            reply = fake.reply(self.path, self.headers)
            time.sleep(reply.wait)
            with suppress(ConnectionError):  # whoever waited too long has gone
                self.answer(reply)

        def do_POST(self) -> None:
            fake.sent.append(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            self.do_GET()

        def answer(self, reply: Reply) -> None:
            self.send_response(reply.status)
            length = len(reply.body) if reply.promise is None else reply.promise
            for name, words in {
                "Content-Type": reply.kind,
                "Content-Length": str(length),
                **reply.headers,
            }.items():
                self.send_header(name, words)
            self.end_headers()
            for letter in reply.body if reply.drip else ():
                self.wfile.write(bytes([letter]))
                time.sleep(reply.drip)
            if not reply.drip:
                self.wfile.write(reply.body)

        def log_message(self, *_args: object) -> None:
            """Nothing is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
