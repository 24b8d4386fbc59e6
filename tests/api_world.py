"""A small world for the tests of the API: a strategy, figures, and figures that are no statistics."""

from __future__ import annotations

from typing import Any

from django.test import Client

from lupaus.web.clock import Clock
from tests.decisions import few_meetings
from tests.practices import handbooks
from tests.services.few_services import one_in_english
from tests.strategy.followed import EMPLOYMENT, FIGURES, LANGUAGES, bring_in, kaava

ROOT = "/api/v1/"


def small_world(clock: Clock) -> None:
    """Kaava 2030, release 1 with its figures, release 2 with two illustrative ones, one of every other."""
    kaava(clock)
    bring_in(clock, FIGURES)
    later = [(LANGUAGES, "KU049", 2024, 19.5), (EMPLOYMENT, "MK01", 2024, 76.0)]
    bring_in(clock, later, nature="illustrative", status="E", name="later.csv")
    handbooks.publish(clock)
    one_in_english(clock)
    few_meetings.minutes(clock)


def ask(address: str, status: int = 200, **headers: str) -> Any:
    """The parsed answer; fails unless it has the status expected."""
    response = Client().get(ROOT + address, headers=headers)
    assert response.status_code == status, response.content.decode()[:500]
    return response.json()


def reasons(address: str, status: int) -> list[tuple[str, str]]:
    """What a refusal says: (parameter, sentence) of every problem."""
    document = ask(address, status)
    return [(each.get("path", ""), each["message"]) for each in document["problems"]]
