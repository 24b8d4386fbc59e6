"""Commands about the table itself."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.accounts.actors import Actor

FORMAT = click.option(
    "--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True
)


@click.command()
@click.option("--quick", is_flag=True, help="Look only whether the files are there and how long they are.")
@FORMAT
@click.pass_obj
@click.pass_context
def check(ctx: click.Context, actor: Actor, *, quick: bool, output: str) -> None:
    """Look whether every release can still be read as it was written.

    Every file that a release needs is looked at: is it there, is it as long, has it as many rows, has it
    the checksum of the day it was written. Ends with status 1 where something is wrong.
    """
    from lupaus.indicators.operations.wholeness import check_observations

    checked = check_observations(actor=actor, quick=quick)
    if output == "json":
        told = asdict(checked) | {"problems": [str(problem) for problem in checked.problems]}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        for problem in checked.problems:
            click.echo(str(problem), err=True)
        if checked.without_checksum and not quick:
            click.echo(
                ngettext(
                    "%(n)d file is from before checksums were kept: only its length and rows were looked at.",
                    "%(n)d files are from before checksums were kept: only their length and rows"
                    " were looked at.",
                    checked.without_checksum,
                )
                % {"n": checked.without_checksum}
            )
        figures = {
            "releases": checked.releases,
            "files": checked.files,
            "megabytes": round(checked.size / 1e6, 1),
        }
        if not checked.problems:
            click.echo(_("Whole: releases %(releases)s, files %(files)s, megabytes %(megabytes)s.") % figures)
    if checked.problems:
        ctx.exit(1)
