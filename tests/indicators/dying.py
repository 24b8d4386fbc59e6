"""Imports that are killed, and imports that run at once, each in a process of its own.

Run as a program, because its processes are forked: this parent has imported everything and started nothing
(no thread of DuckDB or of the Delta library), and whatever reads or writes is done in a child. It prints what
it saw as JSON. The database and the data folder are those of the environment.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import struct
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Final, NoReturn

import django

django.setup()

from django.conf import settings  # noqa: E402 - after setup, as below
from django.core.management import call_command  # noqa: E402
from django.utils import translation  # noqa: E402

from lupaus.accounts.actors import operator  # noqa: E402
from lupaus.indicators import bank, queries  # noqa: E402
from lupaus.indicators.definitions import IndicatorDefinition  # noqa: E402
from lupaus.indicators.models import Release  # noqa: E402
from lupaus.indicators.operations import (  # noqa: E402
    ImportSource,
    Row,
    Scope,
    fast,
    import_observations,
    import_observations_file,
    importing,
    save_indicators,
)
from lupaus.indicators.store import Table, exclusive, table  # noqa: E402
from lupaus.regions.models import Category, Region  # noqa: E402
from lupaus.web.refusals import Refused  # noqa: E402
from lupaus.web.texts import Text  # noqa: E402

translation.activate("en")  # sentences are compared in the language they are written in

OLD: Final = 10
NEW: Final = 11
#: Added when the table held a commit that no release named.
UNFINISHED: Final = 4

#: How much more room there is each time, in bytes.
STEP: Final = 1500

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
    found = {(o.indicator, o.region, o.period): o.value for o in bank.every_observation(release=release)}
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
    unfinished = Table.own().head() != newest.table_version
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


#: A generation of new figures has two indicators, each in a bucket of its own.
HALVES: Final = ("a", "b")


def fresh_figures(generation: int) -> dict[tuple[str, str, str], float]:
    """Figures of indicators that only this generation brings."""
    return {
        (f"fresh-{generation:04}-{half}", code, str(year)): generation * 1000.0 + year
        for half in HALVES
        for code in CODES
        for year in range(1990, 2020)
    }


def write_fresh(generation: int) -> None:
    """One import of a file of new figures, whose files join the table without one of them being replaced."""
    path = Path(settings.OBSERVATIONS).parent / f"generation {generation}"
    rows = [
        f"{name},{code},total,{year},{value}"
        for (name, code, year), value in fresh_figures(generation).items()
    ]
    path.write_text("\n".join(["indicator,region,gender,year,value", *rows]) + "\n", encoding="ascii")
    imported = import_observations_file(actor=operator(), clock=clock, path=path)
    assert imported.added == len(rows)
    path.unlink()


def generation_of_fresh(release: Release) -> int:
    """As `generation_of`, where each release also holds what those before it brought."""
    wanted: dict[tuple[str, str, str], float] = {}
    for earlier in queries.releases():
        if earlier.pk <= release.pk:
            wanted |= fresh_figures(int(earlier.source.removeprefix("generation ")))
    found = {(o.indicator, o.region, o.period): o.value for o in bank.every_observation(release=release)}
    assert found == wanted, f"release {release.pk} is not {release.source} and all before it"
    return int(release.source.removeprefix("generation "))


def kill_fresh(rounds: int, seed: int) -> dict[str, int]:
    """As `kill`, where each import brings new indicators by `Table.add`, and nothing is ever replaced."""
    vars(fast)["WORTH_IT"] = 0
    vars(table)["BUCKET_SIZE"] = 1
    names = sorted(
        {name for number in range(2 * rounds + 10) for name, _code, _year in fresh_figures(number)}
    )
    globals().update(NAMES=names, write=write_fresh, generation_of=generation_of_fresh)
    Table.replace = never_replaced  # type: ignore[method-assign]  # on purpose, see there
    return kill(rounds, seed)


def never_replaced(*_given: object, **_named: object) -> NoReturn:
    raise AssertionError("new figures went another way than the one that is looked at here")


def kill(rounds: int, seed: int) -> dict[str, int]:
    """Kill an import at a random moment, look, import again; as many times as asked.

    One child a round: it looks at what the last one left, imports once more, says so, and then imports
    until it is killed. Findings are written after a release is whole, and left out here.
    """
    vars(importing)["after_import"] = nothing
    succeed(prepare)
    longest = max(succeed_timed(lambda g=g: twice(g)) for g in (1, 3)) * 1.05  # type: ignore[misc]  # bound now on purpose
    seen = {"old": 0, "new": 0, "unfinished": 0, "killed": 0}
    moments = random.Random(seed)
    before = attempted = 4
    for _round in range(rounds + 1):  # the last one only looks at what the one before it left
        reading, telling = os.pipe()
        child = in_a_child(lambda t=telling, b=before, a=attempted: look_and_import(t, b, a))  # type: ignore[misc]  # bound now on purpose
        os.close(telling)
        told = os.read(reading, 1)
        os.close(reading)
        if not told:
            sys.exit(f"failed with {outcome(child)}")
        if _round:
            status = told[0]
            seen["unfinished"] += status >= OLD + UNFINISHED
            seen["new" if status in (NEW, NEW + UNFINISHED) else "old"] += 1
        before, attempted = attempted + 1, attempted + 2
        time.sleep(moments.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        seen["killed"] += outcome(child) == -signal.SIGKILL and _round < rounds
    succeed(inspect_everything)
    return seen


def nothing(*_given: object, **_named: object) -> None:
    """What an import does after it is done."""


def look_and_import(telling: int, before: int, attempted: int) -> None:
    status = inspect(before, attempted)
    os.write(telling, bytes([status]))
    write(attempted + 2)


def twice(generation: int) -> float:
    """How long an import takes in a process that has just done another one, in seconds."""
    write(generation)
    begun = time.monotonic()
    write(generation + 1)
    return time.monotonic() - begun


def succeed_timed(work: Callable[[], float]) -> float:
    """As `succeed`, for work that tells seconds."""
    reading, telling = os.pipe()
    succeed(lambda: os.write(telling, struct.pack("d", work())) and None)
    seconds: float = struct.unpack("d", os.read(reading, 8))[0]
    return seconds


def between(rounds: int) -> dict[str, int]:
    """Die after the table's commit and before the release's row, every time; then look and import again."""
    succeed(prepare)
    unfinished, before = 0, 0
    for _round in range(rounds):
        child = in_a_child(lambda b=before: die_before_the_row(b + 1))  # type: ignore[misc]  # bound now on purpose
        assert outcome(child) == -signal.SIGKILL
        status = succeed(lambda b=before: inspect(b, b + 1))  # type: ignore[misc]  # bound now on purpose
        assert status == OLD + UNFINISHED
        unfinished += 1
        before += 2
    succeed(inspect_everything)
    return {"unfinished": unfinished}


def die_before_the_row(generation: int) -> None:
    def die(*_given: object, **_named: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    importing._make_visible = die
    write(generation)


def same(number: int) -> dict[str, int]:
    """Several imports at once of the very same figure: they wait for one another, and none is lost."""
    succeed(prepare)
    children = [
        in_a_child(lambda place=place: write_one(place, NAMES[1], changed=True))  # type: ignore[misc]  # bound now on purpose
        for place in range(1, number + 1)
    ]
    statuses = [outcome(child) for child in children]
    succeed(lambda: inspect_same(number))
    return {"failed": sum(status != 0 for status in statuses)}


def inspect_same(number: int) -> None:
    releases = queries.releases()
    assert [release.pk for release in releases] == list(range(number + 1, 0, -1))
    told = []
    for release in releases[:-1]:
        [found] = queries.observations(release=release, indicators=[NAMES[1]])
        assert f"import {found.value:.0f}" == release.source
        assert found.release == release.pk
        told.append(found.value or 0)
    assert sorted(told) == [float(place) for place in range(1, number + 1)]
    assert (releases[-2].added, releases[-2].changed) == (1, 0)
    assert all((release.added, release.changed) == (0, 1) for release in releases[:-2])


def refused(number: int, *, elsewhere: bool = False) -> dict[str, int]:
    """Imports that have no patience, while another one runs: each is refused with a sentence.

    `elsewhere` the holder is on another machine: it has the same database, and a data folder of its own.
    """
    succeed(prepare)
    reading, telling = os.pipe()
    folder = Path(settings.OBSERVATIONS)
    holder = in_a_child(lambda: hold_the_table(telling, folder / "elsewhere" if elsewhere else folder))
    os.read(reading, 1)
    for place in range(1, number + 1):
        succeed(lambda place=place: write_one_in_vain(place))  # type: ignore[misc]  # bound now on purpose
    os.kill(holder, signal.SIGKILL)  # however the holder ends, the next one may write
    outcome(holder)
    succeed(lambda: write_one(1, NAMES[1]))
    succeed(lambda: inspect_same(1))
    return {"refused": number}


def hold_the_table(telling: int, folder: Path) -> None:
    with exclusive(folder):
        os.write(telling, b".")
        time.sleep(600)


def write_one_in_vain(place: int) -> None:
    vars(importing)["exclusive"] = partial(exclusive, patience=0.1)
    said = "nothing: two imports wrote at once"
    try:
        write_one(place, NAMES[1])
    except Refused as refusal:
        said = str(refusal)
    assert said == "Another import is running. Nothing was changed; try again when it is done."


def full(means: str) -> dict[str, int]:
    """Import while there is less and less in the way: first no room at all, at last enough.

    `limit` lets no file grow beyond a size, `disk` leaves so much room on the disk. Every import that does
    not fit ends with one sentence, changes nothing, and the next one works.
    """
    succeed(prepare)
    seen = {"refused": 0, "done": 0}
    before, room = 0, 0
    while seen["done"] < 3:
        squeeze = {"limit": at_most, "disk": room_for}[means](room)
        status = outcome(in_a_child(lambda b=before, s=squeeze: write_or_be_refused(b + 1, s)))  # type: ignore[misc]  # bound now on purpose
        if status not in (OLD, NEW):
            sys.exit(f"failed with {status} at {room}")
        seen["done" if status == NEW else "refused"] += 1
        seen_by_readers = succeed(lambda b=before: inspect(b, b + 1))  # type: ignore[misc]  # bound now on purpose
        assert seen_by_readers in (status, status + UNFINISHED), f"{seen_by_readers} after {status}"
        before += 2
        room = room * 5 // 4 + STEP
    succeed(inspect_everything)
    return seen


def write_or_be_refused(generation: int, squeeze: AbstractContextManager[None]) -> int:
    assert queries.newest_release()  # the database is open, as it is in every command that imports
    try:
        with squeeze:
            write(generation)
    except Refused as refusal:
        [problem] = refusal.problems
        assert "is full or cannot be written. Nothing was changed" in problem.message
        return OLD
    return NEW


@contextmanager
def at_most(room: int) -> Iterator[None]:
    """No file can grow beyond `room` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def room_for(room: int) -> Iterator[None]:
    """The disk of the data folder has `room` bytes left."""
    filler = Path(settings.DATA) / "filler"
    disk = os.statvfs(settings.DATA)
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(disk.f_bavail * disk.f_frsize - room, 1))
    try:
        yield
    finally:
        filler.unlink()


