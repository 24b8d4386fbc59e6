"""A verdict is one verdict: the command, the API and the pages agree to the last digit."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest
from django.utils import translation

from lupaus.strategy.sentences import status_word
from lupaus.strategy.verdicts.words import Status
from tests.journeys.doors import Reader, asks, told
from tests.journeys.pages import Figure, Page, figures, verdict

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("uusimaa")]

LANGUAGES = ("fi", "sv", "en")


class Scope(NamedTuple):
    """What is asked for, beside the strategy itself."""

    region: str | None = None
    release: int | None = None
    as_of: int | None = None

    @property
    def asked(self) -> dict[str, str]:
        return {name: str(value) for name, value in self._asdict().items() if value is not None}

    @property
    def options(self) -> list[str]:
        return [word for name, value in self.asked.items() for word in (f"--{name.replace('_', '-')}", value)]

    def __str__(self) -> str:
        return " ".join(self.options) or "everything"


SCOPES = [
    Scope(),
    Scope(release=1),
    Scope(release=2, as_of=2012),
    Scope(as_of=2005),
    Scope(as_of=1990),
    Scope(region="KU444"),
    Scope(region="KU091", as_of=2019),
    Scope(region="HVA03", release=1),
    Scope(region="HVA03", release=1, as_of=2008),
    Scope(region="SSS"),
    Scope(region="MK01"),
]
#: Pages take longer: those of the scopes that differ most.
PAGES = [scope for scope in SCOPES if scope not in (Scope(as_of=1990), Scope("HVA03", 1), Scope("SSS"))]


def by_command(scope: Scope) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(told("assess", "--format", "json", *scope.options))
    return answer


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_the_command_and_the_api_give_one_document(scope: Scope) -> None:
    assert by_command(scope) == asks("/strategies/uusimaa-2030/assessment", **scope.asked)


@pytest.mark.parametrize("scope", PAGES, ids=str)
def test_the_goal_pages_state_the_same_figures_and_verdicts(scope: Scope) -> None:
    for place, goal in enumerate(by_command(scope)["goals"]):
        # Every page in one language, and every language of the whole strategy.
        for language in LANGUAGES if scope == Scope() else [LANGUAGES[place % 3]]:
            page = Reader().opens(f"/{language}/goals/{goal['id']}/", scope.asked)
            assert_page_says(page, goal, language)


def assert_page_says(page: Page, goal: dict[str, Any], language: str) -> None:
    assert verdict(page.one("div", "opening")) == (goal["status"], word(goal["status"], language))
    assert page.target_ids == [target["id"] for target in goal["targets"]]
    for target in goal["targets"]:
        section = page.target(target["id"])
        assert verdict(section) == (target["status"], word(target["status"], language)), page.address
        assert bool(section.all("span", "stale")) == target["stale"]
        assert figures(section) == figures_of(target), (page.address, target["id"])


def word(status: str, language: str) -> str:
    with translation.override(language):
        return status_word(Status(status))


def figures_of(target: dict[str, Any]) -> dict[str, Figure]:
    """The figures of a target as the JSON gives them, in the form the page states them."""
    stated = {
        kind: Figure(target[kind]["year"], target[kind]["value"])
        for kind in ("baseline", "latest", "judged", "target")
        if target[kind] and target[kind]["value"] is not None
    }
    if target["expected"] is not None:
        stated["expected"] = Figure(target["judged"]["year"], target["expected"])
    return stated


@pytest.mark.parametrize("scope", [Scope(), Scope(region="KU444")], ids=str)
def test_the_pages_at_a_glance_give_the_same_verdicts(scope: Scope) -> None:
    answer = by_command(scope)
    for language in LANGUAGES if scope == Scope() else ["sv"]:
        front = Reader().opens(f"/{language}/", scope.asked)
        statuses = [goal["status"] for goal in answer["goals"]]
        assert [verdict(card)[0] for card in front.all("article", "card")] == statuses
        assert [verdict(card)[1] for card in front.all("article", "card")] == [
            word(status, language) for status in statuses
        ]
        for promise in answer["promises"]:
            page = Reader().opens(f"/{language}/promises/{promise['id']}/", scope.asked)
            assert verdict(page.one("div", "opening"))[0] == promise["status"]


def test_the_page_of_a_region_judges_as_the_command_does_for_it() -> None:
    for code in ("KU444", "HVA01", "KU149"):
        goals = by_command(Scope(region=code))["goals"]
        page = Reader().opens(f"/fi/regions/{code}/")
        for goal in goals:
            line = page.one("li", id=f"goal-{goal['id']}")
            assert verdict(line) == (goal["status"], word(goal["status"], "fi"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_the_command_says_the_same_words(language: str) -> None:
    answer = by_command(Scope())
    lines = told("--language", language, "assess").splitlines()
    for goal in answer["goals"]:
        heading = next(line for line in lines if line.split()[:1] == [str(goal["number"])])
        following = " ".join(lines[lines.index(heading) :][:3])
        assert word(goal["status"], language) in " ".join(following.split())
