"""The pages of the matrices, as everybody sees them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from time import perf_counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from lupaus.services.matrix.queries import stands_of
from lupaus.services.models import Service
from lupaus.web.clock import Clock
from lupaus.web.versions import advance_content_version
from lupaus.workspace.content import PartValue
from lupaus.workspace.models import Version
from tests.services import matrices as made
from tests.services.matrices import WORK, cell, part, small
from tests.strategy.followed import FIGURES, bring_in, kaava

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MATRIX = f"/en/matrix/{WORK}/"


@pytest.fixture(autouse=True)
def _world(db: None, clock: Clock) -> None:
    kaava(clock)
    bring_in(clock, FIGURES)
    made.catalogue()


@pytest.fixture
def published(clock: Clock) -> Version:
    return made.publish(clock)


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def plain(words: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", words))


def everything(number: int = 1) -> list[str]:
    """Every public address of a matrix and of one of its versions."""
    below = (
        "",
        "matrix.csv",
        "tasks/care/",
        "entities/older/",
        "cells/care-much/",
        "cells/care-much/figures.csv",
        "places/older/much/advice/",
    )
    return [
        *(f"{MATRIX}{rest}" for rest in below),
        *(f"{MATRIX}versions/{number}/{rest}" for rest in (*below, "matrix.pdf")),
        f"{MATRIX}versions/",
    ]


def test_without_a_matrix_the_list_says_so(client: Client) -> None:
    assert "No service matrix has been published yet." in page(client, "/en/matrix/")


def test_the_list_and_the_catalogue_lead_to_the_matrices(client: Client, published: Version) -> None:
    assert f'href="{MATRIX}"' in page(client, "/en/matrix/")
    assert 'href="/en/matrix/"' in page(client, "/en/services/")


def test_the_answer_stands_first_in_words(client: Client, published: Version) -> None:
    (lead,) = re.findall(r'<p class="lead">(.*?)</p>', page(client, MATRIX))
    assert lead == (
        "3 of 9 places are empty: services are missing there. "
        "1 was overloaded in 2024: more people than it has room for. "
        "In 2024 the services had 1\u202f600 clients. That is 23\u00a0% more than in 2023."
    )


def test_the_table_has_headers_for_a_screen_reader(client: Client, published: Version) -> None:
    shown = page(client, MATRIX)
    table = shown[shown.index('<table class="heat">') : shown.index("</table>")]
    assert table.count('scope="colgroup"') == 2
    assert table.count('scope="rowgroup"') == 2
    assert table.count('scope="row"') == 4
    assert "<caption" in table
    assert table.index("level heavy") < table.index("level light")


def test_every_place_is_a_link_to_its_page(client: Client, published: Version) -> None:
    shown = page(client, MATRIX)
    table = shown[shown.index('<table class="heat">') : shown.index("</table>")]
    links = re.findall(rf'href="({MATRIX}(?:cells|places)/[^"]+)"', table)
    assert len(links) == 9
    for link in links:
        page(client, link)


def test_what_is_empty_or_overloaded_says_so_in_words(client: Client, published: Version) -> None:
    shown = page(client, MATRIX)
    table = plain(shown[shown.index('<table class="heat">') : shown.index("</table>")])
    assert table.count("empty") == 3
    assert table.count("overload") == 1
    assert "not meant for it" in table


def test_a_figure_a_year_and_another_year_are_chosen(client: Client, published: Version) -> None:
    shown = page(client, f"{MATRIX}?figure=money&year=2024&against=2023")
    assert "Net costs, 2024 against 2023" in shown
    assert "+50\u00a0%" in shown
    assert '<option value="2023" selected>' in shown
    assert f'href="{MATRIX}cells/care-much/?year=2024&amp;against=2023&amp;figure=money"' in shown
    assert f'href="{MATRIX}matrix.csv?year=2024&amp;against=2023&amp;figure=money"' in shown


def test_verdicts_have_word_and_shape(client: Client, published: Version) -> None:
    shown = page(client, f"{MATRIX}?figure=verdict")
    table = shown[shown.index('<table class="heat">') : shown.index("</table>")]
    assert "heat__verdict" in table
    assert re.search(r'class="heat__verdict"><svg[^>]*class="glyph', table)
    assert "Judged together by the targets of their indicators" in shown


def test_verdicts_are_those_of_the_readers_area(client: Client, published: Version) -> None:
    whole = page(client, f"{MATRIX}?figure=verdict")
    lohja = page(client, f"{MATRIX}?figure=verdict&region=KU049")
    assert re.findall("heat__verdict.*", lohja) != re.findall("heat__verdict.*", whole)
    assert "region=KU049" in lohja


def test_a_page_as_of_a_year_shows_the_figures_of_then(client: Client, published: Version) -> None:
    assert "People served, 2023" in page(client, f"{MATRIX}?as_of=2023")


def test_an_address_that_asks_for_nonsense_is_refused(client: Client, published: Version) -> None:
    page(client, f"{MATRIX}?figure=love", status=400)
    page(client, f"{MATRIX}?year=20", status=400)
    assert "–" in page(client, f"{MATRIX}?year=1999")


def test_the_row_and_the_column_show_every_figure(client: Client, published: Version) -> None:
    row = plain(page(client, f"{MATRIX}tasks/care/"))
    assert "1 of 4 places is empty" in row
    for words in ("People served", "Net costs", "Access to service", "Satisfaction of clients", "Verdict"):
        assert words in row
    column = page(client, f"{MATRIX}entities/children/")
    assert column.index("level heavy") < column.index("level light")
    assert 'rel="next"' in column


def test_a_cell_tells_its_services_givers_and_years(client: Client, published: Version) -> None:
    shown = page(client, f"{MATRIX}cells/advice-children/")
    assert 'href="/en/services/s1/"' in shown
    told = plain(shown)
    assert "Who organises" in told
    assert "firm en – bought" in told
    assert "In 2024 they had 1\u202f200 clients. That is 20\u00a0% more than in 2023." in told
    assert shown.count('class="figure__chart"') == 4
    assert "A note en" in told
    assert 'href="/en/indicators/employment-rate/"' in shown
    assert 'href="/en/goals/work/"' in shown
    assert "What residents have been promised" in told
    assert "Counted by hand en" in told
    assert f'href="{MATRIX}cells/advice-children/figures.csv"' in shown


def test_an_overloaded_cell_says_by_how_much(client: Client, published: Version) -> None:
    assert "there is room for 90 a year, 10 fewer than came" in plain(
        page(client, f"{MATRIX}cells/care-much/")
    )


def test_the_figures_of_a_cell_leave_as_csv(client: Client, published: Version) -> None:
    lines = page(client, f"{MATRIX}cells/care-much/figures.csv").splitlines()
    assert lines == [
        "cell,year,people,money,access,satisfaction,capacity",
        "care-much,2023,60,200000,20,3,90",
        "care-much,2024,100,300000,30,3.5,90",
    ]


def test_an_empty_place_has_an_address_of_its_own(client: Client, published: Version) -> None:
    shown = plain(page(client, f"{MATRIX}places/older/much/advice/"))
    assert "This place is empty" in shown
    assert "There is no service here yet." in shown


def test_a_place_with_a_cell_leads_to_it(client: Client, published: Version) -> None:
    for place in ("children/much/care", "children/_/advice", "children/some/advice"):
        answer = client.get(f"{MATRIX}places/{place}/")
        assert answer.status_code == 302
        assert "/cells/" in answer["Location"]
    for nowhere in ("older/some/school", "x/y/z", "older/_/advice", "children/x/advice"):
        page(client, f"{MATRIX}places/{nowhere}/", status=404)


def test_a_retired_service_is_still_named(client: Client, clock: Clock) -> None:
    made.publish(clock)
    Service.objects.filter(pk="s1").update(retired_at=clock())
    advance_content_version()
    assert "has ended" in page(client, f"{MATRIX}cells/advice-some/")


def test_every_page_comes_in_every_language_and_version(client: Client, published: Version) -> None:
    for address in everything():
        for language in ("fi", "sv", "en"):
            answer = client.get(address.replace("/en/", f"/{language}/"))
            assert answer.status_code == 200, address


def test_a_version_keeps_its_address_and_its_pages(client: Client, clock: Clock, published: Version) -> None:
    before = page(client, f"{MATRIX}versions/1/cells/school-some/")
    parts = [each for each in small() if each.slug != "school-some"]
    made.publish(clock, parts)
    page(client, f"{MATRIX}cells/school-some/", status=404)
    assert plain(before)[:60] == plain(page(client, f"{MATRIX}versions/1/cells/school-some/"))[:60]
    assert "no longer in force" in page(client, f"{MATRIX}versions/1/")
    assert f'href="{MATRIX}versions/1/tasks/care/"' in page(client, f"{MATRIX}versions/1/")
    assert "1 part differs." in page(client, f"{MATRIX}versions/1/compare/2/")
    assert "2 published versions" in page(client, MATRIX)


def test_the_pdf_is_a_tagged_document(client: Client, published: Version) -> None:
    answer = client.get(f"/fi/matrix/{WORK}/versions/1/matrix.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.7")
    assert b"pdfuaid" in answer.content


def test_a_draft_is_nobodys(client: Client, clock: Clock) -> None:
    made.begin(clock)
    for address in everything():
        page(client, address, status=404)


def test_an_empty_matrix_has_a_page(client: Client, clock: Clock) -> None:
    made.publish(
        clock, [part("matrix", WORK), part("entity", "a"), part("level", "b"), part("task", "c", 0, "b")]
    )
    assert "1 of 1 places is empty" in plain(page(client, MATRIX))
    assert "This place is empty" in page(client, f"{MATRIX}places/a/_/c/")
    page(client, f"{MATRIX}tasks/c/")
    assert client.get(f"{MATRIX}versions/1/matrix.pdf").content.startswith(b"%PDF")


def test_illustrative_figures_are_marked(client: Client, clock: Clock) -> None:
    parts = small()
    parts[0] = part("matrix", WORK, illustrative="yes", region="MK01")
    made.publish(clock, parts)
    for rest in ("", "tasks/care/", "cells/care-much/"):
        assert "notice--illustrative" in page(client, f"{MATRIX}{rest}")
    assert "dashed" in page(client, f"{MATRIX}cells/care-much/")


def test_the_page_of_a_service_names_its_places(
    client: Client, published: Version, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shown = page(client, "/en/services/s4/")
    for slug in ("care-much", "care-older", "care-few"):
        assert f'href="{MATRIX}cells/{slug}/"' in shown
    with django_assert_num_queries(2):
        assert len(stands_of("s4")) == 3
    with django_assert_num_queries(1):
        assert stands_of("s5") == []


def queries_of(client: Client, parts: Sequence[PartValue], clock: Clock, rest: str) -> int:
    made.publish(clock, parts)
    with CaptureQueriesContext(connection) as told:
        page(client, f"{MATRIX}{rest}")
    return len(told)


@pytest.mark.parametrize("rest", ["", "?figure=verdict", "tasks/t0/", "entities/e0/", "cells/c0/"])
def test_a_large_matrix_costs_as_many_queries_as_a_small_one(client: Client, clock: Clock, rest: str) -> None:
    one = queries_of(client, made.of_size(1, 1, 1), clock, rest)
    many = queries_of(client, made.of_size(3, 3, 3), clock, rest)
    assert one == many


def test_twenty_thousand_services_stay_quick(client: Client, clock: Clock) -> None:
    """150 cells; the page is made anew each time here. Measured: about a tenth of a second."""
    parts = made.of_size(5, 2, 15, ids=20_000)
    version = made.begin(clock, parts)
    Version.objects.filter(pk=version.pk).update(
        state="published", published_at=clock(), decision="x", digest="x"
    )
    page(client, MATRIX)
    times = []
    for figure in ("people", "money", "access"):
        began = perf_counter()
        page(client, f"{MATRIX}?figure={figure}&year=2023")
        times.append(perf_counter() - began)
    assert min(times) < 1.0


def test_a_cell_of_many_services_has_pages(client: Client, clock: Clock) -> None:
    ids = [f"n{number}" for number in range(250)]
    made.catalogue(*ids)
    parts = [*small()[:8], part("task", "care", 0, "heavy"), cell("big", "older", "", "care", *ids)]
    made.publish(clock, parts)
    first = page(client, f"{MATRIX}cells/big/")
    assert "Page 1 of 3" in first
    assert "Service n99 en" in first
    assert "Service n249 en" in page(client, f"{MATRIX}cells/big/?page=3")
