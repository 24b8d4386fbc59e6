"""Commands of the catalogue: `lupaus services list|load`."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.web.clock import real_clock

DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")


@click.command("list")
@click.option("--organisation", help="Only those of this organisation.")
@click.option("--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True)
def list_(organisation: str | None, output: str) -> None:
    """List the services of the catalogue that are in use."""
    from lupaus.services.models import Service
    from lupaus.web.texts import Text

    chosen = Service.objects.filter(retired_at=None).order_by("organisation", "id")
    if organisation is not None:
        chosen = chosen.filter(organisation=organisation)
    rows = chosen.values("id", "name", "organisation", "source", "area", "regions")
    if output == "json":
        plain = [row | {"name": Text.of(row["name"]).as_dict()} for row in rows]
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2).encode())
        return
    language = get_language() or "fi"
    for row in rows.iterator():
        click.echo(f"{row['id']}  {Text.of(row['name']).words(language)}  ({row['organisation'] or '–'})")
    if not rows:
        click.echo(_("There are no services yet. `lupaus services load FILE` brings them in."))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@DRY_RUN
@click.pass_obj
def load(actor: Actor, file: Path, dry_run: bool) -> None:
    """Make an organisation's own catalogue what FILE says (YAML, or JSON if its name ends in .json).

    The same file again changes nothing. Services, channels and organisations that the file no longer has are
    retired, not deleted.
    """
    from lupaus.services.catalogue.loading import load_catalogue
    from lupaus.services.catalogue.sentences import told

    loaded = load_catalogue(actor=actor, clock=real_clock, path=file, dry_run=dry_run)
    for sentence in told(loaded.written):
        click.echo(sentence)
    if not loaded.written.is_anything:
        click.echo(_("Nothing has changed."))
    elif dry_run:
        click.echo(_("Nothing was written."))


commands: list[click.Command] = [list_, load]
