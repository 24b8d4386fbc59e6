"""Commands of the room practices: `lupaus practices list|take|bring`."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.web.clock import real_clock


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
    for line, row in zip(lines, rows, strict=True):
        title = Text.of(row["title"]).words(language)  # type: ignore[arg-type]  # made a mapping above
        stands = [
            _("version %(number)d %(state)s") % {"number": each.number, "state": each.state_now.label}
            for each in (line.published, line.on_its_way)
            if each
        ]
        click.echo(f"{line.work.pk}  {title}  ({', '.join(stands)})")
    if not lines:
        click.echo(_("There is no practices document yet. `lupaus practices bring FILE` brings one in."))


def _print_schema(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    """The schema instead of anything else, as `--help` is."""
    if wanted and not ctx.resilient_parsing:
        from lupaus.practices.declared import HANDBOOK

        click.echo(HANDBOOK.schema_text().encode(), nl=False)
        ctx.exit()


@practices.command()
@click.argument("document", metavar="ID")
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
def take(actor: Actor, document: str, number: int | None, file_format: str) -> None:
    """Write a practices document as the file that would make it, always the same bytes."""
    from lupaus.practices.declared import NAME
    from lupaus.practices.kind import KIND
    from lupaus.workspace import queries
    from lupaus.workspace.rights import nothing_here

    versions = queries.versions(actor=actor, work=document)
    chosen = next((each for each in versions if number in (None, each.number)), None)
    if chosen is None or chosen.work.kind != NAME:
        raise nothing_here()
    form = next(each for each in KIND.files if each.name == file_format)
    click.echo(
        form.write(chosen.work, queries.content(chosen)), nl=False
    )  # bytes: the same in every terminal


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
    from lupaus.workspace.models import Deed

    brought = bring_handbook(
        actor=actor, clock=real_clock, path=file, organisation=organisation, dry_run=dry_run
    )
    for note in (*brought.checked.problems, *brought.checked.notes):
        click.echo(_("Note: %(note)s") % {"note": note}, err=True)
    signs = {Deed.ADDED: "+", Deed.CHANGED: "~", Deed.MOVED: ">", Deed.REMOVED: "-"}
    changes = brought.taken.changes
    for change in changes if dry_run else ():
        fields = f" ({', '.join(change.fields)})" if change.fields else ""
        click.echo(f"{signs[change.deed]} {change.part.kind} {change.part.slug}{fields}")
    words = {"id": brought.work, "number": brought.version, "count": len(changes)}
    if not changes:
        click.echo(_("%(id)s: nothing has changed.") % words)
    elif dry_run:
        click.echo(_("%(id)s, version %(number)d: %(count)d changes. Nothing was written.") % words)
    else:
        click.echo(_("%(id)s, version %(number)d: %(count)d changes.") % words)


commands: list[click.Command] = [practices]
