"""A clean file gives the same release the fast way and the slow way; what is doubtful goes the slow way."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pytest_django import Settings

from lupaus.accounts.actors import Actor
from lupaus.indicators import bank
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Release, SourceKind
from lupaus.indicators.observations import Observation
from lupaus.indicators.operations import fast, import_observations_file, save_indicators
from lupaus.indicators.store import Staging
from lupaus.web.clock import Clock
from lupaus.web.refusals import Refused
from lupaus.web.texts import Text
from tests.indicators.conftest import HEADER
from tests.thorough import times

pytestmark = pytest.mark.django_db

GOOD = "jobs,KU049,total,2020,71.5"
ITEM = {"indicator": 127, "region": 20, "year": 2020, "gender": "total", "value": 71.5}

#: What became of a file: how many rows were added, its checksum and what the bank says; or what was told.
Outcome = tuple[Any, ...]


class Ways:
    """Brings a file in both ways, each into a bank that is empty."""

    def __init__(self, folder: Path, settings: Settings, actor: Actor, clock: Clock) -> None:
        self.folder, self.settings, self.actor, self.clock = folder, settings, actor, clock
        self.taken = 0  # files that went the fast way
        self._banks = 0

    def outcome(self, body: bytes, **how: Any) -> Outcome:
        """What becomes of the file, the same both ways."""
        fast_one, slow_one = (self._brought(body, least, **how) for least in (0, 1 << 60))
        assert fast_one == slow_one
        return fast_one

    def is_fast(self, body: bytes, **how: Any) -> bool:
        before = self.taken
        self.outcome(body, **how)
        return self.taken > before

    def _brought(self, body: bytes, least: int, **how: Any) -> Outcome:
        self._banks += 1
        self.settings.OBSERVATIONS = self.folder / f"bank-{self._banks}"
        Release.objects.all().delete()
        path = self.folder / "figures"
        path.write_bytes(body)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(fast, "WORTH_IT", least)
            patch.setattr(Staging, "take", self._counting(Staging.take))
            try:
                imported = import_observations_file(actor=self.actor, clock=self.clock, path=path, **how)
            except Refused as refused:
                return tuple((str(each), each.line, each.path) for each in refused.problems)
        if imported.release is None:  # an empty answer says nothing new
            return imported.added, imported.skipped
        kept = tuple(bank.every_observation(release=imported.release))
        return imported.added, imported.release.checksum, tuple(map(_exactly, kept)), imported.skipped

    def _counting(self, take: Callable[..., None]) -> Callable[..., None]:
        def counted(*given: Any) -> None:
            take(*given)
            self.taken += 1

        return counted


def _exactly(observation: Observation) -> tuple[Any, ...]:
    """With a negative zero told apart from zero."""
    return tuple(repr(field) for field in observation)


@pytest.fixture
def ways(catalogue: None, planner: Actor, clock: Clock, tmp_path: Path, settings: Settings) -> Ways:
    definitions = [
        IndicatorDefinition(id=name, title=Text.same(name), source_kind=SourceKind.SOTKANET, source_id=number)
        for name, number in (("population", "127"), ("births", "0128"), ("twin-a", "9"), ("twin-b", "9"))
    ]
    save_indicators(actor=planner, clock=clock, definitions=definitions)
    return Ways(tmp_path, settings, planner, clock)


def csv(*lines: str, header: str = HEADER) -> bytes:
    return ("\n".join([header, *lines]) + "\n").encode()


def answer(*items: dict[str, Any]) -> bytes:
    return json.dumps(items, separators=(",", ":")).encode()


def test_a_clean_file_goes_the_fast_way(ways: Ways) -> None:
    header = f"{HEADER},numerator,denominator,status,release,illustrative"
    lines = [
        "jobs,KU049,total,2020,71.5,143,200,P,7,false",
        "income,KU444,male,1990,,,,L,,",
        "turnout,HVA03,female,2150,-1e-3,,,,,",
    ]
    assert ways.is_fast(csv(*lines, header=header))
    assert ways.is_fast(csv(*lines, header=header)[:-1])
    assert ways.is_fast(
        answer(ITEM, {**ITEM, "year": 2021, "absValue": 3}, {**ITEM, "region": 180, "value": 7})
    )
    assert ways.is_fast(json.dumps([ITEM], indent=2).encode())


@pytest.mark.parametrize("number", ["1.0E7", "-1.25E-3", "12E+4", "7E0", "123456789.123456789E-9", "1.5E300"])
def test_figures_with_exponents_go_the_fast_way(ways: Ways, number: str) -> None:
    body = answer(ITEM, {**ITEM, "year": 2021})
    assert ways.is_fast(body.replace(b"71.5", number.encode(), 1))
    assert ways.is_fast(csv(f"jobs,KU049,total,2020,{number}"))


@pytest.mark.parametrize(
    "lines",
    [
        ["jobs,KU049,total,2020,71.5", "jobs,KU049,total,2020,71.5"],
        ["jobs,KU049,total,2020,71.5", "jobs,KU049,total,2020,72"],
        ["jobs,KU049,total,2020,1_000"],
        ["jobs,KU049,total,2020,nan"],
        ["jobs,KU049,total,2020,inf"],
        ["jobs,KU049,total,2020,1e999"],
        ["jobs,KU049,total,2020,-0"],
        ["jobs,KU049,total,2020,x"],
        ["jobs,KU049,total,2020"],
        ["jobs,KU049,total,2020,1,2"],
        ["jobs,KU049,total, 2020,1"],
        ["jobs,KU049,total,1749,1"],
        ["jobs,KU049,total,02020,1"],
        ["jobs,KU049,Total,2020,1"],
        ["jobs,KU999,total,2020,1"],
        ["nothing,KU049,total,2020,1"],
        [",KU049,total,2020,1"],
        ["jobs,,total,2020,1"],
        ["jobs,KU049,,2020,1"],
        ["jobs,KU049,total,,1"],
        ['"jobs",KU049,total,2020,1'],
        ["jobs,KU049,total,2020,1", "", "jobs,KU049,total,2021,1"],
        ["jobs,KU049,total,2020,1\r", "jobs,KU049,total,2021,1\r"],
        ["jobs,KU049,total,2020,1", "jöbs,KU049,total,2021,1"],
        ["# jobs,KU049,total,2020,1"],
        [],
    ],
)
def test_what_is_doubtful_goes_the_slow_way(ways: Ways, lines: list[str]) -> None:
    assert not ways.is_fast(csv(*lines))


@pytest.mark.parametrize(
    ("rest", "columns"),
    [
        ("0", "denominator"),
        ("M", "status"),
        ("X", "status"),
        ("true", "illustrative"),
        ("\ttrue", "illustrative"),
        ("1", "Numerator"),
        ("1", "value"),
        ("1", "strange"),
    ],
)
def test_what_further_columns_say_is_doubted_too(ways: Ways, rest: str, columns: str) -> None:
    assert not ways.is_fast(csv(f"{GOOD},{rest}", header=f"{HEADER},{columns}"))


def test_a_missing_value_has_a_status_of_a_missing_value(ways: Ways) -> None:
    header = f"{HEADER},status"
    assert not ways.is_fast(csv("jobs,KU049,total,2020,,A", header=header))
    assert ways.is_fast(csv("jobs,KU049,total,2020,,Q", "jobs,KU049,total,2021,,", header=header))


def test_illustrative_figures_may_come_as_such(ways: Ways) -> None:
    body = csv(f"{GOOD},true", header=f"{HEADER},illustrative")
    assert ways.is_fast(body, nature="illustrative")


@pytest.mark.parametrize(
    "body",
    [
        answer(ITEM, ITEM),
        answer({**ITEM, "indicator": 127.0}),
        answer({**ITEM, "indicator": "127"}),
        answer({**ITEM, "indicator": 5}),
        answer({**ITEM, "indicator": 9}),
        answer({**ITEM, "region": 5}),
        answer({**ITEM, "region": 20.0}),
        answer({**ITEM, "region": -20.0}),
        answer(ITEM).replace(b'"region":20', b'"region":2e1'),
        answer(ITEM).replace(b'"region":20', b'"region":2E1'),
        answer(ITEM).replace(b'"region":20', b'"region":200e-1'),
        answer(ITEM).replace(b'"region":20', b'"region":200E-1'),
        answer(ITEM).replace(b'"region":20', b'"region":2.0E1'),
        answer(ITEM).replace(b'"year":2020', b'"year": 202E1'),
        answer(ITEM).replace(b'"value":71.5', b'"value":1E999'),
        answer({**ITEM, "region": 1}),
        answer({**ITEM, "gender": "E"}),
        answer(ITEM).replace(b'"region":20', b'"region": 20.4'),
        answer({**ITEM, "value": True}),
        answer({**ITEM, "value": False}),
        answer({**ITEM, "value": 1e-7}),
        answer({**ITEM, "region": True}),
        answer({**ITEM, "year": "2020"}),
        answer({**ITEM, "year": 2020.0}),
        answer({**ITEM, "value": "71.5"}),
        answer({**ITEM, "value": None}),
        answer({**ITEM, "value": [1]}),
        answer({**ITEM, "more": 1}),
        answer({**ITEM, "gender": "Total"}),
        answer({name: value for name, value in ITEM.items() if name != "gender"}),
        answer(ITEM).replace(b'"value":71.5', b'"value":71.5,"value":7'),
        answer(ITEM).replace(b'"value":71.5', b'"value":1e999'),
        answer(ITEM).replace(b'"value":71.5', b'"value":NaN'),
        answer(ITEM).replace(b'"value":71.5', b'"value":071'),
        answer(ITEM).replace(b'"value"', b'"val\\u0075e"'),
        answer(ITEM, {**ITEM, "year": 2021}).replace(b"},{", b"} {"),
        answer(ITEM, {**ITEM, "year": 2021}).replace(b"},{", b"} {").replace(b"}]", b"},]"),
        answer(ITEM).replace(b"}]", b",}]"),
        answer(ITEM)[:-1],
        answer(ITEM) + b"x",
        answer(ITEM) + answer(ITEM),
        b"[" + answer(ITEM) + b"]",
        b"[]",
    ],
)
def test_an_answer_that_is_doubtful_goes_the_slow_way(ways: Ways, body: bytes) -> None:
    assert not ways.is_fast(body)


@pytest.mark.parametrize("piece", [70, 97, 131])
def test_an_answer_is_plain_wherever_its_pieces_begin(
    ways: Ways, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast, "_PIECE", piece)
    years = range(1990, 2030)
    assert ways.is_fast(answer(*({**ITEM, "year": year, "value": -year / 7} for year in years)))
    spoilt = [{**ITEM, "year": year, "value": year / 7} for year in years]
    spoilt[31]["region"] = 20.0
    assert not ways.is_fast(answer(*spoilt))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_list_that_duckdb_calls_malformed_goes_the_fast_way(ways: Ways) -> None:
    first, second = (json.dumps({**ITEM, "year": year}).encode() for year in (2019, 2020))
    body = (b"[" + first).ljust(35_000_000) + b"," + second + b"]"
    ways.folder.joinpath("list.json").write_bytes(body)
    with pytest.raises(duckdb.InvalidInputException, match="Malformed"):  # else we need not try twice
        duckdb.read_json(
            str(ways.folder / "list.json"), format="array", columns={"year": "INTEGER"}
        ).fetchall()
    assert ways.is_fast(body)


def test_a_file_that_changes_while_it_is_read_goes_the_slow_way(
    ways: Ways, tmp_path: Path, planner: Actor, clock: Clock
) -> None:
    path = tmp_path / "figures.csv"
    path.write_bytes(csv(GOOD))
    with path.open("rb") as opened:
        clean = fast.clean_file(path, opened, nature="statistic", least=0)
    assert clean is not None
    assert clean.is_still_the_same()
    path.write_bytes(csv(GOOD, "jobs,KU049,total,2021,1"))
    assert not clean.is_still_the_same()


_CELLS = {
    "indicator": st.sampled_from(["jobs", "income", "turnout", "nothing", "filler-7"]),
    "region": st.sampled_from(["KU049", "KU444", "HVA03", "KU000"]),
    "gender": st.sampled_from(["total", "female", "male", ""]),
    "year": st.one_of(st.integers(1990, 2030).map(str), st.sampled_from(["1749", "20", " 2020"])),
    "value": st.one_of(
        st.floats(allow_nan=False, allow_infinity=False).map(repr),
        st.integers(-(10**20), 10**20).map(str),
        st.decimals(-1000, 1000, places=3).map(str),
        st.text(st.sampled_from("0123456789.-+eE_ "), max_size=9),
        st.sampled_from(["", "nan", "Infinity", "0x10"]),
    ),
    "status": st.sampled_from(["", "", "A", "P", "M", "Q", "X"]),
}
_CLEAN = {
    "indicator": st.sampled_from(["jobs", "income", "turnout"]),
    "region": st.sampled_from(["KU049", "KU444", "HVA03"]),
    "gender": st.sampled_from(["total", "female", "male"]),
    "year": st.integers(1990, 2030).map(str),
    "value": st.one_of(
        st.floats(allow_nan=False, allow_infinity=False).map(repr), st.decimals(-9, 9, places=2).map(str)
    ),
    "status": st.sampled_from(["", "A", "P"]),
}
_COLUMNS = list(_CLEAN)


def _table(cells: dict[str, st.SearchStrategy[str]]) -> st.SearchStrategy[bytes]:
    row = st.tuples(*(cells[name] for name in _COLUMNS)).map(",".join)
    return st.lists(row, min_size=1, max_size=12).map(lambda rows: csv(*rows, header=",".join(_COLUMNS)))


@st.composite
def _spoilt(draw: st.DrawFn, bodies: st.SearchStrategy[bytes]) -> bytes:
    """A file in which a few bytes are others, gone, or there twice."""
    body = bytearray(draw(bodies))
    for _time in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(body) - 1))
        body[place : place + 1] = draw(
            st.sampled_from(
                [
                    b"",
                    b",",
                    b'"',
                    b"\n",
                    b" ",
                    b"0",
                    b"-",
                    b".",
                    b":",
                    b"}",
                    b"]",
                    b"\xc3\xa4",
                    b"_",
                    b"E",
                    b"e",
                ]
            )
        )
    return bytes(body)


_ITEMS = st.lists(
    st.fixed_dictionaries(
        {
            "indicator": st.sampled_from([127, 128, 127, 5]),
            "region": st.sampled_from([20, 180, 969, 20]),
            "year": st.integers(2000, 2030),
            "gender": st.sampled_from(["total", "female", "male"]),
        },
        optional={
            "value": st.one_of(
                st.integers(-(10**22), 10**22), st.floats(allow_nan=False, allow_infinity=False), st.none()
            ),
            "absValue": st.integers(0, 10**6),
        },
    ),
    min_size=1,
    max_size=8,
)

TRIED = effort(
    max_examples=times(40, thorough=120),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.slow
@pytest.mark.timeout(1500)  # minutes where others use the processors too
@TRIED
@given(body=_spoilt(st.one_of(_table(_CELLS), _table(_CLEAN))))
def test_both_ways_say_the_same_of_any_table(ways: Ways, body: bytes) -> None:
    ways.outcome(body)


def _capital(body: bytes) -> bytes:
    """With exponents as a service in Java writes them."""
    return re.sub(rb"(?<=[0-9])e[+]?", b"E", body)


@pytest.mark.slow
@pytest.mark.timeout(1500)  # minutes where others use the processors too
@TRIED
@given(body=_spoilt(_ITEMS.map(lambda items: _capital(answer(*items)))))
def test_both_ways_say_the_same_of_any_answer(ways: Ways, body: bytes) -> None:
    ways.outcome(body)


def test_a_second_release_compares_a_clean_file_with_the_first(
    ways: Ways, planner: Actor, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bring(*lines: str) -> Any:
        path = tmp_path / "figures.csv"
        path.write_bytes(csv(*lines))
        return import_observations_file(actor=planner, clock=clock, path=path, replace=True)

    monkeypatch.setattr(fast, "WORTH_IT", 0)
    assert bring("jobs,KU049,total,2020,1", "jobs,KU049,total,2021,2", "income,KU049,total,2021,3").added == 3
    second = bring("jobs,KU049,total,2020,1", "jobs,KU049,total,2022,2", "jobs,KU049,total,2021,3")
    assert (second.added, second.changed, second.withdrawn, second.unchanged) == (1, 1, 0, 1)
    third = bring("jobs,KU049,total,2020,1")
    assert (third.added, third.changed, third.withdrawn, third.unchanged) == (0, 0, 2, 1)
    assert bring("jobs,KU049,total,2020,1").release is None
