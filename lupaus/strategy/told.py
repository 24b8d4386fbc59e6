"""What commands of the room tell on the screen after a file was read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.web.refusals import Problem

if TYPE_CHECKING:  # the models are not there yet when commands are gathered
    from lupaus.strategy.bringing import Brought

#: More notes than a screen holds are counted instead.
_NOTES_SHOWN = 20
_SIGNS = {"added": "+", "changed": "~", "moved": ">", "removed": "-", "restored": "+"}


def print_notes(notes: Sequence[Problem]) -> None:
    for note in notes[:_NOTES_SHOWN]:
        click.echo(_("Note: %(note)s") % {"note": note}, err=True)
    more = len(notes) - _NOTES_SHOWN
    if more > 0:
        click.echo(
            ngettext("… and %(count)d more note.", "… and %(count)d more notes.", more) % {"count": more},
            err=True,
        )


def print_change(deed: str, kind: str, slug: str, fields: Iterable[tuple[str, Any, Any]]) -> None:
    """A part that differs, with each field before and after."""
    click.echo(f"{_SIGNS[deed]} {kind} {slug}")
    for name, before, after in fields:
        click.echo(f"    {name}: {_short(before)} → {_short(after)}")


def print_brought(brought: Brought, *, dry_run: bool) -> None:
    """What a file brought into the draft, or would bring: every change before it happens."""
    print_notes((*brought.checked.problems, *brought.checked.notes))
    changes = brought.taken.changes
    for change in changes if dry_run else ():
        print_change(change.deed.value, *change.part.key, brought.fields_of(change))
    values = {"id": brought.work, "number": brought.version, "count": len(changes)}
    if not changes:
        click.echo(_("%(id)s: nothing has changed.") % values)
    elif dry_run:
        click.echo(
            ngettext(
                "%(id)s, version %(number)d: %(count)d part would change. Nothing was written.",
                "%(id)s, version %(number)d: %(count)d parts would change. Nothing was written.",
                len(changes),
            )
            % values
        )
    else:
        click.echo(
            ngettext(
                "%(id)s, version %(number)d: %(count)d part changed in the draft.",
                "%(id)s, version %(number)d: %(count)d parts changed in the draft.",
                len(changes),
            )
            % values
        )


def _short(value: Any) -> str:
    """A value on one line of the screen."""
    if value in (None, "", []):
        return "–"
    words = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    flat = " ".join("".join(each if each.isprintable() else " " for each in words).split())
    return flat if len(flat) <= 60 else f"{flat[:59]}…"