def together(number: int) -> dict[str, int]:
    """Several imports at once, each of its own indicator."""
    succeed(prepare)
    children = [
        in_a_child(lambda place=place: write_one(place, NAMES[place]))  # type: ignore[misc]  # bound now on purpose
        for place in range(1, number + 1)
    ]
    statuses = [outcome(child) for child in children]
    succeed(lambda: inspect_together(number))
    return {"failed": sum(status != 0 for status in statuses)}


def write_one(place: int, name: str, *, changed: bool = False) -> None:
    rows = [Row(1, name, CODES[0], year=2000, value=float(place))]
    source = ImportSource(name=f"import {place}", checksum=lambda: f"{place:064}")
    imported = import_observations(actor=operator(), clock=clock, rows=rows, source=source)
    assert imported.release is not None
    assert imported.added + (imported.changed if changed else 0) == 1


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
        case ["kill-fresh", rounds, seed]:
            print(json.dumps(kill_fresh(int(rounds), int(seed))))  # noqa: T201 - the answer to the test
        case ["full", means]:
            print(json.dumps(full(means)))  # noqa: T201 - the answer to the test
        case ["together", number]:
            print(json.dumps(together(int(number))))  # noqa: T201 - the answer to the test
        case ["between", rounds]:
            print(json.dumps(between(int(rounds))))  # noqa: T201 - the answer to the test
        case ["same", number]:
            print(json.dumps(same(int(number))))  # noqa: T201 - the answer to the test
        case ["elsewhere", number]:
            print(json.dumps(refused(int(number), elsewhere=True)))  # noqa: T201 - the answer to the test
        case ["refused", number]:
            print(json.dumps(refused(int(number))))  # noqa: T201 - the answer to the test
