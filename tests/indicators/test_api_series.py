"""One indicator by columns, from the framework and before it: always the same bytes."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.test import Client

from lupaus.accounts.actors import Actor
from lupaus.indicators import queries, reading
from lupaus.indicators.api import series
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Indicator, SourceKind
from lupaus.indicators.operations import save_indicators
from lupaus.web.clock import Clock
from lupaus.web.front_door import with_version
from lupaus.web.texts import Text
from lupaus.web.versions import content_version
from tests.api_world import ROOT, ask, reasons
from tests.indicators.conftest import Import

LINES = [
    "jobs,KU049,total,2019,10.5,A",
    "jobs,KU049,total,2021,-0.0,P",
    "jobs,KU444,total,2020,,M",
    "jobs,KU444,female,2020,1e300,A",
    "jobs,HVA03,total,2018,12,A",
    "income,KU049,total,2020,1,A",
    "income,KU444,total,2021,0.1,A",
    "turnout,KU049,male,2020,3,A",
]


@pytest.fixture
def statistics(bring_in: Import) -> None:
    """Indicators of somebody else's statistics, with the reading form made."""
    Indicator.objects.update(source_kind=SourceKind.FILE)
    bring_in(LINES, header="indicator,region,gender,year,value,status")
    make_ready()


def make_ready() -> None:
    release = queries.newest_release()
    assert release is not None
    reading.make_ready(release.table_version)


def by_framework(query: str) -> bytes:
    answer = Client().get(f"{ROOT}series?{query}")
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == series.MEDIA_TYPE
    return answer.content


QUERIES = [
    "indicator=jobs",
    "indicator=jobs&gender=female",
    "indicator=jobs&gender=male",
    "indicator=jobs&region=KU049",
    "indicator=jobs&region=KU444&region=KU049&region=KU444",
    "region=KU444&indicator=jobs&gender=total&release=1",
    "indicator=income",
    "indicator=income&region=KU049",
    "indicator=income&region=HVA03",
    "indicator=turnout",
    "indicator=turnout&gender=male",
    "indicator=filler-7",
]


@pytest.mark.parametrize("query", QUERIES)
def test_both_ways_answer_the_same_bytes(statistics: None, query: str) -> None:
    assert series.answer(query, content_version()) == by_framework(query)


def test_figures_come_by_columns(statistics: None) -> None:
    assert ask("series?indicator=jobs") == {
        "release": 1,
        "indicator": "jobs",
        "gender": "total",
        "years": ["2018", "2019", "2020", "2021"],
        "regions": ["HVA03", "KU049", "KU444"],
        "values": [[12.0, None, None, None], [None, 10.5, None, 0.0], [None, None, None, None]],
        "marked": [
            {"region": "KU049", "year": "2021", "status": "P"},
            {"region": "KU444", "year": "2020", "status": "M"},
        ],
        "illustrative": False,
    }


@pytest.mark.parametrize(
    "query",
    [
        "",
        "region=KU049",
        "indicator=unknown",
        "indicator=jobs&indicator=income",
        "indicator=jobs&region=KU999",
        "indicator=jobs&gender=other",
        "indicator=jobs&gender=",
        "indicator=jobs&release=2",
        "indicator=jobs&release=01",
        "indicator=jobs&release=x",
        "indicator=jobs&limit=5",
        "indicator=%6Aobs",
        "indicator=jobs;gender=male",
        "indicator=jöbs",
        "&".join(["indicator=jobs", *["region=KU049"] * 401]),
    ],
)
def test_what_is_not_plain_is_left_to_the_framework(statistics: None, query: str) -> None:
    assert series.answer(query, content_version()) is None


def test_without_the_reading_form_the_framework_answers(bring_in: Import) -> None:
    Indicator.objects.update(source_kind=SourceKind.FILE)
    bring_in(LINES, header="indicator,region,gender,year,value,status")
    assert series.answer("indicator=jobs", content_version()) is None
    before = by_framework("indicator=jobs")
    make_ready()
    assert series.answer("indicator=jobs", content_version()) == before


def test_our_own_and_illustrative_figures_go_the_ordinary_way(bring_in: Import) -> None:
    Indicator.objects.exclude(pk="turnout").update(source_kind=SourceKind.FILE)
    bring_in(["jobs,KU049,total,2019,10.5", "turnout,KU049,total,2019,3"])
    bring_in(["income,KU049,total,2019,10.5"], nature="illustrative")
    make_ready()
    version = content_version()
    assert series.answer("indicator=jobs", version) == by_framework("indicator=jobs")
    for ours in ("turnout", "income"):
        assert series.answer(f"indicator={ours}", version) is None
    assert ask("series?indicator=income")["illustrative"] is True


def test_derived_figures_go_the_ordinary_way(statistics: None, planner: Actor, clock: Clock) -> None:
    definition = IndicatorDefinition(
        id="twice",
        title=Text.same("Twice"),
        source_kind=SourceKind.DERIVED,
        derivation={"kind": "moving-average", "of": "income", "years": 2},
    )
    save_indicators(actor=planner, clock=clock, definitions=[definition])
    assert series.answer("indicator=twice", content_version()) is None
    assert ask("series?indicator=twice")["indicator"] == "twice"


def test_a_new_release_is_answered_at_once(statistics: None, bring_in: Import) -> None:
    old = series.answer("indicator=income", content_version())
    bring_in(["income,KU049,total,2022,7"])
    assert series.answer("indicator=income", content_version()) is None  # until its form is made
    make_ready()
    new = series.answer("indicator=income", content_version())
    assert new != old
    assert new == by_framework("indicator=income")
    assert series.answer("indicator=income&release=1", content_version()) == old


def test_the_door_answers_as_the_framework_does(statistics: None) -> None:
    environ: dict[str, Any] = {"PATH_INFO": "/api/v1/series", "QUERY_STRING": "indicator=jobs"}
    answer = series.door(with_version(environ, content_version()))
    assert answer is not None
    framework = Client().get(f"{ROOT}series?indicator=jobs")
    assert (answer.status, answer.body) == (framework.status_code, framework.content)
    assert dict(answer.headers).items() <= dict(framework.headers).items()
    held = series.door(
        with_version({**environ, "HTTP_IF_NONE_MATCH": framework.headers["ETag"]}, content_version())
    )
    assert held is not None
    assert held.status == 304
    assert series.door(with_version({**environ, "PATH_INFO": "/api/v1/serieses"}, content_version())) is None


def test_unknown_names_are_told(statistics: None) -> None:
    assert reasons("series?indicator=none", 404) == [("", "There is no indicator none.")]
    assert reasons("series?indicator=jobs&region=KU999", 404) == [("region", "There is no region KU999.")]
    assert orjson.loads(by_framework("indicator=jobs&gender=male"))["values"] == []
