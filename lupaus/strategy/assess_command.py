"""The command `lupaus assess`: the verdicts in the terminal, for people and for programs."""

from __future__ import annotations

import csv
import io
import json
from typing import Any, Final, Literal

import click

from lupaus.web.clock import real_clock, year_of

Format = Literal["table", "json", "csv"]

#: Columns of the flat form, in order: the keys of a target in the JSON, joined to those inside them.
COLUMNS: Final = (
    *("goal", "goal_number", "id", "indicator", "region", "gender", "method"),
    *("baseline_year", "baseline_value"),
    *("latest_year", "latest_value", "latest_status"),
    *("judged_year", "judged_value"),
    *("target_year", "target_value"),
    *("direction", "expected", "progress", "ratio", "status", "stale"),
    *("trend_slope", "trend_low", "trend_high", "trend_tau", "trend_n"),
    *("projection_year", "projection_value", "projection_low", "projection_high"),
    *("rank_position", "rank_of", "rank_category"),
)


@click.command("assess")
@click.option("--strategy", "strategy_id", metavar="ID", help="Which strategy (default: the one begun last).")
@click.option("--region", metavar="CODE", help="Judge the same targets for another region, such as KU444.")
@click.option(
    "--release",
    "number",
    type=click.IntRange(1),
    metavar="N",
    help="Judge by this release of the statistics.",
)
@click.option(
    "--as-of", type=click.IntRange(1800, 2200), metavar="YEAR", help="Hide observations of later years."
)
@click.option(
    "--format", "output", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
def assess_command(
    strategy_id: str | None, region: str | None, number: int | None, as_of: int | None, output: Format
) -> None:
    """Judge every target of a strategy by the statistics, and say why."""
    # The verdict brings scipy along, which takes a second to load: only this command waits for it.
    from lupaus.indicators import queries as statistics  # noqa: PLC0415 - see above
    from lupaus.strategy.assess_table import table  # noqa: PLC0415 - see above
    from lupaus.strategy.assessments import as_json, assess  # noqa: PLC0415 - see above
    from lupaus.strategy.queries import outline, strategy  # noqa: PLC0415 - see above

    content = outline(strategy(strategy_id))
    assessment = assess(
        content.strategy,
        region=region,
        release=statistics.newest_release() if number is None else statistics.release(number),
        as_of=as_of,
        today=year_of(real_clock),
        known=content,
    )
    if output == "json":
        text = json.dumps(as_json(assessment), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    elif output == "csv":
        text = flat(as_json(assessment))
    else:
        text = table(assessment, content, region=region)
    click.echo(text.encode(), nl=False)  # bytes: the same whatever the terminal's encoding


def flat(assessment: dict[str, Any]) -> str:
    """The JSON of an assessment as CSV, one row for each target; what is absent is an empty field."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    for goal in assessment["goals"]:
        for target in goal["targets"]:
            writer.writerow({"goal": goal["id"], "goal_number": goal["number"], **_row(target)})
    return out.getvalue()


def _row(target: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for key, value in target.items():
        if isinstance(value, dict):
            row |= {f"{key}_{inner}": each for inner, each in value.items()}
        elif isinstance(value, bool):
            row[key] = "true" if value else "false"
        elif key in COLUMNS:
            row[key] = value
    return row
