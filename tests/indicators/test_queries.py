"""Reading observations and the catalogue."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from lupaus.accounts.actors import Actor
from lupaus.indicators import queries
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Indicator, Release, SourceKind
from lupaus.indicators.observations import SeriesKey
from lupaus.indicators.operations import save_indicators
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotFound
from lupaus.web.texts import Text
from tests.conftest import NOW
from tests.indicators.conftest import Import

pytestmark = pytest.mark.django_db

ESPOO = SeriesKey("jobs", "KU049")
TURNOUT = SeriesKey("turnout", "KU444", "female")


@pytest.fixture
def release(bring_in: Import) -> Release:
    release = bring_in(
        [
            "turnout,KU444,female,2021,55",
            "jobs,KU049,total,2021,71",
            "jobs,KU049,total,2019,",
            "jobs,KU049,total,2020,70",
            "jobs,KU444,total,2020,60",
            "income,KU049,total,2020,1",
        ]
    ).release
    assert release is not None
    return release


@pytest.mark.examined
def test_series_are_ordered_by_period_and_every_key_is_answered(
    release: Release, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    nobody = [SeriesKey("jobs", "KU999"), SeriesKey("no-such", "KU049"), SeriesKey("jobs", "KU049", "male")]
    with django_assert_num_queries(2):
        found = queries.series([ESPOO, TURNOUT, *nobody], release=release)
    assert {key: [(o.period, o.value) for o in each] for key, each in found.items()} == {
        ESPOO: [("2019", None), ("2020", 70.0), ("2021", 71.0)],
        TURNOUT: [("2021", 55.0)],
        **{key: [] for key in nobody},
    }


def test_thirty_series_cost_as_many_queries_as_one(
    release: Release, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        queries.series([SeriesKey(f"filler-{n}", "KU049") for n in range(30)], release=release)


def test_a_slice_is_one_indicator_everywhere(release: Release) -> None:
    found = queries.indicator_slice("jobs", release=release, periods=["2020"])
    assert [(o.region, o.value) for o in found] == [("KU049", 70.0), ("KU444", 60.0)]
    assert [o.region for o in queries.indicator_slice("jobs", release=release, regions={"KU444"})] == [
        "KU444"
    ]
    assert queries.indicator_slice("jobs", release=release, genders=[]) == ()
    assert queries.indicator_slice("no-such", release=release) == ()


def test_a_cross_section_gives_values_by_region(release: Release) -> None:
    wanted = [("jobs", "total", "2020"), ("jobs", "total", "2019"), ("no-such", "total", "2020")]
    assert queries.cross_section(wanted, release=release, regions=["KU049", "KU444", "HVA03"]) == {
        ("jobs", "total", "2020"): {"KU049": 70.0, "KU444": 60.0},
        ("jobs", "total", "2019"): {},
        ("no-such", "total", "2020"): {},
    }


def test_pages_of_observations_follow_one_another(release: Release) -> None:
    whole = queries.observations(release=release)
    assert len(whole) == queries.count(release=release) == 6
    assert [*whole] == sorted(whole, key=lambda o: o[:4])
    pages = [queries.observations(release=release, limit=4, offset=offset) for offset in (0, 4, 8)]
    assert [len(page) for page in pages] == [4, 2, 0]
    assert pages[0] + pages[1] == whole
    assert queries.count(release=release, indicators=["jobs"], periods=["2020"]) == 2
    assert queries.count(release=release, indicators=["no-such"]) == 0
    assert queries.observations(release=release, indicators=[]) == ()


def test_nothing_imported_reads_as_nothing(catalogue: None) -> None:
    assert queries.newest_release() is None
    assert queries.series([ESPOO], release=None) == {ESPOO: ()}
    assert queries.indicator_slice("jobs", release=None) == ()
    assert queries.cross_section([("jobs", "total", "2020")], release=None, regions=["KU049"]) == {
        ("jobs", "total", "2020"): {}
    }
    assert queries.observations(release=None) == ()
    assert queries.count(release=None) == 0
    assert list(queries.every_observation(release=None)) == []


def test_words_from_outside_are_values_and_never_commands(release: Release) -> None:
    nasty = "'; DROP TABLE x; --\x00"
    assert queries.observations(release=release, indicators=[nasty]) == ()
    assert queries.observations(release=release, regions=[nasty], genders=[nasty], periods=[nasty]) == ()
    assert queries.search_indicators(nasty, theme=nasty, source=nasty) == []
    with pytest.raises(NotFound):
        queries.indicator(nasty)


@pytest.mark.parametrize("number", [0, -1, 2, 2**63])
def test_a_release_that_is_not_there_is_not_found(release: Release, number: int) -> None:
    with pytest.raises(NotFound, match="There is no release"):
        queries.release(number)


@pytest.fixture
def statistics(db: None, planner: Actor, clock: Clock) -> None:
    definitions = [
        IndicatorDefinition(
            "births",
            Text(fi="Syntyneet", sv="Födda", en="Births"),
            producer=Text(fi="Tilastokeskus"),
            description=Text(fi="Tieto äitiydestä"),
            theme="population",
            source_kind=SourceKind.SOTKANET,
            source_id="4",
        ),
        IndicatorDefinition("deaths", Text(fi="Äitiyskuolleisuus"), theme="health"),
    ]
    save_indicators(actor=planner, clock=clock, definitions=definitions)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["births", "deaths"]),
        ("ÄITI", ["deaths", "births"]),  # a hit in the title comes first
        ("tilastokeskus SYNT", ["births"]),
        ("födda", ["births"]),
        ("nothing", []),
    ],
)
def test_a_search_folds_case_and_looks_everywhere(statistics: None, words: str, found: list[str]) -> None:
    assert [entry.pk for entry in queries.search_indicators(words)] == found


def test_a_search_can_be_narrowed(statistics: None) -> None:
    assert [entry.pk for entry in queries.search_indicators(theme="health")] == ["deaths"]
    assert [entry.pk for entry in queries.search_indicators(source="sotkanet")] == ["births"]
    assert queries.search_indicators(source="rumour") == []
    assert queries.themes() == ["health", "population"]


def test_what_is_retired_is_not_found_by_searching(statistics: None) -> None:
    Indicator.objects.filter(pk="deaths").update(retired_at=NOW)
    assert [entry.pk for entry in queries.search_indicators("")] == ["births"]
    assert queries.indicator("deaths").retired_at is not None
    assert list(queries.indicators_by_id()) == ["births", "deaths"]
    assert list(queries.indicators_by_id(["deaths", "no-such"])) == ["deaths"]
