"""Commands of the room indicators."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.web.clock import real_clock

FILE = click.Path(path_type=Path, dir_okay=False)
FORMAT = click.option(
    "--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True
)
SKIP_BAD = click.option("--skip-bad", is_flag=True, help="Leave bad rows out and say which.")
NATURE = click.option(
    "--nature",
    type=click.Choice(["statistic", "own", "illustrative"]),
    default="statistic",
    show_default=True,
    help="What kind of figures these are; pages mark what is not a statistic.",
)


class Years(click.ParamType[tuple[int, int]]):
    """`2010-2024`, or one year."""

    name = "years"

    def convert(
        self, value: str | tuple[int, int], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(r"(\d{4})(?:[-–](\d{4}))?", value.strip())
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if not 1750 <= first <= last <= 2150:
            self.fail(_("Expected years, such as 2010-2024."), param, ctx)
        return first, last


@click.group()
def observations() -> None:
    """Bring observations in."""


@observations.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--replace", is_flag=True, help="The file is the whole of its indicators: withdraw what it lacks."
)
@SKIP_BAD
@NATURE
@click.pass_obj
def import_observations(actor: Actor, file: Path, replace: bool, skip_bad: bool, nature: str) -> None:
    """Import tidy CSV, plain or gzipped.

    Columns: indicator,region,gender,year,value and, where there are, numerator, denominator, status.
    """
    from lupaus.indicators import printing
    from lupaus.indicators.operations import import_observations_file

    with printing.progress(_("Reading %(file)s") % {"file": file.name}) as progress:
        imported = import_observations_file(
            actor=actor,
            clock=real_clock,
            path=file,
            nature=nature,
            replace=replace,
            skip_bad=skip_bad,
            progress=progress,
        )
    printing.tell_import(imported)


@click.group()
def sotkanet() -> None:
    """Bring statistics in from THL's Sotkanet."""


@sotkanet.command("import")
@click.option(
    "--indicator", "indicators", type=click.IntRange(1), multiple=True, required=True, metavar="ID",
    help="Sotkanet's number of an indicator; may be repeated.",
)  # fmt: skip
@click.option("--years", type=Years(), metavar="FIRST-LAST", help="Only these years, such as 2010-2024.")
@click.option("--file", type=FILE, help="Read a saved answer instead of asking the service.")
@click.option(
    "--metadata", type=FILE, help="With --file: Sotkanet's description of an indicator that is new."
)
@click.option("--replace", is_flag=True, help="With --file: withdraw what the file lacks.")
@SKIP_BAD
@click.pass_obj
def import_sotkanet(
    actor: Actor,
    *,
    indicators: tuple[int, ...],
    years: tuple[int, int] | None,
    file: Path | None,
    metadata: Path | None,
    replace: bool,
    skip_bad: bool,
) -> None:
    """Import indicators from the service, or from a file of its answer (JSON or CSV).

    From the service, figures that it no longer gives are withdrawn.
    """
    from lupaus.indicators import printing
    from lupaus.indicators.operations import import_from_sotkanet, import_sotkanet_file
    from lupaus.indicators.sotkanet import Sotkanet

    if file is None and (metadata or replace):
        raise click.UsageError(_("--metadata and --replace go with --file."))
    if file is not None:
        imported = import_sotkanet_file(
            actor=actor, clock=real_clock, path=file, indicators=indicators, years=years,
            metadata=metadata, replace=replace, skip_bad=skip_bad,
        )  # fmt: skip
    else:
        with printing.progress(_("Fetching from Sotkanet")) as progress:
            imported = import_from_sotkanet(
                actor=actor, clock=real_clock, service=Sotkanet(), indicators=indicators, years=years,
                skip_bad=skip_bad, progress=progress,
            )  # fmt: skip
    printing.tell_import(imported)


@click.group(invoke_without_command=True)
@FORMAT
@click.pass_context
def releases(ctx: click.Context, output: str) -> None:
    """List the releases, the newest first, or tell what changed between two of them."""
    from lupaus.indicators import printing, queries

    if ctx.invoked_subcommand is not None:
        return
    found = queries.releases()
    if output == "json":
        click.echo(
            json.dumps([printing.release_as_json(release) for release in found], indent=2, ensure_ascii=False)
        )
    elif found:
        printing.show_releases(found)
    else:
        click.echo(_("Nothing has been imported yet."))


@releases.command()
@click.argument("before", type=click.IntRange(1), metavar="A")
@click.argument("after", type=click.IntRange(1), metavar="B")
@FORMAT
@click.option(
    "--limit", type=click.IntRange(0), default=50, show_default=True, help="Show at most this many rows."
)
def diff(before: int, after: int, output: str, limit: int) -> None:
    """Tell what release B says otherwise than release A: the largest revisions first."""
    from lupaus.indicators import printing, queries

    old, new = queries.release(before), queries.release(after)
    changes = queries.changes_between(old, new, limit=limit)
    if output == "json":
        click.echo(json.dumps(printing.changes_as_json(old, new, changes), indent=2, ensure_ascii=False))
    else:
        printing.show_changes(old, new, changes)


@click.command()
@click.argument("words", nargs=-1)
@FORMAT
def indicators(words: tuple[str, ...], output: str) -> None:
    """List the indicators of the catalogue, or those that have all the WORDS."""
    from lupaus.indicators import printing, queries

    found = queries.search_indicators(" ".join(words), language=get_language() or "fi")
    if output == "json":
        click.echo(
            json.dumps([printing.indicator_as_json(entry) for entry in found], indent=2, ensure_ascii=False)
        )
    elif found:
        printing.show_indicators(found)
    else:
        click.echo(_("No indicator was found."))


commands: list[click.Command] = [indicators, observations, releases, sotkanet]
