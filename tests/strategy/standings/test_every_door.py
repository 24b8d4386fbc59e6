"""Every way to ask says the same of a series, and that is what slow exact arithmetic says of it.

Of plain statistics, of derived ones and of our own where something is hidden, for every release.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result
from django.test import Client

from lupaus.accounts.actors import Actor
from lupaus.indicators import queries, reading
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Gender, Indicator, Polarity, SourceKind
from lupaus.indicators.observations import Observation
from lupaus.indicators.operations import save_indicators
from lupaus.regions.models import Category, Region
from lupaus.strategy.api import verdicts
from lupaus.strategy.standings.asking import every_series
from lupaus.strategy.standings.command import verdicts as command
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.web.versions import content_version
from tests.api_world import ROOT
from tests.indicators.conftest import Import

REGIONS = ["KU049", "KU444", "HVA03", "KU005", "KU018"]
INDICATORS = ["jobs", "income", "turnout", "twice", "part", "filler-3"]


def run(*words: str) -> Result:
    return CliRunner().invoke(command, words)


@pytest.fixture
def bank(bring_in: Import, planner: Actor, clock: Clock) -> None:
    """Two releases: plain statistics, our own about people (few here and there), and two derived."""
    for code in REGIONS[3:]:
        Region.objects.create(
            code=code, category=Category.MUNICIPALITY, number=code[-3:], name=Text.same(code)
        )
    Indicator.objects.update(source_kind=SourceKind.FILE)
    Indicator.objects.filter(pk="jobs").update(polarity=Polarity.HIGHER_IS_BETTER)
    Indicator.objects.filter(pk="income").update(polarity=Polarity.LOWER_IS_BETTER)
    Indicator.objects.filter(pk="turnout").update(
        polarity=Polarity.LOWER_IS_BETTER, source_kind=SourceKind.OWN, counts_people=True
    )
    derived: list[tuple[str, dict[str, Any], str]] = [
        ("twice", {"kind": "moving-average", "of": "jobs", "years": 2}, "higher_is_better"),
        ("part", {"kind": "share", "of": "turnout", "among": "jobs"}, "lower_is_better"),
    ]
    definitions = [
        IndicatorDefinition(
            id=name,
            title=Text.same(name),
            source_kind=SourceKind.DERIVED,
            derivation=derivation,
            polarity=polarity,
        )
        for name, derivation, polarity in derived
    ]
    save_indicators(actor=planner, clock=clock, definitions=definitions)
    chance = random.Random(6)
    header = "indicator,region,gender,year,value,status"
    for first in (2010, 2013):
        lines = []
        for name in ("jobs", "income", "turnout"):
            for region in REGIONS:
                for gender in ("total", "female", "male"):
                    level = chance.choice([3, 40, 900])
                    for year in range(first, first + 10):
                        if chance.random() < 0.8:
                            value = level + chance.choice([-2, -1, 0, 0, 1, 2])
                            status = chance.choice("AAAAAPF")
                            lines.append(f"{name},{region},{gender},{year},{max(value, 0)},{status}")
        bring_in(lines, header=header)
    release = queries.newest_release()
    assert release is not None
    reading.make_ready(release.table_version)


def expected(release: int) -> dict[tuple[str, str, str], dict[str, Any]]:
    """By fractions, from what the bank tells, one observation after the other."""
    series: dict[tuple[str, str, str], dict[int, Fraction]] = {}
    told = queries.observations(release=queries.release(release), indicators=INDICATORS)
    for seen in told:
        if _counts(seen):
            key = seen.indicator, seen.region, seen.gender
            series.setdefault(key, {})[int(seen.period)] = Fraction(repr(seen.value))
    polarity = {"jobs": 1, "income": -1, "turnout": -1, "twice": 1, "part": -1}
    category = dict(Region.objects.values_list("code", "category"))
    found = {}
    for key, figures in series.items():
        side = polarity.get(key[0], 0)
        latest = max(figures)
        peers = [
            theirs[latest]
            for (name, region, gender), theirs in series.items()
            if (name, gender) == (key[0], key[2])
            and category[region] == category[key[1]]
            and latest in theirs
        ]
        ranked = side and len(peers) > 1
        found[key] = {
            "year": latest,
            "value": figures[latest],
            "baseline": figures.get(latest - 5),
            "status": _status(figures[latest], figures.get(latest - 5), side),
            "slope": _slope({year: value for year, value in figures.items() if year > latest - 5}),
            "rank": 1 + sum((each - figures[latest]) * side > 0 for each in peers) if ranked else None,
            "of": len(peers) if ranked else None,
        }
    return found


def _counts(seen: Observation) -> bool:
    return seen.value is not None and seen.status != "F" and len(seen.period) == 4


def _status(now: Fraction, before: Fraction | None, side: int) -> str | None:
    if not side:
        return None
    if before is None:
        return "no_data"
    word = "improving" if (now - before) * side >= 0 else "worsening"
    percent = Fraction(101, 100) ** 5, Fraction(99, 100) ** 5
    clearly = before > 0 and (now >= before * percent[0] or now <= before * percent[1])
    return f"{word}_clearly" if clearly else word


def _slope(figures: Mapping[int, Fraction]) -> Fraction | None:
    if len(figures) < 2:
        return None
    year = Fraction(sum(figures), len(figures))
    mean = sum(figures.values(), Fraction()) / len(figures)
    above = sum(((x - year) * (y - mean) for x, y in figures.items()), Fraction())
    return above / sum(((x - year) ** 2 for x in figures), Fraction())


def agrees(told: Mapping[str, Any], exact: Mapping[str, Any] | None) -> bool:
    if exact is None:
        return told["year"] is None and told["value"] is None and told["rank"] is None
    near = all(
        (told[name] is None) == (exact[name] is None)
        and (exact[name] is None or abs(Fraction(told[name]) - exact[name]) <= Fraction(1, 10**9))
        for name in ("value", "baseline", "slope")
    )
    return near and all(told[name] == exact[name] for name in ("year", "status", "rank", "of"))


@pytest.mark.slow
@pytest.mark.parametrize("release", [1, 2])
def test_every_way_says_what_fractions_say(bank: None, release: int) -> None:
    exact = expected(release)
    by_region: dict[tuple[str, str, str], dict[str, Any]] = {}
    plain = "&".join(f"indicator={name}" for name in INDICATORS if name in ("jobs", "income", "filler-3"))
    every = "&".join(f"indicator={name}" for name in INDICATORS)
    for region in REGIONS:
        for gender in Gender.values:
            asked = f"region={region}&gender={gender}&release={release}"
            framework = Client().get(f"{ROOT}verdicts?{asked}&{every}").content
            for item in orjson.loads(framework)["items"]:
                key = item["indicator"], region, gender
                assert agrees(item, exact.get(key)), (key, item, exact.get(key))
                by_region[key] = item
            how = ("--gender", gender, "--release", str(release), "--format", "json")
            told = run(region, *INDICATORS, *how)
            assert orjson.loads(told.stdout) == orjson.loads(framework)
            if release == 2:  # whose form is made
                ready = verdicts.answer(f"{asked}&{plain}", content_version())
                assert ready == Client().get(f"{ROOT}verdicts?{asked}&{plain}").content
    whole = {}
    for series in every_series(queries.release(release)):
        key = series.standing.indicator, series.region, series.gender
        whole[key] = series.standing._asdict()
    assert whole == {key: item for key, item in by_region.items() if item["year"] is not None}


def test_something_is_hidden_and_something_derived(bank: None) -> None:
    """Else the test above would try less than it says."""
    release = queries.newest_release()
    assert release is not None
    seen = queries.observations(release=release, indicators=["turnout", "part"])
    assert {each.status for each in seen} >= {"Q", "A"}
    assert {each.indicator for each in seen if each.value is not None} == {"turnout", "part"}


@pytest.mark.slow
def test_a_rank_tells_nothing_of_a_hidden_figure(bank: None, bring_in: Import) -> None:
    """Whatever a hidden figure is, everybody is told the same."""
    answers = []
    for few in (1, 2, 3):
        bring_in([f"turnout,KU005,total,2024,{few}", "turnout,KU049,total,2024,900"])
        (item,) = orjson.loads(Client().get(f"{ROOT}verdicts?region=KU049&indicator=turnout").content)[
            "items"
        ]
        (own,) = orjson.loads(Client().get(f"{ROOT}verdicts?region=KU005&indicator=turnout").content)["items"]
        answers.append((item, own))
    assert all(answer == answers[0] for answer in answers)
    assert answers[0][0]["of"] is None
    assert answers[0][1]["year"] != 2024


@pytest.mark.slow
def test_the_command_prints_tables_and_lines(bank: None) -> None:
    table = run("KU049", "jobs", "filler-3").stdout
    assert "Espoo" in table
    assert "Jobs" in table
    lines = list(csv.DictReader(io.StringIO(run("--all", "--format", "csv").stdout)))
    assert {line["region"] for line in lines} == set(REGIONS)
    (one,) = [
        line
        for line in lines
        if (line["indicator"], line["region"], line["gender"]) == ("jobs", "KU049", "total")
    ]
    (same,) = csv.DictReader(io.StringIO(run("KU049", "jobs", "--format", "csv").stdout))
    assert one == same


@pytest.mark.parametrize("words", [[], ["KU049", "--all"]])
def test_a_region_or_all_must_be_named(bank: None, words: list[str]) -> None:
    ended = run(*words)
    assert ended.exit_code == 2
    assert "Give the code of a region, or --all." in ended.output
