"""How many residents live near a point: the arithmetic, the population, and the pages of both."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lupaus.accounts.actors import Actor, operator
from lupaus.accounts.models import AuditRecord
from lupaus.regions.operations import load_register
from lupaus.services.models import PopulationCell
from lupaus.services.points.finding import Wanted
from lupaus.services.points.reach.distances import EARTH, Population, kilometres, nearest, share
from lupaus.services.points.reach.population import load_population
from lupaus.services.points.reach.queries import DISTANCES, reach
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, Refused
from tests.services import few_points
from tests.services.few_points import ESPOO, LOHJA, TODAY, VIHTI, people

latitudes, longitudes = st.floats(59.7, 70.1), st.floats(19.5, 31.6)
places = st.tuples(latitudes, longitudes)
squares = st.lists(st.tuples(st.integers(0, 2), latitudes, longitudes, st.floats(0, 5000)), max_size=15)


def population(rows: list[tuple[int, float, float, float]]) -> Population:
    columns = list(zip(*rows, strict=True)) if rows else [(), (), (), ()]
    return Population(
        ("a", "b", "c"),
        np.array(columns[0], dtype=np.int64),
        *(np.array(column, dtype=np.float64) for column in columns[1:]),
    )


def haversine(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The same distance by another formula, one pair at a time."""
    phi, psi = math.radians(a[0]), math.radians(b[0])
    half_phi, half_lambda = (psi - phi) / 2, math.radians(b[1] - a[1]) / 2
    inside = math.sin(half_phi) ** 2 + math.cos(phi) * math.cos(psi) * math.sin(half_lambda) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(inside)))


def slowly(
    rows: list[tuple[int, float, float, float]], points: list[tuple[float, float]], most: float
) -> list[float]:
    """People within a distance by municipality, every square against every point."""
    found = [0.0, 0.0, 0.0]
    for code, latitude, longitude, count in rows:
        if any(haversine((latitude, longitude), each) <= most for each in points):
            found[code] += count
    return found


class TestTheArithmetic:
    @settings(deadline=None, max_examples=60)
    @given(squares, st.lists(places, max_size=8), st.floats(0.5, 400))
    def test_agrees_with_a_slow_count(
        self,
        rows: list[tuple[int, float, float, float]],
        points: list[tuple[float, float]],
        most: float,
    ) -> None:
        told = population(rows)
        distances = nearest(told, points)
        assume(not np.any(np.abs(distances - most) < 1e-6))  # on the very edge either answer is right
        assert told.within(distances, most) == pytest.approx(slowly(rows, points, most))

    @settings(deadline=None, max_examples=60)
    @given(squares, st.lists(places, max_size=8), st.floats(0, 400), st.floats(0, 400))
    def test_a_longer_distance_never_reaches_fewer(
        self,
        rows: list[tuple[int, float, float, float]],
        points: list[tuple[float, float]],
        one: float,
        other: float,
    ) -> None:
        told = population(rows)
        distances = nearest(told, points)
        near, far = told.within(distances, min(one, other)), told.within(distances, max(one, other))
        assert (near <= far).all()
        for part, whole in zip(far, told.residents, strict=True):
            per_cent = share(part, whole)
            assert per_cent is None or 0 <= per_cent <= 100

    @settings(deadline=None, max_examples=60)
    @given(squares, st.lists(places, min_size=1, max_size=8), st.floats(0, 400), st.data())
    def test_closing_a_point_never_reaches_more(
        self,
        rows: list[tuple[int, float, float, float]],
        points: list[tuple[float, float]],
        most: float,
        data: st.DataObject,
    ) -> None:
        told = population(rows)
        closed = data.draw(st.integers(0, len(points) - 1))
        left = points[:closed] + points[closed + 1 :]
        before, after = nearest(told, points), nearest(told, left)
        assert (after >= before).all()
        assert (told.within(after, most) <= told.within(before, most)).all()

    def test_knows_how_far_it_is_from_helsinki_to_turku(self) -> None:
        assert kilometres((60.1699, 24.9384), (60.4518, 22.2666)) == pytest.approx(150, abs=1.5)

    def test_of_nobody_there_is_no_share(self) -> None:
        assert share(0, 0) is None


