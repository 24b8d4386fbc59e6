"""Commands of the catalogue: `lupaus services list|load|import ptv`."""

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


def _print_schema(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    """The schema instead of anything else, as `--help` is."""
    if wanted and not ctx.resilient_parsing:
        from lupaus.services.catalogue.file import schema_text

        click.echo(schema_text().encode(), nl=False)
        ctx.exit()


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@DRY_RUN
@click.option(
    "--schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_schema,
    help="Print the JSON Schema of the file instead.",
)
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


@click.group("import")
def import_() -> None:
    """Bring services in from other catalogues."""


@import_.command()
@click.argument("source", metavar="SOURCE")
@click.option("--organisation", default="", help="Id of the organisation whose catalogue this becomes.")
@click.option(
    "--of", default="", metavar="ID", help="With an address: only the services of this organisation of PTV."
)
@DRY_RUN
@click.option(
    "--resume/--again",
    default=None,
    help="With an address: go on with a broken reading, or begin anew. [default: go on if there is one]",
)
@click.option("--strict", is_flag=True, help="Refuse everything if anything is not understood.")
@click.pass_obj
def ptv(
    actor: Actor, *, source: str, organisation: str, of: str, dry_run: bool, resume: bool | None, strict: bool
) -> None:
    """Bring the national service catalogue (Palvelutietovaranto) in, from its open API, version 11.

    SOURCE is an https address such as https://api.palvelutietovaranto.suomi.fi/api/v11, a folder of saved
    answers and code lists (JSON), or one such file. The same again changes nothing; what is withdrawn, or
    gone from a whole list, is retired. Code lists and general descriptions need no organisation.
    """
    from lupaus.indicators.printing import progress
    from lupaus.services.catalogue.ptv import import_ptv
    from lupaus.services.catalogue.sentences import told

    with progress(_("Reading the service catalogue")) as bar:
        imported = import_ptv(
            actor=actor, clock=real_clock, source=source, organisation=organisation, of=of,
            strict=strict, dry_run=dry_run, resume=resume, progress=bar,
        )  # fmt: skip
    for problem in imported.strange:
        click.echo(str(problem), err=True)
    if imported.strange:
        words = _("Not understood and left out: %(count)d.") % {"count": len(imported.strange)}
        click.echo(words, err=True)
    if imported.aside:
        click.echo(_("Known and not needed: %(files)s.") % {"files": ", ".join(imported.aside)})
    if imported.kept:
        click.echo(
            _("Went on with a broken reading; pages it had left: %(pages)d.") % {"pages": imported.kept}
        )
    for sentence in told(imported.written):
        click.echo(sentence)
    if not imported.written.is_anything:
        click.echo(_("Nothing has changed."))
    elif dry_run:
        click.echo(_("Nothing was written."))


commands: list[click.Command] = [list_, load, import_]
