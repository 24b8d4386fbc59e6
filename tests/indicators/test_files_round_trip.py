"""Whatever leaves the bank as a file comes in again as it was: tidy CSV, XLSX and JSON-stat."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from jsonstat_validator import validate_jsonstat
from pytest_django import Settings

from lupaus.accounts.actors import Actor
from lupaus.indicators import bank, jsonstat, queries, workbooks
from lupaus.indicators.files.opening import OpenedFile
from lupaus.indicators.files.reading import figures_of
from lupaus.indicators.models import Gender, Indicator, Release, SourceKind
from lupaus.indicators.observations import STATUSES, WITHOUT_VALUE, Observation
from lupaus.indicators.operations import ImportSource, Row, import_observations, import_observations_file
from lupaus.regions.models import Region
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem

pytestmark = pytest.mark.django_db

INDICATORS = ("jobs", "income", "turnout")
REGIONS = ("KU049", "KU444", "HVA03")
GENDERS = tuple(Gender.values)
YEARS = ("1800", "1999", "2023", "2150")
FORMATS = ("csv", "xlsx", "jsonstat")
#: A figure as a file tells it: its key, value, numerator, denominator and status.
Told = tuple[str, str, str, str, float | None, float | None, float | None, str]

numbers = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15) | st.integers(
    -(10**12), 10**12
).map(float)
denominators = numbers.filter(lambda number: number != 0)
keys = st.tuples(
    st.sampled_from(INDICATORS), st.sampled_from(REGIONS), st.sampled_from(GENDERS), st.sampled_from(YEARS)
)
without_value = st.tuples(
    st.none(), st.none() | numbers, st.none() | denominators, st.sampled_from(sorted(WITHOUT_VALUE))
)
with_value = st.tuples(
    numbers,
    st.none() | numbers,
    st.none() | denominators,
    st.sampled_from(sorted(STATUSES.keys() - WITHOUT_VALUE)),
)
banks = st.dictionaries(keys, with_value | without_value, min_size=1, max_size=30).map(
    lambda found: [(*key, *figure) for key, figure in sorted(found.items())]
)
slices = st.fixed_dictionaries(
    {},
    optional={
        "indicator": st.lists(st.sampled_from(INDICATORS), min_size=1, max_size=2, unique=True),
        "region": st.lists(st.sampled_from(REGIONS), min_size=1, max_size=2, unique=True),
        "gender": st.lists(st.sampled_from(GENDERS), min_size=1, max_size=2, unique=True),
        "year": st.lists(st.sampled_from(YEARS), min_size=1, max_size=3, unique=True),
    },
)
quietly = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def told(seen: Iterable[Observation]) -> list[Told]:
    """Without the release that wrote each. Keys differ, so that no value is ever compared with another."""
    return sorted(
        (o.indicator, o.region, o.gender, o.period, o.value, o.numerator, o.denominator, o.status)
        for o in seen
    )


def written(form: str, seen: Sequence[Observation], language: str) -> bytes:
    how: dict[str, Any] = {
        "indicators": queries.indicators_by_id({each.indicator for each in seen}),
        "regions": Region.objects.in_bulk({each.region for each in seen}),
        "release": None,
        "illustrative": frozenset(),
        "language": language,
    }
    if form == "xlsx":
        return workbooks.workbook(seen, **how)
    cube = jsonstat.dataset(seen, **how)
    validate_jsonstat(cube)
    return orjson.dumps(cube)


def read(body: bytes) -> list[Told]:
    rows = list(figures_of(OpenedFile(io.BytesIO(body), "figures")).rows)
    assert not [row for row in rows if isinstance(row, Problem)]
    return sorted(_row(row) for row in rows if isinstance(row, Row))


def _row(row: Row) -> Told:
    value, numerator, denominator = (
        None if each is None or each == "" else float(each)
        for each in (row.value, row.numerator, row.denominator)
    )
    status = row.status or ("M" if value is None else "A")
    return (row.indicator, row.region, row.gender, str(row.year), value, numerator, denominator, status)


@pytest.mark.parametrize("form", ["xlsx", "jsonstat"])
@effort(max_examples=30, deadline=None, suppress_health_check=quietly)
@given(figures=banks, language=st.sampled_from(["fi", "sv", "en"]))
def test_what_is_written_is_read_as_it_was(
    catalogue: None, form: str, figures: list[Told], language: str
) -> None:
    seen = [Observation(*each, release=1) for each in figures]
    assert read(written(form, seen, language)) == told(seen)


@pytest.mark.slow
@effort(
    max_examples=5,
    deadline=None,
    suppress_health_check=quietly,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # an example takes a second: it is not made smaller
)
@given(figures=banks, wanted=slices)
def test_any_slice_leaves_and_comes_into_an_empty_bank_as_it_was(
    catalogue: None,
    planner: Actor,
    clock: Clock,
    tmp_path: Path,
    settings: Settings,
    figures: list[Told],
    wanted: dict[str, list[str]],
) -> None:
    """And into the bank it came from without changing anything. Statistics: nothing of them is kept back."""
    Indicator.objects.update(source_kind=SourceKind.FILE)
    first = Ways(tmp_path, settings, planner, clock)
    first.empty_bank()
    rows = [Row(line, *each) for line, each in enumerate(figures)]
    source = ImportSource(name="figures", checksum=str)
    whole = import_observations(actor=planner, clock=clock, rows=rows, source=source).release
    assert whole is not None
    expected = told(
        queries.observations(
            release=whole,
            indicators=wanted.get("indicator"),
            regions=wanted.get("region"),
            genders=wanted.get("gender"),
            periods=wanted.get("year"),
        )
    )
    files = {}
    for form in FORMATS:
        answer = Client().get("/api/v1/observations", {**wanted, "format": form})
        assert answer.status_code == 200
        if form == "jsonstat":
            validate_jsonstat(orjson.loads(answer.content))
        files[form] = answer.content
        if expected:
            assert first.bring(answer.content).release is None
    for form, body in files.items():
        if expected:
            first.empty_bank()
            first.bring(body)
            release = queries.newest_release()
            assert (form, told(bank.every_observation(release=release))) == (form, expected)


class Ways:
    """Brings files into a bank that may be emptied."""

    def __init__(self, folder: Path, settings: Settings, actor: Actor, clock: Clock) -> None:
        self._folder, self._settings, self._actor, self._clock = folder, settings, actor, clock
        self._banks = len(list(folder.iterdir()))

    def empty_bank(self) -> None:
        self._banks += 1
        self._settings.OBSERVATIONS = self._folder / f"bank-{self._banks}"
        Release.objects.all().delete()

    def bring(self, body: bytes) -> Any:
        path = self._folder / "figures"
        path.write_bytes(body)
        return import_observations_file(actor=self._actor, clock=self._clock, path=path)
