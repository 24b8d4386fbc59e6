"""Running the real program in a process of its own, as a person does."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

LUPAUS = str(Path(sys.executable).parent / "lupaus")
_OURS = ("DATABASE_URL", "PORT", "DJANGO_SETTINGS_MODULE")


#: Below those that systems give to whoever connects: none of these is taken before its server starts.
_PORTS = range(20_000, 32_000)


def free_port() -> int:
    while True:
        port = random.choice(_PORTS)
        with socket.socket() as trial, suppress(OSError):
            trial.bind(("127.0.0.1", port))
            return port


@dataclass(frozen=True)
class Program:
    """The command `lupaus` with a data folder and, if wanted, more of an environment."""

    data: Path
    environment: dict[str, str] = field(default_factory=dict)

    def environ(self) -> dict[str, str]:
        plain = {
            name: value
            for name, value in os.environ.items()
            if name not in _OURS and not name.startswith("LUPAUS_")
        }
        return {**plain, "LUPAUS_DATA": str(self.data), **self.environment}

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [LUPAUS, *arguments],
            env=self.environ(),
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def told(self, *arguments: str) -> str:
        """What a command that must succeed prints."""
        ran = self.run(*arguments)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command that goes on, in a process group of its own."""
        return subprocess.Popen(
            [LUPAUS, *arguments],
            env=self.environ(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serve; yields the origin."""
        running = self.start("serve", "--port", str(free_port()))
        try:
            yield said_address(running)
        finally:
            running.terminate()
            running.communicate(timeout=30)


def said_address(running: subprocess.Popen[str]) -> str:
    """The address a starting server prints; fails with what it says instead."""
    said = []
    for line in running.stdout or ():
        if line.startswith("Serving "):
            return line.removeprefix("Serving ").strip()
        said.append(line)
    raise AssertionError("".join(said))
