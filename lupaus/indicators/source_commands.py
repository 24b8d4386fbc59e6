"""`lupaus sotkanet`: statistics from THL."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.indicators.command_options import FILE, FORMAT, SKIP_BAD, Numbers, Years
from lupaus.web.clock import real_clock

if TYPE_CHECKING:
    from lupaus.indicators.operations import Imported
    from lupaus.indicators.operations.sotkanet import Catalogued, Whole

#: Of a long list so many are named on one line.
_NAMED = 30


@click.group()
def sotkanet() -> None:
    """Bring statistics in from THL's Sotkanet."""


@sotkanet.command("catalogue")
@click.option(
    "--file", type=FILE, help="Read a saved list (the answer of Sotkanet's address indicators) instead."
)
@FORMAT
@click.pass_obj
def catalogue(actor: Actor, *, file: Path | None, output: str) -> None:
    """Put every indicator of Sotkanet into the catalogue, without figures.

    Indicators that are there keep what the catalogue says of them.
    """
    from lupaus.indicators.operations import save_sotkanet_catalogue

    found = save_sotkanet_catalogue(actor=actor, clock=real_clock, path=file)
    for problem in found.strange:
        click.echo(str(problem), err=True)
    if output == "json":
        click.echo(json.dumps(_catalogued_as_json(found), indent=2, ensure_ascii=False))
        return
    click.echo(
        _(
            "Sotkanet lists %(listed)d indicators: %(added)d added, %(changed)d changed,"
            " %(same)d as they were."
        )
        % {
            "listed": found.listed,
            "added": len(found.saved.added),
            "changed": len(found.saved.changed),
            "same": len(found.saved.unchanged),
        }
    )
    if found.gone:
        click.echo(
            _("Sotkanet no longer lists: %(names)s. Their figures stay.") % {"names": _some(found.gone)}
        )


@sotkanet.command("import")
@click.option(
    "--indicator", "indicators", type=click.IntRange(1), multiple=True, metavar="ID",
    help="Sotkanet's number of an indicator; may be repeated. They make one release.",
)  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Everything Sotkanet lists, as far as it changed.")
@click.option("--ids", type=Numbers(), metavar="LIST", help="With --all: only these, as 127,181,3200-3219.")
@click.option("--theme", default="", help="With --all: only indicators of this theme of the catalogue.")
@click.option("--years", type=Years(), metavar="FIRST-LAST", help="Only these years, such as 2010-2024.")
@click.option("--again", is_flag=True, help="With --all: also what did not change since the last time.")
@click.option("--anew", is_flag=True, help="With --all: do not go on with a run that was broken off.")
@click.option(
    "--batch", type=click.IntRange(1, 1000), default=50, show_default=True,
    help="With --all: so many indicators make a release.",
)  # fmt: skip
@click.option(
    "--pause", type=click.FloatRange(0.1, 60), default=0.5, show_default=True, metavar="SECONDS",
    help="Between two questions to Sotkanet.",
)  # fmt: skip
@click.option("--file", type=FILE, help="Read a saved answer instead of asking the service.")
@click.option(
    "--metadata", type=FILE, help="With --file: Sotkanet's description of an indicator that is new."
)
@click.option("--replace", is_flag=True, help="With --file: withdraw what the file lacks.")
@SKIP_BAD
@FORMAT
@click.pass_obj
def import_sotkanet(
    actor: Actor,
    *,
    indicators: tuple[int, ...],
    everything: bool,
    ids: tuple[int, ...] | None,
    theme: str,
    years: tuple[int, int] | None,
    again: bool,
    anew: bool,
    batch: int,
    pause: float,
    file: Path | None,
    metadata: Path | None,
    replace: bool,
    skip_bad: bool,
    output: str,
) -> None:
    """Import indicators from the service, or from a file of its answer (JSON or CSV).

    From the service, figures that it no longer gives are withdrawn. With --all a run that was broken off is
    gone on with; indicators that did not change cost no question of figures; one that cannot be read is told
    at the end, with exit status 1, and stops no other.
    """
    from lupaus.indicators import printing
    from lupaus.indicators.operations import import_from_sotkanet, import_sotkanet_file
    from lupaus.indicators.sotkanet import Sotkanet

    require(actor, Role.PLANNER)  # before anything is said of how the command is used
    if file is None and (metadata or replace):
        raise click.UsageError(_("--metadata and --replace go with --file."))
    if everything == bool(indicators):
        raise click.UsageError(_("Name indicators with --indicator, or everything with --all."))
    if not everything and (ids or theme or again or anew):
        raise click.UsageError(_("--ids, --theme, --again and --anew go with --all."))
    if everything and file:
        raise click.UsageError(_("--file goes with --indicator."))
    if ids and theme:
        raise click.UsageError(_("Give --ids or --theme, not both."))
    if everything:
        _import_everything(
            actor, Sotkanet(pause=pause), output, ids=ids or (), theme=theme, years=years, again=again,
            anew=anew, batch=batch, skip_bad=skip_bad,
        )  # fmt: skip
        return
    if file is not None:
        imported = import_sotkanet_file(
            actor=actor, clock=real_clock, path=file, indicators=indicators, years=years,
            metadata=metadata, replace=replace, skip_bad=skip_bad,
        )  # fmt: skip
    else:
        with printing.progress(_("Fetching from Sotkanet")) as progress:
            imported = import_from_sotkanet(
                actor=actor, clock=real_clock, service=Sotkanet(pause=pause), indicators=indicators,
                years=years, skip_bad=skip_bad, progress=progress,
            )  # fmt: skip
    if output == "json":
        click.echo(json.dumps(imported_as_json(imported), indent=2))
    else:
        printing.tell_import(imported)


