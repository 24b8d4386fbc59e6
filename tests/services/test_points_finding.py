"""Looking for points of a region reads what is there or may come there, and finds what reading all would."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lupaus.services.points import queries
from lupaus.services.points.finding import Wanted, look
from lupaus.web.clock import Clock
from tests.services import few_points
from tests.services.few_points import ESPOO, LOHJA, TODAY, VIHTI


def quiet_ones_and_one_that_moves(clock: Clock) -> None:
    """To the four that all change: one in each town that stays, and one that moves from Vihti to Espoo."""
    few_points.few(clock)
    few_points.point("stays", clock, LOHJA, (60.25, 24.07))
    few_points.point("stays-too", clock, ESPOO, (60.21, 24.66))
    few_points.point("mover", clock, VIHTI, (60.40, 24.32))
    few_points.change(
        "mover", "moves", date(2029, 3, 1), municipality_id=ESPOO, latitude=60.20, longitude=24.67
    )


@pytest.mark.django_db
@pytest.mark.parametrize("region", [ESPOO, LOHJA, "HVA03"])
@pytest.mark.parametrize("year", [None, 2027, 2028, 2030])
def test_a_region_has_what_all_points_would_give_it(
    region: str, year: int | None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet_ones_and_one_that_moves(clock)
    wanted = Wanted(day=TODAY, region=region, then=date(year, 12, 31) if year else None)
    quick = look(wanted)
    some = queries.points

    def everything(*, places: object, **asked: Any) -> list[queries.Point]:
        del places
        return some(**asked)

    monkeypatch.setattr(queries, "points", everything)
    assert quick == look(wanted)
    assert quick.found


@pytest.mark.django_db
def test_points_of_other_places_that_stay_there_are_not_read(clock: Clock) -> None:
    few_points.few(clock)
    for number in range(20):
        few_points.point(f"other-{number}", clock, ESPOO, (60.2, 24.6))
    read = {each.id for each in queries.points(places=[LOHJA])}
    assert "centre" in read
    assert not any(id_.startswith("other-") for id_ in read)
