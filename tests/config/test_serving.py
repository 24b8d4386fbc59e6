from __future__ import annotations

import os
import signal
import socket
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from lupaus.config.serving import _Server, address, check_port
from lupaus.web.refusals import Refused
from tests.config.program import Program, free_port, said_address
from tests.prepared import begun


def test_a_free_port_is_fine() -> None:
    check_port("127.0.0.1", free_port())


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Refused, match=rf"Port {port} is taken.*PORT={port + 1}"):
            check_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(Refused, match="is not an address of this machine"):
        check_port("192.0.2.1", free_port())


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("example.org", "http://example.org:8000"),
    ],
)
def test_the_address_is_written_as_a_browser_takes_it(host: str, shown: str) -> None:
    assert address(host, 8000) == shown


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_answers_when_it_says_so_and_ends_without_a_word(stop: signal.Signals, tmp_path: Path) -> None:
    port = free_port()
    running = begun(tmp_path).start("serve", "--port", str(port))
    assert said_address(running) == f"http://127.0.0.1:{port}"
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
        assert answer.status == 200
    os.killpg(running.pid, stop)  # as Ctrl-C reaches every process of the terminal
    rest, _none = running.communicate(timeout=30)
    assert (running.returncode, rest) == (0, "")


def test_a_signal_within_a_signal_does_not_keep_the_server_from_ending() -> None:
    server = _Server.__new__(_Server)
    server.interrupt_signal = False
    server.main_loop_interrupt = woken = threading.Event()
    with woken._cond:  # type: ignore[attr-defined]  # as the first signal holds it when the second comes
        server.signal_handler_interrupt(signal.SIGTERM, None)
        assert not woken.is_set()
    assert woken.wait(5)
    assert server.interrupt_signal


@pytest.mark.slow
def test_a_second_server_on_the_same_port_is_refused_in_one_sentence(tmp_path: Path) -> None:
    program = begun(tmp_path)
    with program.serving() as origin:
        for verb in ("serve", "demo"):
            second = program.run(verb, "--port", origin.rsplit(":", 1)[1])
            assert second.returncode == 1
            assert second.stdout == ""
            assert len(second.stderr.splitlines()) == 1


@pytest.mark.slow
def test_a_server_that_cannot_work_ends_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "broken_urls.py").write_text("raise ValueError('no addresses')\n")
    (tmp_path / "broken_settings.py").write_text(
        "from lupaus.config.settings import *\nROOT_URLCONF = 'broken_urls'\n"
    )
    broken = {"PYTHONPATH": str(tmp_path), "DJANGO_SETTINGS_MODULE": "broken_settings"}
    ran = Program(tmp_path, broken).run("serve", "--port", str(free_port()))
    assert ran.returncode == 1
    assert "Serving" not in ran.stdout
    assert "answers with an error" in ran.stderr.splitlines()[-1]


@pytest.mark.slow
def test_static_files_are_served_from_the_package_and_kept_by_browsers(tmp_path: Path) -> None:
    with (
        begun(tmp_path).serving() as origin,
        urllib.request.urlopen(f"{origin}/static/web/base.css") as answer,
    ):
        assert answer.headers["Content-Type"].startswith("text/css")
        assert "max-age=31536000" in answer.headers["Cache-Control"]


@pytest.mark.slow
def test_when_the_server_is_killed_nothing_of_it_stays(tmp_path: Path) -> None:
    running = begun(tmp_path).start("serve", "--port", str(free_port()))
    port = int(said_address(running).rsplit(":", 1)[1])
    running.kill()
    running.communicate(timeout=30)  # ends when the last process that holds the pipe has ended
    check_port("127.0.0.1", port)


def _workers(server: int) -> list[int]:
    """Processes below the server that answer."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    pids = map(int, children)
    return [pid for pid in pids if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="memory is told by Linux alone")
def test_two_workers_share_what_is_loaded_answer_alike_and_are_replaced_when_they_die(tmp_path: Path) -> None:
    running = begun(tmp_path).start("serve", "--port", str(free_port()), "--workers", "2")
    origin = said_address(running)
    paths = ("/fi/", "/en/accessibility/", "/api/v1/regions", "/en/indicators/", "/api/v1/releases")

    def answers() -> set[tuple[str, int, int]]:
        """Of every path over connections of their own, so that both workers are asked."""
        found = set()
        for path in paths * 12:
            with urllib.request.urlopen(f"{origin}{path}") as answer:
                found.add((path, answer.status, len(answer.read())))
        return found

    try:
        first = answers()
        assert {(path, status) for path, status, _length in first} == {(path, 200) for path in paths}
        assert len(first) == len(paths)
        workers = _workers(running.pid)
        assert len(workers) == 2
        told = Path(f"/proc/{workers[0]}/smaps_rollup").read_text()
        kilobytes = {name: int(told.partition(f"{name}:")[2].split()[0]) for name in ("Rss", "Pss")}
        assert kilobytes["Pss"] < 0.6 * kilobytes["Rss"]
        os.kill(workers[1], signal.SIGKILL)
        until = time.monotonic() + 60
        while len(set(_workers(running.pid)) - {workers[1]}) < 2 and time.monotonic() < until:
            time.sleep(0.2)
        assert len(set(_workers(running.pid)) - {workers[1]}) == 2
        assert answers() == first
    finally:
        running.terminate()
        running.communicate(timeout=60)
