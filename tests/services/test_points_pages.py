"""The map and list of service points, and the page of one."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lupaus.services.models import Channel, PlannedChange
from lupaus.services.points.area import Area
from lupaus.services.points.drawing import APART, USED, Mark, gather
from lupaus.services.points.finding import ZOOMS
from lupaus.web.address import Address
from lupaus.web.charts.outlines import Paper
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.web.versions import advance_content_version
from tests.services import few_points
from tests.services.few_points import ESPOO, LOHJA, TODAY

MAP, ONE = "/en/services/points/", "/en/services/points/{}/"


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lupaus.web.clock.day_of", lambda _clock: TODAY)


@pytest.fixture
def world(db: None, clock: Clock, today: None) -> None:
    few_points.few(clock)


def page(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def listed(shown: str) -> list[str]:
    """The points of the list, in its order."""
    part = shown[shown.index('id="list"') :].partition('id="changes-title"')[0]
    return re.findall(r"/en/services/points/([a-z0-9-]+)/", part)


class TestTheMap:
    def test_begins_with_how_many_points_there_are_now_and_later(self, world: None) -> None:
        shown = page(MAP)
        assert "The whole region: 3 service points now, 2 at the end of 2028." in shown
        assert "By decisions made: 1 opens, 1 closes down, 1 moves, 1 becomes digital." in shown

    def test_of_a_year_tells_that_year(self, world: None) -> None:
        shown = page(f"{MAP}?year=2027")
        assert "3 service points now, 3 at the end of 2027." in shown
        assert "By decisions made: 1 opens, 1 closes down." in shown
        assert shown.count("point--closed") > 0

    def test_of_a_municipality_tells_that_municipality(self, world: None) -> None:
        shown = page(f"{MAP}?region={LOHJA}")
        assert "Lohja: 2 service points now, 1 at the end of 2028." in shown
        assert listed(shown) == ["centre", "village"]

    def test_names_who_decided(self, world: None) -> None:
        assert "Aluevaltuusto 14.10.2026 § 87" in page(MAP)
        assert "No decision has been named." in page(MAP)

    def test_leads_through_the_years_without_a_script(self, world: None) -> None:
        shown = page(MAP)
        for year in (2026, 2027, 2028):
            assert f'href="{MAP}?year={year}"' in shown
        assert '<input id="year" type="range" name="year" min="2026" max="2028"' in shown
        assert "Show the year" in shown

    def test_without_plans_has_no_years_to_choose(self, world: None) -> None:
        PlannedChange.objects.all().delete()
        advance_content_version()
        shown = page(MAP)
        assert 'type="range"' not in shown
        assert "No changes have been decided." in shown

    def test_gives_every_point_that_stands_alone_a_link_with_its_name(self, world: None) -> None:
        assert 'aria-label="village: will change"' in page(MAP)

    def test_says_whose_place_is_not_known(self, world: None, clock: Clock) -> None:
        few_points.point("nowhere", clock, LOHJA, None)
        advance_content_version()
        shown = page(MAP)
        assert "The place of 1 point is not known: it is only in the list." in shown
        assert "nowhere" in listed(shown)

    def test_without_points_says_so_and_what_to_do(self, db: None, today: None) -> None:
        shown = page(MAP)
        assert "No service points have been entered yet." in shown
        assert "112" in shown

    def test_says_what_to_do_when_nothing_fits(self, world: None) -> None:
        assert "Nothing was found." in page(f"{MAP}?class=P99")

    def test_of_a_part_lists_the_points_of_that_part(self, world: None) -> None:
        shown = page(f"{MAP}?near=60.250,24.060&zoom=4")
        assert listed(shown) == ["centre"]
        assert "Show the whole map" in shown

    def test_shows_no_point_that_closed_long_ago(self, world: None, clock: Clock) -> None:
        few_points.point("ruin", clock, LOHJA, (60.2, 24.0), status="closed")
        advance_content_version()
        assert "ruin" not in page(MAP)

    def test_shows_names_as_words_whatever_they_hold(self, world: None, clock: Clock) -> None:
        few_points.point("evil", clock, ESPOO, (60.3, 24.5), name=Text.same('<script>alert("x")</script>'))
        advance_content_version()
        assert "<script>alert" not in page(MAP)

    @pytest.mark.parametrize("query", ["at=2026-02-31T10:00", "at=now", "near=x", "zoom=9", "class=%00"])
    def test_refuses_an_address_without_sense(self, world: None, query: str) -> None:
        assert Client().get(f"{MAP}?{query}").status_code == 400

    def test_costs_the_same_queries_with_few_and_with_many_points(self, world: None, clock: Clock) -> None:
        def cost(address: str) -> int:
            advance_content_version()
            with CaptureQueriesContext(connection) as told:
                page(address)
            return len(told)

        addresses = (MAP, f"{MAP}?year=2028&language=sv&class=P4")
        before = [cost(address) for address in addresses]
        for number in range(5):
            few_points.point(f"p{number}", clock, ESPOO, (60.2 + number / 50, 24.6), languages=["sv"])
            few_points.change(f"p{number}", "closes", date(2027, 1, 1))
        assert [cost(address) for address in addresses] == before


class TestOpenNow:
    def test_leads_to_the_address_that_names_the_moment(
        self, world: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        now = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
        monkeypatch.setattr("lupaus.web.clock.real_clock", lambda: now)
        response = Client().get(f"{MAP}?open=now&region={LOHJA}")
        assert response.status_code == 302
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Location"] == f"{MAP}?region={LOHJA}&at=2026-11-23T10%3A30"

    def test_shows_those_that_are_open_then(self, world: None) -> None:
        assert listed(page(f"{MAP}?at=2026-11-22T10:30")) == ["village"]
        assert sorted(listed(page(f"{MAP}?at=2026-11-23T10:30"))) == ["centre", "harbour", "village"]


class TestOnePoint:
    def test_says_when_it_is_open_today(self, world: None) -> None:
        assert "Open today: closed." not in page(ONE.format("centre"))
        assert "Closed today." in page(ONE.format("centre"))
        assert "Open today: open 24 hours." in page(ONE.format("village"))

    def test_says_whether_it_is_open_at_a_moment(self, world: None) -> None:
        assert "Open until 16:00." in page(ONE.format("centre") + "?at=2026-11-23T10:30")
        assert "Closed now, opens tomorrow at 8:00." in page(ONE.format("centre") + "?at=2026-11-22T10:30")

    def test_tells_what_is_planned_why_and_by_whom(self, world: None) -> None:
        shown = page(ONE.format("village"))
        assert "Closes down on 1\u00a0June 2027." in shown
        assert "Aluevaltuusto 14.10.2026 § 87" in shown
        assert "Digital service" not in shown
        assert "Digitjänst" in page("/sv/services/points/harbour/")

    def test_tells_where_it_moves(self, world: None) -> None:
        assert "New address: Uusikatu 1, Lohja." in page(ONE.format("centre"))

    def test_lists_its_services(self, world: None) -> None:
        shown = page(ONE.format("centre"))
        assert "/en/services/advice/" in shown
        assert "/en/services/care/" in shown

    def test_that_is_closed_says_so_first(self, world: None) -> None:
        PlannedChange.objects.filter(channel="village").update(on=date(2026, 6, 1))
        advance_content_version()
        assert '<p class="answer">Closed down on 1\u00a0June 2026.</p>' in page(ONE.format("village"))

    def test_has_no_page_when_it_is_no_place_or_withdrawn(self, world: None, clock: Clock) -> None:
        Channel.objects.filter(pk="village").update(retired_at=clock())
        for id_ in ("digi", "village", "none"):
            assert Client().get(ONE.format(id_)).status_code == 404

    def test_leads_only_to_addresses_of_the_web(self, world: None) -> None:
        Channel.objects.filter(pk="centre").update(url=Text.same("javascript:alert(1)"))
        advance_content_version()
        assert "javascript:alert" not in page(ONE.format("centre"))


paper = Paper.around([(20.0, 59.0), (30.0, 66.0)], 720.0)
marks = st.lists(
    st.builds(Mark, st.integers(), st.floats(19.0, 31.0), st.floats(58.0, 67.0), st.just(USED)), max_size=60
)


class TestGathering:
    @given(marks)
    def test_every_mark_on_the_paper_is_in_one_gathering(self, told: list[Mark]) -> None:
        found = [mark for cluster in gather(told, paper, paper.height) for mark in cluster.marks]
        inside = [
            mark
            for mark in told
            for x, y in [paper.place(mark.longitude, mark.latitude)]
            if 0 <= x <= paper.width and 0 <= y <= paper.height
        ]
        assert sorted(found) == sorted(inside)

    @given(marks)
    def test_no_two_gatherings_are_too_close_for_a_finger(self, told: list[Mark]) -> None:
        found = gather(told, paper, paper.height)
        for index, one in enumerate(found):
            for other in found[index + 1 :]:
                assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 >= APART**2 - 1e-6

    @given(st.lists(st.tuples(st.floats(60.0, 61.0), st.floats(23.0, 26.0)), min_size=2, max_size=20))
    def test_looking_closer_comes_to_an_end_with_all_of_it_in_sight(
        self, places: list[tuple[float, float]]
    ) -> None:
        told = [Mark(number, place[1], place[0], USED) for number, place in enumerate(places)]
        address = Address("en", "/services/points/", ())
        area: Area | None = None
        for _step in range(len(ZOOMS) + 1):
            west, south, east, north = area.corners if area else (22.5, 59.5, 26.5, 61.5)
            sheet = Paper.around([(west, south), (east, north)], 360.0)
            fullest = max(gather(told, sheet, sheet.height), key=lambda each: len(each.marks))
            led = Area.closer(address, area, fullest)
            if led.endswith("#list"):
                break
            query = dict(re.findall(r"(near|zoom)=([^&#]+)", led))
            latitude, longitude = map(float, query["near"].replace("%2C", ",").split(","))
            closer = Area(latitude, longitude, int(query["zoom"]))
            assert area is None or closer.zoom > area.zoom
            assert any(closer.holds((mark.latitude, mark.longitude)) for mark in fullest.marks)
            area = closer
        else:
            pytest.fail("it never comes to an end")
