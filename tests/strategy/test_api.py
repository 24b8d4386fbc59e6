"""Strategies, goals and verdicts over the API."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from lupaus.indicators import queries as statistics
from lupaus.strategy import queries
from lupaus.strategy.assessments import as_json, assess
from lupaus.web.clock import Clock, real_clock, year_of
from tests.api_world import ROOT, ask, reasons, small_world


@pytest.fixture(autouse=True)
def _world(db: None, clock: Clock) -> None:
    small_world(clock)


def test_a_strategy_is_listed_and_given_whole() -> None:
    (listed,) = ask("strategies")["items"]
    whole = ask("strategies/kaava-2030")
    assert {key: whole[key] for key in listed} == listed
    assert whole["organiser"] == {
        "name": {"fi": "Kaavan liitto", "sv": "Kaavan liitto", "en": "Kaavan liitto"}
    } | {"region": "MK01"}
    (area,) = whole["focus_areas"]
    assert [goal["id"] for goal in area["goals"]] == ["work", "people"]
    job, nothing = whole["promises"]
    assert (job["id"], job["goals"], job["evidence"]) == ("a-job", ["people"], ["employment", "falls"])
    assert nothing["evidence"] == []


def test_goals_have_their_targets_with_a_level_or_a_direction() -> None:
    work, people = ask("strategies/kaava-2030/goals")["items"]
    assert ask("strategies/kaava-2030/goals/work") == work
    level = work["targets"][0]
    assert (level["baseline"], level["target"], level["direction"]) == (
        {"year": 2017, "value": 72.9},
        {"year": 2030, "value": 79.0},
        None,
    )
    way = people["targets"][0]
    assert (way["target"], way["direction"]) == (None, "decrease")


@pytest.mark.parametrize(
    "scope", [{}, {"region": "KU444"}, {"as_of": 2020}, {"release": 1}, {"goal": "work"}]
)
def test_the_verdict_is_the_same_as_the_commands_to_the_last_digit(scope: dict[str, str | int]) -> None:
    number = scope.get("release")
    judged = assess(
        queries.strategy("kaava-2030"),
        region=scope.get("region"),  # type: ignore[arg-type]  # a code
        release=statistics.release(int(number)) if number else statistics.newest_release(),
        as_of=scope.get("as_of"),  # type: ignore[arg-type]  # a year
        today=year_of(real_clock),
        goal=scope.get("goal"),  # type: ignore[arg-type]  # an id
    )
    address = "&".join(f"{name}={value}" for name, value in scope.items())
    answer = Client().get(f"{ROOT}strategies/kaava-2030/assessment?{address}")
    assert answer.content.decode() == json.dumps(as_json(judged), ensure_ascii=False)


def test_what_is_not_there_is_said() -> None:
    assert reasons("strategies/none", 404) == [("", "There is no strategy none.")]
    assert reasons("strategies/kaava-2030/goals/none", 404) == [("", "There is no goal none.")]
    assert reasons("strategies/kaava-2030/assessment?goal=none", 404) == [("", "There is no goal none.")]
    assert reasons("strategies/kaava-2030/assessment?region=KU999", 404) == [
        ("", "There is no region KU999.")
    ]
    assert reasons("strategies/kaava-2030/assessment?release=9", 404) == [("", "There is no release 9.")]
