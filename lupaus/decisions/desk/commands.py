"""Commands of the desk: `lupaus decisions bodies|meetings|bring|take`."""

from __future__ import annotations

import json
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

_FORMAT = click.option(
    "--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True
)


@click.command()
@_FORMAT
def bodies(output: str) -> None:
    """List the decision-making bodies and office-holders."""
    from lupaus.decisions import queries

    found = queries.bodies()
    if output == "json":
        rows = [
            {
                "id": each.pk,
                "organisation": each.organisation,
                "name": each.name.as_dict(),
                "kind": str(each.kind),
                "above": each.above_id,
                "began": each.began.isoformat() if each.began else None,
                "ended": each.ended.isoformat() if each.ended else None,
            }
            for each in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2).encode())
        return
    language = get_language() or "fi"
    for each in found:
        click.echo(
            f"{each.pk}  {each.name.words(language)}  ({each.organisation}, {each.get_kind_display()})"
        )
    if not found:
        click.echo(_("There is no body yet."))


@click.command()
@_FORMAT
@click.pass_obj
def meetings(actor: Actor, output: str) -> None:
    """List the meetings that are written here, and where each stands."""
    from lupaus.decisions.meeting.declared import NAME
    from lupaus.decisions.meeting.kind import KIND
    from lupaus.workspace.content import Content
    from lupaus.workspace.queries import works

    lines = [line for line in works(actor=actor) if line.work.kind == NAME]
    rows = [
        {
            "id": line.work.pk,
            "organisation": line.work.organisation,
            "body": line.title.content.get("body") if line.title else None,
            "held_on": line.title.content.get("held_on") if line.title else None,
            "stage": line.title.content.get("stage") if line.title else None,
            **where_it_stands(line),
        }
        for line in lines
    ]
    titles = [
        KIND.title(Content([line.title] if line.title else [])).words(get_language() or "fi")
        for line in lines
    ]
    print_works(lines, rows, titles, output=output)
    if not lines and output == "table":
        click.echo(_("There is no meeting yet. `lupaus decisions bring FILE` brings one in."))


def _schema() -> str:
    from lupaus.decisions.meeting.declared import DECLARED

    return DECLARED.schema_text()


@click.command()
@click.argument("meeting", metavar="ID")
@taking(_schema)
@click.pass_obj
def take(actor: Actor, meeting: str, number: int | None, file_format: str) -> None:
    """Write a meeting as the file that would make it, always the same bytes."""
    from lupaus.decisions.meeting.kind import KIND

    print_file(actor, KIND, meeting, number, file_format)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--publish", is_flag=True, help="Publish it at once instead of making a draft.")
@click.option("--decision", help="With --publish: who decided so, on one line.")
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@click.pass_obj
def bring(actor: Actor, file: Path, publish: bool, decision: str | None, dry_run: bool) -> None:
    """Make the draft of a meeting what FILE says, or publish it.

    FILE is YAML, JSON if its name ends in .json, a workbook if in .xlsx. Its body must be known. A second
    time, the same file changes nothing.
    """
    from lupaus.decisions.desk.operations import bring_meeting_file

    if publish and not decision:
        raise click.UsageError(_("Publishing needs --decision: who decided so."))
    brought = bring_meeting_file(
        actor=actor, clock=real_clock, path=file, decision=decision if publish else None, dry_run=dry_run
    )
    print_notes(brought.checked)
    if brought.version is not None and brought.taken is None:
        told = (
            _("%(id)s: it would be published. Nothing was written.") if dry_run else _("%(id)s: published.")
        )
        click.echo(told % {"id": brought.work})
        return
    print_changes(
        brought.work, brought.version, brought.taken.changes if brought.taken else (), dry_run=dry_run
    )


commands: list[click.Command] = [bodies, meetings, take, bring]
