"""`lupaus decisions tidy` and `lupaus decisions remove`."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.accounts.printing import FORMAT
from lupaus.web.clock import real_clock

if TYPE_CHECKING:
    from lupaus.decisions.removal.operations import Tidied
    from lupaus.decisions.removal.plans import Planned

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--dry-run", is_flag=True, help="Only tell what would go.")
@click.option("--as-of", type=_DAY, help="As if it were this day: 2026-11-22.")
@FORMAT
@click.pass_obj
def tidy(actor: Actor, *, dry_run: bool, as_of: datetime | None, shape: str) -> None:
    """Remove personal data whose time is over, and decisions of office-holders past appeal."""
    from lupaus.decisions.removal import operations

    day: date | None = as_of.date() if as_of else None
    done = operations.tidy(actor=actor, clock=real_clock, as_of=day, dry_run=dry_run)
    if shape == "json":
        click.echo(json.dumps(_as_json(done, dry_run=dry_run), ensure_ascii=False, indent=2))
        return
    for meeting, items, own in done.due:
        click.echo(f"{meeting.body_id} {meeting.slug}")
        for name in sorted(own):
            click.echo(f"  {name}")
        for each in items:
            for line in _lines(each):
                click.echo(f"  {line}")
    for upload in done.unused:
        click.echo(_("%(work)s: unused file %(name)s") % {"work": upload.work, "name": upload.name})
    click.echo(_summary(done, dry_run=dry_run))


def _lines(planned: Planned) -> list[str]:
    language = get_language() or "fi"
    item = planned.item
    head = f"§ {item.section}" if item.section else item.slug
    names = [
        _("%(item)s: words: %(words)s") % {"item": head, "words": each} for each in sorted(planned.names)
    ]
    files = [
        _("%(item)s: attachment: %(title)s") % {"item": head, "title": each.title.words(language)}
        for each in planned.files
    ]
    stone = [_("%(item)s: the whole decision, with a stone in its place") % {"item": head}]
    return [*names, *files, *(stone if planned.is_stone else ())]


def _summary(done: Tidied, *, dry_run: bool) -> str:
    if done.is_empty:
        return _("There is nothing to remove.")
    items = sum(len(items) for _meeting, items, _own in done.due)
    if dry_run:
        said = ngettext(
            "Something would be removed from %(count)d item.",
            "Something would be removed from %(count)d items.",
            items,
        )
        return said % {"count": items} + " " + _("Nothing was done: this was a dry run.")
    return ngettext(
        "Something was removed from %(count)d item.", "Something was removed from %(count)d items.", items
    ) % {"count": items}


def _as_json(done: Tidied, *, dry_run: bool) -> dict[str, Any]:
    return {
        "day": done.day.isoformat(),
        "dry_run": dry_run,
        "items": [
            {
                "body": meeting.body_id,
                "meeting": meeting.slug,
                "item": each.item.slug,
                "due": each.due.isoformat() if each.due else None,
                "words": sorted(each.names),
                "attachments": [file.title.as_dict() for file in each.files],
                "whole": each.is_stone,
            }
            for meeting, items, _own in done.due
            for each in items
        ],
        "unused_files": [{"work": each.work, "name": each.name} for each in done.unused],
    }


@click.command()
@click.argument("body")
@click.argument("meeting")
@click.argument("item")
@click.option(
    "--words", "words", multiple=True, help="A name, as it stands in the texts; may be given again."
)
@click.option("--attachment", "attachments", type=int, multiple=True, help="Number of an attachment, from 1.")
@click.option("--marked", is_flag=True, help="Everything that is marked in the item, before its time.")
@click.option("--whole", is_flag=True, help="The whole item: a stone stays in its place.")
@click.option("--why", required=True, help="The reason, kept for ever; it must not name the person.")
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
@click.pass_obj
def remove(
    actor: Actor,
    *,
    body: str,
    meeting: str,
    item: str,
    words: tuple[str, ...],
    attachments: tuple[int, ...],
    marked: bool,
    whole: bool,
    why: str,
    yes: bool,
) -> None:
    """Remove personal data of a published ITEM now: `executive 2026-10-05 98`, as in its address."""
    from lupaus.accounts.actors import require_somewhere
    from lupaus.accounts.models import Role
    from lupaus.decisions import queries
    from lupaus.decisions.removal import on_disk, operations

    require_somewhere(actor, Role.PUBLISHER)  # who may not, is not asked
    found = queries.item(body, meeting, item).item
    if not yes:
        click.confirm(_("What is removed cannot be brought back. Remove it?"), abort=True)
    operations.remove_personal_data(
        actor=actor,
        clock=real_clock,
        item=found.pk,
        why=why,
        words=words,
        attachments=[number - 1 for number in attachments],
        marked=marked,
        whole=whole,
    )
    on_disk.make_index_anew()
    click.echo(_("It was removed."))


commands: list[click.Command] = [tidy, remove]
