"""The web server inside the program: granian in WSGI mode, which needs no configuration of its own."""

from __future__ import annotations

import atexit
import errno
import gc
import http.client
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from _thread import start_new_thread
from contextlib import closing
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.db import connections
from django.utils.translation import gettext as _
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from lupaus.web.refusals import Refused

if TYPE_CHECKING:
    from lupaus.config.front import Front

#: How many seconds a worker has to end what it is answering.
_PATIENCE = 10
#: The thread of an allocator which knows what to do about itself when its process forks.
_MINDS_FORKS = frozenset({"jemalloc_bg_thd"})
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - names the wish, binds nothing


def address(host: str, port: int) -> str:
    """`http://127.0.0.1:8000`, an IPv6 host in brackets."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def check_port(host: str, port: int) -> None:
    """Raise `Refused` with the reason when nothing can be served there.

    The server itself would not notice: on Linux it shares a taken port with whoever has it.
    """
    try:
        family, kind, protocol, _name, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            # A port whose last connections are still closing is free.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(place)
            trial.listen()
    except socket.gaierror as trouble:
        raise Refused(_("There is no host called %(host)s.") % {"host": host}) from trouble
    except OSError as trouble:
        words = {
            errno.EADDRINUSE: _(
                "Port %(port)s is taken by another program. Stop that one or choose another port, "
                "for example PORT=%(other)s."
            ),
            errno.EACCES: _("Port %(port)s is kept for the system. Choose one above 1023 with PORT."),
            errno.EADDRNOTAVAIL: _("%(host)s is not an address of this machine."),
        }.get(trouble.errno or 0, _("Nothing can be served on %(host)s port %(port)s: %(reason)s."))
        named = {"host": host, "port": port, "other": port + 1, "reason": trouble.strerror}
        raise Refused(words % named) from trouble


def serve(*, host: str, port: int, workers: int, threads: int) -> None:
    """Serve until Ctrl-C or SIGTERM. Prints the address as soon as requests are answered.

    Raises `Refused` when the address cannot be had or the application does not start.
    """
    check_port(host, port)
    greeter = _Greeter(host, port)
    multiprocessing.set_start_method("fork" if _made_ready_to_fork() else "spawn", force=True)
    connections.close_all()  # the worker processes open their own
    server = _Server(
        greeter,
        target="lupaus",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=min(threads, 2 * (os.cpu_count() or 1) + 1),
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=workers > 1,
        workers_kill_timeout=_PATIENCE,
    )
    # A closed terminal ends the server; granian would only change its workers.
    server.on_startup(_end_on_hangup)
    try:
        server.serve(target_loader=_load_application, wrap_loader=False)
    except SystemExit as leaving:
        if leaving.code:
            raise Refused(_("The server ended; the lines above say why.")) from leaving
    finally:
        greeter.ended.set()
        gc.unfreeze()
    if greeter.failed:
        raise Refused(_("The server started but answers with an error; the lines above say why."))


class _Server(Server):  # type: ignore[misc, valid-type]  # one of two classes, by how Python was built
    """Granian's server, sure of who is dead before it complains of who is not, and of hearing that it is to
    end however often it is told.

    Two of its threads wait for a worker. While the one that saw it end has not said so, the other takes it
    for alive, and tells the terminal that it had to be killed.
    """

    interrupt_signal: bool  # whether the server is to end

    def __init__(self, greeter: _Greeter, **settings: Any) -> None:
        super().__init__(**settings)
        self._greeter = greeter

    def startup(self, *how: Any) -> None:
        """Start the first workers, then the threads that a fork does not carry over.

        A worker that takes the place of one that died starts from nothing, for by then there are threads.
        """
        super().startup(*how)
        multiprocessing.set_start_method("spawn", force=True)
        self._greeter.start()

    def signal_handler_interrupt(self, *_told: Any) -> None:
        """Wake the server for its end, from a thread beside it.

        Granian wakes it here, where a second signal within the first waits for ever for the lock the first
        holds; and `make` passes on the signal that the terminal has sent to both.
        """
        if not self.interrupt_signal:
            self.interrupt_signal = True
            start_new_thread(self.main_loop_interrupt.set, ())

    def _stop_workers(self) -> None:
        for worker in self.wrks:
            worker.terminate()
        until = time.monotonic() + _PATIENCE
        while any(worker.is_alive() for worker in self.wrks) and time.monotonic() < until:
            time.sleep(0.01)
        super()._stop_workers()


def _made_ready_to_fork() -> bool:
    """Load the whole program once, for all workers; False where they had better start from nothing.

    What is loaded before a fork the workers share, which is most of their memory. But threads do not survive
    a fork, so it is done only in a process that never had a thread beside its first: on Linux, where that can
    be told, and not after a load, which wakes the store's own threads.
    """
    if _threads() != 1:
        return False
    try:
        from django.urls import get_resolver  # noqa: PLC0415 - only when Django has been set up

        import lupaus.config.wsgi  # noqa: F401, PLC0415 - what every worker needs

        get_resolver()._populate()
    except Exception:  # noqa: BLE001 - the workers meet the same, and tell it
        return False
    gc.collect()
    gc.freeze()  # so that looking for garbage does not touch, and thereby copy, what is shared
    return _threads() == 1


def _threads() -> int:
    """All threads of this process, libraries' own ones too; 0 where that cannot be told."""
    try:
        names = [path.read_text().strip() for path in Path("/proc/self/task").glob("*/comm")]
    except OSError:
        return 0
    return sum(name not in _MINDS_FORKS for name in names)


