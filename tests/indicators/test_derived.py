"""Derived indicators: worked out on read, from what there was, as far as it is told."""

from __future__ import annotations

from fractions import Fraction
from math import isclose

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lupaus.indicators import queries
from lupaus.indicators.models import Release
from lupaus.indicators.observations import Observation, SeriesKey
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from tests.indicators import counties as world
from tests.indicators.counties import (
    ALA,
    BETA,
    CEE,
    COUNTRY,
    DEE,
    EAST,
    EFF,
    WEST,
    bring,
    definition,
    derived,
)

pytestmark = pytest.mark.django_db

PEOPLE = [
    *((ALA, year, 1000) for year in (2019, 2020, 2021)),
    (BETA, 2019, 300), (BETA, 2020, 300), (BETA, 2021, 400),
    (CEE, 2019, 100), (CEE, 2020, 100),
    *((DEE, year, 5000) for year in (2019, 2020, 2021)),
    *((EFF, year, 500) for year in (2019, 2020, 2021)),
    *((EAST, year, 1400) for year in (2019, 2020, 2021)),
    *((WEST, year, 5500) for year in (2019, 2020, 2021)),
    *((COUNTRY, year, 6900) for year in (2019, 2020, 2021)),
]  # fmt: skip
RATES = {
    (ALA, 2019): 10.0, (BETA, 2019): 8.0, (CEE, 2019): 6.0, (DEE, 2019): 5.0, (EFF, 2019): 15.0,
    (ALA, 2020): 11.0, (BETA, 2020): 8.0, (DEE, 2020): 5.0, (EFF, 2020): 14.0,
    (ALA, 2021): 12.0, (BETA, 2021): 8.0, (DEE, 2021): 5.0,
    (COUNTRY, 2019): 8.0, (COUNTRY, 2020): 7.0, (COUNTRY, 2021): 6.0,
}  # fmt: skip


@pytest.fixture
def release(db: None, clock: Clock) -> Release:
    world.regions()
    world.save(
        clock,
        definition("people", unit=Text.same("people"), counts_people=True),
        definition("jobs", unit=Text.same("people")),
        definition("seekers", unit=Text.same("people")),
        definition("rate", unit=Text.same("%")),
        derived("unemployed-share", "share", of="seekers", among="force"),
        derived("force", "sum", addends=["jobs", "seekers"]),
        derived("gap", "difference", of="jobs", less="seekers"),
        derived("per-thousand", "per-capita", of="seekers", population="people", per=1000),
        derived("against-country", "index", of="rate"),
        derived("mean", "weighted-mean", of="rate", by="people"),
        derived("spread", "dispersion", of="rate", category="municipality"),
        derived("spread-weighted", "dispersion", of="rate", category="municipality", by="people"),
        derived("two-years", "moving-average", of="rate", years=2),
        derived("spread-two-years", "moving-average", of="spread", years=2),
    )
    bring(clock, [("people", region, "total", year, count) for region, year, count in PEOPLE])
    bring(
        clock,
        [
            ("jobs", ALA, "total", 2019, 450),
            ("jobs", ALA, "total", 2020, 440),
            ("jobs", BETA, "total", 2019, 0),
            ("seekers", ALA, "total", 2019, 50),
            ("seekers", ALA, "total", 2020, None),
            ("seekers", BETA, "total", 2019, 0),
            ("seekers", BETA, "total", 2020, 20, None, None, "P"),
        ],
    )
    return bring(clock, [("rate", region, "total", year, rate) for (region, year), rate in RATES.items()])


def at(indicator: str, region: str, period: str, release: Release) -> Observation | None:
    found = queries.series([SeriesKey(indicator, region)], release=release)[SeriesKey(indicator, region)]
    return next((seen for seen in found if seen.period == period), None)


def value(indicator: str, region: str, period: str, release: Release) -> float | None:
    seen = at(indicator, region, period, release)
    assert seen is not None, (indicator, region, period)
    return seen.value


