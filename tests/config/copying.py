"""A service that is copied and backed up while imports run, and after one was killed.

Run as a program, for the reasons of `tests.indicators.dying`: this parent starts nothing, whatever reads or
writes is done in a child. It prints what it saw as JSON. Database and data folder are the environment's.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.indicators import dying  # sets Django up

from django.conf import settings  # isort: skip
from django.db import connection  # isort: skip

from lupaus.accounts.actors import operator
from lupaus.config.backup.making import back_up
from lupaus.config.backup.restoring import restore
from lupaus.indicators import queries
from lupaus.indicators.operations import importing
from lupaus.indicators.operations.wholeness import check_observations


def copies(number: int, seed: int) -> dict[str, int]:
    """Copy a service `number` times while imports run, back it up once, kill the import, back it up again."""
    vars(importing)["after_import"] = dying.nothing
    work = Path(settings.DATA).parent
    moments = random.Random(seed)
    dying.succeed(dying.prepare)
    newest = []
    writer = dying.in_a_child(write_for_ever)
    try:
        for nth in range(number):
            time.sleep(moments.uniform(0, 0.3))
            folder = work / f"copy-{nth}"
            copy_in_order(folder)
            newest.append(dying.succeed(lambda f=folder: inspect(f)))  # type: ignore[misc]  # bound now on purpose
        dying.succeed(lambda: make(work / "while.tar"))
        time.sleep(moments.uniform(0, 0.3))
    finally:
        os.kill(writer, signal.SIGKILL)
        dying.outcome(writer)
    dying.succeed(lambda: make(work / "killed.tar"))
    newest.append(dying.succeed(lambda: put_back(work / "while.tar", work / "while")))
    newest.append(dying.succeed(lambda: put_back(work / "killed.tar", work / "killed")))
    assert newest == sorted(newest)
    return {"copies": number, "backups": 2, "releases": newest[-1]}


def write_for_ever() -> None:
    for generation in range(1, 200):
        dying.write(generation)


def copy_in_order(folder: Path) -> None:
    """What the guide says for copying by hand: the database by its own backup, then the observations."""
    folder.mkdir()
    with (
        closing(sqlite3.connect(Path(settings.DATA) / "lupaus.sqlite3")) as source,
        closing(sqlite3.connect(folder / "lupaus.sqlite3")) as target,
    ):
        source.backup(target)
    shutil.copytree(Path(settings.DATA) / "observations" / "table", folder / "observations" / "table")


def make(file: Path) -> None:
    made = back_up(actor=operator(), clock=dying.clock, file=file)
    assert made.releases >= 1


def put_back(file: Path, folder: Path) -> int:
    move_to(folder)
    restore(actor=operator(), file=file)
    return inspect(folder)


def inspect(folder: Path) -> int:
    """Every release of a copy reads as what it says it is, and the copy takes the next; tells how many."""
    move_to(folder)
    releases = queries.releases()
    for release in releases:
        dying.generation_of(release)
    checked = check_observations(actor=operator())
    assert not checked.problems, checked.problems
    last = int(releases[0].source.removeprefix("generation "))
    dying.write(last + 1)
    newest = queries.newest_release()
    assert newest is not None
    assert dying.generation_of(newest) == last + 1
    return min(len(releases) + 10, 250)  # an exit status; the first ones mean that something failed


def move_to(folder: Path) -> None:
    """From now on this process works on another data folder."""
    connection.close()
    connection.settings_dict["NAME"] = folder / "lupaus.sqlite3"
    settings.DATA = folder
    for name in ("OBSERVATIONS", "FILES", "AUDIT", "DECISIONS_INDEX"):
        setattr(settings, name, folder / Path(getattr(settings, name)).name)


VERBS: dict[str, Callable[[int, int], dict[str, int]]] = {"copies": copies}

if __name__ == "__main__":
    verb, number, seed = sys.argv[1:]
    print(json.dumps(VERBS[verb](int(number), int(seed))))  # noqa: T201 - the answer to the test
