"""The example's illustrative figures: they add up, are likely, and tell their story."""

from __future__ import annotations

import pytest

from lupaus.regions.files.own import own_entries
from lupaus.regions.models import Category
from lupaus.services.example.definitions import definitions
from lupaus.services.example.illustrative import COUNTIES, YEARS, illustrative_figures
from lupaus.services.example.shares import GROUPS, HORIZON, REGION
from lupaus.services.example.veterans import VETERANS
from tests.services.example_files import every_figure, known_indicators, strategy_indicators


@pytest.fixture
def figures() -> dict[tuple[str, str, int], float]:
    return every_figure()


def test_every_indicator_has_figures_and_every_figure_an_indicator(
    figures: dict[tuple[str, str, int], float],
) -> None:
    ids = [each.id for each in definitions()]
    assert len(set(ids)) == len(ids)
    assert {indicator for indicator, _region, _year in figures} == set(ids)
    assert len(known_indicators()) == len(ids) + len(strategy_indicators())


def test_the_clients_of_the_stages_are_the_client_group(figures: dict[tuple[str, str, int], float]) -> None:
    for group in GROUPS:
        for region in (REGION, *COUNTIES):
            for year in YEARS:
                clients = [figures[f"{stage.id}-clients", region, year] for stage in group.stages]
                assert sum(clients) == figures[f"{group.id}-population", region, year]
                assert min(clients) >= 100
        for year in YEARS:
            for stage in group.stages:
                counties = sum(figures[f"{stage.id}-clients", county, year] for county in COUNTIES)
                assert counties == figures[f"{stage.id}-clients", REGION, year]


def test_figures_are_of_a_likely_size(figures: dict[tuple[str, str, int], float]) -> None:
    units = {each.id: each.unit.en for each in definitions() if each.unit}
    for (indicator, _region, year), value in figures.items():
        assert value >= 0, indicator
        if units[indicator] == "%":
            assert value <= 100
        if units[indicator] == "people":
            assert value == round(value) >= (0 if indicator == VETERANS else 5)
        if units[indicator] == "days":
            assert value <= 150
        assert 2018 <= year <= (HORIZON if indicator.endswith("-population") else 2025)
    for group in GROUPS:
        costs = [figures[f"{stage.id}-cost", REGION, 2025] for stage in group.stages]
        assert costs == sorted(costs)
        assert {(f"{group.id}-population", REGION, year) for year in range(2018, 2041)} <= set(figures)


def test_the_story_is_told(figures: dict[tuple[str, str, int], float]) -> None:
    def share(group: str, stage: str, year: int) -> float:
        return 100 * figures[f"{stage}-clients", REGION, year] / figures[f"{group}-population", REGION, year]

    at_home = ("older-independent", "older-supported", "older-assisted")
    home = {year: sum(share("older", stage, year) for stage in at_home) for year in (2018, 2025)}
    # The levels of the example strategy's own indicators, living-at-home and enhanced-service-housing.
    assert {year: round(home[year], 1) for year in home} == {2018: 91.2, 2025: 92.3}
    enhanced = {year: round(share("older", "older-enhanced", year), 1) for year in (2018, 2025)}
    assert enhanced == {2018: 7.1, 2025: 6.2}
    for stage in ("child-open-care", "child-placed"):
        assert share("child", stage, 2025) == pytest.approx(share("child", stage, 2018), abs=0.15)


def test_the_veterans_of_the_municipalities_are_those_of_the_counties(
    figures: dict[tuple[str, str, int], float],
) -> None:
    entries = own_entries()
    for year in YEARS:
        here = {
            code: value
            for (indicator, code, at), value in figures.items()
            if (indicator, at) == (VETERANS, year)
        }
        municipalities = {code for code, entry in entries.items() if entry.category == Category.MUNICIPALITY}
        assert set(here) == {REGION, *COUNTIES, *municipalities}
        for county in COUNTIES:
            inside = [here[code] for code in municipalities if county in entries[code].parents]
            assert here[county] == sum(inside) > 0
        assert here[REGION] == sum(here[county] for county in COUNTIES)


def test_the_same_figures_come_every_time(figures: dict[tuple[str, str, int], float]) -> None:
    assert {figure[:3]: figure.value for figure in illustrative_figures()} == figures
