"""Imports that are killed, and imports that run at once, each in a process of its own.

Run as a program, because its processes are forked: this parent has imported everything and started nothing
(no thread of DuckDB or of the Delta library), and whatever reads or writes is done in a child. It prints what
it saw as JSON. The database and the data folder are those of the environment.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final, NoReturn

import django

django.setup()

from django.conf import settings  # noqa: E402 - after setup, as below
from django.core.management import call_command  # noqa: E402

from lupaus.accounts.actors import operator  # noqa: E402
from lupaus.indicators import queries  # noqa: E402
from lupaus.indicators.definitions import IndicatorDefinition  # noqa: E402
from lupaus.indicators.models import Release  # noqa: E402
from lupaus.indicators.operations import (  # noqa: E402
    ImportSource,
    Row,
    Scope,
    import_observations,
    save_indicators,
)
from lupaus.indicators.store import Table  # noqa: E402
from lupaus.regions.models import Category, Region  # noqa: E402
from lupaus.web.texts import Text  # noqa: E402

OLD: Final = 10
NEW: Final = 11
#: Added when the table held a commit that no release named.
UNFINISHED: Final = 4

#: The first and the last lie in different buckets, so that a commit writes two files.
NAMES: Final = [f"indicator-{number}" for number in range(51)]
WRITTEN: Final = (NAMES[0], NAMES[-1])
CODES: Final = [f"KU{number:03}" for number in range(4)]


def clock() -> datetime:
    return datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def figures(generation: int) -> dict[tuple[str, str, str], float]:
    """The whole state after an import: values and even the years differ from one generation to the next."""
    return {
        (name, code, str(year)): generation * 1000.0 + year
        for name in WRITTEN
        for code in CODES
        for year in range(1990 + generation % 3, 2020 + generation % 5)
    }


def write(generation: int, names: Iterable[str] = WRITTEN) -> None:
    """One import of a generation, told by the name of its source."""
    wanted = frozenset(names)
    rows = [
        Row(line, name, code, year=year, value=value)
        for line, ((name, code, year), value) in enumerate(figures(generation).items(), start=1)
        if name in wanted
    ]
    source = ImportSource(name=f"generation {generation}", checksum=lambda: f"{generation:064}")
    imported = import_observations(
        actor=operator(), clock=clock, rows=rows, source=source, scope=Scope(wanted)
    )
    assert imported.release is not None


def generation_of(release: Release) -> int:
    """The generation a release says it is, after making sure that it reads as exactly that one."""
    generation = int(release.source.removeprefix("generation "))
    found = {(o.indicator, o.region, o.period): o.value for o in queries.every_observation(release=release)}
    assert found == figures(generation), f"release {release.pk} is not {release.source}"
    return generation


def prepare() -> None:
    call_command("migrate", verbosity=0)
    for number, code in enumerate(CODES):
        Region.objects.create(
            code=code, category=Category.MUNICIPALITY, number=f"{number:03}", name=Text.same(code)
        )
    definitions = [IndicatorDefinition(id=name, title=Text.same(name)) for name in NAMES]
    save_indicators(actor=operator(), clock=clock, definitions=definitions)
    write(0)


def inspect(before: int, attempted: int) -> int:
    """After a death: which state is seen; then the next import, which must succeed."""
    newest = queries.newest_release()
    assert newest is not None
    unfinished = Table(settings.OBSERVATIONS).head() != newest.table_version
    seen = generation_of(newest)
    assert seen in (before, attempted), f"generation {seen} after {before} and {attempted}"
    write(attempted + 1)
    after = queries.newest_release()
    assert after is not None
    assert after.pk == newest.pk + 1
    assert generation_of(after) == attempted + 1
    return (NEW if seen == attempted else OLD) + (UNFINISHED if unfinished else 0)


def inspect_everything() -> None:
    """Every release there ever was reads as what it says it is."""
    for release in queries.releases():
        generation_of(release)


def in_a_child(work: Callable[[], int | None]) -> int:
    """Start `work` in a forked process; returns the process id."""
    child = os.fork()
    if child == 0:
        _work_and_leave(work)
    return child


def _work_and_leave(work: Callable[[], int | None]) -> NoReturn:
    try:
        status = work() or 0
    except BaseException:  # noqa: BLE001 - a child must never return into the parent's loop
        traceback.print_exc()
        status = 1
    os._exit(status)


def outcome(child: int) -> int:
    """The exit status, negative for the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def succeed(work: Callable[[], int | None]) -> int:
    status = outcome(in_a_child(work))
    if status in (1, 2) or status < 0:
        sys.exit(f"failed with {status}")
    return status


def kill(rounds: int, seed: int) -> dict[str, int]:
    """Kill an import at a random moment, look, import again; as many times as asked."""
    succeed(prepare)
    durations = []
    for generation in (1, 2, 3):
        begun = time.monotonic()
        succeed(lambda generation=generation: write(generation))  # type: ignore[misc]  # bound now on purpose
        durations.append(time.monotonic() - begun)
    longest = max(durations) * 1.1
    seen = {"old": 0, "new": 0, "unfinished": 0, "killed": 0}
    moments = random.Random(seed)
    before = 3
    for _round in range(rounds):
        child = in_a_child(lambda before=before: write(before + 1))  # type: ignore[misc]  # bound now on purpose
        time.sleep(moments.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        seen["killed"] += outcome(child) == -signal.SIGKILL
        status = succeed(lambda before=before: inspect(before, before + 1))  # type: ignore[misc]  # bound now on purpose
        seen["unfinished"] += status >= OLD + UNFINISHED
        seen["new" if status in (NEW, NEW + UNFINISHED) else "old"] += 1
        before += 2
    succeed(inspect_everything)
    return seen


def together(number: int) -> dict[str, int]:
    """Several imports at once, each of its own indicator."""
    succeed(prepare)
    children = [
        in_a_child(lambda place=place: write_one(place))  # type: ignore[misc]  # bound now on purpose
        for place in range(1, number + 1)
    ]
    statuses = [outcome(child) for child in children]
    succeed(lambda: inspect_together(number))
    return {"failed": sum(status != 0 for status in statuses)}


def write_one(place: int) -> None:
    rows = [Row(1, NAMES[place], CODES[0], year=2000, value=float(place))]
    source = ImportSource(name=f"import {place}", checksum=lambda: f"{place:064}")
    imported = import_observations(actor=operator(), clock=clock, rows=rows, source=source)
    assert imported.release is not None
    assert imported.added == 1


def inspect_together(number: int) -> None:
    releases = queries.releases()
    assert [release.pk for release in releases] == list(range(number + 1, 0, -1))
    wanted = NAMES[1 : number + 1]
    found = queries.observations(release=releases[0], indicators=wanted)
    assert sorted(o.value or 0 for o in found) == [float(place) for place in range(1, number + 1)]
    # Each release added exactly one row to what the one before it held.
    counts = [queries.count(release=release) for release in reversed(releases)]
    assert [later - earlier for earlier, later in pairwise(counts)] == [1] * number


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["kill", rounds, seed]:
            print(json.dumps(kill(int(rounds), int(seed))))  # noqa: T201 - the answer to the test
        case ["together", number]:
            print(json.dumps(together(int(number))))  # noqa: T201 - the answer to the test
