"""Goals, promises and strategies on the page of a decision, and decisions on theirs."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lupaus.decisions.concerns import concerns_of, known_concerns
from lupaus.decisions.models import Concerned, Item
from lupaus.strategy.decisions_told import MOST, decisions_behind_a_goal, what_it_concerns
from lupaus.strategy.models import Goal, Strategy
from lupaus.web.address import Address
from lupaus.web.clock import Clock
from tests.decisions import few_meetings as few
from tests.strategy.followed import FIGURES, bring_in, kaava
from tests.strategy.test_views import text

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

GOAL, PLAN = "goal:kaava-2030/work", "plan:kaava-2030"
HERE = Address("en", "/goals/work/")


@pytest.fixture
def strategy(clock: Clock) -> Strategy:
    chosen = kaava(clock)
    bring_in(clock, FIGURES)
    return chosen


def concerned(clock: Clock, *names: str) -> Item:
    """The minutes of one meeting, whose item § 98 concerns some things."""
    few.minutes(clock)
    item = Item.objects.get(section=98)
    for position, name in enumerate(names):
        Concerned.objects.create(item=item, position=position, name=name)
    return item


def repeated(item: Item, count: int) -> None:
    """More items of the same meeting that concern the work goal."""
    for number in range(count):
        other = Item.objects.create(
            meeting=item.meeting,
            position=100 + number,
            slug=f"more-{number}",
            title=item.title,
            changed_at=item.changed_at,
        )
        Concerned.objects.create(item=other, position=0, name=GOAL)


def queries_of(panel: object, *given: object) -> int:
    with CaptureQueriesContext(connection) as captured:
        panel(*given)  # type: ignore[operator]  # one of the panels
    return len(captured)


def test_everything_of_a_strategy_in_force_may_be_concerned(strategy: Strategy) -> None:
    known = known_concerns(("goal", "promise", "plan"))
    assert {GOAL, PLAN} <= set(known)
    assert any(name.startswith("promise:kaava-2030/") for name in known)
    assert known[GOAL].title == Goal.objects.get(slug="work").title
    assert known[GOAL].kind() == "Strategic goal"
    assert known[GOAL].address("sv") == "/sv/goals/work/"
    assert known[PLAN].address("fi") == "/fi/"


def test_a_goal_that_was_retired_goes_by_its_name(strategy: Strategy, clock: Clock) -> None:
    Goal.objects.filter(slug="work").update(retired_at=clock())
    assert GOAL not in known_concerns()
    assert concerns_of([GOAL])[0].title.en == "kaava-2030/work"


def test_a_strategy_that_does_not_go_without_saying_is_named_in_the_address(strategy: Strategy) -> None:
    Strategy.objects.create(
        id="later", title=strategy.title, vision=strategy.vision, organiser_name=strategy.organiser_name,
        organiser_region_id=strategy.organiser_region_id, start_year=2040, end_year=2050,
    )  # fmt: skip
    assert known_concerns()[GOAL].address("en") == "/en/goals/work/?strategy=kaava-2030"


def test_the_page_of_a_goal_lists_the_decisions_behind_it(
    client: Client, strategy: Strategy, clock: Clock
) -> None:
    concerned(clock, GOAL, PLAN)
    page = text(client, "/en/goals/work/")
    assert "Decisions behind it" in page
    assert re.search(r"</time>, Executive, §\s98", page)
    assert "Decided of budget. en" in page
    assert 'href="/en/decisions/executive/2026-10-05/98/"' in page
    assert "/en/decisions/feeds/items.atom?concern=goal%3Akaava-2030%2Fwork" in page
    assert "Decisions behind the strategy" in text(client, "/en/")
    assert "Decisions behind it" not in text(client, "/en/promises/a-job/")


def test_an_agenda_is_not_taken_for_a_decision(strategy: Strategy, clock: Clock) -> None:
    few.agenda(clock)
    Concerned.objects.create(item=Item.objects.get(slug="item-1"), position=0, name=GOAL)
    assert "not decided yet" in str(decisions_behind_a_goal(HERE, "kaava-2030/work"))


def test_a_goal_without_decisions_says_nothing_of_them(client: Client, strategy: Strategy) -> None:
    assert "Decisions behind it" not in text(client, "/en/goals/work/")
    assert decisions_behind_a_goal(HERE, "kaava-2030/work") is None


def test_the_queries_do_not_depend_on_how_many_decisions_there_are(strategy: Strategy, clock: Clock) -> None:
    item = concerned(clock, GOAL)
    one = queries_of(decisions_behind_a_goal, HERE, "kaava-2030/work")
    repeated(item, 3)
    assert queries_of(decisions_behind_a_goal, HERE, "kaava-2030/work") == one == 2
    repeated_page = str(decisions_behind_a_goal(HERE, "kaava-2030/work"))
    assert "All decisions about it" not in repeated_page


def test_of_many_decisions_the_newest_are_shown(strategy: Strategy, clock: Clock) -> None:
    item = concerned(clock, GOAL)
    repeated(item, MOST)
    panel = str(decisions_behind_a_goal(HERE, "kaava-2030/work"))
    assert panel.count("line-title") == MOST
    assert "All decisions about it" in panel


def test_the_page_of_an_item_tells_how_its_goals_go_now(strategy: Strategy, clock: Clock) -> None:
    item = concerned(clock, GOAL, PLAN, "goal:nowhere/else")
    panel = str(what_it_concerns(Address("en", "/decisions/"), str(item.pk)))
    assert 'href="/en/goals/work/"' in panel
    assert panel.count('class="verdict ') == 1
    assert "nowhere/else" in panel
    assert "made up" not in panel


def test_the_verdict_is_that_of_the_readers_region(strategy: Strategy, clock: Clock) -> None:
    item = concerned(clock, GOAL)
    whole = str(what_it_concerns(Address("en", "/decisions/"), str(item.pk)))
    local = str(what_it_concerns(Address("en", "/decisions/", (("region", "KU049"),)), str(item.pk)))
    assert 'href="/en/goals/work/?region=KU049"' in local
    assert whole != local


def test_the_queries_do_not_depend_on_how_many_goals_an_item_names(strategy: Strategy, clock: Clock) -> None:
    item = concerned(clock, GOAL)
    here = Address("en", "/decisions/")
    what_it_concerns(here, str(item.pk))
    one = queries_of(what_it_concerns, here, str(item.pk))
    for position, slug in enumerate(("people", "languages", "more"), start=1):
        Concerned.objects.create(item=item, position=position, name=f"goal:kaava-2030/{slug}")
    assert queries_of(what_it_concerns, here, str(item.pk)) == one


def test_an_item_that_concerns_nothing_says_nothing(strategy: Strategy, clock: Clock) -> None:
    assert what_it_concerns(Address("en", "/decisions/"), str(concerned(clock).pk)) is None


def test_a_goal_and_a_promise_say_where_the_feed_of_their_decisions_is(
    strategy: Strategy, clock: Clock, client: Client
) -> None:
    concerned(clock, GOAL)
    promise = strategy.promises.order_by("position")[0].slug
    for page, name in (("goals/work/", GOAL), (f"promises/{promise}/", None)):
        html = client.get(f"/en/{page}").content.decode()
        found = re.findall(r'type="application/atom\+xml" title="[^"]*" href="([^"]+)"', html)
        assert len(found) == 1
        answer = client.get(found[0])
        assert answer.status_code == 200
        assert answer.content.decode().count("<entry>") == (1 if name else 0)