@pytest.fixture
def world(db: None, clock: Clock) -> None:
    """The few points; a hundred people beside each of three, and a hundred far away in Lohja."""
    few_points.few(clock)
    people(LOHJA, (60.25, 24.06, 100), (60.35, 23.90, 100), (60.10, 23.70, 100))
    people(ESPOO, (60.20, 24.65, 100), (60.22, 24.80, 300))


class TestTheShare:
    def test_is_told_today_and_after_the_changes(self, world: None) -> None:
        found = reach(Wanted(TODAY, then=date(2028, 12, 31)), 5)
        by_code = {each.code: each for each in found.lines}
        assert by_code[LOHJA].share == pytest.approx(200 / 3)
        assert by_code[LOHJA].share_then == pytest.approx(100 / 3)
        assert by_code[ESPOO].share == pytest.approx(25)  # the new point is not open yet
        assert by_code[ESPOO].share_then == pytest.approx(75)  # the old one has become digital
        assert (found.total.residents, found.total.now, found.total.then) == (700, 300, 400)

    def test_of_one_service_counts_its_points_only(self, world: None) -> None:
        found = reach(Wanted(TODAY, service="care", then=date(2026, 12, 31)), 5)
        assert {each.code: each.now for each in found.lines} == {LOHJA: 100, ESPOO: 0}

    def test_of_a_class_counts_what_lies_below_it(self, world: None) -> None:
        whole = reach(Wanted(TODAY, service_class="P4"), 5)
        part = reach(Wanted(TODAY, service_class="P4.3"), 5)
        assert whole.total.now == part.total.now == 300

    def test_of_a_municipality_without_squares_is_told_never_guessed(self, world: None) -> None:
        found = reach(Wanted(TODAY, region=VIHTI), 5)
        assert found.lines == []
        assert [code for code, _name in found.untold] == [VIHTI]
        assert found.total.share is None

    def test_crosses_the_borders_of_municipalities(self, world: None) -> None:
        people(VIHTI, (60.25, 24.06, 10))
        assert reach(Wanted(TODAY, region=VIHTI), 1).total.share == 100

    def test_rests_on_the_newest_year_of_each_municipality(self, world: None) -> None:
        people(LOHJA, (60.25, 24.06, 900), year=2020)
        assert reach(Wanted(TODAY), 5).total.residents == 700

    def test_costs_the_same_queries_with_few_and_with_many(self, world: None, clock: Clock) -> None:
        def ask() -> int:
            with CaptureQueriesContext(connection) as told:
                reach(Wanted(TODAY), 5)
            return len(told)

        before = ask()
        for number in range(5):
            few_points.point(f"p{number}", clock, ESPOO, (60.2, 24.6))
            people(ESPOO, (60.2, 24.6 + number / 100, 10))
        assert ask() == before


HEADER = "municipality;latitude;longitude;people;year\n"


@pytest.fixture
def register(db: None, clock: Clock) -> None:
    load_register(actor=operator(), clock=clock)


def written(folder: Path, text: str) -> Path:
    path = folder / "squares.csv"
    path.write_text(text)
    return path


