"""Commands of the room practices: `lupaus practices list|take|bring`."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.web.clock import real_clock
from lupaus.workspace.work_commands import (
    print_changes,
    print_file,
    print_notes,
    print_works,
    taking,
    where_it_stands,
)


@click.group()
def practices() -> None:
    """Practices documents: how an organiser works, in chapters."""


@practices.command("list")
@click.option("--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def list_(actor: Actor, output: str) -> None:
    """List the practices documents and where each stands."""
    from lupaus.practices.declared import NAME
    from lupaus.web.texts import Text
    from lupaus.workspace.queries import works

    lines = [line for line in works(actor=actor) if line.work.kind == NAME]
    rows = [
        {
            "id": line.work.pk,
            "title": Text.of(line.title.content.get("title") if line.title else None).as_dict(),
            "organisation": line.work.organisation,
            **where_it_stands(line),
        }
        for line in lines
    ]
    titles = [Text.of(row["title"]).words(get_language() or "fi") for row in rows]
    print_works(lines, rows, titles, output=output)
    if not lines and output == "table":
        click.echo(_("There is no practices document yet. `lupaus practices bring FILE` brings one in."))


def _schema() -> str:
    from lupaus.practices.declared import HANDBOOK

    return HANDBOOK.schema_text()


@practices.command()
@click.argument("document", metavar="ID")
@taking(_schema)
@click.pass_obj
def take(actor: Actor, document: str, number: int | None, file_format: str) -> None:
    """Write a practices document as the file that would make it, always the same bytes."""
    from lupaus.practices.kind import KIND

    print_file(actor, KIND, document, number, file_format)


@practices.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--organisation", help="Id of the organisation, for a document that is new.")
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@click.pass_obj
def bring(actor: Actor, file: Path, organisation: str | None, dry_run: bool) -> None:
    """Make the draft of a practices document what FILE says.

    FILE is YAML, JSON if its name ends in .json, a workbook if in .xlsx. A second time, the same file
    changes nothing. What the file no longer has is taken out of the draft and can be brought back.
    """
    from lupaus.practices.operations import bring_handbook

    brought = bring_handbook(
        actor=actor, clock=real_clock, path=file, organisation=organisation, dry_run=dry_run
    )
    print_notes(brought.checked)
    print_changes(brought.work, brought.version, brought.taken.changes, dry_run=dry_run)


commands: list[click.Command] = [practices]
