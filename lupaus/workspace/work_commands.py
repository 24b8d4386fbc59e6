"""What the commands of every kind of work have in common: to list works, take one out, bring one in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from lupaus.accounts.actors import Actor
    from lupaus.workspace.changes import Change
    from lupaus.workspace.kinds import Checked, WorkKind
    from lupaus.workspace.queries import WorkLine

F = TypeVar("F", bound=Callable[..., Any])


def where_it_stands(line: WorkLine) -> dict[str, Any]:
    """The versions of a work that count, as JSON tells them."""
    return {
        "published": line.published.number if line.published else None,
        "on_its_way": line.on_its_way.number if line.on_its_way else None,
        "state": line.on_its_way.state if line.on_its_way else None,
    }


def print_works(
    lines: Sequence[WorkLine], rows: Sequence[Mapping[str, Any]], titles: Sequence[str], *, output: str
) -> None:
    """Works and where each stands: `rows` as JSON, else a line with its title each."""
    if output == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2).encode())
        return
    for line, title in zip(lines, titles, strict=True):
        stands = [
            _("version %(number)d %(state)s") % {"number": each.number, "state": each.state_now.label}
            for each in (line.published, line.on_its_way)
            if each
        ]
        click.echo(f"{line.work.pk}  {title}  ({', '.join(stands)})")


def taking(schema: Callable[[], str]) -> Callable[[F], F]:
    """The options of a command that writes a work as its file: `--version`, `--format`, `--schema`."""

    def print_schema(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
        """The schema instead of anything else, as `--help` is."""
        if wanted and not ctx.resilient_parsing:
            click.echo(schema().encode(), nl=False)
            ctx.exit()

    options = (
        click.option(
            "--version",
            "number",
            type=click.IntRange(1),
            help="A version by its number (default: the newest).",
        ),
        click.option(
            "--format",
            "file_format",
            type=click.Choice(["yaml", "json", "xlsx"]),
            default="yaml",
            show_default=True,
        ),
        click.option(
            "--schema",
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=print_schema,
            help="Print the JSON Schema of the file instead.",
        ),
    )

    def with_options(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return with_options


def print_file(actor: Actor, kind: WorkKind, work: str, number: int | None, file_format: str) -> None:
    """A version of a work as the file that would make it. Raises `NotFound` for a work of another kind."""
    from lupaus.workspace import queries
    from lupaus.workspace.rights import nothing_here

    versions = queries.versions(actor=actor, work=work)
    chosen = next((each for each in versions if number in (None, each.number)), None)
    if chosen is None or chosen.work.kind != kind.name:
        raise nothing_here()
    form = next(each for each in kind.files if each.name == file_format)
    # Bytes: the same in every terminal.
    click.echo(form.write(chosen.work, queries.content(chosen)), nl=False)


def print_notes(checked: Checked) -> None:
    """What a file leaves to be said, on the channel of errors."""
    for note in (*checked.problems, *checked.notes):
        click.echo(_("Note: %(note)s") % {"note": note}, err=True)


def print_changes(work: str, number: int | None, changes: Sequence[Change], *, dry_run: bool) -> None:
    """What a file changed in a draft, or, of a dry run, what it would change, part by part."""
    from lupaus.workspace.models import Deed

    signs = {Deed.ADDED: "+", Deed.CHANGED: "~", Deed.MOVED: ">", Deed.REMOVED: "-"}
    for change in changes if dry_run else ():
        fields = f" ({', '.join(change.fields)})" if change.fields else ""
        click.echo(f"{signs[change.deed]} {change.part.kind} {change.part.slug}{fields}")
    words = {"id": work, "number": number, "count": len(changes)}
    if not changes:
        click.echo(_("%(id)s: nothing has changed.") % words)
    elif dry_run:
        click.echo(_("%(id)s, version %(number)d: %(count)d changes. Nothing was written.") % words)
    else:
        click.echo(_("%(id)s, version %(number)d: %(count)d changes.") % words)
