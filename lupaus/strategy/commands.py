"""Commands of the room strategy."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.strategy.assess_command import assess_command
from lupaus.strategy.standings.command import verdicts
from lupaus.strategy.told import print_brought, print_notes
from lupaus.strategy.version_commands import strategy
from lupaus.web.clock import real_clock


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@click.option("--decision", default="", metavar="TEXT", help="Who decided: body, date and section.")
@click.option("--draft", is_flag=True, help="Bring it into the draft instead of publishing it.")
@click.pass_obj
def load(actor: Actor, file: Path, dry_run: bool, decision: str, draft: bool) -> None:
    """Make a strategy what FILE says (YAML, or JSON if its name ends in .json), as a published version.

    A second load of the same file changes nothing. What the file no longer has is retired, not deleted.
    With --draft the file becomes the draft, to be reviewed, approved and published.
    """
    from lupaus.strategy.bringing import draft_file
    from lupaus.strategy.operations import load_file

    if draft:
        if decision:
            raise click.UsageError(_("A draft has no decision yet: leave out --decision or --draft."))
        print_brought(draft_file(actor=actor, clock=real_clock, path=file, dry_run=dry_run), dry_run=dry_run)
        return
    loaded = load_file(actor=actor, clock=real_clock, path=file, decision=decision, dry_run=dry_run)
    print_notes(loaded.notes)
    if dry_run:
        for change in loaded.changes:
            sign = {"add": "+", "change": "~", "retire": "-"}[change.verb]
            fields = f" ({', '.join(change.fields)})" if change.verb == "change" and change.fields else ""
            click.echo(f"{sign} {change.kind} {change.id}{fields}")
    values = {
        "id": loaded.strategy,
        "added": sum(loaded.added.values()),
        "changed": sum(loaded.changed.values()),
        "retired": sum(loaded.retired.values()),
        "unchanged": sum(loaded.unchanged.values()),
    }
    if not loaded.changes:
        click.echo(_("%(id)s: nothing has changed.") % values)
    elif dry_run:
        click.echo(
            _(
                "%(id)s: would add %(added)d, change %(changed)d, retire %(retired)d, "
                "leave %(unchanged)d as they are. Nothing was written."
            )
            % values
        )
    else:
        click.echo(
            _(
                "%(id)s: added %(added)d, changed %(changed)d, retired %(retired)d, "
                "left %(unchanged)d as they were."
            )
            % values
        )


@click.command()
@click.argument("strategy_id", metavar="STRATEGY_ID", required=False)
@click.option(
    "--format", "file_format", type=click.Choice(["yaml", "json"]), default="yaml", show_default=True
)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the file instead.")
@click.pass_obj
def dump(reader: Actor, strategy_id: str | None, file_format: str, schema: bool) -> None:
    """Write a strategy as the file that would make it, always the same bytes."""
    from lupaus.strategy.dumping import dump as dumped
    from lupaus.strategy.files.schema import schema_text

    if schema == (strategy_id is not None):
        raise click.UsageError(_("Give the id of a strategy, or --schema."))
    text = schema_text() if strategy_id is None else dumped(strategy_id, file_format, reader)
    click.echo(text.encode(), nl=False)  # bytes: the same whatever the terminal's encoding


@click.command()
@click.option("--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True)
def strategies(output: str) -> None:
    """List the strategies."""
    from lupaus.strategy import queries

    found = queries.strategies()
    if output == "json":
        rows = [
            {
                "id": each.id,
                "title": each.title.as_dict(),
                "organiser": each.organiser_region_id,
                "period": {"start": each.start_year, "end": each.end_year},
            }
            for each in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2).encode())
        return
    language = get_language() or "fi"
    for each in found:
        click.echo(f"{each.id}  {each.start_year}–{each.end_year}  {each.title.words(language)}")
    if not found:
        click.echo(_("There is no strategy yet. `lupaus load FILE` brings one in."))


commands: list[click.Command] = [load, dump, strategies, assess_command, verdicts, strategy]
