"""Servers on a core of their own: the program, the bare server that knows one answer, and Datasette."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
_PATIENCE: Final = 120.0
_CORES: Final = sorted(os.sched_getaffinity(0))
#: Where servers run, and where the questions come from; one and the same where there is only one.
SERVER_CORE: Final = _CORES[0]
LOAD_CORE: Final = _CORES[-1]

#: Granian with an application that answers the same bytes to everybody: the most a Python server can do.
_FROM_MEMORY: Final = """
import json, sys
from granian.constants import Interfaces
from granian.server import Server
told = json.load(open(sys.argv[2]))
body = bytes.fromhex(told["body"])
headers = [tuple(pair) for pair in told["headers"]]
def application(environ, start_response):
    start_response("200 OK", list(headers))
    return [body]
Server("memory", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI, workers=1,
       blocking_threads=int(sys.argv[3]), websockets=False).serve(
    target_loader=lambda *_target: application, wrap_loader=False)
"""


def threads() -> int:
    """As many as `lupaus serve` gives a worker."""
    return min(4, 2 * (os.cpu_count() or 1) + 1)


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    pid: int


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    return port


@contextmanager
def lupaus(data: Path, *, workers: int = 1, more: Mapping[str, str] | None = None) -> Iterator[Server]:
    """`lupaus serve` on a data folder."""
    port = free_port()
    command = [sys.executable, "-m", "lupaus.config", "serve", "--port", str(port), "--workers", str(workers)]
    if not (ROOT / "lupaus" / "config" / "__main__.py").exists():
        command[1:3] = [str(Path(sys.executable).parent / "lupaus")]
        command = command[1:]
    names = {name: value for name, value in os.environ.items() if not name.startswith("LUPAUS_")}
    names.pop("DATABASE_URL", None)
    environ = {**names, "LUPAUS_DATA": str(data), "LUPAUS_LOG": "ERROR", **(more or {})}
    with _running(command, port, environ, "/healthz") as server:
        yield server


@contextmanager
def from_memory(body: bytes, headers: Sequence[tuple[str, str]], folder: Path) -> Iterator[Server]:
    """Granian answering these bytes."""
    import json  # noqa: PLC0415 - here alone

    told = folder / "answer.json"
    told.write_text(json.dumps({"body": body.hex(), "headers": list(headers)}))
    port = free_port()
    command = [sys.executable, "-c", _FROM_MEMORY, str(port), str(told), str(threads())]
    with _running(command, port, dict(os.environ), "/") as server:
        yield server


@contextmanager
def datasette(python: Path, database: Path) -> Iterator[Server]:
    """Datasette of its own environment on a file."""
    port = free_port()
    command = [str(python), "-m", "datasette", "serve", "-i", str(database), "--port", str(port)]
    for name, value in (
        ("max_returned_rows", 100_000),
        ("default_facet_size", 1),
        ("suggest_facets", 0),
        ("sql_time_limit_ms", 60_000),
        ("num_sql_threads", 3),
    ):
        command += ["--setting", name, str(value)]
    with _running(command, port, dict(os.environ), "/-/versions.json") as server:
        yield server


@contextmanager
def _running(command: Sequence[str], port: int, environ: dict[str, str], alive: str) -> Iterator[Server]:
    process = subprocess.Popen(
        command,
        env=environ,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {SERVER_CORE}),  # noqa: PLW1509 - before any thread is
    )
    before = os.sched_getaffinity(0)
    try:
        _wait(process, f"http://127.0.0.1:{port}{alive}")
        os.sched_setaffinity(0, {LOAD_CORE})
        yield Server(port, process.pid)
    finally:
        os.sched_setaffinity(0, before)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=30):  # noqa: S310 - our own server
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server does not answer")


@contextmanager
def busy(server: Server, shares: list[float]) -> Iterator[None]:
    """Adds to `shares` how much of a core the server used meanwhile."""
    pids = [server.pid, *children(server.pid)]
    before, begun = sum(map(_seconds, pids)), time.perf_counter()
    yield
    shares.append((sum(map(_seconds, pids)) - before) / (time.perf_counter() - begun))


def _seconds(pid: int) -> float:
    """Of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    """Every process below one."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError, ValueError):
            continue
        if parent == pid:
            child = int(path.parent.name)
            found += [child, *children(child)]
    return found


def proportional_set_size(pid: int) -> int:
    """Bytes of memory that are this process's own, with its share of what it shares."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
