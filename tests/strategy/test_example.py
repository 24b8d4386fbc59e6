"""The example: Uusimaa 2030 as `lupaus demo` shows it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import AuditRecord
from lupaus.indicators.models import Indicator, Nature, Release
from lupaus.indicators.observations import SeriesKey
from lupaus.indicators.operations import ImportSource, Row, import_observations
from lupaus.indicators.queries import every_observation, newest_release, series
from lupaus.regions.files.own import own_entries
from lupaus.strategy.assessments import StrategyAssessment, assess
from lupaus.strategy.example import STRATEGY_ID, load_example
from lupaus.strategy.example.figures import Figure, real_figures
from lupaus.strategy.example.files import OBSERVATIONS, STRATEGY
from lupaus.strategy.example.illustrative import back, illustrative_figures, onto
from lupaus.strategy.example.make_observations import from_sotkanet, population_after_2012, written
from lupaus.strategy.example.shapes import SHAPES
from lupaus.strategy.files import read_document, write_yaml
from lupaus.strategy.models import Goal
from lupaus.strategy.operations import load_file
from lupaus.strategy.queries import strategy
from lupaus.strategy.verdicts.words import Status
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed

TODAY = 2026
in_the_database = pytest.mark.django_db


@pytest.fixture(scope="module")
def real() -> tuple[Figure, ...]:
    return tuple(real_figures())


@pytest.fixture(scope="module")
def made(real: tuple[Figure, ...]) -> tuple[Figure, ...]:
    return tuple(illustrative_figures(real))


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(STRATEGY.read_text(encoding="utf-8"))
    return loaded


def goals(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [goal for area in document["strategy"]["focus_areas"] for goal in area["goals"]]


def texts(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every text in languages, with its place."""
    if isinstance(value, dict) and "fi" in value:
        yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from texts(each, f"{path}.{key}")
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from texts(each, f"{path}[{index}]")


# The file


def test_the_file_is_as_dump_would_write_it() -> None:
    read, report = read_document(STRATEGY)
    report.raise_problems()
    words = STRATEGY.read_text(encoding="utf-8")
    assert "".join(line for line in words.splitlines(True) if not line.startswith("#")) == write_yaml(read)


def test_every_text_is_in_three_languages(document: dict[str, Any]) -> None:
    assert [path for path, text in texts(document) if set(text) != {"fi", "sv", "en"}] == []


def test_there_are_eighteen_goals_in_four_focus_areas(document: dict[str, Any]) -> None:
    numbers = [[goal["number"] for goal in area["goals"]] for area in document["strategy"]["focus_areas"]]
    assert numbers == [
        [1, 2, 3, 4, 5, 6],
        [7, 8, 9, 10, 11, 12],
        [13, 14, 15],
        [16, 17, 18],
    ]


def test_every_goal_has_words_targets_and_measures(document: dict[str, Any]) -> None:
    for goal in goals(document):
        assert goal["description"]
        assert goal["targets"]
        assert 2 <= len(goal["measures"]) <= 3, goal["id"]


def test_every_life_stage_has_a_promise(document: dict[str, Any]) -> None:
    stages = Counter(promise["life_stage"] for promise in document["strategy"]["promises"])
    assert set(stages) == {"children", "working-age", "older", "all"}


def test_the_figures_of_the_preparation_are_kept(document: dict[str, Any]) -> None:
    targets = {target["id"]: target for goal in goals(document) for target in goal["targets"]}
    told = {
        name: (targets[name]["baseline"], targets[name].get("target", targets[name].get("direction")))
        for name in (
            "rci-first",
            "employment-rate-region",
            "employment-rate-immigrants-region",
            "unemployment-falls",
            "vacancies-fill-faster",
            "cooperation-improves",
            "carbon-neutral",
            "living-at-home-95",
            "enhanced-housing-5",
            "fewer-placements",
        )
    }
    assert told == {
        "rci-first": ({"year": 2016, "value": 3}, {"year": 2030, "value": 1}),
        "employment-rate-region": ({"year": 2017, "value": 72.9}, {"year": 2030, "value": 79}),
        "employment-rate-immigrants-region": ({"year": 2017}, {"year": 2030, "value": 70}),
        "unemployment-falls": ({"year": 2017, "value": 8.7}, "decrease"),
        "vacancies-fill-faster": ({"year": 2017, "value": 23}, "decrease"),
        "cooperation-improves": ({"year": 2019}, "increase"),
        "carbon-neutral": ({"year": 2018}, {"year": 2035, "value": 0}),
        "living-at-home-95": ({"year": 2018}, {"year": 2030, "value": 95}),
        "enhanced-housing-5": ({"year": 2018}, {"year": 2030, "value": 5}),
        "fewer-placements": ({"year": 2018}, "decrease"),
    }


