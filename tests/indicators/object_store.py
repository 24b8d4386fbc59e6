"""An object store on this machine: moto's server, with a bucket for whoever asks.

Moto answers S3's requests from memory, conditional puts included, and can be told to check credentials. It
is a process of its own, on loopback: the libraries that ask it may hold this interpreter while they wait.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.config.program import free_port

#: What a program needs in its environment to find the store.
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_REGION": "eu-north-1",
    "AWS_ALLOW_HTTP": "true",
}


class ObjectStoreServer:
    """Starts when it is made; `stop` it."""

    def __init__(self) -> None:
        port = free_port()
        self.endpoint = f"http://127.0.0.1:{port}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        for _time in range(600):
            try:
                self._ask("GET", "/moto-api/")
            except URLError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("moto's server does not answer")

    @property
    def environment(self) -> dict[str, str]:
        return {**CREDENTIALS, "AWS_ENDPOINT_URL": self.endpoint}

    def make_bucket(self, name: str) -> None:
        self._ask("PUT", f"/{name}")

    def check_credentials(self, *, after: int = 0) -> None:
        """From now on, let in only those whose keys the store knows: nobody."""
        self._ask("POST", "/moto-api/reset-auth", str(after).encode())

    def trust_everybody(self) -> None:
        self._ask("POST", "/moto-api/reset-auth", b"1000000000")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()

    def _ask(self, method: str, path: str, body: bytes | None = None) -> None:
        headers = {"Content-Type": "text/plain"}  # else its body is taken for a form
        request = Request(self.endpoint + path, data=body, method=method, headers=headers)
        with urlopen(request, timeout=10):
            pass


@contextmanager
def silent_store() -> Iterator[dict[str, str]]:
    """The environment of a store that does not answer.

    Its port is held and not listened on: a free one could be taken by another server before it is asked.
    """
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield {**CREDENTIALS, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{held.getsockname()[1]}"}
