"""`lupaus strategy …`: the way of a version, what differs, files in and out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.strategy.told import print_brought, print_change
from lupaus.web.clock import real_clock

if TYPE_CHECKING:  # the models are not there yet when commands are gathered
    from lupaus.workspace.content import Content
    from lupaus.workspace.models import Version


@click.group()
def strategy() -> None:
    """Versions of a strategy: write, review, approve, publish, compare, bring and take."""


_work = click.argument("work", metavar="ID")
_output = click.option(
    "--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True
)


def _number(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--version",
        "number",
        type=click.IntRange(1),
        help="The version's number (left out: the one on its way).",
    )(command)


@strategy.command()
@_work
@_output
@click.pass_obj
def versions(actor: Actor, work: str, output: str) -> None:
    """List the versions of a strategy, the newest first."""
    from lupaus.workspace import queries

    _check_kind(actor, work)
    found = queries.versions(actor=actor, work=work)
    if output == "json":
        click.echo(json.dumps(list(map(_as_json, found)), ensure_ascii=False, indent=2).encode())
        return
    for each in found:
        day = each.published_at or each.approved_at or each.submitted_at or each.begun_at
        columns = (f"{each.number:>3}", f"{day:%Y-%m-%d}", str(each.state_now.label), each.decision)
        click.echo("  ".join(filter(None, columns)))


@strategy.command()
@_work
@click.argument("before", type=click.IntRange(1))
@click.argument("after", type=click.IntRange(1))
@_output
@click.pass_obj
def diff(actor: Actor, work: str, before: int, after: int, output: str) -> None:
    """Say what differs from version BEFORE to version AFTER."""
    from lupaus.strategy.writing.kind import KIND
    from lupaus.workspace import comparing

    _check_kind(actor, work)
    found = comparing.compare(_content(actor, work, before), _content(actor, work, after), KIND).parts
    if output == "json":
        rows = [
            {
                "deed": each.deed.value,
                "kind": each.part.kind,
                "id": each.part.slug,
                "fields": [
                    {"field": field.field, "language": field.language or None}
                    | {"before": field.values[0], "after": field.values[1]}
                    for field in each.fields
                ],
            }
            for each in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2).encode())
        return
    for each in found:
        fields = [(".".join(filter(None, (f.field, f.language))), *f.values) for f in each.fields]
        print_change(each.deed.value, *each.part.key, fields)
    if not found:
        click.echo(_("Nothing differs."))


@strategy.command()
@_work
@click.pass_obj
def begin(actor: Actor, work: str) -> None:
    """Begin the next version as a copy of the newest one."""
    from lupaus.workspace.operations import begin_draft

    _check_kind(actor, work)
    _tell(begin_draft(actor=actor, clock=real_clock, work=work))


@strategy.command()
@_work
@_number
@click.pass_obj
def submit(actor: Actor, work: str, number: int | None) -> None:
    """Hand the draft to the review."""
    from lupaus.workspace import operations

    chosen = number or _on_its_way(actor, work)
    _tell(operations.submit(actor=actor, clock=real_clock, work=work, number=chosen))


@strategy.command()
@_work
@_number
@click.option("--decision", required=True, metavar="TEXT", help="Who decided: body, date and section.")
@click.pass_obj
def approve(actor: Actor, work: str, number: int | None, decision: str) -> None:
    """Say that a version is right, and by which decision."""
    from lupaus.workspace import operations

    chosen = number or _on_its_way(actor, work)
    _tell(operations.approve(actor=actor, clock=real_clock, work=work, number=chosen, decision=decision))


@strategy.command("return")
@_work
@_number
@click.option("--reason", default="", metavar="TEXT", help="Why; it stands as a remark on the draft.")
@click.pass_obj
def return_(actor: Actor, work: str, number: int | None, reason: str) -> None:
    """Give a version back to its writers."""
    from lupaus.workspace.operations import return_to_draft

    chosen = number or _on_its_way(actor, work)
    _tell(return_to_draft(actor=actor, clock=real_clock, work=work, number=chosen, reason=reason))


@strategy.command()
@_work
@_number
@click.pass_obj
def publish(actor: Actor, work: str, number: int | None) -> None:
    """Put an approved version before the public; the one before it is superseded."""
    from lupaus.workspace import operations

    chosen = number or _on_its_way(actor, work)
    _tell(operations.publish(actor=actor, clock=real_clock, work=work, number=chosen))


@strategy.command()
@_work
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show each change and change nothing.")
@click.option("--seen", metavar="DIGEST", help="Only if the draft is still the one a dry run told.")
@_output
@click.pass_obj
def bring(actor: Actor, *, work: str, file: Path, dry_run: bool, seen: str | None, output: str) -> None:
    """Make the draft what FILE says (.yaml, .json or .xlsx), beginning a draft if there is none.

    What the file no longer has is taken out of the draft and can be brought back. Nothing is published.
    """
    from lupaus.strategy.bringing import bring_file
    from lupaus.workspace.files.reading import bytes_of

    _check_kind(actor, work)
    brought = bring_file(
        actor=actor,
        clock=real_clock,
        work=work,
        data=bytes_of(file),
        name=str(file),
        dry_run=dry_run,
        seen=seen,
    )
    if output == "table":
        print_brought(brought, dry_run=dry_run)
        return
    rows = [
        {
            "deed": change.deed.value,
            "kind": change.part.kind,
            "id": change.part.slug,
            "fields": [
                {"field": name, "before": before, "after": after}
                for name, before, after in brought.fields_of(change)
            ],
        }
        for change in brought.taken.changes
    ]
    answer = {"version": brought.version, "digest": brought.taken.digest, "written": not dry_run}
    answer |= {"unchanged": brought.taken.unchanged, "changes": rows}
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2).encode())


@strategy.command()
@_work
@click.option("--version", "number", type=click.IntRange(1), help="The version's number (left out: newest).")
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["yaml", "json", "xlsx"]),
    default="yaml",
    show_default=True,
)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@click.pass_obj
def take(actor: Actor, work: str, number: int | None, file_format: str, output: Path | None) -> None:
    """Write a version as the file that would make it, always the same words in the same places."""
    from lupaus.strategy.writing.kind import KIND
    from lupaus.workspace import queries

    owner = _check_kind(actor, work)
    chosen = number or queries.versions(actor=actor, work=work)[0].number
    content = _content(actor, work, chosen)
    form = next(each for each in KIND.files if each.name == file_format)
    if output is not None:
        try:
            output.write_bytes(form.write(owner, content))
        except OSError as trouble:
            raise click.FileError(str(output), trouble.strerror) from trouble
    elif file_format == "xlsx" and sys.stdout.isatty():
        raise click.UsageError(_("A workbook is no text for a screen: name a file with --output."))
    else:
        click.echo(form.write(owner, content), nl=False)


def _check_kind(actor: Actor, work: str) -> Any:
    """The strategy as a work. Raises `NotFound`, also where something else is called so."""
    from lupaus.strategy.writing.names import STRATEGY
    from lupaus.workspace import queries
    from lupaus.workspace.rights import nothing_here

    found = queries.work(actor=actor, work=work)
    if found.kind != STRATEGY:
        raise nothing_here()
    return found


def _on_its_way(actor: Actor, work: str) -> int:
    from lupaus.web.refusals import NotFound
    from lupaus.workspace import queries

    _check_kind(actor, work)
    found = queries.on_its_way(actor=actor, work=work)
    if found is None:
        raise NotFound(_("No version of %(id)s is on its way.") % {"id": work})
    return found.number


def _content(actor: Actor, work: str, number: int) -> Content:
    from lupaus.workspace import queries

    return queries.content(queries.version(actor=actor, work=work, number=number))


def _tell(version: Version) -> None:
    values = {"id": version.work_id, "number": version.number, "state": version.state_now.label}
    click.echo(_("%(id)s: version %(number)d is now %(state)s.") % values)


def _as_json(version: Version) -> dict[str, Any]:
    def time(at: Any) -> str | None:
        return at.isoformat() if at else None

    return {
        "number": version.number,
        "state": version.state,
        "based_on": version.based_on,
        "begun_at": time(version.begun_at),
        "submitted_at": time(version.submitted_at),
        "approved_at": time(version.approved_at),
        "published_at": time(version.published_at),
        "superseded_at": time(version.superseded_at),
        "decision": version.decision,
        "digest": version.digest,
    }
