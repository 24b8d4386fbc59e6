"""The pages of comparisons: the answer first, the picture's figures in the table, and what is refused."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lupaus.analysis.comparing.asked import View
from lupaus.indicators.operations import Row
from lupaus.regions.models import Region
from lupaus.web.clock import Clock
from tests.analysis.many_towns import COUNT, LONG, bring
from tests.api_world import ask

pytestmark = [pytest.mark.usefixtures("many")]

#: What each view is asked here, with the query the page and the API share but for the regions.
ASKED = {
    View.LINES: "within=HVA01",
    View.RANKING: "category=municipality",
    View.MAP: "category=municipality",
    View.MULTIPLES: "category=county",
    View.DUMBBELL: "category=municipality&year=2024&against=2016",
    View.SCATTER: "category=municipality&with=over-64",
    View.GENDERS: "category=municipality",
    View.SIMILAR: "category=municipality&regions=KU007",
}
every_view = pytest.mark.parametrize("view", list(View))


def page(address: str, status: int = 200, language: str = "en") -> str:
    answer = Client().get(f"/{language}/compare/{address}", headers={"host": "127.0.0.1"})
    assert answer.status_code == status, answer.content[:500]
    return re.sub(r"\s+", " ", answer.content.decode())


def in_page(text: object) -> str:
    return str(text).replace("&", "&amp;").replace("\u202f", " ").replace("\xa0", " ")


def plain(html: str) -> str:
    return html.replace("\u202f", " ").replace("\xa0", " ")


@every_view
def test_the_sentence_comes_first_and_every_figure_stands_in_the_table(view: View) -> None:
    html = plain(page(f"jobs/{view}/?{ASKED[view]}"))
    told = ask(f"comparisons/jobs/{view}?{ASKED[view].replace('regions=', 'region=')}&language=en")
    assert f'<p class="answer">{in_page(told["sentence"])}</p>' in html
    assert html.index('class="answer"') < html.index('<figure class="figure">') < html.index("<table")
    [table] = re.findall(r"<tbody>.*?</tbody>", html)
    cells = set(re.findall(r"<td[^>]*>(?:<span[^>]*>[^<]*</span> )?([^<]*)</td>", table))
    for item in told["items"]:
        value = item.get("value", item.get("women"))
        assert value is None or f"{value:.1f}" in cells


@every_view
def test_the_figures_can_be_taken_and_cited(view: View) -> None:
    html = page(f"jobs/{view}/?{ASKED[view]}")
    taken = re.findall(r'href="(/api/v1/comparisons/[^"]+)"', html)
    assert {re.search(r"format=(\w+)", each)[1] for each in taken} >= {"csv", "xlsx", "jsonstat", "json"}  # type: ignore[index]  # every one has a format
    for address in taken:
        answer = Client().get(address.replace("&amp;", "&"), headers={"host": "127.0.0.1"})
        assert answer.status_code == 200
        assert "release=1" in address
    assert re.search(rf"http://127.0.0.1/en/compare/jobs/{view}/\?[^ <]*release=1", html)
    assert re.search(r'href="/en/figures/1/1/jobs/[^"]+"', html)


@every_view
def test_a_page_of_an_old_release_stays_as_it_was(view: View, clock: Clock) -> None:
    before = page(f"jobs/{view}/?{ASKED[view]}&release=1")
    bring(clock, [row._replace(value=99.9) for row in one_row()], name="later.csv")
    assert body(page(f"jobs/{view}/?{ASKED[view]}&release=1")) == body(before)


def body(html: str) -> str:
    """The picture and its table; the notice that there is a newer release stands above."""
    return html[html.index('<figure class="figure">') : html.index("</figure>")]


def one_row() -> list[Row]:
    return [Row(1, "jobs", "KU000", year="2024", value=0.0)]


@every_view
def test_a_page_costs_the_same_however_many_areas_there_are(view: View) -> None:
    counts = set()
    for regions in (["KU007"], ["KU007", "KU008", "KU009"], [f"KU{n:03}" for n in range(7, 47)]):
        query = "".join(f"&regions={code}" for code in regions)
        with CaptureQueriesContext(connection) as told:
            page(f"jobs/{view}/?category=municipality&with=over-64&year=2020{query}")
        counts.add(len(told.captured_queries))
    assert max(counts) - min(counts) <= (1 if view is View.GENDERS else 0)
    assert max(counts) <= 32


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("jobs/pie/", 404, "There is no view called “pie”."),
        ("no-such/lines/", 404, "There is no indicator"),
        ("jobs/lines/?category=planet", 404, "There is no kind of area called “planet”."),
        ("jobs/lines/?regions=KU999", 404, "There is no region KU999."),
        ("jobs/lines/?within=KU999", 404, "There is no region KU999."),
        ("jobs/lines/?release=9", 404, "There is no release 9."),
        (
            "jobs/ranking/?year=abc",
            400,
            "The address has a value for “year” that this page does not understand.",
        ),
        ("jobs/scatter/?with=no-such", 404, "There is no indicator"),
    ],
)
def test_what_is_not_there_is_refused_in_a_sentence(address: str, status: int, words: str) -> None:
    assert words in page(address, status)


def test_what_a_page_does_not_know_makes_no_difference() -> None:
    assert page("jobs/lines/?strange=1") == page("jobs/lines/")


@every_view
def test_without_figures_there_is_a_sentence_and_no_picture_that_is_empty(view: View) -> None:
    html = page(f"nothing/{view}/?category=municipality&regions=KU007&with=over-64")
    assert 'class="answer"' in html
    assert "no figure" in html.lower()


def test_a_map_says_what_is_not_on_it_and_its_classes_are_those_of_the_table() -> None:
    Region.objects.filter(code="KU000").update(tile_column=None, tile_row=None)
    html = plain(page("jobs/map/?category=municipality"))
    assert "Not on the map, but in the table: Kunta 000." in html
    told = ask("comparisons/jobs/map?category=municipality&language=en")["items"]
    for item in told:
        low, high = f"{item['class_low']:.1f}", f"{item['class_high']:.1f}"
        assert (low if low == high else f"{low}–{high}") in html


def test_ones_own_area_is_among_the_small_pictures_wherever_it_stands() -> None:
    last = ask("comparisons/jobs/ranking?category=municipality&language=en")["items"][-1]
    html = page(f"jobs/multiples/?category=municipality&region={last['region']}")
    assert html.count(f">{last['name']}</text>") == 2  # once in each drawing
    assert f"holds the 60 areas with the highest figure of {COUNT}" in html


def test_one_area_alone_is_told_as_one() -> None:
    for view in (View.MULTIPLES, View.DUMBBELL):
        told = ask(f"comparisons/jobs/{view}?region=KU007&language=en")["sentence"]
        assert re.fullmatch(r"Jobs, Kunta 007: [\d.]+\xa0% in 201\d and [\d.]+\xa0% in 2024\.", told)


def test_a_long_name_is_written_out_in_the_table() -> None:
    assert f'<th scope="row">{LONG}</th>' in page("jobs/ranking/?category=municipality")


@every_view
def test_every_language_has_the_page(view: View) -> None:
    for language in ("fi", "sv"):
        assert 'class="answer"' in page(f"jobs/{view}/?{ASKED[view]}", language=language)
