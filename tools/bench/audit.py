"""What the sealed audit trail costs those who write: eight at once, with the seal and without.

python -m tools.bench.audit [--rounds 5] [--seconds 2]

On the embedded database, and on PostgreSQL when LUPAUS_TEST_POSTGRES names a server. A write is the
smallest there is, a transaction with nothing in it but its audit record, so that the share of the seal is the
largest there can be. Rounds with and without alternate, for the machine may be busy with other things; told
are medians.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median
from time import monotonic, sleep
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

WRITERS: Final = 8
#: How often the sealer looks: more often than the program itself, which looks every three seconds.
LOOKS_EVERY: Final = 1.0


def run(*, rounds: int = 5, seconds: float = 2.0) -> dict[str, Any]:
    """Writes per second by database: medians with and without the seal, and the ratio of the two."""
    told: dict[str, Any] = {"writers": WRITERS, "rounds": rounds, "seconds": seconds}
    with tempfile.TemporaryDirectory() as folder:
        told["sqlite"] = _measured({"LUPAUS_DATA": folder}, rounds, seconds)
    server = os.environ.get("LUPAUS_TEST_POSTGRES")
    if server:
        with tempfile.TemporaryDirectory() as folder, _database(server) as url:
            told["postgresql"] = _measured({"LUPAUS_DATA": folder, "DATABASE_URL": url}, rounds, seconds)
    return told


def _measured(environment: dict[str, str], rounds: int, seconds: float) -> dict[str, float]:
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | environment
    subprocess.run([sys.executable, "-m", __spec__.name, "--be", "migrator"], env=environ, check=True)
    with ExitStack() as stack:
        writers = [stack.enter_context(_Worker("writer", environ)) for _each in range(WRITERS)]
        sealer = stack.enter_context(_Worker("sealer", environ))
        rates: dict[str, list[float]] = {"plain": [], "sealed": []}
        for number in range(rounds):
            for way in ("plain", "sealed") if number % 2 else ("sealed", "plain"):
                working = [*writers, sealer] if way == "sealed" else writers
                for each in working:
                    each.ask(way, seconds)
                written = [each.answer() for each in working][:WRITERS]
                rates[way].append(sum(written) / seconds)
                sealer.ask("tidy", 0)
                sealer.answer()
    ratios = [sealed / plain for sealed, plain in zip(rates["sealed"], rates["plain"], strict=True)]
    return {
        "plain_per_second": round(median(rates["plain"]), 1),
        "sealed_per_second": round(median(rates["sealed"]), 1),
        "ratio": round(median(ratios), 3),
        "worst_ratio": round(min(ratios), 3),
    }


class _Worker:
    """A process of its own that works when asked."""

    def __init__(self, role: str, environ: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __spec__.name, "--be", role],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> _Worker:
        self.answer()  # it is ready
        return self

    def __exit__(self, *_trouble: object) -> None:
        self._process.communicate(timeout=60)

    def ask(self, what: str, seconds: float) -> None:
        if self._process.stdin:
            self._process.stdin.write(json.dumps([what, seconds]) + "\n")
            self._process.stdin.flush()

    def answer(self) -> int:
        return int(self._process.stdout.readline()) if self._process.stdout else 0


@contextmanager
def _database(server: str) -> Iterator[str]:
    """A database of our own on the server."""
    import psycopg  # noqa: PLC0415 - only where there is a server

    name = f"lupaus_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


# --- What the processes do ----------------------------------------------------------------------------------


def _be(role: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lupaus.config.settings")
    import django  # noqa: PLC0415 - after the settings are named

    django.setup()
    if role == "migrator":
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        return
    print(0, flush=True)
    for line in sys.stdin:
        what, seconds = json.loads(line)
        print(_work(role, what, seconds), flush=True)


def _work(role: str, what: str, seconds: float) -> int:
    if what == "tidy":
        return _tidy()
    return _seal(seconds) if role == "sealer" else _write(what, seconds)


def _write(way: str, seconds: float) -> int:
    """Write until the time is up; returns how many records."""
    from django.db import transaction  # noqa: PLC0415 - after django.setup()

    from lupaus.accounts.actors import operator  # noqa: PLC0415
    from lupaus.accounts.audit import record  # noqa: PLC0415
    from lupaus.accounts.models import AuditRecord  # noqa: PLC0415
    from lupaus.web.clock import real_clock  # noqa: PLC0415
    from lupaus.web.versions import advance_content_version  # noqa: PLC0415

    words: dict[str, Any] = {
        "title": {"fi": "Työllisyysaste nousee", "sv": "Sysselsättningsgraden stiger", "en": None},
        "targets": [{"year": year, "value": year / 7} for year in range(2026, 2031)],
    }
    told: dict[str, Any] = {"verb": "save", "kind": "goal", "object_id": "a", "before": words, "after": words}
    actor, end, count = operator(), monotonic() + seconds, 0
    while monotonic() < end:
        with transaction.atomic():
            if way == "sealed":
                record(actor=actor, clock=real_clock, **told)
            else:  # as it was before there were seals
                AuditRecord.objects.create(at=real_clock(), actor=actor.name, channel=actor.channel, **told)
                advance_content_version()
        count += 1
    return count


def _seal(seconds: float) -> int:
    from lupaus.accounts.sealing.background import BackgroundSealer  # noqa: PLC0415 - after django.setup()

    sealer, end = BackgroundSealer(), monotonic() + seconds
    while monotonic() + LOOKS_EVERY < end:
        sleep(LOOKS_EVERY)
        sealer.look()
    return 0


def _tidy() -> int:
    """Take away what was written without commitments, and seal the rest: no round leaves work to the next."""
    from lupaus.accounts.models import AuditRecord  # noqa: PLC0415 - after django.setup()
    from lupaus.accounts.sealing.background import BackgroundSealer  # noqa: PLC0415

    AuditRecord.objects.filter(commitment="").delete()
    BackgroundSealer().look()
    return 0


if __name__ == "__main__":
    asked = ArgumentParser(prog="python -m tools.bench.audit", description="Measure what the seal costs.")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--seconds", type=float, default=2.0)
    asked.add_argument("--be", choices=["migrator", "writer", "sealer"], help="used by the program itself")
    given = asked.parse_args()
    if given.be:
        _be(given.be)
    else:
        print(json.dumps(run(rounds=given.rounds, seconds=given.seconds), indent=2))
