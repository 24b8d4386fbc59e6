"""Asking servers over kept connections: one address as often as can be, or many different ones."""

from __future__ import annotations

import http.client
import selectors
import socket
import time
from collections.abc import Iterator
from typing import Any

from tools.bench.bank.serving import Server


class WrongAnswerError(RuntimeError):
    """A server answered with an error, or not at all. A row with such an answer does not count."""


def answer(server: Server, address: str, **headers: str) -> tuple[bytes, list[tuple[str, str]]]:
    """One answer, whole, and its headers."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    try:
        connection.request("GET", address, headers=headers)
        told = connection.getresponse()
        body = told.read()
    finally:
        connection.close()
    if told.status != 200:
        raise WrongAnswerError(f"{address} was answered with {told.status}: {body[:200]!r}")
    return body, told.getheaders()


def same_rate(
    server: Server, address: str, *, seconds: float, connections: int = 16, header: str = ""
) -> float:
    """Answers a second to one address, asked over several connections at once.

    Every answer must be as long as the first one, which must be a 200: an answer of another length fails.
    """
    asked = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n{header}\r\n".encode()
    size = _size(server, asked)
    buffer = bytearray(1 << 20)
    done = 0
    with selectors.DefaultSelector() as selector:
        for _each in range(connections):
            one = socket.create_connection(("127.0.0.1", server.port))
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            one.setblocking(False)
            one.send(asked)
            selector.register(one, selectors.EVENT_READ, [0])
        begun = time.perf_counter()
        while not done or time.perf_counter() - begun < seconds:
            for key, _events in selector.select(5):
                one = key.fileobj  # type: ignore[assignment]  # a socket, for those were registered
                got = one.recv_into(buffer)
                key.data[0] += got
                if not got or key.data[0] > size:
                    raise WrongAnswerError(f"{address} was answered otherwise than at first")
                if key.data[0] == size:
                    key.data[0] = 0
                    done += 1
                    one.send(asked)
        took = time.perf_counter() - begun
        for key in list(selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]  # as above
    return done / took


def rate(server: Server, addresses: Iterator[str], *, seconds: float, connections: int = 8) -> float:
    """Answers a second to addresses of which none is asked twice, each read whole and a 200."""
    done = 0
    with selectors.DefaultSelector() as selector:
        for _each in range(connections):
            one = socket.create_connection(("127.0.0.1", server.port))
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(one, selectors.EVENT_READ, _Asking(one, server, next(addresses)))
        begun = time.perf_counter()
        while not done or time.perf_counter() - begun < seconds:
            for key, _events in selector.select(60):
                asking: _Asking = key.data
                if asking.read():
                    done += 1
                    asking.ask(next(addresses))
        took = time.perf_counter() - begun
        for key in list(selector.get_map().values()):
            key.data.close()
    return done / took


class _Asking:
    """One connection and the answer it waits for."""

    def __init__(self, one: socket.socket, server: Server, address: str) -> None:
        self._one = one
        self._end = f" HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n"
        self.ask(address)

    def ask(self, address: str) -> None:
        self._address = address
        self._got = bytearray()
        self._whole = -1
        self._one.sendall(f"GET {address}{self._end}".encode())

    def read(self) -> bool:
        """Whether the answer is whole now."""
        piece = self._one.recv(1 << 18)
        if not piece:
            raise WrongAnswerError(f"{self._address}: the connection was closed")
        self._got += piece
        if self._whole < 0:
            end = self._got.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = bytes(self._got[:end]).lower()
            if not head.startswith(b"http/1.1 200"):
                raise WrongAnswerError(f"{self._address} was answered with {head[:200]!r}")
            self._whole = end + 4 + _length(head) if b"content-length:" in head else 0
            self._chunked = b"transfer-encoding: chunked" in head
        if self._whole:
            return len(self._got) >= self._whole
        return self._chunked and self._got.endswith(b"0\r\n\r\n")

    def close(self) -> None:
        self._one.close()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _colon, value = line.partition(b":")
        if name == b"content-length":
            return int(value)
    return 0


def _size(server: Server, asked: bytes) -> int:
    """Bytes of the whole answer to a question."""
    with socket.create_connection(("127.0.0.1", server.port)) as one:
        one.sendall(asked)
        got = b""
        while b"\r\n\r\n" not in got:
            got += one.recv(1 << 16)
        head = got.partition(b"\r\n\r\n")[0].lower()
        if not head.startswith(b"http/1.1 200"):
            raise WrongAnswerError(f"answered with {head[:200]!r}")
        return len(head) + 4 + _length(head)


def seconds_of(server: Server, address: str) -> float:
    """How long one answer takes, over a connection of its own that is there already."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    connection.connect()
    begun = time.perf_counter()
    connection.request("GET", address)
    told = connection.getresponse()
    body = told.read()
    took = time.perf_counter() - begun
    connection.close()
    if told.status != 200 or not body:
        raise WrongAnswerError(f"{address} was answered with {told.status}")
    return took


def json_of(server: Server, address: str) -> Any:
    import json  # noqa: PLC0415 - answers are compared before anything is timed

    return json.loads(answer(server, address)[0])