class TestOfTwo:
    def test_a_share_of_a_derived_sum_tells_its_numerator_and_denominator(self, release: Release) -> None:
        seen = at("unemployed-share", ALA, "2019", release)
        assert seen is not None
        assert (seen.value, seen.numerator, seen.denominator, seen.status) == (10.0, 50.0, 500.0, "A")

    def test_a_part_that_is_missing_makes_the_whole_missing(self, release: Release) -> None:
        for name in ("force", "gap", "unemployed-share", "per-thousand"):
            seen = at(name, ALA, "2020", release)
            assert seen is not None
            assert (seen.value, seen.numerator, seen.denominator, seen.status) == (None, None, None, "M")

    def test_of_a_part_that_nobody_told_nothing_is_told(self, release: Release) -> None:
        assert at("gap", BETA, "2020", release) is None
        assert at("gap", DEE, "2019", release) is None

    def test_nothing_is_divided_by_nothing(self, release: Release) -> None:
        seen = at("unemployed-share", BETA, "2019", release)
        assert seen is not None
        assert (seen.value, seen.status) == (None, "M")

    def test_sums_and_differences(self, release: Release) -> None:
        assert value("force", ALA, "2019", release) == 500
        assert value("gap", ALA, "2019", release) == 400

    def test_per_capita_carries_the_status_and_the_newest_release_of_its_parts(
        self, release: Release
    ) -> None:
        seen = at("per-thousand", BETA, "2020", release)
        assert seen is not None
        assert seen.value == pytest.approx(1000 * 20 / 300)
        assert (seen.status, seen.release) == ("P", release.pk - 1)

    def test_an_index_against_the_country(self, release: Release) -> None:
        assert value("against-country", ALA, "2021", release) == 200.0
        assert value("against-country", COUNTRY, "2021", release) == 100.0


class TestWithinARegion:
    def test_a_mean_of_municipalities_weighs_them_by_their_people(self, release: Release) -> None:
        exact = Fraction(1000 * 10 + 300 * 8 + 100 * 6, 1400)
        assert value("mean", EAST, "2019", release) == pytest.approx(float(exact))
        assert value("mean", COUNTRY, "2019", release) == pytest.approx(
            float(Fraction(1000 * 10 + 300 * 8 + 100 * 6 + 5000 * 5 + 500 * 15, 6900))
        )

    def test_a_municipality_that_has_ended_is_told_with_the_one_it_joined(self, release: Release) -> None:
        # 2020: Cee was there and has no figure, but Beta, which it joined, has one.
        assert value("mean", EAST, "2020", release) == pytest.approx((1000 * 11 + 300 * 8) / 1300)
        assert value("mean", EAST, "2021", release) == pytest.approx((1000 * 12 + 400 * 8) / 1400)

    def test_too_few_tell_nothing(self, release: Release) -> None:
        # 2021: Eff is missing, one of two municipalities but only 500 of the 5500 people.
        assert value("spread", WEST, "2021", release) is None
        assert value("mean", WEST, "2021", release) == 5.0
        parts = queries.parts_of("spread", WEST, "total", "2021", release)
        assert parts is not None
        assert parts.members is not None
        assert (len(parts.members.codes), parts.members.expected, parts.members.enough) == (1, 2, False)

    def test_dispersion_plain_and_weighted(self, release: Release) -> None:
        # 5 and 15: mean 10, deviation 5.
        assert value("spread", WEST, "2019", release) == pytest.approx(50)
        mean = Fraction(5000 * 5 + 500 * 15, 5500)
        variance = (5000 * (5 - mean) ** 2 + 500 * (15 - mean) ** 2) / 5500
        found = value("spread-weighted", WEST, "2019", release)
        assert found is not None
        assert isclose(found**2, float(10_000 * variance / mean**2))

    def test_no_figure_for_what_has_nothing_inside(self, release: Release) -> None:
        assert at("spread", ALA, "2019", release) is None


class TestOverYears:
    def test_a_moving_average_needs_every_year(self, release: Release) -> None:
        assert value("two-years", ALA, "2019", release) is None
        assert value("two-years", ALA, "2021", release) == 11.5

    def test_a_derivation_of_a_derivation_of_regions(self, release: Release) -> None:
        assert value("spread-two-years", WEST, "2020", release) == pytest.approx(
            ((value("spread", WEST, "2019", release) or 0) + (value("spread", WEST, "2020", release) or 0))
            / 2
        )