@pytest.mark.real_data
def test_no_six_words_in_a_row_are_those_of_the_source_documents(
    document: dict[str, Any], real_data: Path
) -> None:
    sources = sorted((real_data.parent / "seeds").glob("*.txt"))
    if not sources:
        pytest.skip("the source documents are not beside the project")
    theirs = {six for source in sources for six in sixes(source.read_text(encoding="utf-8"))}
    ours = [six for _path, text in texts(document) for words in text.values() for six in sixes(words)]
    assert [six for six in ours if six in theirs] == []


def sixes(words: str) -> Iterator[tuple[str, ...]]:
    listed = re.findall(r"\w+", words.casefold())
    return (tuple(listed[place : place + 6]) for place in range(len(listed) - 5))


# The real figures


def test_real_figures_are_of_known_regions_and_indicators(
    real: tuple[Figure, ...], document: dict[str, Any]
) -> None:
    assert {figure.region for figure in real} <= own_entries().keys()
    assert {figure.indicator for figure in real} <= {entry["id"] for entry in document["indicators"]}


def test_real_figures_name_each_key_once(real: tuple[Figure, ...]) -> None:
    assert [key for key, times in Counter(figure[:4] for figure in real).items() if times > 1] == []


@pytest.mark.parametrize(
    "figure",
    [
        Figure("population", "KU091", "total", 2024, 684018),
        Figure("population", "MK01", "total", 1990, 1232236),
        Figure("population", "HVA01", "total", 2024, 99415),
        Figure("population", "HVA03", "total", 2024, 502067),
        Figure("unemployment-rate", "MK01", "total", 1994, 16.9),
        Figure("youth-outside-education", "MK01", "total", 2011, 14.0),
        Figure("gini", "MK01", "total", 2011, 30.8),
        Figure("election-turnout", "MK01", "total", 2012, 57.1),
        Figure("depression-medication", "MK01", "total", 2011, 96.3),
        Figure("care-days-75", "MK01", "total", 2011, 8071),
    ],
    ids=str,
)
def test_real_figures_are_those_of_the_source(figure: Figure, real: tuple[Figure, ...]) -> None:
    assert figure in real


def test_the_region_and_its_counties_have_the_people_of_their_municipalities(
    real: tuple[Figure, ...],
) -> None:
    people: dict[str, dict[int, float]] = defaultdict(dict)
    for figure in real:
        if figure.indicator == "population":
            people[figure.region][figure.year] = figure.value
    for year, whole in people["MK01"].items():
        assert whole == sum(values[year] for code, values in people.items() if code.startswith("KU")), year
    assert people["MK01"][2024] == sum(v[2024] for c, v in people.items() if c.startswith("HVA")) == 1782300


def test_gaps_of_the_care_register_are_left_out(real: tuple[Figure, ...]) -> None:
    care = {figure[1:4]: figure.value for figure in real if figure.indicator == "care-days-75"}
    assert 0 not in care.values()
    assert ("KU091", "total", 1994) not in care
    assert care["KU091", "total", 1995] == 26866


@pytest.mark.real_data
def test_the_kept_file_is_what_the_script_makes_of_the_sources(real_data: Path) -> None:
    figures = [*from_sotkanet(real_data), *population_after_2012(real_data)]
    assert written(figures) == OBSERVATIONS.read_bytes()


# The illustrative figures


def test_illustrative_figures_never_take_a_real_ones_place(
    real: tuple[Figure, ...], made: tuple[Figure, ...]
) -> None:
    assert not {figure[:4] for figure in real} & {figure[:4] for figure in made}
    assert "population" not in {figure.indicator for figure in made}


def test_illustrative_figures_are_the_same_every_time(
    real: tuple[Figure, ...], made: tuple[Figure, ...]
) -> None:
    assert tuple(illustrative_figures(real)) == made
    assert len({figure[:4] for figure in made}) == len(made)


@pytest.mark.parametrize(
    "figure",
    [
        Figure("employment-rate", "MK01", "total", 2017, 72.9),
        Figure("unemployment-rate", "MK01", "total", 2017, 8.7),
        Figure("vacancy-days", "MK01", "total", 2017, 23.0),
        Figure("rci-place", "MK01", "total", 2016, 3.0),
    ],
    ids=str,
)
def test_the_given_baselines_stand_in_the_series(figure: Figure, made: tuple[Figure, ...]) -> None:
    assert figure in made


def test_immigrants_start_from_under_60_per_cent(made: tuple[Figure, ...]) -> None:
    levels = {figure[:4]: figure.value for figure in made}
    assert levels["employment-rate-immigrants", "MK01", "total", 2017] < 60


def test_values_are_plausible_and_have_the_decimals_of_their_indicator(
    made: tuple[Figure, ...], document: dict[str, Any]
) -> None:
    decimals = {entry["id"]: entry["decimals"] for entry in document["indicators"]}
    for figure in made:
        assert figure.value == round(figure.value, decimals[figure.indicator]), figure
        scale = SHAPES[figure.indicator].scale
        assert scale == "plain" or 0 < figure.value < (100 if scale == "share" else 1e5), figure


