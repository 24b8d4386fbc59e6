"""Commands about the installation itself: serve, migrate, demo."""

from __future__ import annotations

import click
from django.core.management import call_command, execute_from_command_line


@click.command()
def migrate() -> None:
    """Bring the database up to date (the embedded one does so by itself)."""
    call_command("migrate", interactive=False)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own management commands."""
    execute_from_command_line(["lupaus manage", *arguments])


commands: list[click.Command] = [migrate, manage]
