from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from lupaus.indicators.models import Release
from lupaus.indicators.observations import Observation, SeriesKey
from lupaus.indicators.store import Snapshot
from lupaus.strategy.assessments import StrategyAssessment, TargetAssessment, as_json, assess
from lupaus.strategy.assessments.figures import Figures
from lupaus.strategy.models import Strategy, Target
from lupaus.strategy.queries import outline
from lupaus.strategy.verdicts.words import Level, Obstacle, Status, Way
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotFound
from tests.strategy import followed

DATA = Path(__file__).parent / "data"
TODAY = 2026

pytestmark = pytest.mark.django_db


@pytest.fixture
def kaava(clock: Clock) -> Strategy:
    return followed.kaava(clock)


@pytest.fixture
def release(kaava: Strategy, clock: Clock) -> Release:
    return followed.bring_in(clock, followed.FIGURES)


def by_id(assessment: StrategyAssessment) -> dict[str, TargetAssessment]:
    return {target.id: target for goal in assessment.goals for target in goal.targets}


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a JSON document under its path in the order of its keys, figures to twelve digits."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not inside:
        yield path, float(f"{value:.12g}") if isinstance(value, float) else value
    for key, each in inside:
        yield from leaves(each, f"{path}/{key}")


def judged(strategy: Strategy, release: Release | None, **options: Any) -> dict[str, TargetAssessment]:
    return by_id(assess(strategy, release=release, today=TODAY, **options))


class TestTheWholeAnswer:
    def test_it_is_what_was_checked_by_hand(self, kaava: Strategy, release: Release) -> None:
        """`data/assessment.json` was worked out with pencil and paper where a figure is not said here."""
        answer = json.loads(json.dumps(as_json(assess(kaava, release=release, today=TODAY)), allow_nan=False))
        by_hand = json.loads((DATA / "assessment.json").read_text(encoding="utf-8"))
        assert list(leaves(answer)) == list(leaves(by_hand))

    def test_goals_and_promises_are_summed_up_with_their_counts(
        self, kaava: Strategy, release: Release
    ) -> None:
        assessment = assess(kaava, release=release, today=TODAY)
        assert [(goal.id, goal.status) for goal in assessment.goals] == [
            ("work", Status.AT_RISK),
            ("people", Status.ON_TRACK),
        ]
        assert assessment.goals[0].counts[Status.AT_RISK] == 2
        promises = {promise.id: promise for promise in assessment.promises}
        assert promises["a-job"].status is Status.AT_RISK  # a target of its own, and those of its goal
        assert promises["a-job"].counts[Status.IMPROVING_CLEARLY] == 1
        assert promises["nothing-yet"].status is Status.NO_DATA

    def test_one_goal_alone_is_judged_the_same_and_without_promises(
        self, kaava: Strategy, release: Release
    ) -> None:
        whole = assess(kaava, release=release, today=TODAY)
        alone = assess(kaava, release=release, today=TODAY, goal="people")
        assert alone.goals == whole.goals[1:]
        assert alone.promises == ()
        with pytest.raises(NotFound, match="no goal nowhere"):
            assess(kaava, release=release, today=TODAY, goal="nowhere")

    def test_before_the_first_import_nothing_can_be_judged(self, kaava: Strategy) -> None:
        assessment = assess(kaava, release=None, today=TODAY)
        assert {target.status for target in by_id(assessment).values()} == {Status.NO_DATA}
        assert as_json(assessment)["release"] is None

    def test_what_was_retired_is_not_judged(self, kaava: Strategy, release: Release, clock: Clock) -> None:
        Target.objects.filter(slug="lohja").update(retired_at=clock())
        kaava.goals.filter(slug="people").update(retired_at=clock())
        assessment = assess(kaava, release=release, today=TODAY)
        assert set(by_id(assessment)) == {"employment"}
        assert {promise.id: sum(promise.counts.values()) for promise in assessment.promises} == {
            "a-job": 1,
            "nothing-yet": 0,
        }


class TestBaselines:
    def test_what_the_planner_wrote_goes_before_the_statistics(
        self, kaava: Strategy, release: Release
    ) -> None:
        assert judged(kaava, release)["employment"].baseline == Level(2017, 72.9)

    def test_what_the_planner_left_out_is_read_from_the_statistics(
        self, kaava: Strategy, release: Release
    ) -> None:
        assert judged(kaava, release)["lohja"].baseline == Level(2014, 12.0)

    def test_without_a_figure_for_the_baseline_year_there_is_no_verdict_and_a_reason(
        self, kaava: Strategy, release: Release
    ) -> None:
        Target.objects.filter(slug="lohja").update(baseline_year=2015)
        lohja = judged(kaava, release)["lohja"]
        assert (lohja.status, lohja.obstacle) == (Status.NO_DATA, Obstacle.NO_BASELINE)
        assert lohja.baseline == Level(2015, None)
        assert lohja.latest is not None


