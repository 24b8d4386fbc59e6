"""An assessment as a person reads it in a terminal: at most 100 columns, coloured where there is colour."""

from __future__ import annotations

import io
import shutil
import sys
from collections import Counter
from collections.abc import Mapping
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lupaus.indicators.models import Gender
from lupaus.regions import queries as areas
from lupaus.strategy.assessments import GoalAssessment, StrategyAssessment, TargetAssessment
from lupaus.strategy.models import Target
from lupaus.strategy.queries import GoalOutline, Outline
from lupaus.strategy.sentences import (
    SHAPES,
    STALE_SHAPE,
    illustrative_word,
    stale_word,
    status_word,
    why,
)
from lupaus.strategy.verdicts.words import Status

WIDEST: Final = 100
ILLUSTRATIVE_SHAPE: Final = "┄"
STYLES: Final[Mapping[Status, str]] = {
    Status.ACHIEVED: "bold green",
    Status.ON_TRACK: "green",
    Status.IMPROVING_CLEARLY: "green",
    Status.IMPROVING: "green",
    Status.AT_RISK: "yellow",
    Status.OFF_TRACK: "red",
    Status.REVERSING: "bold red",
    Status.MISSED: "bold red",
    Status.WORSENING: "red",
    Status.WORSENING_CLEARLY: "bold red",
    Status.BASELINE_ONLY: "dim",
    Status.NO_DATA: "dim",
}


def table(assessment: StrategyAssessment, content: Outline, *, region: str | None) -> str:
    """The verdicts goal by goal, then the promises; for a terminal as wide as this one.

    `content` is the outline the assessment was made of. One query, only with `region`.
    """
    out = io.StringIO()
    console = Console(
        file=out,
        width=min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns),
        force_terminal=_on_a_terminal(),
        highlight=False,
        emoji=False,
    )
    console.print(_heading(assessment, content, region))
    outlines = {each.goal.slug: each for each in content.goals}
    for goal in assessment.goals:
        console.print()
        console.print(_goal_line(goal, outlines[goal.id]))
        console.print(Padding(_targets(goal, outlines[goal.id], named=region is None), (0, 0, 0, 2)))
    if assessment.promises:
        console.print()
        console.print(Text(_("Promises"), style="bold"))
        console.print(Padding(_promises(assessment, content), (0, 0, 0, 2)))
    if any(target.illustrative for goal in assessment.goals for target in goal.targets):
        console.print()
        console.print(
            Text(
                _("%(mark)s illustrative: made to show how a strategy is followed, not a statistic.")
                % {"mark": ILLUSTRATIVE_SHAPE},
                style="italic",
            )
        )
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _on_a_terminal() -> bool:
    return sys.stdout.isatty()


def _heading(assessment: StrategyAssessment, content: Outline, region: str | None) -> Text:
    place = areas.region(region) if region else content.strategy.organiser_region
    heading = Text(content.strategy.title.words(_language()), style="bold")
    heading.append(f" · {place.name.words(_language())}", style="not bold")
    source = (
        _("nothing has been imported yet")
        if assessment.release is None
        else _("release %(number)s") % {"number": assessment.release}
    )
    heading.append(f" · {source}", style="not bold dim")
    if assessment.as_of is not None:
        seen = _("as of %(year)s") % {"year": assessment.as_of}
        heading.append(f" · {seen}", style="not bold dim")
    return heading


def _goal_line(goal: GoalAssessment, content: GoalOutline) -> Table:
    """Number, title, verdict and counts; what does not fit goes on below the title, not below the number."""
    line = Text(content.goal.title.words(_language()), style="bold")
    line.append("  ", style="not bold")
    line.append_text(_verdict(goal.status))
    line.append(f"  {_counted(goal.counts)}", style="not bold dim")
    grid = Table.grid(padding=(0, 2, 0, 0))
    if goal.number is None:
        grid.add_row(line)
    else:
        grid.add_row(str(goal.number), line)
    return grid


def _targets(goal: GoalAssessment, content: GoalOutline, *, named: bool) -> Table:
    grid = _grid(2, 3, 4)
    by_id = {target.slug: target for target in content.targets}
    for assessed in goal.targets:
        target = by_id[assessed.id]
        grid.add_row(_verdict(assessed.status), _title(target, named=named), _reason(assessed, target))
    return grid


def _promises(assessment: StrategyAssessment, content: Outline) -> Table:
    grid = _grid(2, 3, 4)
    titles = {each.promise.slug: each.promise.title for each in content.promises}
    for promise in assessment.promises:
        grid.add_row(
            _verdict(promise.status),
            Text(titles[promise.id].words(_language())),
            Text(_counted(promise.counts), style="dim"),
        )
    return grid


def _grid(*ratios: int) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    for ratio in ratios:
        grid.add_column(ratio=ratio, overflow="fold")
    return grid


def _verdict(status: Status) -> Text:
    return Text(f"{SHAPES[status]} {status_word(status)}", style=STYLES[status])


def _title(target: Target, *, named: bool) -> Text:
    """The target's own title, else its indicator, whose it is, and the region if the heading does not say."""
    if target.title:
        return Text(target.title.words(_language()))
    parts = [target.indicator.title.words(_language())]
    if target.gender != Gender.TOTAL:
        parts.append(_("women") if target.gender == Gender.FEMALE else _("men"))
    if named:
        parts.append(target.region.name.words(_language()))
    return Text(", ".join(parts))


def _reason(assessed: TargetAssessment, target: Target) -> Text:
    reason = Text(why(assessed, target.indicator))
    if assessed.stale:
        reason.append(f" {STALE_SHAPE} {stale_word()}", style="yellow")
    if assessed.illustrative:
        reason.append(f" {ILLUSTRATIVE_SHAPE} {illustrative_word()}", style="italic")
    return reason


def _counted(counts: Mapping[Status, int]) -> str:
    """How many have each verdict; two reasons why there is none read alike, so they are added up."""
    told: Counter[str] = Counter()
    for status, number in counts.items():
        told[status_word(status)] += number
    return ", ".join(f"{number} {word}" for word, number in told.items() if number)


def _language() -> str:
    return get_language() or "en"
