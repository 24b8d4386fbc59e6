"""A strategy judged as the address asks: for the reader's region, at a release, as of a year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lupaus.indicators import queries as statistics
from lupaus.indicators.models import Release
from lupaus.regions.models import Region
from lupaus.regions.queries import region as region_of_code
from lupaus.strategy.assessments import StrategyAssessment, TargetAssessment, assess
from lupaus.strategy.models import Strategy
from lupaus.strategy.pages.chosen import strategy_of
from lupaus.strategy.queries import Outline, outline
from lupaus.web import clock
from lupaus.web.address import Address


@dataclass(frozen=True, slots=True)
class Judged:
    """What a page of the strategy starts from.

    `region` is None where the whole strategy is judged; `made_up` holds the numbers of illustrative releases.
    """

    outline: Outline
    assessment: StrategyAssessment
    release: Release | None
    region: Region | None
    made_up: frozenset[int]

    @property
    def strategy(self) -> Strategy:
        return self.outline.strategy

    @property
    def place(self) -> Region:
        """The region the page speaks of."""
        return self.region or self.strategy.organiser_region

    @property
    def newest_year(self) -> int | None:
        """The year of the newest figure any target has."""
        return newest_year(target for goal in self.assessment.goals for target in goal.targets)

    @property
    def illustrative(self) -> bool:
        return any(target.illustrative for goal in self.assessment.goals for target in goal.targets)


def judged(address: Address, *, region: str | None = None, goal: str | None = None) -> Judged:
    """Judge the address's strategy for `region`, else for the address's region. Raises `NotFound`."""
    chosen = strategy_of(address)
    content = outline(chosen)
    code = region or address.region
    release = statistics.release(address.release) if address.release else statistics.newest_release()
    today = clock.year_of(clock.real_clock)
    return Judged(
        outline=content,
        assessment=assess(
            chosen,
            region=code,
            release=release,
            as_of=address.as_of,
            today=today,
            goal=goal,
            known=content,
        ),
        release=release,
        region=region_of_code(code) if code else None,
        made_up=statistics.illustrative_releases(),
    )


def newest_year(targets: Iterable[TargetAssessment]) -> int | None:
    return max((target.latest.year for target in targets if target.latest), default=None)
