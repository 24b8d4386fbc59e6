"""The small world is one world, whether it is loaded from the planner's files or built without them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lupaus.accounts.actors import operator
from lupaus.indicators.operations import import_observations_file
from lupaus.indicators.queries import newest_release
from lupaus.regions.operations import load_register
from lupaus.strategy.assessments import as_json, assess
from lupaus.strategy.operations import load_file
from lupaus.strategy.queries import strategy
from lupaus.web.clock import Clock
from tests import world
from tests.strategy import followed

pytestmark = pytest.mark.django_db


def by_files(clock: Clock, folder: Path) -> None:
    files = world.desk(folder)
    load_register(actor=operator(), clock=clock)
    load_file(actor=world.PIRKKO.acts(), clock=clock, path=files.strategy)
    import_observations_file(actor=world.PIRKKO.acts(), clock=clock, path=files.figures)


def by_hand(clock: Clock, _folder: Path) -> None:
    followed.kaava(clock)
    followed.bring_in(clock, followed.FIGURES)


@pytest.mark.parametrize("build", [by_files, by_hand])
def test_both_ways_give_the_same_verdicts(
    build: Callable[[Clock, Path], None], clock: Clock, tmp_path: Path
) -> None:
    build(clock, tmp_path)
    judged: dict[str, Any] = as_json(
        assess(strategy(world.STRATEGY_ID), release=newest_release(), today=clock().year)
    )
    verdicts = {
        target["id"]: (target["status"], target["judged"])
        for goal in judged["goals"]
        for target in goal["targets"]
    }
    assert verdicts == {
        "employment": ("at_risk", {"year": 2024, "value": 75.8}),
        "lohja": ("at_risk", {"year": 2023, "value": 9.8}),
        "falls": ("improving_clearly", {"year": 2024, "value": 8.0}),
    }
    assert [promise["status"] for promise in judged["promises"]] == ["at_risk", "no_data"]
