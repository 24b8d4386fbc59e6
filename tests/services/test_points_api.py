"""Service points over the API: the same points and the same figures as on the pages."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from lupaus.web.clock import Clock
from tests.api_world import ask
from tests.services import few_points
from tests.services.few_points import ESPOO, LOHJA, TODAY, VIHTI, people


@pytest.fixture
def world(db: None, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lupaus.web.clock.day_of", lambda _clock: TODAY)
    few_points.few(clock)
    people(LOHJA, (60.25, 24.06, 100), (60.35, 23.90, 100), (60.10, 23.70, 100))
    people(ESPOO, (60.20, 24.65, 100), (60.22, 24.80, 300))


def states(query: str = "") -> dict[str, str]:
    return {each["id"]: each["state"] for each in ask(f"service-points{query}")["items"]}


class TestServicePoints:
    def test_are_told_as_they_are_today_and_at_the_end_of_a_year(self, world: None) -> None:
        assert states() == {"centre": "open", "harbour": "open", "new": "planned", "village": "open"}
        assert states("?year=2028") == {
            "centre": "open",
            "harbour": "digital",
            "new": "open",
            "village": "closed",
        }

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("?region=KU444", {"centre", "village"}),
            ("?region=MK01", {"centre", "harbour", "new", "village"}),
            ("?region=KU927", set()),
            ("?service=care", {"centre", "new"}),
            ("?class=P4", {"centre", "harbour", "village"}),
            ("?class=P4.3&service=care", set()),
            ("?language=sv", {"centre", "new"}),
            ("?accessible=true", {"centre"}),
            ("?at=2026-11-22T10:30", {"village"}),
            ("?at=2026-11-23T10:30", {"centre", "harbour", "village"}),
        ],
    )
    def test_are_filtered_as_on_the_page(self, world: None, query: str, found: set[str]) -> None:
        assert set(states(query)) == found
        page = Client().get(f"/en/services/points/{query.replace('true', 'yes')}").content.decode()
        shown = page[page.index('id="list"') :].partition('id="changes-title"')[0]
        assert set(re.findall(r"/en/services/points/([a-z]+)/", shown)) == found

    def test_say_where_they_move_and_what_takes_their_place(self, world: None) -> None:
        by_id = {each["id"]: each for each in ask("service-points?year=2028")["items"]}
        assert by_id["centre"]["site"]["address"]["fi"] == "Uusikatu 1"
        assert by_id["centre"]["site"]["municipality"] == LOHJA
        assert by_id["harbour"]["changes"][0]["replaced_by"] == "digi"

    def test_come_as_geojson(self, world: None, clock: Clock) -> None:
        few_points.point("nowhere", clock, LOHJA, None)
        answer = Client().get("/api/v1/service-points?format=geojson&region=KU444")
        assert answer.headers["Content-Type"] == "application/geo+json"
        told = json.loads(answer.content)
        assert [each["id"] for each in told["features"]] == ["centre", "village"]
        assert told["features"][0]["geometry"] == {"type": "Point", "coordinates": [24.06, 60.25]}

    def test_come_in_parts(self, world: None) -> None:
        first = ask("service-points?limit=3")
        assert (len(first["items"]), first["total"]) == (3, 4)
        assert [each["id"] for each in ask(first["next"].removeprefix("/api/v1/"))["items"]] == ["village"]

    def test_one_is_told_whole(self, world: None) -> None:
        centre = ask("service-points/centre")
        assert (centre["services"], centre["hours"]) == (["care", "advice"], few_points.WEEKDAYS)
        ask("service-points/digi", 404)
        ask("service-points/none", 404)

    @pytest.mark.parametrize(
        ("query", "status"),
        [
            ("?at=2026-02-31T10:00", 400),
            ("?at=now", 422),
            ("?class=x", 422),
            ("?region=KU999", 404),
            ("?year=1", 422),
        ],
    )
    def test_what_has_no_sense_is_refused(self, world: None, query: str, status: int) -> None:
        ask(f"service-points{query}", status)


class TestReach:
    def reach(self, query: str = "") -> Any:
        return ask(f"reach{query}")

    def test_tells_the_figures_of_the_page(self, world: None) -> None:
        told = self.reach("?distance=5")
        assert told["share"] == pytest.approx(300 / 7)
        assert told["share_then"] == pytest.approx(400 / 7)
        by_code = {each["municipality"]: each for each in told["items"]}
        page = Client().get("/en/services/reach/?distance=5").content.decode()
        for code in (LOHJA, ESPOO):
            for name in ("share", "share_then"):
                assert f">{by_code[code][name]:.1f}</td>" in page

    def test_names_municipalities_of_which_nothing_is_known(self, world: None) -> None:
        told = self.reach(f"?region={VIHTI}")
        assert (told["items"], told["untold"], told["share"]) == ([], [VIHTI], None)

    def test_refuses_a_distance_that_is_not_offered(self, world: None) -> None:
        ask("reach?distance=4", 422)
