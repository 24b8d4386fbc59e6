"""A strategy judged: what the pages, the API and `lupaus assess` all ask for."""

from lupaus.strategy.assessments.answers import (
    GoalAssessment,
    Latest,
    PromiseAssessment,
    StrategyAssessment,
    TargetAssessment,
)
from lupaus.strategy.assessments.judging import assess
from lupaus.strategy.assessments.wire import as_json

__all__ = [
    "GoalAssessment",
    "Latest",
    "PromiseAssessment",
    "StrategyAssessment",
    "TargetAssessment",
    "as_json",
    "assess",
]
