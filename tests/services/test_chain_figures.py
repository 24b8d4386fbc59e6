"""The figures of a chain, against a computation of its own; and what is not told of few people."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from lupaus.indicators import queries as statistics
from lupaus.indicators.observations import SeriesKey
from lupaus.services.chains.figures import Following, follow
from lupaus.services.chains.queries import chain
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotFound
from tests.services import followed_chain as world
from tests.services.followed_chain import STAGES, WORK, Figure

pytestmark = pytest.mark.django_db


def followed(region: str | None = None, **more: int) -> Following:
    return follow(chain(WORK), region=region, release=statistics.newest_release(), **more)


def known(indicator: str, region: str = "MK01") -> dict[int, float]:
    """Straight from the store, one series at a time."""
    key = SeriesKey(indicator, region)
    seen = statistics.series([key], release=statistics.newest_release())[key]
    return {each.year: each.value for each in seen if each.value is not None}


class TestByAnotherComputation:
    @pytest.fixture(autouse=True)
    def world(self, clock: Clock) -> None:
        world.kaava(clock)

    def test_the_year_is_the_newest_that_every_stage_knows(self) -> None:
        found = followed()
        assert found.now is not None
        assert found.now.year == 2024
        assert [mix.year for mix in found.mixes] == [2019, 2024]

    def test_shares_and_the_mean_step(self) -> None:
        found = followed()
        for mix in found.mixes:
            numbers = [known(world.clients(stage))[mix.year] for stage in STAGES]
            people = [place for place, count in enumerate(numbers, 1) for _each in range(int(count))]
            assert mix.total.value == len(people)
            assert mix.step == pytest.approx(sum(people) / len(people))
            for stage, count in zip(STAGES, numbers, strict=True):
                assert mix.clients[stage].value == count
                assert mix.shares[stage].value == pytest.approx(100 * count / len(people))

    def test_the_weight_has_moved_to_lighter_services(self) -> None:
        # 2019: (800 + 300 + 150) / 1000; 2024: (1000 + 360 + 60) / 1200.
        assert followed().moved == pytest.approx(1420 / 1200 - 1.25)

    def test_what_is_kept(self) -> None:
        up, down = (followed().figures.handover(each) for each in ("up", "down"))
        assert (up.days.value, up.flow.value, up.kept, up.weak) == (9, 60, False, "late")
        assert (down.days.value, down.kept, down.weak) == (None, None, None)

    def test_costs(self) -> None:
        found = followed()
        assert {id_: each.in_all.value for id_, each in found.costs.items()} == {
            "home": 1000 * 1_000,
            "help": 180 * 9_000,
            "care": 20 * 50_000,
        }
        assert found.cost.value == 1_000_000 + 1_620_000 + 1_000_000
        assert found.costs["home"].used.value == pytest.approx(80)
        assert found.costs["help"].used.value is None

    def test_one_per_cent_one_step_down(self) -> None:
        one, two = followed().savings
        assert (one.from_stage, one.to_stage, one.people, one.euros) == ("help", "home", 12, 12 * 8_000)
        assert (two.from_stage, two.to_stage, two.euros) == ("care", "help", 12 * 41_000)

    def test_goals(self) -> None:
        figures = followed().figures
        assert figures.target("at-home").share.value == pytest.approx(100 * 1180 / 1200)
        assert figures.target("at-home").reached
        assert figures.target("in-care").reached
        assert figures.target("open").reached is None
        assert figures.stage("care").target_share == 5
        assert figures.stage("home").target_share is None

    def test_another_year_is_told_when_asked_for(self) -> None:
        found = followed(year=2019)
        assert found.now is not None
        assert found.now.year == 2019
        assert found.before is None
        assert found.moved is None
        unknown = followed(year=1999)
        assert unknown.now is not None
        assert unknown.now.year == 2024

    def test_nothing_after_the_year_the_reader_looks_back_from(self) -> None:
        found = followed(until=2022)
        assert [mix.year for mix in found.mixes] == [2019]
        assert found.figures.handover("up").days.value is None
        assert max(found.population) == 2040

    def test_a_region_without_figures_says_nothing_and_one_outside_is_not_shown(self) -> None:
        espoo = followed("KU049")
        assert espoo.region is not None
        assert espoo.region.code == "KU049"
        assert (espoo.now, espoo.cost.value, espoo.savings) == (None, None, ())
        outside = followed("SSS")
        assert outside.region is not None
        assert outside.region.code == "MK01"

    @pytest.mark.examined
    def test_as_many_queries_whatever_there_is(
        self, clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        found, release = chain(WORK), statistics.newest_release()
        with django_assert_num_queries(9):
            follow(found, region=None, release=release)
        with django_assert_num_queries(9):
            follow(found, region="KU049", release=release)


class TestFewPeople:
    def of(self, clock: Clock, rows: list[Figure], *, nature: str = "own", source: str = "own") -> Following:
        world.catalogue(clock, source_kind=source)
        world.figures(clock, rows, nature=nature)
        world.publish(clock)
        return followed()

    def counts(self, *numbers: int, region: str = "MK01", year: int = 2024) -> list[Figure]:
        return [
            (world.clients(stage), region, year, count) for stage, count in zip(STAGES, numbers, strict=True)
        ]

    costs: list[Figure] = [(world.cost(stage), "MK01", 2024, 1_000 * n) for n, stage in enumerate(STAGES)]

    @pytest.mark.parametrize("nature", ["own", "illustrative"])
    def test_a_small_one_takes_the_next_smallest_and_all_that_would_give_it_away(
        self, clock: Clock, nature: str
    ) -> None:
        found = self.of(clock, [*self.counts(900, 60, 3), *self.costs], nature=nature)
        assert found.now is not None
        assert {id_: value.suppressed for id_, value in found.now.clients.items()} == {
            "home": False,
            "help": True,
            "care": True,
        }
        assert found.now.total.value == 963
        assert found.now.step is None
        assert found.cost.suppressed
        assert found.costs["care"].in_all.value is None
        assert found.now.shares["help"].value is None
        assert found.figures.target("in-care").share.value is None
        assert found.suppressed

    def test_statistics_of_others_are_told_however_small(self, clock: Clock) -> None:
        found = self.of(clock, self.counts(900, 60, 3), nature="statistic", source="sotkanet")
        assert found.now is not None
        assert found.now.clients["care"].value == 3
        assert not found.suppressed

    def test_re_entries_and_flows_of_few_are_not_told(self, clock: Clock) -> None:
        rows: list[Figure] = [
            *self.counts(900, 60, 30),
            (world.reentries("care"), "MK01", 2024, 3),
            ("flow-up", "MK01", 2024, 2),
            ("days-up", "MK01", 2024, 40),
        ]
        found = self.of(clock, rows)
        assert found.figures.stage("care").reentries.suppressed
        assert found.costs["care"].returned.value is None
        up = found.figures.handover("up")
        assert up.flow.suppressed
        assert up.days.suppressed
        assert up.kept is None

    def test_the_page_of_a_stage_and_the_sum_of_the_stages_together_tell_nothing(self, clock: Clock) -> None:
        world.catalogue(clock, counts_people=True)
        world.figures(clock, [*self.counts(900, 60, 3), *self.costs])
        world.publish(clock)
        now = followed().now
        assert now is not None
        assert now.clients["care"].suppressed
        # The page of the indicator tells of the sixty, so the sum of the three stages cannot be told.
        home, help_ = (SeriesKey(world.clients(stage), "MK01") for stage in STAGES[:2])
        told = statistics.series([home, help_], release=statistics.newest_release())
        assert [seen.value for key in (home, help_) for seen in told[key]] == [900, 60]
        assert now.total.suppressed
        assert now.total.value is None

    def test_the_region_less_its_other_municipalities_tells_nothing(self, clock: Clock) -> None:
        rows = self.counts(900, 600, 303)
        inside = sorted(each for each in municipalities(clock) if each not in ("KU049", "KU444"))
        rows += self.counts(400, 300, 3, region="KU049") + self.counts(500, 300, 300, region="KU444")
        rows += [row for code in inside for row in self.counts(0, 0, 0, region=code)]
        world.figures(clock, rows)
        world.publish(clock)
        espoo, lohja = followed("KU049").now, followed("KU444").now
        assert espoo is not None
        assert lohja is not None
        assert espoo.clients["care"].suppressed
        assert lohja.clients["care"].suppressed  # 303 less 300 would tell the other
        assert sum(value.suppressed for value in espoo.clients.values()) > 1 or espoo.total.suppressed

    def test_no_sentence_of_the_past_gives_the_present_away(self, clock: Clock) -> None:
        found = self.of(clock, [*self.counts(900, 60, 30, year=2020), *self.counts(900, 60, 3)])
        assert found.before is not None
        assert found.before.step is not None
        assert found.moved is None


def municipalities(clock: Clock) -> tuple[str, ...]:
    from lupaus.regions.queries import codes_of

    world.catalogue(clock)
    return codes_of("municipality", within="MK01")


def test_a_chain_without_figures_is_told_without_them(clock: Clock) -> None:
    world.catalogue(clock)
    world.publish(clock)
    found = followed()
    assert (found.now, found.before, found.mixes, found.savings) == (None, None, (), ())
    assert [stage.id for stage in found.lacking] == list(STAGES)


def test_a_region_nobody_knows_is_not_found(clock: Clock) -> None:
    world.kaava(clock)
    parts = world.chain()
    parts[0].content["region"] = ""
    world.publish(clock, parts)
    with pytest.raises(NotFound):
        followed("KU999")
    assert followed().region is None
    assert followed("MK01").now is not None
