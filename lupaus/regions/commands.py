"""Commands of the room regions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from django.utils import translation
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.web.clock import real_clock

if TYPE_CHECKING:
    from lupaus.regions.models import Region
    from lupaus.regions.register import Written

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(invoke_without_command=True)
@click.option("--category", help="Only regions of this category, such as municipality or county.")
@click.option("--within", metavar="CODE", help="Only regions inside this one.")
@click.pass_context
def regions(ctx: click.Context, category: str | None, within: str | None) -> None:
    """List the regions, or bring registers and boundaries in."""
    if ctx.invoked_subcommand is None:
        _list(category, within)


@regions.command()
@click.pass_obj
def register(actor: Actor) -> None:
    """Load the product's own register: Uusimaa, its counties and municipalities."""
    from lupaus.regions.operations import load_register

    _tell(load_register(actor=actor, clock=real_clock))


@regions.command("import")
@click.argument("file", type=FILE)
@click.option("--successors", type=FILE, help="CSV old,new,date: which municipalities merged into which.")
@click.option("--many-ended", is_flag=True, help="Confirm that many municipalities have ended.")
@click.pass_obj
def import_(actor: Actor, file: Path, successors: Path | None, many_ended: bool) -> None:
    """Read Sotkanet's list of regions (JSON) or Statistics Finland's classification (CSV)."""
    from lupaus.regions.operations import import_regions

    _tell(
        import_regions(
            actor=actor, clock=real_clock, path=file, successors_path=successors, many_ended=many_ended
        )
    )


@regions.command()
@click.argument("file", type=FILE)
@click.option("--attribution", default="", help="Whom the maps name as the source of the outlines.")
@click.pass_obj
def boundaries(actor: Actor, file: Path, attribution: str) -> None:
    """Read outlines (GeoJSON, WGS84 or ETRS-TM35FIN) for the real map."""
    from lupaus.regions.operations import import_boundaries

    _tell(import_boundaries(actor=actor, clock=real_clock, path=file, attribution=attribution))


@regions.command()
@click.argument("code")
def show(code: str) -> None:
    """Show one region: its names, where it lies, what lies in it."""
    from lupaus.regions import queries
    from lupaus.web.texts import LANGUAGES

    region = queries.region(code)
    click.echo(_line(region))
    for language in LANGUAGES:
        click.echo(f"  {language}  {region.name.words(language)}")
    if region.valid_to:
        click.echo("  " + _("ended %(day)s") % {"day": region.valid_to.isoformat()})
    if region.successor_id:
        click.echo("  " + _("followed by %(code)s") % {"code": region.successor_id})
    for title, near in (
        (_("Lies in:"), queries.parents_of(code)),
        (_("Holds:"), queries.children_of(code)),
    ):
        if near:
            click.echo(title)
            click.echo("\n".join(f"  {_line(other)}" for other in near))


def _list(category: str | None, within: str | None) -> None:
    from lupaus.regions import queries
    from lupaus.regions.models import Category
    from lupaus.web.refusals import Refused

    if category is not None and category not in Category.values:
        raise Refused(_("The categories are: %(names)s.") % {"names": ", ".join(Category.values)})
    if within is not None:
        queries.region(within)
        chosen = queries.children_of(within, category)
    else:
        chosen = [r for r in queries.regions_by_code().values() if category in (None, r.category)]
    for region in chosen:
        click.echo(_line(region))


def _line(region: Region) -> str:
    name = region.name.words(translation.get_language() or "fi")
    ended = "  " + _("(ended)") if region.valid_to else ""
    return f"{region.code:<8}{name}  {region.category}{ended}"


def _tell(written: Written) -> None:
    click.echo(
        _("%(added)d added, %(changed)d changed, %(unchanged)d unchanged.")
        % {
            "added": len(written.added),
            "changed": len(written.changed),
            "unchanged": len(written.unchanged),
        }
    )
    for note in written.notes:
        click.echo(note, err=True)


commands: list[click.Command] = [regions]
