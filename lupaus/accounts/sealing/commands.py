"""`lupaus audit`: who wrote what, and whether the trail still says so."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import click
from django.utils.translation import gettext as _
from rich.markup import escape

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.accounts.printing import FORMAT, new_table, print_json, print_table
from lupaus.accounts.queries import Entry, audit_trail
from lupaus.web.clock import HELSINKI, real_clock

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _narrowed(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of the list."""
    for option in (
        FORMAT,
        click.option(
            "--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many."
        ),
        click.option("--id", "object_id", help="Only the thing with this id."),
        click.option("--kind", help="Only this kind of thing, such as strategy or user."),
    ):
        command = option(command)
    return command


@click.group(invoke_without_command=True)
@_narrowed
@click.pass_context
def audit(ctx: click.Context, kind: str | None, object_id: str | None, limit: int, shape: str) -> None:
    """Tell who wrote what and when, the newest first; seal and verify that."""
    if ctx.invoked_subcommand is None:
        _list(ctx.obj, kind, object_id, limit, shape)


@audit.command("list")
@_narrowed
@click.pass_obj
def list_records(actor: Actor, kind: str | None, object_id: str | None, limit: int, shape: str) -> None:
    """Tell who wrote what and when, the newest first."""
    _list(actor, kind, object_id, limit, shape)


@audit.command()
@click.option("--new-key", is_flag=True, help="Make a new signing key; for when the old one is lost.")
@click.pass_obj
def seal(actor: Actor, new_key: bool) -> None:
    """Seal what was written since the last checkpoint (happens by itself, too)."""
    from lupaus.accounts.sealing import operations
    from lupaus.accounts.sealing.sentences import sentence

    sealed = operations.seal(actor=actor, clock=real_clock, new_key=new_key)
    if sealed.records:
        click.echo(
            _("%(new)s records were sealed; the checkpoint covers %(all)s.")
            % {"new": sealed.records, "all": sealed.size}
        )
    else:
        click.echo(_("Nothing was waiting to be sealed."))
    for finding in sealed.changed:
        click.echo(sentence(finding), err=True)
    if sealed.changed:
        sys.exit(1)


@audit.command()
@click.option(
    "--checkpoint", "checkpoints", type=_FILE, multiple=True, help="A checkpoint that was kept elsewhere."
)
@click.option("--public-key", type=_FILE, help="The public key, when it was kept elsewhere.")
@click.option("--export", type=_FILE, help="Verify this export instead of the database.")
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the checkpoint files (default: LUPAUS_DATA/audit).",
)
@FORMAT
@click.pass_obj
def verify(
    actor: Actor,
    *,
    checkpoints: tuple[Path, ...],
    public_key: Path | None,
    export: Path | None,
    folder: Path | None,
    shape: str,
) -> None:
    """Find any change, removal, reordering or cut of the sealed records. Status 1 when there is one."""
    from lupaus.accounts.sealing import operations
    from lupaus.accounts.sealing.sentences import sentence, summary

    report = operations.verify(
        actor=actor, checkpoints=checkpoints, public_key=public_key, export=export, folder=folder
    )
    if shape == "json":
        print_json(
            {
                "sound": report.is_sound,
                "sealed": report.sealed,
                "checkpoints": report.checkpoints,
                "sealed_until": report.until or None,
                "erased": report.erased,
                "waiting": report.waiting,
                "waiting_since": report.waiting_since or None,
                "findings": [
                    {
                        "what": each.what.value,
                        "leaf": each.leaf,
                        "at": each.at or None,
                        "says": sentence(each),
                    }
                    for each in report.findings
                ],
            }
        )
    else:
        for finding in report.findings:
            click.echo(sentence(finding))
        for said in summary(report):
            click.echo(said)
    if not report.is_sound:
        sys.exit(1)


@audit.command()
@click.argument("file", type=click.File("wb"), default="-")
@click.pass_obj
def export(actor: Actor, file: BinaryIO) -> None:
    """Write the whole trail with its checkpoints as JSON Lines, for others to verify."""
    from lupaus.accounts.sealing import operations

    for line in operations.export_trail(actor=actor):
        file.write(line)


@audit.command()
@click.option("--person", default="", help="A username: what they did, and what was done about them.")
@click.option("--kind", default="", help="The kind of a thing, together with --id.")
@click.option("--id", "object_id", default="", help="The id of the thing.")
@click.option("--why", required=True, help="The reason, kept for ever; it must not name the person.")
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
@click.pass_obj
def erase(actor: Actor, *, person: str, kind: str, object_id: str, why: str, yes: bool) -> None:
    """Erase the words of records that hold personal data. That it was done is itself recorded."""
    from lupaus.accounts.sealing import operations, sentences

    require(actor, Role.ADMINISTRATOR)  # who may not, is not asked
    if not yes:
        click.confirm(_("The words cannot be brought back. Erase them?"), abort=True)
    erased = operations.erase_records(
        actor=actor, clock=real_clock, why=why, person=person, kind=kind, object_id=object_id
    )
    click.echo(sentences.erased(erased))


def _list(actor: Actor, kind: str | None, object_id: str | None, limit: int, shape: str) -> None:
    found = audit_trail(actor=actor, kind=kind, object_id=object_id, limit=limit)
    if shape == "json":
        print_json([_entry_json(entry) for entry in found])
        return
    table = new_table(_("When"), _("Who"), _("Through"), _("Did"), _("To what"))
    for entry in found:
        when = entry.at.astimezone(HELSINKI).strftime("%Y-%m-%d %H:%M")
        what = escape(f"{entry.kind} {entry.object_id}")
        table.add_row(when, escape(entry.actor), entry.channel, entry.verb, what)
    print_table(table)


def _entry_json(entry: Entry) -> dict[str, object]:
    told = asdict(entry)
    told["id"] = told.pop("object_id")
    return {**told, "at": entry.at.isoformat()}
