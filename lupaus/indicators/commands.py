"""Commands of the room indicators."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.indicators.command_options import FILE, FORMAT, SKIP_BAD
from lupaus.indicators.proof.commands import reproduce
from lupaus.indicators.pxweb.commands import pxweb
from lupaus.indicators.quality.commands import quality
from lupaus.indicators.source_commands import sotkanet
from lupaus.indicators.store_commands import check
from lupaus.web.clock import real_clock

NATURE = click.option(
    "--nature",
    type=click.Choice(["statistic", "own", "illustrative"]),
    default="statistic",
    show_default=True,
    help="What kind of figures these are; pages mark what is not a statistic.",
)


@click.group()
def observations() -> None:
    """Bring observations in."""


@observations.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--map", "mapping", type=FILE,
    help="YAML that says what the columns, codes and areas of the file are called here.",
)  # fmt: skip
@click.option(
    "--replace", is_flag=True, help="The file is the whole of its indicators: withdraw what it lacks."
)
@SKIP_BAD
@NATURE
@click.pass_obj
def import_observations(
    actor: Actor, *, file: Path, mapping: Path | None, replace: bool, skip_bad: bool, nature: str
) -> None:
    """Import a file: CSV, SDMX-CSV, XLSX, JSON-stat 2.0, or a saved answer of Sotkanet; also gzipped.

    Tidy columns: indicator,region,gender,year,value and, where there are, numerator, denominator, status.
    --map tells of files that say it otherwise. The content says which format it is.
    """
    from lupaus.indicators import printing
    from lupaus.indicators.operations import import_observations_file

    with printing.progress(_("Reading %(file)s") % {"file": file.name}) as progress:
        imported = import_observations_file(
            actor=actor,
            clock=real_clock,
            path=file,
            mapping=mapping,
            nature=nature,
            replace=replace,
            skip_bad=skip_bad,
            progress=progress,
        )
    printing.tell_import(imported)


observations.add_command(check)


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


commands: list[click.Command] = [reproduce, quality, indicators, observations, releases, sotkanet, pxweb]
