"""How a region stands, from the framework and before it: always the same bytes."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import orjson
import pytest
from django.test import Client, override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.indicators import queries, reading
from lupaus.indicators.api.series import MEDIA_TYPE
from lupaus.indicators.models import Indicator, Polarity, SourceKind
from lupaus.indicators.observations import Observation
from lupaus.strategy.api import verdicts
from lupaus.strategy.standings import kept
from lupaus.strategy.standings.regional import from_records
from lupaus.web.front_door import with_version
from lupaus.web.versions import content_version
from tests.api_world import ROOT, ask, reasons
from tests.indicators.conftest import Import
from tests.indicators.test_reading import INDICATORS, fill
from tests.strategy.standings.test_sql import CATEGORIES, Row, expected
from tests.strategy.standings.test_whole_bank import POLARITIES, as_rows, scattered, whole

LINES = [
    *(f"jobs,KU049,total,{year},{70 + year % 7},A" for year in range(2010, 2023)),
    *(f"jobs,KU444,total,{year},{71 + year % 5},P" for year in range(2010, 2021)),
    "jobs,KU444,total,2022,99,F",
    "jobs,HVA03,total,2022,80,A",
    *(f"income,KU049,total,{year},{100 - year % 3},A" for year in (2012, 2016, 2017, 2021)),
    "income,KU444,total,2021,3,A",
    "turnout,KU049,female,2020,3,A",
]


@pytest.fixture
def statistics(bring_in: Import) -> None:
    """Somebody else's statistics of three indicators, with the reading form made."""
    Indicator.objects.update(source_kind=SourceKind.FILE)
    Indicator.objects.filter(pk="jobs").update(polarity=Polarity.HIGHER_IS_BETTER)
    Indicator.objects.filter(pk="income").update(polarity=Polarity.LOWER_IS_BETTER)
    bring_in(LINES, header="indicator,region,gender,year,value,status")
    make_ready()


def make_ready() -> None:
    release = queries.newest_release()
    assert release is not None
    reading.make_ready(release.table_version)


def by_framework(query: str) -> bytes:
    answer = Client().get(f"{ROOT}verdicts?{query}")
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == MEDIA_TYPE
    return answer.content


EVERY = "indicator=jobs&indicator=income&indicator=turnout&indicator=filler-3"


@pytest.mark.parametrize(
    "query",
    [
        f"region=KU049&{EVERY}",
        f"region=KU444&{EVERY}",
        f"region=HVA03&{EVERY}",
        f"{EVERY}&region=KU049&gender=female",
        f"{EVERY}&region=KU049&gender=male&release=1",
        "region=KU049&indicator=jobs&indicator=jobs",
    ],
)
def test_both_ways_answer_the_same_bytes(statistics: None, query: str) -> None:
    assert verdicts.answer(query, content_version()) == by_framework(query)


def test_a_region_is_judged_ranked_and_followed(statistics: None) -> None:
    answer = ask("verdicts?region=KU049&indicator=income&indicator=jobs&indicator=filler-3")
    assert {key: answer[key] for key in ("release", "region", "gender", "category")} == {
        "release": 1,
        "region": "KU049",
        "gender": "total",
        "category": "municipality",
    }
    income, jobs, nothing = answer["items"]
    assert income == {
        "indicator": "income",
        "year": 2021,
        "value": 98.0,
        "baseline": 100.0,
        "status": "improving",
        "slope": -0.25,
        "rank": 2,
        "of": 2,
        "illustrative": False,
    }
    assert (jobs["year"], jobs["rank"], jobs["of"]) == (2022, None, None)  # the other figure is a forecast
    assert nothing["year"] is None
    assert nothing["status"] is None  # neither side is better