ALL = [
    "against-country", "force", "gap", "mean", "per-thousand", "spread", "spread-two-years",
    "spread-weighted", "two-years", "unemployed-share",
]  # fmt: skip


class TestEveryWayOfReading:
    """Whoever asks for the series, the slice, the page or the section is told the same."""

    @pytest.mark.parametrize("name", ALL)
    def test_slices_sections_pages_and_counts_agree_with_the_series(
        self, release: Release, name: str
    ) -> None:
        codes = (COUNTRY, EAST, WEST, *world.MUNICIPALITIES)
        by_series = queries.series([SeriesKey(name, code) for code in codes], release=release)
        expected = tuple(sorted(seen for found in by_series.values() for seen in found))
        assert expected
        assert queries.indicator_slice(name, release=release) == expected
        assert queries.observations(release=release, indicators=[name]) == expected
        assert tuple(queries.every_observation(release=release, indicators=[name])) == expected
        assert queries.count(release=release, indicators=[name]) == len(expected)
        for period in ("2019", "2020", "2021"):
            section = queries.cross_section([(name, "total", period)], release=release, regions=codes)
            assert section[name, "total", period] == {
                seen.region: seen.value
                for seen in expected
                if seen.period == period and seen.value is not None
            }
            narrow = queries.indicator_slice(name, release=release, regions=[WEST, ALA], periods=[period])
            assert narrow == tuple(
                seen for seen in expected if seen.region in (WEST, ALA) and seen.period == period
            )

    def test_pages_of_derived_and_plain_ones_follow_one_another(self, release: Release) -> None:
        wanted = ["people", "spread", "force", "rate"]
        whole = queries.observations(release=release, indicators=wanted)
        assert list(whole) == sorted(whole, key=lambda seen: seen[:4])
        assert len(whole) == queries.count(release=release, indicators=wanted)
        pages = [
            queries.observations(release=release, indicators=wanted, limit=7, offset=offset)
            for offset in range(0, len(whole) + 7, 7)
        ]
        assert tuple(seen for page in pages for seen in page) == whole

    def test_the_whole_bank_holds_no_derived_figures(self, release: Release) -> None:
        held = {seen.indicator for seen in queries.every_observation(release=release)}
        assert held == {"people", "jobs", "seekers", "rate"}
        assert queries.count(release=release) == len(queries.observations(release=release))

    def test_as_many_queries_for_one_as_for_many(
        self, release: Release, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        queries.series([SeriesKey("spread", EAST)], release=release)
        for keys in (
            [SeriesKey("spread", EAST)],
            [SeriesKey("spread", code) for code in (EAST, WEST, COUNTRY)],
        ):
            with django_assert_num_queries(4):  # two of indicators, the content version, what is illustrative
                queries.series(keys, release=release)

    def test_an_older_release_is_worked_out_as_it_was(self, release: Release, clock: Clock) -> None:
        newer = bring(clock, [("rate", EFF, "total", 2021, 9.0)])
        assert value("spread", WEST, "2021", release) is None
        assert value("spread", WEST, "2021", newer) is not None


class TestParts:
    def test_the_parts_are_told_as_what_they_count(self, release: Release) -> None:
        parts = queries.parts_of("unemployed-share", ALA, "total", "2019", release)
        assert parts is not None
        assert [(each.role, each.key.indicator, each.seen and each.seen.value) for each in parts.used] == [
            ("of", "seekers", 50.0),
            ("among", "force", 500.0),
        ]
        assert parts.made is not None
        assert parts.made.value == 10.0

    def test_regions_are_told_with_their_weights(self, release: Release) -> None:
        parts = queries.parts_of("mean", EAST, "total", "2020", release)
        assert parts is not None
        assert [(each.role, each.key.region, each.seen and each.seen.value) for each in parts.used] == [
            ("of", ALA, 11.0),
            ("by", ALA, 1000.0),
            ("of", BETA, 8.0),
            ("by", BETA, 300.0),
        ]

    def test_others_have_none(self, release: Release) -> None:
        assert queries.parts_of("rate", ALA, "total", "2020", release) is None
        assert queries.parts_of("spread", EAST, "total", "2020", None) is None


class TestDoors:
    def test_the_api_tells_the_parts_where_they_are_asked_for(self, release: Release, client: Client) -> None:
        address = f"/api/v1/observations?indicator=unemployed-share&region={ALA}&year=2019"
        (plain,) = client.get(address).json()["items"]
        assert "parts" not in plain
        (told,) = client.get(f"{address}&parts=true").json()["items"]
        assert [(each["role"], each["indicator"], each["value"]) for each in told["parts"]] == [
            ("of", "seekers", 50.0),
            ("among", "force", 500.0),
        ]
        assert client.get(f"{address}&parts=true&limit=500").status_code == 422

    def test_the_api_tells_how_an_indicator_is_worked_out(self, release: Release, client: Client) -> None:
        entry = client.get("/api/v1/indicators/mean").json()
        assert entry["derivation"] == {"kind": "weighted-mean", "of": "rate", "by": "people"}
        assert entry["parts"] == [
            {"role": "of", "indicator": "rate"},
            {"role": "by", "indicator": "people"},
        ]
        assert client.get("/api/v1/indicators/rate").json()["parts"] == []

    @pytest.mark.parametrize("name", ALL)
    def test_files_hold_derived_figures_too(self, release: Release, client: Client, name: str) -> None:
        count = queries.count(release=release, indicators=[name])
        csv = client.get(f"/api/v1/observations?indicator={name}&format=csv").content.decode()
        assert len(csv.splitlines()) == count + 1
        assert all(line.endswith(",true") for line in csv.splitlines()[1:])
        dataset = client.get(f"/api/v1/observations?indicator={name}&format=jsonstat").json()
        assert dataset["extension"]["derived"] == {name: queries.indicator(name).derivation}
        told = queries.indicator_slice(name, release=release)
        assert sum(value is not None for value in dataset["value"]) == sum(
            seen.value is not None for seen in told
        )

    @pytest.mark.parametrize(
        ("name", "region", "words"),
        [
            (
                "unemployed-share",
                ALA,
                ["“seekers” divided by “force”, times 100.", "50.0 / 500.0 × 100 = 10.0"],
            ),
            ("force", ALA, ["Added together: “jobs”, “seekers”.", "450.0 + 50.0 = 500.0"]),
            ("gap", ALA, ["“jobs” less “seekers”.", "450.0 − 50.0 = 400.0"]),
            ("against-country", ALA, ["when that of SSS is 100", "12.0 / 6.0 × 100 = 200.0"]),
            ("two-years", ALA, ["over 2 years", "(11.0 + 12.0) / 2 = 11.5"]),
            ("mean", EAST, ["weighs as much as its “people”", "worked out from 2 of 2 (municipalities)"]),
            ("spread", WEST, ["standard deviation", "worked out from 2 of 2 (municipalities)"]),
        ],
    )
    def test_the_page_tells_how_it_is_worked_out(
        self, release: Release, client: Client, name: str, region: str, words: list[str]
    ) -> None:
        page = client.get(f"/en/indicators/{name}/?regions={region}").content.decode()
        for each in words:
            assert each in page
        assert 'href="/en/indicators/' in page.partition('id="worked-out-title"')[2]

    def test_the_page_of_another_indicator_does_not(self, release: Release, client: Client) -> None:
        assert "worked-out-title" not in client.get("/en/indicators/rate/").content.decode()


def test_a_figure_with_an_illustrative_part_is_illustrative(release: Release, clock: Clock) -> None:
    made_up = bring(clock, [("rate", EFF, "total", 2021, 15.0)], nature="illustrative")
    newest = bring(clock, [("rate", DEE, "total", 2021, 4.0)])
    seen = at("spread", WEST, "2021", newest)
    assert seen is not None
    assert seen.release == made_up.pk
    before = at("spread", WEST, "2020", newest)
    assert before is not None
    assert before.release == release.pk


def test_cee_had_figures_of_its_own_while_it_was_there(release: Release) -> None:
    parts = queries.parts_of("spread", EAST, "total", "2019", release)
    assert parts is not None
    assert parts.members is not None
    assert parts.members.codes == (ALA, BETA, CEE)
