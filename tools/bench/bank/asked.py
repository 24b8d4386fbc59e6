"""Rows that ask servers: the API against Datasette, pages against the bare server and the empty page."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from typing import Any, Final
from urllib.parse import urlencode

from tools.bench.bank import load, making, peers, serving
from tools.bench.bank.rows import SMALLER, SMALLEST, Bench
from tools.bench.bank.serving import Server
from tools.bench.bank.told import Row, faster

_MANY: Final = 100  # indicators of one question
_NONE: Final = "not run: there is no Datasette here (python3 dev.py bench brings it)"


def _sql(query: str, **words: str) -> str:
    return f"/{peers.DATABASE}.json?" + urlencode({"sql": query, "_shape": "arrays", **words})


@dataclass(frozen=True)
class Question:
    """The same question to both servers, by a random key."""

    keys: Callable[[random.Random], Any]
    ours: Callable[[Any], str]
    theirs: Callable[[Any], str]
    alike: Callable[[Any, Any], bool]
    different: int  # how many keys there are

    def some(self, salt: int) -> Iterator[Any]:
        """Random keys, others for every salt; none twice until all have been asked."""
        chance = random.Random(salt)  # noqa: S311 - no secret
        seen: set[Any] = set()
        while True:
            key = self.keys(chance)
            if key not in seen:
                seen.add(key)
                yield key
            elif len(seen) == self.different:
                seen.clear()


def _verdicts(bench: Bench) -> Question:
    many = min(_MANY, bench.indicators)
    firsts = bench.indicators - many + 1
    regions = [code for code, _category in making.codes()]

    def ours(key: Any) -> str:
        first, region, gender = key
        names = "&".join(f"indicator={making.indicator(first + n)}" for n in range(many))
        return f"/api/v1/verdicts?region={region}&gender={gender}&{names}"

    def theirs(key: Any) -> str:
        first, region, gender = key
        query = """select indicator, latest, value, word, slope, position, peers from standings
            where region = :region and gender = :gender and indicator between :first and :last"""
        named = {"first": making.indicator(first), "last": making.indicator(first + many - 1)}
        return _sql(query, region=region, gender=gender, **named)

    def key(chance: random.Random) -> Any:
        return chance.randrange(firsts), chance.choice(regions), chance.choice(making.GENDERS)

    return Question(key, ours, theirs, _same_verdicts, firsts * len(regions) * len(making.GENDERS))


def _series(shape: making.Shape, indicators: int) -> Question:
    regions = [code for code, _category in making.codes(shape)]

    def ours(key: Any) -> str:
        number, region, gender = key
        return f"/api/v1/series?indicator={shape.indicator(number)}&region={region}&gender={gender}"

    def theirs(key: Any) -> str:
        number, region, gender = key
        query = """select period, value, status from observations
            where indicator = :indicator and region = :region and gender = :gender order by period"""
        return _sql(query, indicator=shape.indicator(number), region=region, gender=gender)

    def key(chance: random.Random) -> Any:
        return chance.randrange(indicators), chance.choice(regions), chance.choice(making.GENDERS)

    return Question(key, ours, theirs, _same_series, indicators * len(regions) * len(making.GENDERS))


def _everything(shape: making.Shape, indicators: int) -> Question:
    def ours(key: Any) -> str:
        number, gender = key
        return f"/api/v1/series?indicator={shape.indicator(number)}&gender={gender}"

    def theirs(key: Any) -> str:
        number, gender = key
        query = """select region, period, value, status from observations
            where indicator = :indicator and gender = :gender order by region, period"""
        return _sql(query, indicator=shape.indicator(number), gender=gender)

    def key(chance: random.Random) -> Any:
        return chance.randrange(indicators), chance.choice(making.GENDERS)

    return Question(key, ours, theirs, _same_indicator, indicators * len(making.GENDERS))


def api(bench: Bench) -> Iterator[Row]:
    """Questions to both servers, each answered by both alike before anything is timed."""
    long = making.long_ones(bench.indicators)
    asked = {
        ("verdicts of 100 indicators for a random region, API", "≥ 3"): _verdicts(bench),
        ("one series of 30 years, API", "≥ 2"): _series(making.LONG, long),
        ("one series of 20 years, any of the bank, API", "≥ 2"): _series(making.USUAL, bench.indicators),
        ("one indicator, all regions and years (15,000 figures), API", "≥ 20"): _everything(
            making.LONG, long
        ),
        ("one indicator, all regions and years (8,000 figures), API", "≥ 20"): _everything(
            making.USUAL, bench.indicators
        ),
    }
    rows = {Row(work, "Datasette", reach, "answers/s"): question for (work, reach), question in asked.items()}
    python = peers.python_of("datasette")
    if python is None:
        for row in rows:
            row.state = _NONE
            yield row
        return
    file = bench.sqlite()
    with serving.lupaus(bench.bank()) as ours, serving.datasette(python, file) as theirs:
        for row, question in rows.items():
            _side_by_side(bench, row, question, (ours, theirs))
            yield row


def _side_by_side(bench: Bench, row: Row, question: Question, servers: tuple[Server, Server]) -> None:
    keys = question.some(0)
    for _time in range(20):
        key = next(keys)
        mine = load.json_of(servers[0], question.ours(key))
        other = load.json_of(servers[1], question.theirs(key))
        if not question.alike(mine, other):
            raise RuntimeError(f"the answers to {key} differ: {str((mine, other))[:500]}")
    row.notes["answers compared, all equal"] = 20
    found: tuple[list[float], list[float]] = ([], [])
    for number in range(1, bench.rounds + 1):
        for server, ask, rates in zip(servers, (question.ours, question.theirs), found, strict=True):
            rates.append(load.rate(server, map(ask, question.some(number)), seconds=bench.seconds))
    faster(row, *found)


def _same_verdicts(ours: Any, theirs: Any) -> bool:
    mine = {
        each["indicator"]: [each[name] for name in ("year", "value", "status", "slope", "rank", "of")]
        for each in ours["items"]
    }
    others = {each[0]: each[1:] for each in theirs["rows"]}
    return mine.keys() == others.keys() and all(_near(mine[name], others[name]) for name in mine)


def _near(mine: list[Any], other: list[Any]) -> bool:
    return all(
        abs(a - b) <= 1e-12 * max(abs(a), abs(b)) if isinstance(a, float) and isinstance(b, float) else a == b
        for a, b in zip(mine, other, strict=True)
    )


def _same_series(ours: Any, theirs: Any) -> bool:
    told = dict(zip(ours["years"], ours["values"][0], strict=True)) if ours["regions"] else {}
    return told == {period: value for period, value, _status in theirs["rows"]} and bool(told)


def _same_indicator(ours: Any, theirs: Any) -> bool:
    told = {
        (region, year): value
        for region, values in zip(ours["regions"], ours["values"], strict=True)
        for year, value in zip(ours["years"], values, strict=True)
        if value is not None
    }
    return told == {(r, p): value for r, p, value, _s in theirs["rows"] if value is not None} and bool(told)


def kept_page(bench: Bench) -> Iterator[Row]:
    """A published page that is kept, against granian answering the same bytes and headers from memory."""
    row = Row("published page, warm", "granian from memory", "≥ 0.3", "answers/s")
    page = f"/fi/indicators/{making.indicator(1)}/"
    with serving.lupaus(bench.bank()) as ours, bench.temporary("memory") as folder:
        load.answer(ours, page)
        body, told = load.answer(ours, page)
        headers = [(name, value) for name, value in told if name.lower() not in ("server", "date")]
        with serving.from_memory(body, headers, folder) as memory:
            if load.answer(memory, page)[0] != body:
                raise RuntimeError("the answers differ")
            row.notes["bytes of the page"] = len(body)
            found: tuple[list[float], list[float]] = ([], [])
            busy: tuple[list[float], list[float]] = ([], [])
            for _round in range(bench.rounds):
                for server, rates, shares in zip((ours, memory), found, busy, strict=True):
                    with serving.busy(server, shares):
                        rates.append(load.same_rate(server, page, seconds=bench.seconds))
            # Near 1 the server was what took the time, and not whoever asked.
            row.notes["share of its core ours used"] = round(median(busy[0]), 2)
            row.notes["share of its core the other used"] = round(median(busy[1]), 2)
    yield faster(row, *found)


_KINDS: Final[dict[str, Callable[[str, str], str]]] = {
    "indicator's page, made anew": lambda name, region: f"/fi/indicators/{name}/?region={region}",
    "one series, API": lambda name, region: f"/api/v1/series?indicator={name}&region={region}",
}


def sizes(bench: Bench) -> Iterator[Row]:
    """The same addresses, each for the first time, on banks of 1, 10 and 48 million rows."""
    banks = sorted({min(number, bench.indicators) for number in (SMALLEST, SMALLER, bench.indicators)})
    with ExitStack() as stack:
        servers = [stack.enter_context(serving.lupaus(bench.bank(number))) for number in banks]
        for server in servers:
            load.answer(server, "/fi/indicators/")  # each has answered something before it is timed
        for kind, address in _KINDS.items():
            found: list[list[float]] = [[] for _each in banks]
            for _round in range(3 * bench.rounds):
                name = making.indicator(bench.chance.randrange(banks[0]))
                region = bench.a_region()
                for server, times in zip(servers, found, strict=True):
                    times.append(1000 * load.seconds_of(server, address(name, region)))
            for indicators, times in zip(banks, found, strict=True):
                smallest = f"{making.rows_of(banks[0]):,} rows"
                row = Row(f"{kind}, on {making.rows_of(indicators):,} rows", smallest, "", "ms")
                yield faster(row, times, found[0])