def _import_everything(
    actor: Actor, service: Any, output: str, *, ids: tuple[int, ...], theme: str, **how: Any
) -> None:
    from lupaus.indicators import printing
    from lupaus.indicators.operations import import_whole_sotkanet
    from lupaus.indicators.operations.sotkanet import Choice
    from lupaus.web.refusals import Refused

    with printing.progress(_("Fetching from Sotkanet")) as progress:
        whole = import_whole_sotkanet(
            actor=actor,
            clock=real_clock,
            service=service,
            choice=Choice(ids, theme),
            progress=progress,
            told=None if output == "json" else _tell_release,
            **how,
        )
    if output == "json":
        click.echo(json.dumps(_whole_as_json(whole), indent=2, ensure_ascii=False))
    else:
        _tell_whole(whole)
    if whole.refused:
        raise Refused(whole.refused)


def _tell_release(imported: Imported, whole: Whole) -> None:
    if imported.release is None:
        return
    click.echo(
        _(
            "Release %(release)d: %(added)d added, %(changed)d changed, %(withdrawn)d withdrawn"
            " (done: %(done)d of %(total)d indicators)."
        )
        % {
            "release": imported.release.pk,
            "added": imported.added,
            "changed": imported.changed,
            "withdrawn": imported.withdrawn,
            "done": whole.done,
            "total": whole.total,
        }
    )


def _tell_whole(whole: Whole) -> None:
    if whole.was_broken_off:
        click.echo(_("Went on with a run that was broken off."))
    click.echo(
        _(
            "Indicators: %(total)d. Imported now: %(imported)d, unchanged: %(unchanged)d, gone: %(gone)d,"
            " not understood: %(refused)d."
        )
        % {
            "total": whole.total,
            "imported": whole.imported,
            "unchanged": whole.unchanged,
            "gone": len(whole.gone),
            "refused": len(whole.refused),
        }
    )
    if whole.gone:
        click.echo(_("Sotkanet no longer has: %(names)s. Their figures stay.") % {"names": _some(whole.gone)})
    if whole.left_out:
        regions = [f"{region} ({figures})" for region, figures in whole.left_out.most_common()]
        click.echo(
            _(
                "Left out, for these regions of Sotkanet are not known here (figures): %(regions)s."
                " `lupaus regions import` brings regions in; the next run then asks for their figures."
            )
            % {"regions": _some(regions)},
            err=True,
        )


def _some(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")


def _catalogued_as_json(found: Catalogued) -> dict[str, Any]:
    """What came of a list, with lasting keys."""
    return {
        "listed": found.listed,
        "added": list(found.saved.added),
        "changed": list(found.saved.changed),
        "unchanged": len(found.saved.unchanged),
        "gone": list(found.gone),
    }


def imported_as_json(imported: Imported) -> dict[str, Any]:
    """What an import did, with lasting keys; `release` is `null` where nothing changed."""
    return {
        "release": imported.release.pk if imported.release else None,
        "added": imported.added,
        "changed": imported.changed,
        "withdrawn": imported.withdrawn,
        "unchanged": imported.unchanged,
        "skipped": imported.skipped_rows,
    }


def _whole_as_json(whole: Whole) -> dict[str, Any]:
    """What a run did, with lasting keys."""
    return {
        "total": whole.total,
        "done": whole.done,
        "imported": whole.imported,
        "unchanged": whole.unchanged,
        "gone": whole.gone,
        "refused": [str(problem) for problem in whole.refused],
        "left_out": {str(region): figures for region, figures in whole.left_out.items()},
        "releases": [imported_as_json(imported) for imported in whole.releases],
    }
