"""Commands of the room strategy."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.strategy.assess_command import assess_command
from lupaus.web.clock import real_clock
from lupaus.web.refusals import Problem

#: More notes than a screen holds are counted instead.
_NOTES_SHOWN = 20


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@click.pass_obj
def load(actor: Actor, file: Path, dry_run: bool) -> None:
    """Make a strategy what FILE says (YAML, or JSON if its name ends in .json).

    A second load of the same file changes nothing. What the file no longer has is retired, not deleted.
    """
    from lupaus.strategy.operations import load_file

    loaded = load_file(actor=actor, clock=real_clock, path=file, dry_run=dry_run)
    _print_notes(loaded.notes)
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


def _print_notes(notes: tuple[Problem, ...]) -> None:
    for note in notes[:_NOTES_SHOWN]:
        click.echo(_("Note: %(note)s") % {"note": note}, err=True)
    more = len(notes) - _NOTES_SHOWN
    if more > 0:
        click.echo(
            ngettext("… and %(count)d more note.", "… and %(count)d more notes.", more) % {"count": more},
            err=True,
        )


@click.command()
@click.argument("strategy_id", metavar="STRATEGY_ID", required=False)
@click.option(
    "--format", "file_format", type=click.Choice(["yaml", "json"]), default="yaml", show_default=True
)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the file instead.")
@click.pass_obj
def dump(actor: Actor, strategy_id: str | None, file_format: str, schema: bool) -> None:
    """Write a strategy as the file that would make it, always the same bytes."""
    from lupaus.strategy.dumping import dump as dumped
    from lupaus.strategy.files.schema import schema_text

    if schema == (strategy_id is not None):
        raise click.UsageError(_("Give the id of a strategy, or --schema."))
    text = schema_text() if strategy_id is None else dumped(strategy_id, file_format, actor)
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
                "id": strategy.id,
                "title": strategy.title.as_dict(),
                "organiser": strategy.organiser_region_id,
                "period": {"start": strategy.start_year, "end": strategy.end_year},
            }
            for strategy in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2).encode())
        return
    language = get_language() or "fi"
    for strategy in found:
        click.echo(
            f"{strategy.id}  {strategy.start_year}–{strategy.end_year}  {strategy.title.words(language)}"
        )
    if not found:
        click.echo(_("There is no strategy yet. `lupaus load FILE` brings one in."))


commands: list[click.Command] = [load, dump, strategies, assess_command]
