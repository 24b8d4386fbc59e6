"""The catalogue and the page of an indicator."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lupaus.accounts.actors import operator
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Indicator, IndicatorEdition
from lupaus.indicators.operations import save_indicators
from lupaus.regions.models import Region
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from tests.indicators.conftest import Import

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

LINES = [
    "jobs,KU049,total,2020,71.5",
    "jobs,KU049,total,2021,72.5",
    "jobs,KU444,total,2020,68.0",
    "jobs,KU444,total,2021,69.5",
    "jobs,KU444,female,2021,70.25",
    "jobs,KU444,male,2021,68.75",
    "jobs,HVA03,total,2021,71.0",
]


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_catalogue_lists_every_indicator(client: Client, catalogue: None) -> None:
    page = text(client, "/en/indicators/")
    assert "51 indicators" in page
    assert page.count('href="/en/indicators/filler-') == 48


def test_a_search_finds_by_words_and_says_when_there_is_nothing(client: Client, catalogue: None) -> None:
    assert "1 indicator<" in text(client, "/en/indicators/?q=turn")
    assert "Nothing was found" in text(client, "/en/indicators/?q=zebra")


def test_a_filter_narrows_by_theme_and_source(client: Client, catalogue: None) -> None:
    Indicator.objects.filter(pk="jobs").update(theme="employment", source_kind="sotkanet")
    assert "1 indicator<" in text(client, "/en/indicators/?theme=employment")
    assert "1 indicator<" in text(client, "/en/indicators/?source=sotkanet")
    assert "Työllisyys" in text(client, "/fi/indicators/")


def test_what_was_searched_is_shown_as_text(client: Client, catalogue: None) -> None:
    page = text(client, "/en/indicators/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_catalogue_costs_the_same_queries_however_long(
    client: Client, catalogue: None, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    kept = Indicator.objects.values_list("pk", flat=True)[:rows]
    IndicatorEdition.objects.exclude(indicator__in=list(kept)).delete()
    Indicator.objects.exclude(pk__in=list(kept)).delete()
    with django_assert_num_queries(
        5
    ):  # version, catalogue, themes, regions of the shell, strategies at the foot
        text(client, "/en/indicators/")


def test_an_indicator_without_figures_says_so(client: Client, catalogue: None) -> None:
    page = plain(text(client, "/en/indicators/income/"))
    assert "There are no figures for these areas." in page
    assert "There are no figures to draw yet." in page


def test_an_indicator_shows_the_widest_areas_first(client: Client, bring_in: Import) -> None:
    bring_in(LINES)
    assert "Länsi-Uusimaa: 71.0 in 2021." in plain(text(client, "/en/indicators/jobs/"))


def test_chosen_areas_and_genders_are_drawn_and_tabled(client: Client, bring_in: Import) -> None:
    bring_in(LINES)
    page = plain(text(client, "/en/indicators/jobs/?regions=KU444&gender=female&gender=male"))
    assert "Lohja, women" in page
    assert "Lohja, men" in page
    assert "70.3" in page or "70.2" in page
    assert "HVA03" not in page


def test_the_readers_own_region_stands_first(client: Client, bring_in: Import) -> None:
    bring_in(LINES)
    assert "Lohja: 69.5 in 2021; Länsi-Uusimaa: 71.0 in 2021." in plain(
        text(client, "/en/indicators/jobs/?region=KU444")
    )


def test_municipalities_are_ranked_by_polarity(client: Client, bring_in: Import) -> None:
    bring_in(LINES)

    def places(page: str) -> list[str]:
        table = page[
            page.rindex(
                "<tbody>", 0, page.index("What is promised") if "What is promised" in page else len(page)
            ) :
        ]
        return re.findall(r'<th scope="row">([^<]+)</th>', table)[:2]

    Indicator.objects.filter(pk="jobs").update(polarity="higher_is_better")
    assert places(text(client, "/en/indicators/jobs/")) == ["Espoo", "Lohja"]
    Indicator.objects.filter(pk="jobs").update(polarity="lower_is_better")
    assert places(text(client, "/sv/indicators/jobs/")) == ["Espoo", "Lohja"][::-1]


def test_the_year_of_the_ranking_can_be_chosen(client: Client, bring_in: Import) -> None:
    bring_in(LINES)
    assert "Jobs in the municipalities in 2021" in text(client, "/en/indicators/jobs/")
    page = text(client, "/en/indicators/jobs/?year=2020")
    assert "Jobs in the municipalities in 2020" in page
    assert "68.0" in page
    assert "No municipality has a figure for this year." in text(client, "/en/indicators/jobs/?year=1950")


def test_nine_lines_are_not_drawn_but_tabled(client: Client, bring_in: Import) -> None:
    for number in range(8):
        Region.objects.create(
            code=f"KU8{number:02}",
            category="municipality",
            number=f"8{number:02}",
            name=Text.same(f"Kunta {number}"),
        )
    bring_in([f"jobs,KU8{number:02},total,2021,{number}" for number in range(8)] + LINES)
    chosen = "&".join(f"regions=KU8{number:02}" for number in range(8)) + "&regions=KU444"
    page = plain(text(client, f"/en/indicators/jobs/?{chosen}"))
    assert "The picture holds eight lines; 1 more is in the table only." in page


def test_downloads_name_the_selection_and_the_release(client: Client, bring_in: Import) -> None:
    bring_in(LINES)
    page = text(client, "/en/indicators/jobs/?regions=KU444")
    csv = "/api/v1/observations?indicator=jobs&amp;region=KU444&amp;gender=total&amp;release=1&amp;format=csv"
    assert csv in page
    assert "format=jsonstat" in page


def test_an_old_release_shows_its_own_figures(client: Client, bring_in: Import) -> None:
    bring_in(LINES)
    bring_in(["jobs,KU444,total,2021,99.5"], name="corrected.csv")
    assert "99.5" in text(client, "/en/indicators/jobs/?regions=KU444")
    old = text(client, "/en/indicators/jobs/?regions=KU444&release=1")
    assert "99.5" not in old
    assert "Figures as of release 1" in old


def test_the_real_map_is_drawn_beside_the_tiles_when_boundaries_are_here(
    client: Client, bring_in: Import, tmp_path: Path
) -> None:
    from lupaus.regions.models import Boundary, RegionParent

    bring_in(LINES)
    country = Region.objects.create(code="SSS", category="country", number="000", name=Text.same("Suomi"))
    square = [[[[24.0, 60.0], [24.5, 60.0], [24.5, 60.3], [24.0, 60.3], [24.0, 60.0]]]]
    for column, code in enumerate(("KU049", "KU444")):
        Region.objects.filter(pk=code).update(tile_column=column, tile_row=0)
        RegionParent.objects.create(child_id=code, parent=country)
    assert text(client, "/en/indicators/jobs/").count('class="chart chart-map"') == 1
    for code in ("KU049", "KU444"):
        Boundary.objects.create(region_id=code, polygons=square, attribution="Kartasto 2026")
    page = text(client, "/sv/indicators/jobs/")
    assert page.count('class="chart chart-map"') == 2
    assert "Kartasto 2026" in page


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/indicators/no-such/", 404),
        ("/en/indicators/jobs/?regions=KU999", 404),
        ("/en/indicators/jobs/?regions=%00", 400),
        ("/en/indicators/jobs/?gender=cat", 400),
        ("/en/indicators/jobs/?year=99999999999999", 400),
        ("/en/indicators/jobs/?release=2147483647", 400),
        ("/en/indicators/jobs/?release=999999999", 404),
        ("/en/indicators/jobs/?regions[]=KU049", 200),
        ("/en/indicators/jobs/?regions=KU049&regions=KU049", 200),
    ],
)
def test_odd_addresses_get_a_calm_answer(
    client: Client, bring_in: Import, caplog: pytest.LogCaptureFixture, address: str, status: int
) -> None:
    caplog.set_level(logging.CRITICAL)
    bring_in(LINES)
    text(client, address, status)


def test_a_long_list_is_read_in_pages(client: Client, clock: Clock) -> None:
    many = [
        IndicatorDefinition(
            id=f"many-{number:03}", title=Text.same(f"Figure {number:03}"), polarity="neutral"
        )
        for number in range(130)
    ]
    save_indicators(actor=operator(), clock=clock, definitions=many)
    first = text(client, "/en/indicators/?q=Figure")
    assert "130 indicators" in first
    assert "shown 1–60" in first
    assert "Figure 000" in first
    assert "Figure 060" not in first
    assert 'rel="prev"' not in first
    assert 'href="/en/indicators/?q=Figure&amp;page=2"' in first
    last = text(client, "/en/indicators/?q=Figure&page=3")
    assert "shown 121–130" in last
    assert "Figure 129" in last
    assert 'rel="next"' not in last
    assert "Figure 129" in text(client, "/en/indicators/?q=Figure&page=99")  # the list has become shorter
