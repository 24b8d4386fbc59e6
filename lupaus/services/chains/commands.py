"""Commands of the chains: `lupaus services coverage`."""

from __future__ import annotations

import json

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _

_CODES_SHOWN = 8


@click.command()
@click.argument("chain")
@click.option("--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True)
def coverage(chain: str, output: str) -> None:
    """Say where a published CHAIN does not hold.

    Lists critical services nobody gives in some municipality, neighbouring stages without a hand-over, and
    hand-overs with nobody responsible.
    """
    from lupaus.services.chains.coverage import coverage as coverage_of
    from lupaus.services.chains.queries import chain as chain_of
    from lupaus.services.chains.sentences import gaps, summary

    found = coverage_of(chain_of(chain))
    if output == "json":
        click.echo(json.dumps(found.as_data(), ensure_ascii=False, indent=2).encode())
        return
    language = get_language() or "fi"
    click.echo(summary(found))
    for gap in gaps(found, language):
        where = ", ".join(each.name.words(language) for each in gap.municipalities[:_CODES_SHOWN])
        more = len(gap.municipalities) - _CODES_SHOWN
        if more > 0:
            where = f"{where} {_('+ %(count)s more') % {'count': more}}"
        click.echo(f"- {gap.words}{f' ({where})' if where else ''}")


commands: list[click.Command] = [coverage]