def _end_on_hangup() -> None:
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda *_told: os.kill(os.getpid(), signal.SIGTERM))


def _load_application() -> Front:
    """What a worker process does first.

    Ctrl-C reaches every process of the terminal, and a worker that is told twice to end (by the terminal and
    by the server) hangs: so it leaves the terminal. It ends by itself when the server has died.
    """
    if hasattr(os, "setsid"):
        os.setsid()
    atexit.register(_leave_at_once)
    threading.Thread(target=_end_with_the_server, daemon=True).start()

    from lupaus.config.wsgi import application  # noqa: I001, PLC0415 - made in the worker, not in the server
    from lupaus.config.front import Front  # noqa: PLC0415 - only when Django has been set up
    from lupaus.decisions.search.index import follow_in_the_background  # noqa: PLC0415 - as above
    from lupaus.indicators.reading.following import (  # noqa: PLC0415 - as above
        follow_in_the_background as follow_releases,
    )
    from lupaus.services.catalogue.search import open_dictionaries  # noqa: PLC0415 - as above

    _seal_in_the_background()
    open_dictionaries()
    follow_in_the_background()
    follow_releases()
    return Front(application)


def _leave_at_once() -> None:
    """The last thing a worker does.

    A thread of granian that still waits for its turn would wake while Python is being taken down, and die
    aloud: so Python is not taken down. Every request is answered by then.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _seal_in_the_background() -> None:
    from lupaus.accounts.sealing.background import BackgroundSealer  # noqa: PLC0415 - only after django.setup()

    BackgroundSealer().start()


def _end_with_the_server() -> None:
    server = multiprocessing.parent_process()
    if server is not None:
        wait([server.sentinel])
        os._exit(1)


class _Greeter(threading.Thread):
    """Asks the server until it answers, then prints its address; ends it when the answer is an error."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(daemon=True)
        self.host, self.port = host, port
        self.ended = threading.Event()
        self.failed = False

    def run(self) -> None:
        while not self.ended.wait(0.1):
            status = self._status()
            if status is None:
                continue
            if status < http.client.INTERNAL_SERVER_ERROR:
                click.echo(f"Serving {address(self.host, self.port)}")
            else:
                self.failed = True
                os.kill(os.getpid(), signal.SIGTERM)
            return

    def _status(self) -> int | None:
        """The status of the server's own health, `None` while nobody answers."""
        with closing(
            http.client.HTTPConnection(_EVERYWHERE.get(self.host, self.host), self.port, timeout=30)
        ) as connection:
            try:
                connection.request("GET", "/healthz", headers={"Connection": "close"})
                return connection.getresponse().status
            except (OSError, http.client.HTTPException):
                return None
