"""The command `lupaus verdicts`: how a region stands in indicators, or how every series of the bank does."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable
from typing import Any, Literal

import click
from django.utils.translation import gettext as _

from lupaus.indicators.models import Gender

Format = Literal["table", "json", "csv"]


@click.command()
@click.argument("region", metavar="[REGION]", required=False)
@click.argument("indicators", metavar="[INDICATOR]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every series of the bank, as CSV; REGION is left out.")
@click.option("--gender", type=click.Choice(Gender.values), default=Gender.TOTAL.value, show_default=True)
@click.option("--release", "number", type=click.IntRange(1), metavar="N", help="Figures as of this release.")
@click.option(
    "--format", "output", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
def verdicts(
    *,
    region: str | None,
    indicators: tuple[str, ...],
    every: bool,
    gender: str,
    number: int | None,
    output: Format,
) -> None:
    """How REGION stands in indicators without a target: verdict, five-year trend and rank.

    In the indicators that are named, else in all that are in use. The verdict judges the latest figure
    against that of five years before, by the side that is better. JSON is what /api/v1/verdicts answers.
    """
    # As with `assess`: only this command waits for what a verdict brings along.
    from lupaus.indicators import queries as statistics  # noqa: PLC0415 - see above
    from lupaus.strategy.api.verdicts import packed_stand  # noqa: PLC0415 - see above
    from lupaus.strategy.standings.asking import Series, every_series, stand  # noqa: PLC0415 - see above
    from lupaus.strategy.standings.printing import table  # noqa: PLC0415 - see above

    if every == (region is not None):
        raise click.UsageError(_("Give the code of a region, or --all."))
    release = statistics.newest_release() if number is None else statistics.release(number)
    if region is None:
        _print_csv(every_series(release))
        return
    names = indicators or tuple(entry.pk for entry in statistics.search_indicators())
    found = stand(region, names, gender, release=release, quick=True)
    if output == "json":
        click.echo(packed_stand(found))
    elif output == "csv":
        _print_csv(Series(found.region.code, gender, each) for each in found.standings)
    else:
        click.echo(table(found).encode(), nl=False)


def _print_csv(series: Iterable[Any]) -> None:
    from lupaus.strategy.standings.asking import COLUMNS  # noqa: PLC0415 - brings the verdict along

    text = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="", write_through=False)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for region, gender, standing in series:
        indicator, *figures, illustrative = standing
        writer.writerow([indicator, region, gender, *figures, "true" if illustrative else "false"])
    text.flush()
    text.detach()
