"""`lupaus services export hsds|csv` and `lupaus services reindex`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _


def _print_schema(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    """The schema instead of anything else, as `--help` is."""
    if wanted and not ctx.resilient_parsing:
        import json

        from lupaus.services.catalogue.hsds import schema

        click.echo(json.dumps(schema(), ensure_ascii=False, indent=2).encode())
        ctx.exit()


_shared: list[Any] = [
    click.option("--organisation", default="", help="Only the catalogue of this organisation (its id)."),
    click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write to this file instead of the terminal.",
    ),
    click.option("--retired", is_flag=True, help="Also services that have ended."),
]


def _with_shared(command: Any) -> Any:
    for option in reversed(_shared):
        command = option(command)
    return command


@click.group()
def export() -> None:
    """Write the catalogue of services as open data."""


@export.command()
@_with_shared
@click.option(
    "--language",
    type=click.Choice(["fi", "sv", "en"]),
    default="en",
    show_default=True,
    help="HSDS has one language: a text that lacks it is given in Finnish, and marked.",
)
@click.option(
    "--schema", is_flag=True, is_eager=True, expose_value=False, callback=_print_schema,
    help="Print the JSON schema of the file, and do nothing else.",
)  # fmt: skip
def hsds(organisation: str, output: Path | None, retired: bool, language: str) -> None:
    """Open Referral HSDS 3, as JSON."""
    from lupaus.services.catalogue.hsds import written

    _check(organisation)
    _write(written(language, organisation=organisation, retired=retired), output)


@export.command("csv")
@_with_shared
def csv_(organisation: str, output: Path | None, retired: bool) -> None:
    """A tidy table: a row for each service and language (CSV, UTF-8)."""
    from lupaus.services.catalogue.exports import csv_of

    _check(organisation)
    _write(csv_of(organisation=organisation, retired=retired), output)


@click.command()
def reindex() -> None:
    """Make the search of services anew. Only needed when a new version says so."""
    from lupaus.services.catalogue.search import index

    click.echo(_("The search knows %(count)d services.") % {"count": index()})


def _check(organisation: str) -> None:
    """Raises `NotFound` for an organisation that has no catalogue."""
    from lupaus.services.models import Service
    from lupaus.web.refusals import NotFound

    if organisation and not Service.objects.filter(organisation=organisation).exists():
        raise NotFound(_("The organisation “%(id)s” has no services.") % {"id": organisation})


def _write(pieces: Iterable[str], output: Path | None) -> None:
    """A file appears whole or not at all."""
    if output is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode())
        sys.stdout.buffer.flush()
        return
    beside = output.with_name(f".{output.name}.new")
    try:
        with beside.open("wb") as file:
            file.writelines(piece.encode() for piece in pieces)
        beside.replace(output)
    finally:
        beside.unlink(missing_ok=True)


commands: list[click.Command] = [export, reindex]
