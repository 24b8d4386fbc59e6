"""Commands of the room services: `lupaus services …`."""

from __future__ import annotations

import click

from lupaus.services.catalogue.commands import commands as catalogue
from lupaus.services.catalogue.export_commands import commands as exports
from lupaus.services.chains.commands import commands as chains
from lupaus.services.chains.what_if_commands import commands as what_if
from lupaus.services.points.commands import commands as points


@click.group()
def services() -> None:
    """Services, their points, the matrix and the chains."""


for each in (*catalogue, *exports, *chains, *what_if, *points):
    services.add_command(each)

commands: list[click.Command] = [services]
