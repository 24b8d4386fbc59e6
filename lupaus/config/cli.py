"""The command `lupaus`: every room's own commands under one roof.

Exit status: 0 done, 1 refused with a sentence on standard error, 2 wrong usage. Never a traceback.
"""

from __future__ import annotations

import importlib
import io
import logging
import os
import sys
from typing import Any

import click
import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from lupaus import __version__

#: Rooms that have a `commands` module; each offers `commands: list[click.Command]`.
ROOMS_WITH_COMMANDS = (
    "accounts",
    "regions",
    "indicators",
    "decisions",
    "analysis",
    "services",
    "strategy",
    "practices",
    "config",
)

#: Set in a command's context when somebody asks how it is used.
ASKS_FOR_HELP = "lupaus.asks_for_help"


#: Commands that do not find a database, or find one that is not up to date, or need none.
WITHOUT_DATABASE = frozenset({"migrate", "manage", "restore", "bench"})


class ReaderLeft(Exception):  # noqa: N818 - nothing went wrong
    """The reader of what a command prints (`| head`) has had enough."""


class RoomCommands(click.Group):
    """A group that asks the rooms for their commands when it is first used."""

    _loaded = False

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        for room in ROOMS_WITH_COMMANDS:
            for command in importlib.import_module(f"lupaus.{room}.commands").commands:
                self.add_command(command)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[ASKS_FOR_HELP] = not set(ctx.help_option_names).isdisjoint(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as trouble:  # which click itself would turn into the status of a failure
            raise ReaderLeft from trouble

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._load()
        return sorted(super().list_commands(ctx))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self._load()
        return super().get_command(ctx, cmd_name)


@click.group(cls=RoomCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lupaus")
@click.option("--as", "username", metavar="USER", help="Act as this user, with no more rights than theirs.")
@click.option(
    "--language",
    type=click.Choice(["fi", "sv", "en"]),
    default=lambda: os.environ.get("LUPAUS_LANGUAGE", "en"),
    help="Language of what is printed (default: LUPAUS_LANGUAGE, else en).",
)
@click.pass_context
def lupaus(ctx: click.Context, username: str | None, language: str) -> None:
    """Follow a region's strategy and service promise with statistics."""
    from lupaus.accounts.commands import acting_as
    from lupaus.accounts.sealing.background import seal_after_command
    from lupaus.config.embedded import bring_up_to_date

    translation.activate(language)
    if ctx.meta[ASKS_FOR_HELP]:
        return  # who asks how a command is used needs no database
    if ctx.invoked_subcommand not in WITHOUT_DATABASE:
        bring_up_to_date()
    try:
        ctx.obj = acting_as(username)
    except DatabaseError as trouble:
        if ctx.invoked_subcommand in WITHOUT_DATABASE:  # so there are no users to be one of
            raise click.UsageError(_("There is no database yet: leave out --as.")) from trouble
        raise
    if ctx.invoked_subcommand not in WITHOUT_DATABASE:
        ctx.call_on_close(seal_after_command)


def main() -> None:
    """Entry point of the console command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lupaus.config.settings")
    # Nothing here multiplies large matrices, and a server forks only while it has no threads.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ä still gets the rest of the sentence
    try:
        django.setup()
        # What a command gave to ctx.exit() is handed back here, for click is told not to leave by itself.
        left_with = lupaus.main(standalone_mode=False)
        if isinstance(left_with, int):
            sys.exit(left_with)
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except (ReaderLeft, BrokenPipeError):
        # There is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except (click.Abort, KeyboardInterrupt):
        click.echo(_("Stopped. Nothing was changed by what had not finished."), err=True)
        sys.exit(1)
    except Exception as trouble:
        for sentence in sentences(trouble):
            click.echo(sentence, err=True)
        logging.getLogger(__name__).debug("What happened:", exc_info=True)
        sys.exit(1)


def sentences(trouble: Exception) -> list[str]:
    """What a person is told of an error; the whole of it is logged with LUPAUS_LOG=DEBUG."""
    from lupaus.web.refusals import Refused

    if isinstance(trouble, Refused):
        return [str(problem) for problem in trouble.problems]
    if isinstance(trouble, ImproperlyConfigured | OSError):
        return [str(trouble)]
    if isinstance(trouble, DatabaseError):
        return [_("The database refused: %(reason)s") % {"reason": trouble}]
    return [
        _("Lupaus met something it does not know (%(kind)s: %(reason)s). LUPAUS_LOG=DEBUG shows all of it.")
        % {"kind": type(trouble).__name__, "reason": trouble}
    ]