class TestLoadingPeople:
    def test_same_file_again_changes_nothing(
        self, register: None, clock: Clock, planner: Actor, tmp_path: Path
    ) -> None:
        path = written(tmp_path, HEADER + "KU444;60,25;24.06;100;2025\nKU049;60.2;24.6;50;2025\n")
        first = load_population(actor=planner, clock=clock, path=path, attribution="Tilastokeskus")
        again = load_population(actor=planner, clock=clock, path=path, attribution="Tilastokeskus")
        assert (first.written, first.unchanged) == (2, 0)
        assert (again.written, again.unchanged) == (0, 2)
        assert AuditRecord.objects.filter(verb="load_population").count() == 1

    def test_replaces_the_years_and_municipalities_it_speaks_of(
        self, register: None, clock: Clock, planner: Actor, tmp_path: Path
    ) -> None:
        people(LOHJA, (60.0, 24.0, 7), (60.1, 24.0, 7))
        people(ESPOO, (60.2, 24.6, 9))
        done = load_population(
            actor=planner, clock=clock, path=written(tmp_path, HEADER + "KU444;60.25;24.06;100;2025\n")
        )
        assert (done.written, done.replaced) == (1, 2)
        assert sorted(PopulationCell.objects.values_list("people", flat=True)) == [9, 100]

    def test_every_bad_line_is_named_and_nothing_is_written(
        self, register: None, clock: Clock, planner: Actor, tmp_path: Path
    ) -> None:
        path = written(
            tmp_path,
            HEADER
            + "KU444;60.25;24.06;100;2025\nKU999;60;24;1;2025\nKU444;91;24;1;2025\nKU444;60;240;-1;vuosi\n"
            + "KU444;60.25;24.06;7;2025\nKU444;60;24;nan;2025\n",
        )
        with pytest.raises(Refused) as refused:
            load_population(actor=planner, clock=clock, path=path)
        assert [(each.line, each.path) for each in refused.value.problems] == [
            (3, "municipality"),
            (4, "latitude"),
            (5, "longitude"),
            (5, "people"),
            (5, "year"),
            (6, ""),
            (7, "people"),
        ]
        assert not PopulationCell.objects.exists()

    @pytest.mark.parametrize("text", ["", "kunta;x\n", HEADER, "\x00", HEADER + '"'])
    def test_a_file_that_is_none_is_refused_with_a_sentence(
        self, register: None, clock: Clock, planner: Actor, tmp_path: Path, text: str
    ) -> None:
        with pytest.raises(Refused):
            load_population(actor=planner, clock=clock, path=written(tmp_path, text))

    def test_a_file_that_is_not_there_is_refused(
        self, register: None, clock: Clock, planner: Actor, tmp_path: Path
    ) -> None:
        with pytest.raises(Refused, match="cannot be read"):
            load_population(actor=planner, clock=clock, path=tmp_path / "none.csv")

    def test_is_for_planners(self, clock: Clock, outsider: Actor, tmp_path: Path) -> None:
        with pytest.raises(NotAllowed, match="needs the role"):
            load_population(actor=outsider, clock=clock, path=tmp_path)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lupaus.web.clock.day_of", lambda _clock: TODAY)


class TestThePage:
    def page(self, address: str) -> str:
        response = Client().get(address)
        assert response.status_code == 200
        return response.content.decode()

    def test_says_how_many_live_near_now_and_then(self, world: None, today: None) -> None:
        shown = self.page("/en/services/reach/")
        assert "43 % of residents live within 5 km of a service point now" in shown
        assert "57 % at the end of 2028" in shown
        assert "It falls most here: Lohja, by 33.3 percentage points" in shown

    def test_says_what_distance_means_and_whose_the_people_are(self, world: None, today: None) -> None:
        shown = self.page("/en/services/reach/?distance=20")
        assert "as the crow flies" in shown
        assert "Tilastokeskus" in shown
        assert "Illustrative" not in shown

    def test_says_when_the_people_are_made_up(self, world: None, today: None) -> None:
        people(VIHTI, (60.25, 24.06, 10), illustrative=True)
        assert "Illustrative, not a statistic." in self.page("/en/services/reach/")

    def test_without_people_says_so_and_guesses_nothing(self, db: None, clock: Clock, today: None) -> None:
        few_points.few(clock)
        shown = self.page("/en/services/reach/")
        assert "no population has been brought in yet" in shown
        assert "has not been told where their people live: Espoo, Lohja" in shown

    def test_refuses_a_distance_nobody_offered(self, db: None) -> None:
        assert Client().get("/en/services/reach/?distance=7").status_code == 400
        assert 7 not in DISTANCES