def test_series_go_on_where_the_real_ones_end(real: tuple[Figure, ...], made: tuple[Figure, ...]) -> None:
    """In the first illustrative year the whole region is within a tenth of its last real figure."""
    last = {f.indicator: f for f in sorted(real, key=lambda f: f.year) if f.region == "MK01"}
    begun: dict[str, Figure] = {}
    for figure in made:
        if figure.region == "MK01" and figure.gender == "total":
            begun.setdefault(figure.indicator, figure)
    for indicator, figure in begun.items():
        if indicator in last:
            assert figure.value == pytest.approx(last[indicator].value, rel=0.11), indicator


def test_every_municipality_and_county_has_a_figure_unless_only_the_region_has(
    made: tuple[Figure, ...],
) -> None:
    regions: dict[str, set[str]] = defaultdict(set)
    for figure in made:
        regions[figure.indicator].add(figure.region)
    for indicator, shape in SHAPES.items():
        assert len(regions[indicator]) == (1 if shape.region_only else 32), indicator


@given(st.sampled_from(["share", "amount", "plain"]), st.floats(0.1, 99.9))
def test_a_value_comes_back_from_its_scale(scale: Any, value: float) -> None:
    assert back(scale, onto(scale, value)) == pytest.approx(value)


# Loading


@pytest.fixture
def loaded(db: None, planner: Actor, clock: Clock) -> None:
    load_example(actor=planner, clock=clock)


@pytest.fixture
def assessment(loaded: None) -> StrategyAssessment:
    return assess(strategy(STRATEGY_ID), release=newest_release(), today=TODAY)


@pytest.mark.slow
def test_the_example_shows_every_verdict(assessment: StrategyAssessment) -> None:
    shown = {target.status for goal in assessment.goals for target in goal.targets}
    assert shown == set(Status)
    assert any(target.stale for goal in assessment.goals for target in goal.targets)


@pytest.mark.slow
def test_the_example_shows_every_word_for_a_goal(assessment: StrategyAssessment) -> None:
    assert {goal.status for goal in assessment.goals} == {
        Status.ON_TRACK,
        Status.AT_RISK,
        Status.OFF_TRACK,
        Status.NO_DATA,
    }
    assert {promise.status for promise in assessment.promises} >= {
        Status.ON_TRACK,
        Status.AT_RISK,
        Status.OFF_TRACK,
    }


@pytest.mark.slow
def test_statistics_come_first_and_illustrations_after_them(loaded: None) -> None:
    releases = list(Release.objects.order_by("id"))
    assert [release.nature for release in releases] == [Nature.STATISTIC, Nature.ILLUSTRATIVE]
    assert all(observation.status in "AE" for observation in every_observation(release=releases[1]))
    assert {o.status for o in every_observation(release=releases[1]) if o.release == releases[1].pk} == {"E"}
    assert "THL" in releases[0].producer
    assert "Kela" in releases[0].producer


@pytest.mark.slow
def test_no_producer_of_statistics_is_named_for_an_illustration(loaded: None) -> None:
    illustration = Release.objects.get(nature=Nature.ILLUSTRATIVE)
    assert (illustration.producer, illustration.licence, illustration.url) == ("Lupaus", "CC0 1.0", "")


@pytest.mark.slow
def test_a_second_load_changes_nothing(loaded: None, planner: Actor, clock: Clock) -> None:
    told = AuditRecord.objects.count()
    assert not load_example(actor=planner, clock=clock).changed
    assert (AuditRecord.objects.count(), Release.objects.count()) == (told, 2)


@pytest.mark.slow
def test_what_a_planner_changed_stays(loaded: None, planner: Actor, clock: Clock, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    words = STRATEGY.read_text(encoding="utf-8")
    own.write_text(words.replace("en: More people in work, vacancies filled", "en: Work for all"), "utf-8")
    load_file(actor=planner, clock=clock, path=own)
    assert load_example(actor=planner, clock=clock).strategy is None
    assert Goal.objects.get(slug="employment").title.en == "Work for all"


@pytest.mark.slow
def test_figures_that_another_import_brought_stay(loaded: None, planner: Actor, clock: Clock) -> None:
    brought = import_observations(
        actor=planner,
        clock=clock,
        rows=[
            Row(1, "unemployment-rate", "MK01", year=2011, value=6.9),
            Row(2, "unemployment-rate", "MK01", year=2020, value=10.1),
        ],
        source=ImportSource(name="revised", checksum=lambda: "0" * 64),
    )
    assert brought.changed == 2
    assert not load_example(actor=planner, clock=clock).changed
    key = SeriesKey("unemployment-rate", "MK01")
    values = {o.year: o.value for o in series([key], release=newest_release())[key]}
    assert (values[2011], values[2020], values[2012]) == (6.9, 10.1, 7.7)


@in_the_database
def test_an_outsider_may_not_load_it(outsider: Actor, clock: Clock) -> None:
    with pytest.raises(NotAllowed):
        load_example(actor=outsider, clock=clock)
    assert not Indicator.objects.exists()
