"""Rows about new figures: importing them, the page after them, bytes written, and the memory of it all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tools.bench.bank import load, making, serving
from tools.bench.bank.inside import inside
from tools.bench.bank.rows import Bench
from tools.bench.bank.told import Row, Spread, faster, times_as_fast

#: A million rows.
_INDICATORS: Final = 42
_APART: Final = 50  # indicators between the first of one round and the first of the next
_EMPTY: Final = "/fi/accessibility/?regions="
_MOST_MEMORY: Final = 250  # megabytes


def imports(bench: Bench) -> Iterator[Row]:
    """A million new observations, checked, compared, written, looked over, and told as a release.

    Each round brings other indicators into a bank that knows them and has no figure of them.
    """
    rounds = 2 * bench.rounds + 1  # short ones, which differ much
    for kind, named in (("csv", "tidy CSV"), ("json", "Sotkanet's JSON")):
        row = Row(f"importing 1 million new observations, {named}", f"DuckDB's read_{kind}", "≥ 0.3", "s")
        ours: list[float] = []
        theirs: list[float] = []
        with bench.temporary(f"import-{kind}") as folder, inside(folder / "data") as process:
            process.ask("catalogue", indicators=_APART * (rounds + 1))
            for number in range(rounds + 1):
                file = folder / f"figures.{kind}"
                which = {"first": _APART * number, "count": min(_INDICATORS, bench.indicators)}
                rows = process.ask("write_observations", path=str(file), kind=kind, **which)
                other = process.ask("read_by_duckdb", path=str(file), kind=kind)
                told = process.ask("import", path=str(file))
                if not rows == other["rows"] == told["added"]:
                    raise RuntimeError(f"{rows} rows, {other['rows']} read, {told['added']} added")
                if number:  # the first one warms up
                    ours.append(told["seconds"])
                    theirs.append(other["seconds"])
                row.notes |= {"rows": rows, "bytes of the file": file.stat().st_size}
        yield times_as_fast(row, ours, theirs)


def new_release(bench: Bench) -> Iterator[Row]:
    """The first pages after a release, each of a region nobody asked of before, against the empty page."""
    row = Row("page after a new release, region never asked before", "the empty page", "≥ 0.05", "answers/s")
    ours: list[float] = []
    empty: list[float] = []
    names = [code for code, _category in making.codes()]
    bench.chance.shuffle(names)
    regions = iter(names)
    with (
        bench.copied() as data,
        bench.temporary("release") as folder,
        inside(data) as process,
        serving.lupaus(data) as server,
    ):
        load.answer(server, f"/fi/indicators/{making.indicator(0)}/")
        for number in range(1, bench.rounds + 1):
            file = folder / "figures.csv"
            process.ask(
                "write_observations", path=str(file), kind="csv", first=3, count=1, shift=0.125 * number
            )
            changed = process.ask("import", path=str(file))["changed"]
            if not changed:
                raise RuntimeError("the release changed nothing")
            pages = [f"/fi/indicators/{making.indicator(3)}/?region={next(regions)}" for _each in range(5)]
            empties = [f"{_EMPTY}{next(regions)}" for _each in range(5)]
            ours.append(5 / sum(load.seconds_of(server, page) for page in pages))
            empty.append(5 / sum(load.seconds_of(server, page) for page in empties))
    yield faster(row, ours, empty)


def replaced(bench: Bench) -> Iterator[Row]:
    """What is written when one indicator of the bank gets other figures."""
    row = Row("replacing one indicator, bytes of the table written", "its bucket before", "≤ 1.05", "bytes")
    with bench.copied() as data, bench.temporary("replace") as folder, inside(data) as process:
        written: list[float] = []
        buckets: list[float] = []
        seconds: list[float] = []
        for number in range(1, min(3, bench.rounds) + 1):
            which = bench.chance.randrange(bench.indicators)
            file = folder / "figures.csv"
            how = {"first": which, "count": 1, "shift": 0.5 * number}
            process.ask("write_observations", path=str(file), kind="csv", **how)
            before = process.ask("table", indicator=which)
            told = process.ask("import", path=str(file), replace=True)
            after = process.ask("table", indicator=which)["files"]
            new = {name: size for name, size in after.items() if before["files"].get(name) != size}
            written.append(sum(size for name, size in new.items() if name.endswith(".parquet")))
            buckets.append(before["bucket"])
            seconds.append(told["seconds"])
            row.notes["bytes of the log and the rest"] = sum(new.values()) - int(written[-1])
        row.notes["seconds"] = Spread.of(seconds).told()
    yield faster(row, written, buckets)


def memory(bench: Bench) -> Iterator[Row]:
    """Proportional set size of two workers that have answered pages and the API."""
    row = Row("memory of two workers", "", f"≤ {_MOST_MEMORY}", "MB")
    with serving.lupaus(bench.bank(), workers=2) as server:
        for number in range(200):
            name, region = bench.an_indicator(), bench.a_region()
            addresses = [f"/api/v1/series?indicator={name}&region={region}"]
            if number % 4 == 0:
                names = "&".join(f"indicator={bench.an_indicator()}" for _each in range(20))
                addresses += [
                    f"/fi/indicators/{name}/?region={region}",
                    f"/api/v1/verdicts?region={region}&{names}",
                ]
            for address in addresses:
                load.answer(server, address)
        sizes = {pid: serving.proportional_set_size(pid) for pid in serving.children(server.pid)}
        workers = [size for pid, size in sizes.items() if _is_worker(pid)]
        if len(workers) != 2:
            raise RuntimeError(f"{len(workers)} workers were found")
        row.notes["all processes of the server, MB"] = round(
            (sum(sizes.values()) + serving.proportional_set_size(server.pid)) / 1e6, 1
        )
    row.ours = Spread.of([sum(workers) / 1e6])
    yield row


def _is_worker(pid: int) -> bool:
    """Workers begin as their server does, or by `spawn_main`; beside them there may be a tracker."""
    return b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()
