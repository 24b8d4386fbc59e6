"""Commands about the installation itself: serve, demo, migrate, manage, bench."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click
from django.core.management import call_command, execute_from_command_line
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.config.backup import commands as backup_commands
from lupaus.web.clock import real_clock
from lupaus.web.refusals import Refused

#: Whose strategy the example is: its organiser, as roles name it.
_DEMO_ORGANISATION: Final = "uusimaa"


def _where(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say where to serve and with how many hands."""
    for option in (
        click.option(
            "--threads",
            type=click.IntRange(1, 64),
            default=4,
            show_default=True,
            help="Requests at a time, per worker.",
        ),
        click.option(
            "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes."
        ),
        click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on."),
        click.option(
            "--port",
            type=click.IntRange(1, 65535),
            envvar="PORT",
            default=8000,
            show_default=True,
            show_envvar=True,
            help="Port to listen on.",
        ),
    ):
        command = option(command)
    return command


@click.command()
@_where
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages and the API until Ctrl-C."""
    from lupaus.config.serving import serve as serve_until_stopped

    serve_until_stopped(host=host, port=port, workers=workers, threads=threads)


@click.command()
@_where
@click.pass_obj
def demo(actor: Actor, host: str, port: int, workers: int, threads: int) -> None:
    """Load the example strategy Uusimaa 2030 and serve it."""
    from lupaus.config.serving import check_port
    from lupaus.config.serving import serve as serve_until_stopped
    from lupaus.decisions.example import load_decisions_example
    from lupaus.practices.example import load_practices_example
    from lupaus.services.example import load_services_example
    from lupaus.strategy.example import load_example

    check_port(host, port)  # before the work, not after it
    click.echo(_("Loading the example Uusimaa 2030 …"))
    load_example(actor=actor, clock=real_clock)
    load_services_example(actor=actor, clock=real_clock)
    load_practices_example(actor=actor, clock=real_clock)
    load_decisions_example(actor=actor, clock=real_clock)
    _let_demo_people_in(actor)
    serve_until_stopped(host=host, port=port, workers=workers, threads=threads)


def _let_demo_people_in(actor: Actor) -> None:
    """Print who can sign in to the demo, with passwords that hold until the next start."""
    from lupaus.accounts.demo import NotADemo, demo_people
    from lupaus.accounts.printing import new_table, print_table

    try:
        people = demo_people(actor=actor, clock=real_clock, organisation=_DEMO_ORGANISATION)
    except NotADemo as real:
        click.echo(str(real))
        return
    # The workers that serve read their settings anew.
    os.environ.setdefault("LUPAUS_SECOND_FACTOR", "optional")
    click.echo(
        _(
            "Sign in as one of these; the passwords are new and shown only now. "
            "The demo asks for no second factor."
        )
    )
    table = new_table(_("Role"), _("Username"), _("Password"))
    for person in people:
        table.add_row(str(person.role.label), person.username, person.password)
    print_table(table)


@click.command()
def migrate() -> None:
    """Bring the database up to date (the embedded one does so by itself)."""
    call_command("migrate", interactive=False)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own management commands."""
    execute_from_command_line(["lupaus manage", *arguments])


@click.group()
def bench() -> None:
    """Measure this program on this machine, beside what could be used instead."""


@bench.command(add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bank(arguments: tuple[str, ...]) -> None:
    """Measure the indicator bank with 48 million synthetic rows; ends up in bench/results.json.

    It takes half an hour and a few gigabytes. --help tells how to measure less. The bank in use is left
    alone.
    """
    root = Path(__file__).resolve().parents[2]
    if not (root / "tools" / "bench" / "bank" / "__main__.py").exists():
        raise Refused(_("Measuring needs the source code of Lupaus; this is an installation without it."))
    sys.exit(subprocess.call([sys.executable, "-m", "tools.bench.bank", *arguments], cwd=root))  # noqa: S603 - our own module


commands: list[click.Command] = [serve, demo, migrate, manage, bench, *backup_commands.commands]
