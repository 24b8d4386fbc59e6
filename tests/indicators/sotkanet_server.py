"""A Sotkanet on this machine that answers as it is told, well or badly."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from lupaus.indicators.sotkanet import Sotkanet


@dataclass
class Reply:
    """One answer. `promise` is what Content-Length says, when it lies; `wait` seconds come before it."""

    body: bytes = b""
    status: int = 200
    kind: str = "application/json;charset=UTF-8"
    promise: int | None = None
    wait: float = 0
    location: str = ""


@dataclass
class Fake:
    """What it answers at each address beginning, and what it was asked."""

    base: str = ""
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)

    def service(self, timeout: float = 5, largest: int = 1 << 20) -> Sotkanet:
        return Sotkanet(
            base=self.base, opener=urllib.request.build_opener(), timeout=timeout, largest=largest
        )


@contextmanager
def fake_sotkanet() -> Iterator[Fake]:
    """Serves on a free port of the loopback address."""
    fake = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.asked.append(self.path)
            fake.agents.append(self.headers.get("User-Agent", ""))
            found = [reply for start, reply in fake.replies.items() if self.path.startswith(start)]
            reply = found[0] if found else Reply(status=404)
            time.sleep(reply.wait)
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            self.send_header(
                "Content-Length", str(len(reply.body) if reply.promise is None else reply.promise)
            )
            if reply.location:
                self.send_header("Location", reply.location)
            self.end_headers()
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