class TestAnotherRegion:
    def test_its_own_baseline_is_read_from_the_statistics(self, kaava: Strategy, release: Release) -> None:
        lohja = judged(kaava, release, region="KU444")["employment"]
        assert lohja.baseline == Level(2017, 71.0)
        assert lohja.target == Level(2030, 79.0)
        # 71 + 8 × 7/13 = 75.3 is due in 2024, 4/8 of the way is done where 7/13 is due.
        assert lohja.expected == pytest.approx(71 + 8 * 7 / 13)
        assert lohja.ratio == pytest.approx(0.5 / (7 / 13))
        assert lohja.status is Status.AT_RISK
        assert lohja.rank == (2, 2, "municipality")

    def test_a_target_asked_for_where_it_was_set_keeps_the_baseline_written_for_it(
        self, kaava: Strategy, release: Release
    ) -> None:
        asked = judged(kaava, release, region="MK01")
        assert asked["employment"] == judged(kaava, release)["employment"]
        assert {each.region for each in asked.values()} == {"MK01"}

    def test_a_region_beyond_the_level_from_the_start_has_it_to_hold(
        self, kaava: Strategy, release: Release
    ) -> None:
        espoo = judged(kaava, release, region="KU049")["employment"]
        assert espoo.direction is Way.HOLD
        assert espoo.expected == 79.0
        assert espoo.status is Status.ON_TRACK
        assert espoo.path == (Level(2017, 79.0), Level(2030, 79.0))

    def test_the_way_is_that_of_the_region_the_target_was_set_for(
        self, kaava: Strategy, release: Release, clock: Clock
    ) -> None:
        """Neutral: only Uusimaa's own rise from 14 to 25 tells that Espoo's 30 is not too much."""
        work = kaava.goals.get(slug="work")
        followed.target(
            work, "languages", followed.LANGUAGES, "MK01", **followed.to_level(2017, None, 2030, 25)
        )
        more = followed.bring_in(
            clock, [(followed.LANGUAGES, "KU049", 2017, 28.0), (followed.LANGUAGES, "KU049", 2024, 30.0)]
        )
        assert judged(kaava, more, region="KU049")["languages"].status is Status.ON_TRACK

    def test_the_same_series_gives_the_same_word_in_every_region(
        self, kaava: Strategy, release: Release
    ) -> None:
        """A region without figures for the baseline year is not judged by somebody else's baseline."""
        espoo = judged(kaava, release, region="KU049")
        assert (espoo["falls"].status, espoo["falls"].obstacle) == (Status.NO_DATA, Obstacle.NO_BASELINE)

    def test_an_unknown_region_is_refused(self, kaava: Strategy, release: Release) -> None:
        with pytest.raises(NotFound, match="KU000"):
            assess(kaava, release=release, today=TODAY, region="KU000")


