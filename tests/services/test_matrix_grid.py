"""The draft of a matrix as a table: what its editors see and do, what others may not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from lupaus.services.catalogue.search import index
from lupaus.services.matrix.layout import Layout
from lupaus.web.clock import Clock
from lupaus.workspace import operations, queries
from lupaus.workspace.models import Version
from tests import world
from tests.services import matrices as made
from tests.services.matrices import WORK
from tests.signed_in import client_of
from tests.world import AINO, MATTI, OLLI, PIRKKO, RIITTA

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

GRID = f"/en/workspace/{WORK}/1/grid/"
CARE = "older/much/care"


@pytest.fixture(autouse=True)
def _draft(db: None, clock: Clock, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    world.settle(clock)
    made.catalogue()
    index()
    made.begin(clock)


@pytest.fixture
def editor() -> Client:
    return client_of(PIRKKO)


def page(client: Client, address: str = GRID, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def services(cell: str) -> tuple[str, ...]:
    return Layout(queries.content(Version.objects.get(work=WORK))).cells[cell].services


def move(client: Client, **more: Any) -> Any:
    sent = {"service": "s3", "from": "care-much", "to": CARE, "from_revision": 1, "to_revision": 1}
    return client.post(GRID, sent | more)


def test_the_table_holds_every_place_with_its_services(editor: Client) -> None:
    shown = page(editor)
    assert shown.count("data-place=") == 9
    assert 'data-place="children/_/advice" data-cell="advice-children" data-revision="1"' in shown
    assert "Service s4 en" in shown
    assert "services/grid.js" in shown


def test_dragging_moves_a_service_and_leads_back(editor: Client) -> None:
    answer = move(editor)
    assert (answer.status_code, answer["Location"]) == (302, f"{GRID}?done=moved")
    assert (services("care-much"), services("care-older")) == (("s4",), ("s4", "s3"))
    assert "The service was moved." in page(editor, f"{GRID}?done=moved")


def test_a_service_dropped_on_an_empty_place_makes_its_cell(editor: Client) -> None:
    assert move(editor, to="older/much/advice", to_revision=0).status_code == 302
    assert services("advice-older-much") == ("s3",)


def test_a_stale_table_is_refused_in_a_sentence_and_shows_how_it_stands(editor: Client) -> None:
    move(editor)
    answer = move(client_of(AINO), service="s4", to="children/_/advice")
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "changed one of these cells meanwhile" in shown
    assert 'data-cell="care-much" data-revision="2"' in shown
    assert services("care-much") == ("s4",)


def test_the_form_moves_without_a_script(editor: Client) -> None:
    item = f"{GRID}cells/care-much/s3/"
    shown = page(editor, item)
    assert f'<option value="{CARE}">' in shown
    sent = dict(re.findall(r'<input type="hidden" name="((?:seen\.|from_)[^"]*)" value="([^"]*)"', shown))
    assert editor.post(item, sent | {"to": CARE}).status_code == 302
    assert services("care-older") == ("s4", "s3")


def test_the_form_takes_a_service_out(editor: Client) -> None:
    item = f"{GRID}cells/care-much/s3/"
    answer = editor.post(item, {"from_revision": "1", "to": CARE, "remove": "yes"})
    assert (answer.status_code, services("care-much")) == (302, ("s4",))
    assert page(editor, item, status=404)


def test_a_form_whose_service_is_gone_shows_the_table(editor: Client) -> None:
    move(editor)
    answer = editor.post(f"{GRID}cells/care-much/s3/", {"to": CARE, "from_revision": "1", "to_revision": "1"})
    assert answer.status_code == 422
    assert "no longer in this cell" in answer.content.decode()


def test_the_catalogue_is_searched_and_a_service_added(editor: Client) -> None:
    place = f"{GRID}places/older/much/advice/"
    assert "There is no service here yet." in page(editor, place)
    shown = page(editor, f"{place}?q=service")
    assert shown.count('name="service"') == 4
    answer = editor.post(place, {"service": "s2", "to_revision": "0"})
    assert (answer.status_code, services("advice-older-much")) == (302, ("s2",))
    assert page(editor, f"{place}?q=service").count('name="service"') == 3  # it is there already


def test_a_wrong_form_says_why(editor: Client) -> None:
    for wrong in ({"to": "nowhere"}, {"to": ""}, {"service": ""}, {"service": "s9"}, {"from": "nobody"}):
        answer = move(editor, **wrong)
        assert answer.status_code in (404, 422), wrong
        assert "problems-title" in answer.content.decode()
    assert services("care-much") == ("s3", "s4")


def test_a_reader_sees_and_moves_nothing() -> None:
    reader = client_of(RIITTA)
    shown = page(reader)
    assert "grid-item__move" not in shown
    assert "grid.js" not in shown
    assert 'name="service"' not in page(reader, f"{GRID}places/older/much/advice/?q=service")
    assert move(reader).status_code == 403
    assert reader.post(f"{GRID}places/older/much/advice/", {"service": "s2"}).status_code == 403
    assert reader.post(f"{GRID}cells/care-much/s3/", {"to": CARE}).status_code == 403
    assert services("care-much") == ("s3", "s4")


@pytest.mark.parametrize("person", [MATTI, OLLI])
def test_a_stranger_is_told_nothing(person: Any) -> None:
    stranger = client_of(person)
    for address in (GRID, f"{GRID}places/older/much/advice/", f"{GRID}cells/care-much/s3/"):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"service": "s3", "to": CARE}).status_code == 404


def test_what_is_published_is_read_only(editor: Client, clock: Clock) -> None:
    Version.objects.filter(work=WORK).update(state="in_review")
    assert "grid-item__move" not in page(editor)
    assert move(editor).status_code == 409


def test_a_work_of_another_kind_has_no_table(editor: Client, clock: Clock) -> None:
    operations.open_work(
        actor=PIRKKO.acts(),
        clock=clock,
        kind="practices",
        work="ways",
        organisation=made.ORGANISATION,
        content={"title": {"fi": "Tavat"}},
    )
    assert page(editor, "/en/workspace/ways/1/grid/", status=404)
    assert "grid" not in page(editor, "/en/workspace/ways/1/")


def test_the_page_of_the_version_leads_to_the_table(editor: Client) -> None:
    assert f'href="{GRID}"' in page(editor, f"/en/workspace/{WORK}/1/")


def test_a_cell_that_stands_nowhere_is_named(editor: Client, clock: Clock) -> None:
    operations.add_part(
        actor=PIRKKO.acts(),
        clock=clock,
        work=WORK,
        kind="cell",
        slug="lost",
        content={"entity": "older", "task": "school", "title": {"fi": "Lost"}},
    )
    assert f'href="/en/workspace/{WORK}/1/cell/lost/"' in page(editor)


def test_a_matrix_without_tasks_says_what_to_do_first(editor: Client, clock: Clock) -> None:
    made.begin(clock, [made.part("matrix", "bare")], work="bare")
    assert "Write them first" in page(editor, "/en/workspace/bare/1/grid/")


def test_long_cells_show_some_and_lead_to_the_rest(
    editor: Client, clock: Clock, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    parts = made.of_size(1, 1, 2, ids=600, work="large")
    made.begin(clock, parts, work="large")
    with django_assert_max_num_queries(12):
        shown = page(editor, "/en/workspace/large/1/grid/")
    assert "and 288 more" in shown
    place = page(editor, "/en/workspace/large/1/grid/places/e0/s0/t0/")
    assert "Page 1 of 3" in place
