"""Commands of the room services: `lupaus services …`."""

from __future__ import annotations

import click


@click.group()
def services() -> None:
    """Services, their points, the matrix and the chains."""


commands: list[click.Command] = [services]
