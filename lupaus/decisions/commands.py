"""Commands of the room decisions: `lupaus decisions …`."""

from __future__ import annotations

import click

from lupaus.decisions.desk.commands import commands as desk
from lupaus.decisions.importing.commands import commands as importing
from lupaus.decisions.removal.commands import commands as removal
from lupaus.decisions.search.commands import commands as search


@click.group()
def decisions() -> None:
    """Bodies, meetings and what they decided."""


for each in (*importing, *search, *desk, *removal):
    decisions.add_command(each)

commands: list[click.Command] = [decisions]
