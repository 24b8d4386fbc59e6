"""Commands about service points: `lupaus services population FILE`."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.web.clock import real_clock


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--attribution", default="", help="Whose figures they are, as it is told beside them.")
@click.option("--illustrative", is_flag=True, help="The figures were made up and are no statistic.")
@click.pass_obj
def population(actor: Actor, file: Path, attribution: str, illustrative: bool) -> None:
    """Say where people live: FILE holds squares of a population grid.

    Tidy CSV with the columns municipality;latitude;longitude;people;year. The municipalities and years of the
    file get its squares and no others; the same file again changes nothing.
    """
    from lupaus.services.points.reach.population import load_population

    done = load_population(
        actor=actor, clock=real_clock, path=file, attribution=attribution, illustrative=illustrative
    )
    click.echo(
        _("%(written)s squares written, %(replaced)s replaced, %(unchanged)s unchanged.")
        % {"written": done.written, "replaced": done.replaced, "unchanged": done.unchanged}
    )


commands: list[click.Command] = [population]
