"""What the commands of this room print: tables of at most 100 columns, and JSON with lasting keys."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from lupaus.indicators.models import Indicator, Release
from lupaus.indicators.operations import Imported, Progress
from lupaus.indicators.store import Change, Changes
from lupaus.web.clock import HELSINKI

_WIDEST = 100
_SKIPPED_SHOWN = 50


@contextmanager
def progress(words: str) -> Iterator[Progress | None]:
    """A bar on standard error while somebody is there to see it; nothing otherwise."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(escape(words), total=None)

        def show(done: int, total: int | None, /) -> None:
            bar.update(task, completed=done, total=total)

        yield show


def tell_import(imported: Imported) -> None:
    """What an import did, in a sentence; what it left out, on standard error."""
    for problem in imported.skipped[:_SKIPPED_SHOWN]:
        click.echo(str(problem), err=True)
    if imported.skipped_rows:
        if len(imported.skipped) > _SKIPPED_SHOWN:
            click.echo("…", err=True)
        left_out = ngettext(
            "%(number)d row was left out.", "%(number)d rows were left out.", imported.skipped_rows
        )
        click.echo(left_out % {"number": imported.skipped_rows}, err=True)
    if imported.release is None:
        click.echo(
            _("Nothing changed, so there is no new release (observations as they were: %(unchanged)d).")
            % {"unchanged": imported.unchanged}
        )
        return
    click.echo(
        _(
            "Release %(release)d: %(added)d added, %(changed)d changed, %(withdrawn)d withdrawn,"
            " %(unchanged)d unchanged."
        )
        % {
            "release": imported.release.pk,
            "added": imported.added,
            "changed": imported.changed,
            "withdrawn": imported.withdrawn,
            "unchanged": imported.unchanged,
        }
    )


def show_releases(releases: Iterable[Release]) -> None:
    table = _table(_("Release"), _("When"), _("Source"), _("Added"), _("Changed"), _("Withdrawn"), numbers=3)
    for release in releases:
        source = release.source if release.nature == "statistic" else f"{release.source} ({release.nature})"
        table.add_row(
            str(release.pk),
            f"{release.retrieved_at.astimezone(HELSINKI):%Y-%m-%d %H:%M}",
            escape(source),
            *(str(number) for number in (release.added, release.changed, release.withdrawn)),
        )
    _print(table)


def release_as_json(release: Release) -> dict[str, Any]:
    """A release with lasting keys; times in UTC."""
    return {
        "id": release.pk,
        "nature": release.nature,
        "source": release.source,
        "url": release.url,
        "checksum": release.checksum,
        "retrieved_at": release.retrieved_at.isoformat(),
        "licence": release.licence,
        "producer": release.producer,
        "actor": release.actor,
        "added": release.added,
        "changed": release.changed,
        "withdrawn": release.withdrawn,
        "unchanged": release.unchanged,
        "skipped": release.skipped,
        "table_version": release.table_version,
    }


def show_changes(before: Release, after: Release, changes: Changes) -> None:
    click.echo(
        _(
            "From release %(before)d to release %(after)d: %(added)d added, %(changed)d changed,"
            " %(withdrawn)d withdrawn."
        )
        % {
            "before": before.pk,
            "after": after.pk,
            "added": changes.added,
            "changed": changes.changed,
            "withdrawn": changes.withdrawn,
        }
    )
    if not changes.largest:
        return
    table = _table(
        _("Indicator"), _("Area"), _("Gender"), _("Period"), _("Was"), _("Is"), _("Change"), numbers=3
    )
    for change in changes.largest:
        table.add_row(
            escape(change.indicator),
            change.region,
            change.gender,
            change.period,
            _shown(change.old, change.old_status),
            _shown(change.new, change.new_status),
            _difference(change),
        )
    _print(table)
    hidden = changes.added + changes.changed + changes.withdrawn - len(changes.largest)
    if hidden:
        click.echo(_("… and %(number)d more; --limit shows them.") % {"number": hidden})


def changes_as_json(before: Release, after: Release, changes: Changes) -> dict[str, Any]:
    """What changed, with lasting keys; `old` and `new` are `null` where missing or absent."""
    return {
        "before": before.pk,
        "after": after.pk,
        "added": changes.added,
        "changed": changes.changed,
        "withdrawn": changes.withdrawn,
        "rows": [change._asdict() for change in changes.largest],
    }


def show_indicators(indicators: Iterable[Indicator]) -> None:
    language = get_language() or "fi"
    table = _table(_("Indicator"), _("Title"), _("Unit"), _("Source"), _("Producer"))
    for entry in indicators:
        table.add_row(
            entry.pk,
            escape(entry.title.words(language)),
            escape(entry.unit.words(language)),
            escape(f"{entry.source_kind} {entry.source_id}".strip()),
            escape(entry.producer.words(language)),
        )
    _print(table)


def indicator_as_json(entry: Indicator) -> dict[str, Any]:
    """A catalogue entry with lasting keys."""
    return {
        "id": entry.pk,
        "title": entry.title.as_dict(),
        "unit": entry.unit.as_dict(),
        "decimals": entry.decimals,
        "polarity": entry.polarity,
        "producer": entry.producer.as_dict(),
        "licence": entry.licence,
        "source": {"kind": entry.source_kind, "id": entry.source_id},
        "theme": entry.theme,
    }


def _table(*titles: str, numbers: int = 0) -> Table:
    """A table with these columns, the last `numbers` of them set to the right."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, title in enumerate(titles):
        to_the_right = place >= len(titles) - numbers
        table.add_column(title, justify="right" if to_the_right else "left", overflow="fold")
    return table


def _print(table: Table) -> None:
    console = Console(highlight=False)
    console.width = min(console.width, _WIDEST) if console.is_terminal else _WIDEST
    console.print(table)


def _shown(value: float | None, status: str | None) -> str:
    if status is None:
        return "–"
    return _("missing") if value is None else f"{value:.10g}"


def _difference(change: Change) -> str:
    if change.old is None or change.new is None:
        return {"added": _("added"), "withdrawn": _("withdrawn"), "changed": _("changed")}[change.kind]
    if change.old == change.new:
        return _("status %(status)s") % {"status": change.new_status}
    return f"{change.new - change.old:+.6g}"
