"""Commands of the desk: `lupaus decisions bodies|meetings|bring|take`."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.web.clock import real_clock

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
            "published": line.published.number if line.published else None,
            "on_its_way": line.on_its_way.number if line.on_its_way else None,
            "state": line.on_its_way.state if line.on_its_way else None,
        }
        for line in lines
    ]
    if output == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2).encode())
        return
    language = get_language() or "fi"
    for line in lines:
        title = KIND.title(Content([line.title] if line.title else [])).words(language)
        stands = [
            _("version %(number)d %(state)s") % {"number": each.number, "state": each.state_now.label}
            for each in (line.published, line.on_its_way)
            if each
        ]
        click.echo(f"{line.work.pk}  {title}  ({', '.join(stands)})")
    if not lines:
        click.echo(_("There is no meeting yet. `lupaus decisions bring FILE` brings one in."))


def _print_schema(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    """The schema instead of anything else, as `--help` is."""
    if wanted and not ctx.resilient_parsing:
        from lupaus.decisions.meeting.declared import DECLARED

        click.echo(DECLARED.schema_text().encode(), nl=False)
        ctx.exit()


@click.command()
@click.argument("meeting", metavar="ID")
@click.option(
    "--version", "number", type=click.IntRange(1), help="A version by its number (default: the newest)."
)
@click.option(
    "--format", "file_format", type=click.Choice(["yaml", "json", "xlsx"]), default="yaml", show_default=True
)
@click.option(
    "--schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_schema,
    help="Print the JSON Schema of the file instead.",
)
@click.pass_obj
def take(actor: Actor, meeting: str, number: int | None, file_format: str) -> None:
    """Write a meeting as the file that would make it, always the same bytes."""
    from lupaus.decisions.meeting.declared import NAME
    from lupaus.decisions.meeting.kind import KIND
    from lupaus.workspace import queries
    from lupaus.workspace.rights import nothing_here

    versions = queries.versions(actor=actor, work=meeting)
    chosen = next((each for each in versions if number in (None, each.number)), None)
    if chosen is None or chosen.work.kind != NAME:
        raise nothing_here()
    form = next(each for each in KIND.files if each.name == file_format)
    click.echo(form.write(chosen.work, queries.content(chosen)), nl=False)


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
    from lupaus.workspace.models import Deed

    if publish and not decision:
        raise click.UsageError(_("Publishing needs --decision: who decided so."))
    brought = bring_meeting_file(
        actor=actor, clock=real_clock, path=file, decision=decision if publish else None, dry_run=dry_run
    )
    for note in (*brought.checked.problems, *brought.checked.notes):
        click.echo(_("Note: %(note)s") % {"note": note}, err=True)
    words = {"id": brought.work, "number": brought.version}
    changes = brought.taken.changes if brought.taken else ()
    signs = {Deed.ADDED: "+", Deed.CHANGED: "~", Deed.MOVED: ">", Deed.REMOVED: "-"}
    for change in changes if dry_run else ():
        fields = f" ({', '.join(change.fields)})" if change.fields else ""
        click.echo(f"{signs[change.deed]} {change.part.kind} {change.part.slug}{fields}")
    if brought.version is None or (brought.taken and not changes):
        click.echo(_("%(id)s: nothing has changed.") % words)
    elif brought.taken is None:
        told = (
            _("%(id)s: it would be published. Nothing was written.") if dry_run else _("%(id)s: published.")
        )
        click.echo(told % words)
    elif dry_run:
        told = _("%(id)s, version %(number)d: %(count)d changes. Nothing was written.")
        click.echo(told % {**words, "count": len(changes)})
    else:
        click.echo(_("%(id)s, version %(number)d: %(count)d changes.") % {**words, "count": len(changes)})


commands: list[click.Command] = [bodies, meetings, take, bring]
