"""The goals of the strategies, as a chapter names them: `strategy-id/goal-slug`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from lupaus.strategy.models import Goal
from lupaus.web.texts import Text


class NamedGoal(NamedTuple):
    """A goal in force, with what a link to it needs."""

    id: str  # "uusimaa-2030/work"
    strategy: str
    slug: str
    number: int | None
    title: Text
    strategy_title: Text

    def words(self, language: str) -> str:
        """The number and the title, for a line of a form."""
        title = self.title.words(language)
        return f"{self.number}. {title}" if self.number else title


def goals_in_force() -> Mapping[str, NamedGoal]:
    """Every goal of every strategy in force, by its id, in the planner's order. One query."""
    rows = Goal.objects.filter(retired_at=None, strategy__retired_at=None).select_related("strategy")
    ordered = rows.order_by(
        "-strategy__start_year", "strategy_id", "focus_area__position", "position", "slug"
    )
    named = (
        NamedGoal(
            goal_id(each.strategy_id, each.slug),
            each.strategy_id,
            each.slug,
            each.number,
            each.title,
            each.strategy.title,
        )
        for each in ordered
    )
    return {goal.id: goal for goal in named}


def goal_id(strategy: str, goal: str) -> str:
    return f"{strategy}/{goal}"
