"""The one form in which an assessment leaves the house: for `lupaus assess --format json` and for the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lupaus.strategy.assessments.answers import Latest, StrategyAssessment, TargetAssessment
from lupaus.strategy.verdicts.words import Level, Projection, Rank, Status, Trend


def as_json(assessment: StrategyAssessment) -> dict[str, Any]:
    """The assessment as the command and the API give it; what is absent is `None`, nothing is rounded."""
    return {
        "strategy": assessment.strategy,
        "as_of": assessment.as_of,
        "release": assessment.release,
        "goals": [
            {
                "id": goal.id,
                "number": goal.number,
                "status": goal.status.value,
                "counts": _counts_json(goal.counts),
                "targets": [_target_json(target) for target in goal.targets],
            }
            for goal in assessment.goals
        ],
        "promises": [
            {"id": promise.id, "status": promise.status.value, "counts": _counts_json(promise.counts)}
            for promise in assessment.promises
        ],
    }


def _counts_json(counts: Mapping[Status, int]) -> dict[str, int]:
    return {status.value: number for status, number in counts.items()}


def _target_json(target: TargetAssessment) -> dict[str, Any]:
    def keyed(row: Level | Latest | Trend | Projection | Rank | None) -> dict[str, Any] | None:
        return None if row is None else row._asdict()

    return {
        "id": target.id,
        "indicator": target.indicator,
        "region": target.region,
        "gender": target.gender,
        "method": target.method,
        "baseline": keyed(target.baseline),
        "latest": keyed(target.latest),
        "judged": keyed(target.judged),
        "target": keyed(target.target),
        "direction": target.direction.value if target.direction else None,
        "expected": target.expected,
        "progress": target.progress,
        "ratio": target.ratio,
        "status": target.status.value,
        "stale": target.stale,
        "trend": keyed(target.trend),
        "projection": keyed(target.projection),
        "rank": keyed(target.rank),
    }
