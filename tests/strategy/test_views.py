"""The pages of the strategy on a small world, and on the example where its riches are needed."""

from __future__ import annotations

import logging
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lupaus.strategy.models import Measure, Promise, Strategy
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from tests.strategy.followed import (
    EMPLOYMENT,
    FIGURES,
    LANGUAGES,
    UNEMPLOYMENT,
    bring_in,
    catalogue,
    goal,
    kaava,
    strategy,
    target,
    to_level,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def world(clock: Clock) -> Strategy:
    """Kaava 2030 with its figures."""
    chosen = kaava(clock)
    bring_in(clock, FIGURES)
    return chosen


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def plain(page: str) -> str:
    """The words of a page without its tags, spaces evened out."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def slug_of(chosen: Strategy) -> str:
    first = chosen.goals.filter(retired_at=None, targets__isnull=False).first()
    assert first is not None
    return first.slug


def test_the_front_page_says_how_many_goals_are_on_track(client: Client, world: Strategy) -> None:
    page = plain(text(client, "/en/"))
    total = world.goals.filter(retired_at=None).count()
    assert re.search(rf"Uusimaa: \d+ of {total} strategic goals are on track\.", page)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_goal_stands_on_the_front_page_in_each_language(
    client: Client, world: Strategy, language: str
) -> None:
    page = plain(text(client, f"/{language}/"))
    for each in world.goals.filter(retired_at=None):
        assert each.title.words(language) in page


def test_the_page_of_a_goal_answers_first_and_then_shows_why(client: Client, world: Strategy) -> None:
    page = text(client, f"/en/goals/{slug_of(world)}/")
    assert (
        page.index('class="answer"') < page.index("<svg", page.index("<main")) < page.index('class="source"')
    )
    assert "Kaavan toimisto" in page
    assert "The figures of this picture as a table" in page
    assert "format=csv" in page


def test_the_link_that_keeps_a_figure_names_the_release_and_is_absolute(
    client: Client, world: Strategy
) -> None:
    address = f"/en/goals/{slug_of(world)}/"
    assert f'href="http://testserver{address}?strategy={world.id}&amp;release=1#' in text(client, address)


def test_a_kept_link_shows_the_old_figures_after_a_new_release(
    client: Client, world: Strategy, clock: Clock
) -> None:
    address = f"/en/goals/{slug_of(world)}/"
    before = text(client, address)
    bring_in(clock, [(EMPLOYMENT, "MK01", 2025, 61.5)], name="newer.csv")
    assert "61.5" in text(client, address)
    kept = text(client, f"{address}?release=1")
    assert "61.5" not in kept
    assert "Figures as of release 1" in plain(kept)
    assert "61.5" not in before


def test_a_page_as_of_a_year_hides_what_came_later_and_says_so(client: Client, world: Strategy) -> None:
    page = plain(text(client, f"/en/goals/{slug_of(world)}/?as_of=2018"))
    assert "This page shows what was known in 2018" in page
    assert "75.8" not in page


def test_a_chosen_region_is_judged_with_its_own_figures(client: Client, world: Strategy) -> None:
    page = plain(text(client, f"/en/goals/{slug_of(world)}/?region=KU444"))
    assert "Lohja" in page
    assert "75.0" in page


def test_the_page_of_a_region_judges_the_goals_there(client: Client, world: Strategy) -> None:
    page = plain(text(client, "/en/regions/KU444/"))
    assert re.search(r"Lohja: \d+ of \d+ strategic goals are on track\.", page)
    assert "Municipality" in page


def test_a_region_without_figures_says_that_there_are_none(client: Client, world: Strategy) -> None:
    page = plain(text(client, "/en/regions/KU149/"))
    assert "There are no figures about this area yet." in page


def test_the_regions_are_listed_under_their_counties(client: Client, world: Strategy) -> None:
    page = text(client, "/fi/regions/")
    assert page.index("/fi/regions/HVA03/") < page.index("/fi/regions/KU444/")
    assert page.count('class="place"') == 26


def test_the_organisers_own_region_has_its_page_too(client: Client, world: Strategy) -> None:
    assert "Uusimaa:" in plain(text(client, "/en/regions/MK01/"))


def test_illustrative_figures_are_named_on_every_page_that_shows_them(
    client: Client, world: Strategy, clock: Clock
) -> None:
    addresses = ["/en/", f"/en/goals/{slug_of(world)}/", "/en/regions/KU444/"]
    assert all("Illustrative, not a statistic." not in text(client, each) for each in addresses)
    made_up = [(EMPLOYMENT, place, 2025, 77.0) for place in ("MK01", "KU444")]
    bring_in(clock, made_up, nature="illustrative", status="E", name="later.csv")
    assert all("Illustrative, not a statistic." in text(client, each) for each in addresses)
    assert "illustrative" in plain(text(client, addresses[1]))


def test_a_promise_shows_its_evidence(client: Client, world: Strategy) -> None:
    promise = Promise.objects.filter(strategy=world, retired_at=None).first()
    if promise is None:
        promise = Promise.objects.create(
            strategy=world, slug="work", position=0, title=Text.same("Everybody has work")
        )
        promise.evidence.add(*world.targets.all()[:1])
    page = plain(text(client, f"/en/promises/{promise.slug}/"))
    assert promise.title.words("en") in page
    assert "What the verdict rests on" in page


def test_measures_say_who_does_what_and_when(client: Client, world: Strategy) -> None:
    slug = slug_of(world)
    Measure.objects.create(
        strategy=world,
        goal=world.goals.get(slug=slug),
        slug="guidance",
        position=0,
        title=Text.same("Guidance at one counter"),
        responsible=Text.same("The county executive"),
        start="2019-01-01",
        end="2021-12-31",
        status="done",
    )
    page = plain(text(client, f"/en/goals/{slug}/"))
    assert "Guidance at one counter" in page
    assert "The county executive" in page
    assert "2019–2021" in page
    assert "done" in page


def test_a_goal_without_targets_and_a_target_without_figures_are_calm(client: Client, clock: Clock) -> None:
    catalogue(clock)
    chosen = strategy()
    goal(chosen, "empty", 1)
    target(goal(chosen, "waiting", 2), "later", EMPLOYMENT, "MK01", **to_level(2017, None, 2030, 79.0))
    assert "This goal has no targets yet" in text(client, "/en/goals/empty/")
    assert "Uusimaa: no target of this goal can be judged yet." in plain(text(client, "/en/goals/waiting/"))
    assert "No statistics have been brought in yet" in text(client, "/en/")


def test_words_are_escaped_wherever_they_come_from(client: Client, clock: Clock) -> None:
    catalogue(clock)
    chosen = strategy()
    nasty = Text.same('<script>alert("x")</script>')
    risky = goal(chosen, "risky", 1, description=nasty)
    risky.title = nasty
    risky.save()
    target(risky, "t", UNEMPLOYMENT, "MK01", baseline_year=2017, direction="decrease")
    for address in ("/en/", "/en/goals/risky/", "/en/regions/KU444/", f"/en/indicators/{UNEMPLOYMENT}/"):
        assert "<script>alert" not in text(client, address)


def test_a_text_in_another_language_is_marked_with_it(client: Client, clock: Clock) -> None:
    catalogue(clock)
    only_finnish = goal(strategy(), "suomeksi", 1)
    only_finnish.title = Text(fi="Vain suomeksi")
    only_finnish.save()
    assert '<span lang="fi">Vain suomeksi</span>' in text(client, "/sv/")
    assert '<span lang="fi">' not in text(client, "/fi/")


@pytest.mark.parametrize(
    "address",
    [
        "/en/goals/no-such/",
        "/en/promises/no-such/",
        "/en/regions/KU999/",
        "/en/?region=KU999",
        "/en/?release=9",
        "/en/goals/Not%20A%20Slug/",
    ],
)
def test_what_is_not_there_is_not_found(
    client: Client, world: Strategy, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    caplog.set_level(logging.CRITICAL)
    text(client, address, 404)


def test_how_a_verdict_is_made_names_every_producer(client: Client, world: Strategy) -> None:
    page = plain(text(client, "/en/about/"))
    assert "How a verdict is made" in page
    assert "Kaavan toimisto" in page


def test_the_targets_of_an_indicator_stand_on_its_page(client: Client, world: Strategy) -> None:
    page = plain(text(client, f"/en/indicators/{EMPLOYMENT}/"))
    assert "What is promised with this indicator" in page


@pytest.mark.examined
def test_pages_cost_the_same_number_of_queries_with_more_goals(
    client: Client, clock: Clock, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    catalogue(clock)
    bring_in(clock, FIGURES)
    chosen = strategy()
    counts = []
    for number in (1, 2, 3):
        each = goal(chosen, f"goal-{number}", number)
        for place in ("MK01", "KU444", "KU049"):
            target(
                each, f"{number}-{place.lower()}", EMPLOYMENT, place, baseline_year=2017, direction="increase"
            )
        # A sixth of them ask which indicators count people of ours and may have figures kept back.
        with django_assert_max_num_queries(78) as asked:
            # Another query string each time: a ready page would cost one query.
            text(client, f"/en/?as_of=203{number}")
            text(client, f"/en/goals/goal-1/?as_of=203{number}")
            text(client, f"/en/regions/KU444/?as_of=203{number}")
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


def test_neutral_indicators_and_other_languages_have_a_page(client: Client, world: Strategy) -> None:
    for language in ("fi", "sv", "en"):
        text(client, f"/{language}/indicators/{LANGUAGES}/")


def test_a_level_that_is_held_is_drawn_and_told_level(client: Client, clock: Clock) -> None:
    """Espoo began beyond the level: the picture, the table and the figures beside it all say 79."""
    catalogue(clock)
    bring_in(clock, FIGURES)
    target(goal(strategy(), "work", 1), "employment", EMPLOYMENT, "MK01", **to_level(2017, 72.9, 2030, 79.0))
    page = text(client, "/en/goals/work/?region=KU049")
    assert 'data-figure="expected" data-year="2024"' in page
    assert '<data value="79.0" data-figure="expected"' in page
    assert "level to hold" in page
    assert "needed path" not in page
    paths = re.findall(r'<path(?=[^>]*class="needed")[^>]*\bd="M([^"]*)"', page)
    assert paths
    for each in paths:
        figures = re.findall(r"[\d.]+", each)
        assert len(set(figures[1::2])) == 1


def test_a_target_with_a_name_of_its_own_is_called_by_it(client: Client, world: Strategy) -> None:
    named = world.targets.filter(retired_at=None).order_by("goal__position", "position").first()
    assert named is not None
    named.title = Text.same("Four in five at work")
    named.save()
    for address in (
        f"/en/goals/{named.goal.slug}/",
        "/en/regions/MK01/",
        f"/en/indicators/{named.indicator_id}/",
    ):
        assert "Four in five at work" in text(client, address)


def test_a_strategy_without_goals_says_so_and_nothing_else(client: Client, clock: Clock) -> None:
    catalogue(clock)
    strategy()
    for address in ("/en/", "/en/regions/KU444/"):
        page = plain(text(client, address))
        assert "the strategy has no goals yet." in page
        assert "0 of 0" not in page
        assert "Strategic goals" not in page


@pytest.mark.parametrize("path", ["", "regions/"])
def test_a_fresh_installation_says_what_to_do_wherever_the_menu_leads(
    client: Client, db: None, path: str
) -> None:
    assert "No strategy yet" in text(client, f"/en/{path}")
    assert "There are no indicators yet." in text(client, "/en/indicators/")
