"""A national service catalogue on this machine that answers as it is told, well or badly."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lupaus.services.catalogue.ptv import Ptv


@dataclass
class Reply:
    """One answer. `promise` is what Content-Length says, when it lies; `wait` seconds come before it."""

    body: bytes = b""
    status: int = 200
    promise: int | None = None
    wait: float = 0
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Fake:
    """Lists of entries by path, a page of `size` at a time; `instead` answers a whole question otherwise."""

    base: str = ""
    size: int = 2
    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    #: Entries that can be asked for by their ids, by path (`Service/list`).
    by_ids: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    instead: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)

    def service(self, timeout: float = 5, largest: int = 1 << 20) -> Ptv:
        return Ptv(
            self.base,
            opener=urllib.request.build_opener(),
            timeout=timeout,
            largest=largest,
            sleep=lambda _seconds: None,
        )

    def reply(self, question: str) -> Reply:
        if question in self.instead:
            return self.instead[question]
        parts = urlsplit(question)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        path = parts.path
        if "guids" in query:
            wanted = query["guids"].split(",")
            found = [each for each in self.by_ids.get(path, ()) if each["id"] in wanted]
            return Reply(json.dumps(found).encode()) if found else Reply(status=404)
        if path not in self.lists:
            return Reply(status=404)
        return Reply(json.dumps(self.page(self.lists[path], int(query["page"]))).encode())

    def page(self, entries: list[dict[str, Any]], number: int) -> dict[str, Any]:
        first = (number - 1) * self.size
        return {
            "pageNumber": number,
            "pageSize": self.size,
            "pageCount": max(1, -(-len(entries) // self.size)),
            "itemList": entries[first : first + self.size],
        }


@contextmanager
def fake_ptv() -> Iterator[Fake]:
    """Serves on a free port of the loopback address."""
    fake = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.asked.append(self.path)
            fake.agents.append(self.headers.get("User-Agent", ""))
            reply = fake.reply(self.path)
            time.sleep(reply.wait)
            with suppress(ConnectionError):  # whoever waited too long has gone
                self.answer(reply)

        def answer(self, reply: Reply) -> None:
            self.send_response(reply.status)
            length = len(reply.body) if reply.promise is None else reply.promise
            for name, words in {"Content-Length": str(length), **reply.headers}.items():
                self.send_header(name, words)
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
