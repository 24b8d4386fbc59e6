"""Several strategies beside one another: each can be reached, and none is taken for another."""

from __future__ import annotations

import logging
import re

import pytest
from django.test import Client
from pytest_django import Settings

from lupaus.strategy.models import LifeStage, Promise, Strategy
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from tests.strategy.followed import EMPLOYMENT, FIGURES, bring_in, goal, kaava, target, to_level
from tests.strategy.test_views import plain, text

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

OLDER, NEWER = "kaava-2030", "lohja-2035"


@pytest.fixture
def alone(clock: Clock) -> Strategy:
    chosen = kaava(clock)
    bring_in(clock, FIGURES)
    return chosen


@pytest.fixture
def both(alone: Strategy) -> Strategy:
    """Kaava 2030, and a municipality's own strategy, begun later, with a goal of the same id."""
    newer = _newer()
    work = goal(newer, "work", 1)
    work.title = Text.same("Jobs near home")
    work.save()
    target(work, "employment", EMPLOYMENT, "KU444", **to_level(2017, None, 2035, 80.0))
    Promise.objects.create(
        strategy=newer, slug="a-job", position=0, title=Text.same("A job in town"), life_stage=LifeStage.ALL
    )
    return newer


def _newer() -> Strategy:
    return Strategy.objects.create(
        id=NEWER,
        title=Text.same("Lohja 2035"),
        vision=Text.same("Lohja works"),
        organiser_name=Text.same("City of Lohja"),
        organiser_region_id="KU444",
        start_year=2021,
        end_year=2035,
    )


def test_with_one_strategy_no_other_is_offered(client: Client, alone: Strategy) -> None:
    page = text(client, "/en/")
    assert "Other strategies" not in page
    assert "strategy=" not in re.sub(r"<link[^>]*>", "", page)


def test_every_strategy_is_reached_from_every_front_page(client: Client, both: Strategy) -> None:
    shown = text(client, "/en/")
    assert "Lohja works" in shown
    assert f'href="/en/?strategy={OLDER}"' in shown
    other = text(client, f"/en/?strategy={OLDER}")
    assert "Kaikki töihin" in other
    assert 'href="/en/"' in other  # back, and the address needs no name


def test_every_page_offers_the_other_strategies_at_its_foot(client: Client, both: Strategy) -> None:
    for path in ("goals/work/", "promises/a-job/", "regions/", "regions/KU444/", "about/", "indicators/"):
        assert f'href="/en/?strategy={OLDER}"' in text(client, f"/en/{path}")


@pytest.mark.parametrize(
    ("path", "of_the_newer", "of_the_older"),
    [
        ("goals/work/", "Jobs near home", "Goal work"),
        ("promises/a-job/", "A job in town", "Promise a-job"),
        ("regions/KU444/", "Jobs near home", "Goal people"),
        ("regions/", "Lohja", "Espoo"),
    ],
)
def test_what_has_the_same_id_in_two_strategies_stays_apart(
    client: Client, both: Strategy, path: str, of_the_newer: str, of_the_older: str
) -> None:
    newer, older = text(client, f"/en/{path}"), text(client, f"/en/{path}?strategy={OLDER}")
    assert of_the_newer in newer
    assert of_the_older not in newer
    assert of_the_older in older
    if of_the_newer != "Lohja":
        assert of_the_newer not in older


def test_links_carry_the_strategy_along(client: Client, both: Strategy) -> None:
    page = text(client, f"/en/?strategy={OLDER}&region=KU049")
    goals = re.findall(r'href="(/en/goals/[^"]+)"', page)
    assert goals
    assert all(f"strategy={OLDER}&amp;region=KU049" in address for address in goals)


def test_choosing_a_region_keeps_the_strategy(client: Client, both: Strategy) -> None:
    page = text(client, f"/en/?strategy={OLDER}")
    assert f'<input type="hidden" name="strategy" value="{OLDER}">' in page
    assert '<option value="KU049">' in page
    assert '<option value="KU049">' not in text(client, "/en/")  # no municipality lies in Lohja


def test_a_strategy_that_goes_without_saying_is_taken_out_of_the_address(
    client: Client, both: Strategy
) -> None:
    answer = client.get(f"/en/goals/work/?strategy={NEWER}&as_of=2024")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/goals/work/?as_of=2024")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_kept_link_leads_to_the_same_goal_when_another_strategy_has_come(
    client: Client, alone: Strategy
) -> None:
    page = text(client, "/en/goals/work/")
    kept = re.search(r'href="http://testserver(/en/goals/work/\?[^"#]+)#[^"]*">Link that keeps', page)
    assert kept is not None
    assert kept[1].replace("&amp;", "&") == f"/en/goals/work/?strategy={OLDER}&release=1"
    newer = _newer()
    goal(newer, "work", 1)
    again = text(client, kept[1].replace("&amp;", "&"))
    assert "75.8" in again
    assert "Kaava 2030" in plain(again)


def test_the_setting_chooses_which_strategy_goes_without_saying(
    client: Client, both: Strategy, settings: Settings
) -> None:
    settings.LUPAUS_STRATEGY = OLDER
    page = text(client, "/en/")
    assert "Kaikki töihin" in page
    assert f'href="/en/?strategy={NEWER}"' in page


def test_the_targets_on_the_page_of_an_indicator_lead_to_their_own_strategy(
    client: Client, both: Strategy
) -> None:
    page = text(client, f"/en/indicators/{EMPLOYMENT}/")
    assert 'href="/en/goals/work/#employment"' in page
    assert f'href="/en/goals/work/?strategy={OLDER}#employment"' in page
    assert "Lohja 2035 · Lohja" in plain(page)


@pytest.mark.parametrize("path", ["", "goals/work/", "regions/", "regions/KU444/", "about/", "indicators/"])
def test_a_strategy_nobody_knows_is_not_found(
    client: Client, both: Strategy, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    caplog.set_level(logging.CRITICAL)
    page = plain(text(client, f"/en/{path}?strategy=no-such", 404))
    assert "There is no strategy no-such." in page


@pytest.mark.parametrize("value", ["Not-A-Slug", "a%00", "a/b", "x" * 81])
def test_what_cannot_be_the_id_of_a_strategy_is_refused(
    client: Client, both: Strategy, caplog: pytest.LogCaptureFixture, value: str
) -> None:
    caplog.set_level(logging.CRITICAL)
    text(client, f"/en/?strategy={value}", 400)


def test_a_retired_strategy_is_no_longer_offered_but_its_address_still_works(
    client: Client, both: Strategy, clock: Clock
) -> None:
    Strategy.objects.filter(id=OLDER).update(retired_at=clock())
    assert "Other strategies" not in text(client, "/en/")
    assert "Kaikki töihin" in text(client, f"/en/?strategy={OLDER}")