class TestWhatIsSeen:
    def test_as_of_hides_later_observations(self, kaava: Strategy, release: Release) -> None:
        employment = judged(kaava, release, as_of=2022)["employment"]
        assert employment.judged == Level(2022, 74.5)
        assert employment.latest == (2022, 74.5, "A")
        assert {seen.year for seen in employment.observed} == {2016, 2017, 2018, 2020, 2021, 2022}

    def test_later_observations_change_nothing_of_what_was_seen_then(
        self, kaava: Strategy, release: Release, clock: Clock
    ) -> None:
        then = as_json(assess(kaava, release=release, today=TODAY, as_of=2022))
        later = followed.bring_in(
            clock, [(followed.EMPLOYMENT, "MK01", 2025, 99.0), (followed.UNEMPLOYMENT, "KU444", 2024, 1.0)]
        )
        now = as_json(assess(kaava, release=later, today=TODAY + 5, as_of=2022))
        assert now | {"release": None} == then | {"release": None}

    def test_a_release_pins_the_statistics(self, kaava: Strategy, release: Release, clock: Clock) -> None:
        later = followed.bring_in(clock, [(followed.EMPLOYMENT, "MK01", 2024, 79.5)])
        assert judged(kaava, later)["employment"].status is Status.ACHIEVED
        assert judged(kaava, release)["employment"].status is Status.AT_RISK

    def test_a_missing_observation_is_shown_and_never_judged(self, kaava: Strategy, clock: Clock) -> None:
        figures = [*followed.FIGURES, (followed.EMPLOYMENT, "MK01", 2025, None)]
        employment = judged(kaava, followed.bring_in(clock, figures))["employment"]
        assert employment.latest == (2024, 75.8, "A")
        assert [seen.status for seen in employment.observed][-1] == "M"

    def test_a_forecast_is_shown_and_never_judged(
        self, kaava: Strategy, release: Release, clock: Clock
    ) -> None:
        ahead = followed.bring_in(clock, [(followed.EMPLOYMENT, "MK01", 2030, 81.0)], status="F")
        employment = judged(kaava, ahead)["employment"]
        assert employment.judged == Level(2024, 75.8)
        assert employment.observed[-1].value == 81.0

    def test_figures_older_than_the_rhythm_allows_are_stale(self, kaava: Strategy, release: Release) -> None:
        """Every year, a year late: the figure of 2023 should have had a successor by the end of 2025."""
        assert not by_id(assess(kaava, release=release, today=2025))["lohja"].stale
        assert by_id(assess(kaava, release=release, today=2026))["lohja"].stale
        assert not by_id(assess(kaava, release=release, today=2040, as_of=2025))["lohja"].stale

    def test_what_is_illustrative_is_called_so(self, kaava: Strategy, release: Release, clock: Clock) -> None:
        made_up = followed.bring_in(
            clock, [(followed.UNEMPLOYMENT, "MK01", 2025, 7.9)], nature="illustrative", status="E"
        )
        targets = judged(kaava, made_up)
        assert targets["falls"].illustrative
        assert not targets["employment"].illustrative
        assert not judged(kaava, release)["falls"].illustrative


@pytest.mark.examined
class TestWhatItCosts:
    def grown(self, kaava: Strategy) -> None:
        work = kaava.goals.get(slug="work")
        for n, (indicator, region) in enumerate(
            [(followed.EMPLOYMENT, "KU049"), (followed.UNEMPLOYMENT, "KU091"), (followed.LANGUAGES, "SSS")]
        ):
            more = followed.target(
                work, f"more-{n}", indicator, region, **followed.to_level(2017, None, 2030, 50)
            )
            followed.promise(kaava, f"more-{n}", evidence=[more])

    @pytest.mark.parametrize("region", [None, "KU444"])
    def test_the_same_queries_for_few_targets_and_for_many(
        self,
        kaava: Strategy,
        release: Release,
        region: str | None,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        expected = 13 if region is None else 14
        with django_assert_num_queries(expected):
            assess(kaava, release=release, today=TODAY, region=region)
        self.grown(kaava)
        with django_assert_num_queries(expected):
            assess(kaava, release=release, today=TODAY, region=region)

    def test_an_outline_at_hand_is_not_read_again(
        self, kaava: Strategy, release: Release, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        known = outline(kaava)
        with django_assert_num_queries(6):
            assess(kaava, release=release, today=TODAY, known=known)

    def test_the_store_is_asked_twice(
        self, kaava: Strategy, release: Release, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: Counter[str] = Counter()
        for verb in ("series", "cross_section"):
            answer = getattr(Snapshot, verb)

            def counting(*given: Any, verb: str = verb, answer: Any = answer, **how: Any) -> Any:
                asked[verb] += 1
                return answer(*given, **how)

            monkeypatch.setattr(Snapshot, verb, counting)
        self.grown(kaava)
        assess(kaava, release=release, today=TODAY)
        assert asked == {"series": 1, "cross_section": 1}


@given(
    st.lists(
        st.tuples(st.integers(2015, 2025), st.one_of(st.none(), st.floats(0, 100)), st.sampled_from("APBEF")),
        unique_by=lambda row: row[0],
    )
)
def test_the_latest_is_always_among_what_was_observed(rows: list[tuple[int, float | None, str]]) -> None:
    key = SeriesKey("i", "KU444")
    observed = tuple(
        Observation(*key, str(year), value, None, None, "M" if value is None else status, 1)
        for year, value, status in sorted(rows, key=lambda row: row[0])
    )
    latest = Figures({key: observed}, frozenset()).latest(key)
    counting = [seen for seen in observed if seen.status not in "MF"]
    assert (latest is None) == (not counting)
    if latest:
        assert latest == (counting[-1].year, counting[-1].value, counting[-1].status)
