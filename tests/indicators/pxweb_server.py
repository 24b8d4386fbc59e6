"""A PxWeb on this machine: it lists, describes and answers as the real one does, keeps its limits, and goes
wrong when it is told to."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any, Final
from urllib.parse import unquote

from lupaus.indicators.pxweb import PxWeb
from lupaus.web.network import SameHost
from tests.indicators.sotkanet_server import Reply, serving

CONFIG: Final = {"maxValues": 120000, "maxCells": 120000, "maxCalls": 40, "timeWindow": 60, "CORS": True}
SIGNS: Final = {
    "1": "Missing",
    "2": "Not applicable",
    "3": "Data is subject to secrecy",
    "5": "Not asked",
    "7": "Magnitude nil",
}

#: What a cell holds, by the code of each variable: a figure, a sign in its place, or nothing.
Figure = Callable[[Mapping[str, str]], object]


@dataclass
class Table:
    """A table: its variables, each a label and labels by code. `is_sparse` tells cells as an object."""

    variables: dict[str, tuple[str, dict[str, str]]]
    figure: Figure
    title: str = "A table"
    updated: str = "2026-03-01T08:00:00"
    time: str = "vuosi"
    left_out: tuple[str, ...] = ()  # variables that need not be chosen
    index_is_object: bool = False
    is_sparse: bool = False
    signs: Mapping[str, str] | None = field(default_factory=lambda: SIGNS)

    def metadata(self) -> dict[str, Any]:
        told = []
        for code, (label, values) in self.variables.items():
            variable: dict[str, Any] = {"code": code, "text": label, "values": list(values)}
            variable["valueTexts"] = list(values.values())
            if code == self.time:
                variable["time"] = True
            if code in self.left_out:
                variable["elimination"] = True
            told.append(variable)
        return {"title": self.title, "variables": told}

    def answer(self, chosen: Mapping[str, list[str]]) -> dict[str, Any]:
        """The chosen cells as json-stat2."""
        sides = {code: chosen[code] for code in self.variables if chosen.get(code)}
        values: list[object] = []
        statuses: dict[str, str] = {}
        for place, codes in enumerate(product(*sides.values())):
            said = self.figure(dict(zip(sides, codes, strict=True)))
            if isinstance(said, str):
                statuses[str(place)] = said
            values.append(None if isinstance(said, str) else said)
        cube: dict[str, Any] = {
            "version": "2.0",
            "class": "dataset",
            "label": self.title,
            "source": "Statistics Finland",
            "updated": self.updated,
            "id": list(sides),
            "size": [len(codes) for codes in sides.values()],
            "role": {"time": [self.time]},
            "dimension": {code: self._dimension(code, codes) for code, codes in sides.items()},
            "value": {str(place): value for place, value in enumerate(values) if value is not None}
            if self.is_sparse
            else values,
        }
        if statuses:
            cube["status"] = statuses
        if self.signs is not None:
            cube["extension"] = {"missingValueDescriptions": self.signs}
        return cube

    def _dimension(self, code: str, codes: list[str]) -> dict[str, Any]:
        label, labels = self.variables[code]
        index = {each: place for place, each in enumerate(codes)} if self.index_is_object else codes
        return {
            "label": label,
            "category": {"index": index, "label": {each: labels[each] for each in codes}},
        }


@dataclass
class FakePxWeb:
    """Tables by their way; `instead` answers before them, by method and the end of the address: of a list one
    after another, then the table again. Its time passes in sleep, and `takes` seconds with each call."""

    base: str = ""
    tables: dict[str, Table] = field(default_factory=dict)
    config: object = field(default_factory=lambda: dict(CONFIG))
    instead: dict[tuple[str, str], list[Reply] | Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    calls: list[float] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    clock: float = 0.0
    takes: float = 0.0
    #: Kept when the service has limits of its own mind: more cells than these are refused.
    most_cells: int = 120_000

    def service(self, language: str = "fi", **more: Any) -> PxWeb:
        given: dict[str, Any] = {"timeout": 5, "tick": lambda: self.clock, "sleep": self.sleep}
        opener = urllib.request.build_opener(SameHost())
        return PxWeb(base=self.base, language=language, opener=opener, **(given | more))

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock += seconds

    @property
    def data_calls(self) -> int:
        return len(self.sent)

    def most_calls_in(self, seconds: float) -> int:
        """The most calls that came within any so many seconds."""
        return max(
            (sum(begin <= call < begin + seconds - 1e-6 for call in self.calls) for begin in self.calls),
            default=0,
        )

    def reply(self, path: str, headers: Mapping[str, str]) -> Reply:
        self.calls.append(self.clock)
        self.clock += self.takes
        if sum(call > self.calls[-1] - 60 + 1e-6 for call in self.calls) > 40:
            return Reply(status=429)
        is_post = "Content-Type" in headers
        address = unquote(path)
        for (method, end), replies in self.instead.items():
            if method == ("POST" if is_post else "GET") and address.endswith(end):
                if isinstance(replies, Reply):
                    return replies
                if replies:
                    return replies.pop(0)
        return self._answer(address.split("/", 2)[2], json.loads(self.sent[-1]) if is_post else None)

    def _answer(self, way: str, asked: Any) -> Reply:
        """`way` begins behind the language."""
        if way.endswith("?config"):
            return _json(self.config)
        if way == "" or way.endswith("/"):
            there = self._list(way)
            return _json(there) if there else Reply(status=404)
        table = self.tables.get(way)
        if table is None:
            return Reply(status=400)
        if asked is None:
            return _json(table.metadata())
        chosen = {each["code"]: each["selection"]["values"] for each in asked["query"]}
        for code, (_label, values) in table.variables.items():
            if code not in chosen and code not in table.left_out:
                chosen[code] = list(values)
            if not set(chosen.get(code, ())) <= set(values):
                return Reply(status=400)
        if not set(chosen) <= set(table.variables):
            return Reply(status=400)
        self.cells.append(prod(map(len, chosen.values())))
        if self.cells[-1] > self.most_cells:
            return Reply(status=403)
        return _json(table.answer(chosen))

    def _list(self, way: str) -> list[dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for name, table in self.tables.items():
            if not name.startswith(way):
                continue
            first, slash, _rest = name[len(way) :].partition("/")
            if slash:
                found[first] = {"dbid" if not way else "id": first, "type": "l", "text": f"Folder {first}"}
            else:
                found[first] = {"id": first, "type": "t", "text": table.title, "updated": table.updated}
        return list(found.values())


def _json(told: object) -> Reply:
    return Reply(json.dumps(told, ensure_ascii=False).encode())


@contextmanager
def fake_pxweb() -> Iterator[FakePxWeb]:
    """Serves on a free port of the loopback address."""
    fake = FakePxWeb()
    with serving(fake) as base:
        fake.base = base
        yield fake


def small_table(**more: Any) -> Table:
    """Espoo and Lohja in two years: 100 and 200, and what the year adds."""
    variables = {
        "alue": ("Alue", {"KU049": "Espoo", "KU444": "Lohja"}),
        "vuosi": ("Vuosi", {"2023": "2023", "2024": "2024"}),
    }
    first = {"KU049": 100, "KU444": 200}
    return Table(variables, lambda of: first[of["alue"]] + int(of["vuosi"]) - 2000, **more)


def small_mapping(way: str) -> str:
    """One figure of the small table."""
    only = "regions: [KU049], since: 2024"
    return f"tables: [{{table: {way}, {only}, indicators: {{people: {{title: People}}}}}}]"