@pytest.mark.slow
@settings(deadline=None, max_examples=50)
@given(st.one_of(scattered, whole()).map(as_rows))
def test_one_region_stands_as_among_all(tmp_path_factory: pytest.TempPathFactory, drawn: list[Row]) -> None:
    folder = tmp_path_factory.mktemp("bank")
    with override_settings(OBSERVATIONS=folder):
        rows = [
            Observation(name, region, gender, period, value, None, None, status, 1)
            for name, region, gender, period, value, status in drawn
        ]
        version = fill(folder, rows)
        reading.make_buckets(version)
        kept.make_of(version, CATEGORIES)
        known = reading.Known(
            plain={name: (number // 50, POLARITIES[name]) for name, number in INDICATORS.items()},
            versions={1: version},
            newest=1,
            categories=CATEGORIES,
        )
        told: set[Any] = set()
        for region in CATEGORIES:
            for gender in ("total", "female"):
                found = from_records(known, 1, sorted(INDICATORS), region, gender)
                assert found is not None
                items = [tuple(item.values()) for item in orjson.loads(orjson.dumps(found))]
                told |= {(item[0], region, gender, *item[1:8]) for item in items if item[1] is not None}
                assert all(
                    item[4] == ("no_data" if POLARITIES[item[0]] else None)
                    for item in items
                    if item[1] is None
                )
    assert told == {row for row in expected(drawn, POLARITIES) if row[1] in CATEGORIES}


@pytest.mark.parametrize(
    "query",
    [
        "",
        "region=KU049",
        "indicator=jobs",
        "region=KU999&indicator=jobs",
        "region=KU049&indicator=unknown",
        "region=KU049&indicator=jobs&gender=other",
        "region=KU049&region=KU444&indicator=jobs",
        "region=KU049&indicator=jobs&release=7",
        "region=KU049&indicator=jobs&strange=1",
        "region=KU049&" + "&".join(["indicator=jobs"] * 201),
    ],
)
def test_what_is_not_plain_is_left_to_the_framework(statistics: None, query: str) -> None:
    assert verdicts.answer(query, content_version()) is None


def test_our_own_figures_go_the_ordinary_way(statistics: None) -> None:
    Indicator.objects.filter(pk="turnout").update(source_kind=SourceKind.OWN)
    reading.known.__globals__["_known"].cache_clear()  # nobody saves an indicator past the content version
    assert verdicts.answer(f"region=KU049&{EVERY}", content_version()) is None
    assert len(ask(f"verdicts?region=KU049&{EVERY}")["items"]) == 4


def test_few_people_are_not_told_of(statistics: None, bring_in: Import) -> None:
    """A figure of our own about too few people has no value here either, and is nobody's peer."""
    Indicator.objects.filter(pk="turnout").update(source_kind=SourceKind.OWN, counts_people=True)
    Indicator.objects.filter(pk="turnout").update(polarity=Polarity.HIGHER_IS_BETTER)
    bring_in(["turnout,KU049,total,2020,2", "turnout,KU444,total,2020,900"])
    make_ready()
    (espoo,) = ask("verdicts?region=KU049&indicator=turnout")["items"]
    assert espoo["value"] is None
    (lohja,) = ask("verdicts?region=KU444&indicator=turnout")["items"]
    assert (lohja["rank"], lohja["of"]) == (None, None)


def test_the_door_answers_as_the_framework_does(statistics: None) -> None:
    query = f"region=KU049&{EVERY}"
    environ: dict[str, Any] = {"PATH_INFO": "/api/v1/verdicts", "QUERY_STRING": query}
    answer = verdicts.door(with_version(environ, content_version()))
    assert answer is not None
    framework = Client().get(f"{ROOT}verdicts?{query}")
    assert (answer.status, answer.body) == (framework.status_code, framework.content)
    assert dict(answer.headers).items() <= dict(framework.headers).items()
    assert (
        verdicts.door(with_version({**environ, "PATH_INFO": "/api/v1/verdictsx"}, content_version())) is None
    )


def test_without_the_reading_form_the_framework_answers(bring_in: Import) -> None:
    bring_in(LINES, header="indicator,region,gender,year,value,status")
    Indicator.objects.update(source_kind=SourceKind.FILE)
    assert verdicts.answer("region=KU049&indicator=jobs", content_version()) is None
    assert orjson.loads(by_framework("region=KU049&indicator=jobs"))["items"][0]["year"] == 2022


@pytest.mark.parametrize("damage", ["turned", "cut"])
def test_damaged_standings_are_asked_of_the_framework_and_made_anew(statistics: None, damage: str) -> None:
    query = "region=KU049&indicator=jobs"
    expected = verdicts.answer(query, content_version())
    release = queries.newest_release()
    assert release is not None
    for path in kept.Companion().paths(release.table_version):
        if damage == "cut":
            os.truncate(path, 4096)
        else:
            content = np.frombuffer(path.read_bytes(), dtype=np.uint8).copy()
            begin = np.flatnonzero(content[4096:])[0] + 4096  # behind the header
            content[begin:] ^= 1
            path.write_bytes(content.tobytes())
    assert verdicts.answer(query, content_version()) is None
    assert by_framework(query) == expected
    make_ready()
    assert verdicts.answer(query, content_version()) == expected


def test_unknown_names_are_told(statistics: None) -> None:
    assert reasons("verdicts?region=KU999&indicator=jobs", 404) == [("", "There is no region KU999.")]
    assert reasons("verdicts?region=KU049&indicator=none&indicator=jobs", 404) == [
        ("indicator", "There is no indicator none.")
    ]
