"""`lupaus pxweb`: what Statistics Finland has, and bringing it in by a mapping."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.accounts.actors import Actor
from lupaus.indicators.command_options import FILE, FORMAT, SKIP_BAD
from lupaus.web.clock import real_clock
from lupaus.workspace.files.report import shown

if TYPE_CHECKING:
    from lupaus.indicators.operations.pxweb import PxImported, PxPlanned, PxTablePlan
    from lupaus.indicators.pxweb.service import Listed
    from lupaus.indicators.pxweb.tables import PxTable

#: Of a long list so many are named on one line.
_NAMED = 30


@click.group()
def pxweb() -> None:
    """Bring statistics in from Statistics Finland's tables (PxWeb)."""


@pxweb.command("tables")
@click.argument("way", default="")
@click.option(
    "--words", "words_in", type=click.Choice(["fi", "sv", "en"]), default="fi", show_default=True,
    help="Language of the tables' own words.",
)  # fmt: skip
@FORMAT
@click.pass_obj
def tables(actor: Actor, *, way: str, words_in: str, output: str) -> None:
    """List databases, folders and tables, or what a table holds.

    WAY is a database (StatFin), a folder in it (StatFin/vaerak), or a table (StatFin/vaerak/11s5.px).
    """
    from lupaus.indicators.operations.pxweb import look_up_pxweb, look_up_pxweb_table
    from lupaus.indicators.pxweb import PxWeb

    service = PxWeb(language=words_in)
    if way.casefold().endswith(".px"):
        table = look_up_pxweb_table(actor=actor, table=way, service=service)
        if output == "json":
            click.echo(json.dumps(_table_as_json(table), indent=2, ensure_ascii=False))
        else:
            _tell_table(table)
        return
    listed = look_up_pxweb(actor=actor, folder=way, service=service)
    if output == "json":
        click.echo(json.dumps([each._asdict() for each in listed], indent=2, ensure_ascii=False))
    else:
        _tell_list(listed)


@pxweb.command("import")
@click.argument("mapping", type=FILE)
@click.option("--check", is_flag=True, help="Only say what would be asked for; nothing is changed.")
@click.option("--again", is_flag=True, help="Also what did not change since the last time.")
@SKIP_BAD
@FORMAT
@click.pass_obj
def import_pxweb(
    actor: Actor, *, mapping: Path, check: bool, again: bool, skip_bad: bool, output: str
) -> None:
    """Import what a MAPPING (YAML) chooses of Statistics Finland's tables.

    Ids of tables and codes of variables are looked up each time, for they change. A table that did not change
    costs no question of figures; one that cannot be read is told at the end, with exit status 1, and stops no
    other. What a table no longer gives is withdrawn.
    """
    from lupaus.indicators import printing
    from lupaus.indicators.operations import pxweb as operations
    from lupaus.web.refusals import Refused

    if check and (again or skip_bad):
        raise click.UsageError(_("--check asks for no figures: leave out --again and --skip-bad."))
    refused: list[Any]
    if check:
        planned = operations.plan_pxweb(actor=actor, path=mapping)
        if output == "json":
            click.echo(json.dumps(_plan_as_json(planned), indent=2, ensure_ascii=False))
        else:
            _tell_plan(planned)
        refused = planned.refused + [each for table in planned.tables for each in table.strange]
    else:
        with printing.progress(_("Fetching from Statistics Finland")) as progress:
            done = operations.import_pxweb(
                actor=actor, clock=real_clock, path=mapping, again=again, skip_bad=skip_bad, progress=progress
            )
        if output == "json":
            click.echo(json.dumps(_done_as_json(done), indent=2, ensure_ascii=False))
        else:
            _tell_done(done)
        refused = done.refused
    if refused:
        raise Refused(refused)


def _tell_list(listed: tuple[Listed, ...]) -> None:
    for each in listed:
        mark = "" if each.is_table else "/"
        click.echo("  ".join(filter(None, (f"{each.id}{mark}", each.updated[:10], each.title))))


def _tell_table(table: PxTable) -> None:
    click.echo(table.title)
    for variable in table.variables:
        marks = [_("time")] if variable.is_time else []
        marks += [_("may be left out")] if variable.may_be_left_out else []
        click.echo(
            f"\n{shown(variable.code)}: {variable.label}" + (f" ({', '.join(marks)})" if marks else "")
        )
        for value in variable.values[:_NAMED]:
            click.echo(f"  {shown(value.code)}" + (f": {value.label}" if value.label != value.code else ""))
        more = len(variable.values) - _NAMED
        if more > 0:
            click.echo("  " + _("… and %(more)d more; --format json shows them.") % {"more": more})


def _tell_plan(planned: PxPlanned) -> None:
    for each in planned.tables:
        click.echo(
            _(
                "%(table)s: cells %(cells)d, questions %(calls)d; indicators %(indicators)s; years"
                " %(first)s–%(last)s; areas %(areas)d."
            )
            % {
                "table": each.table,
                "cells": each.cells,
                "calls": each.calls,
                "indicators": ", ".join(each.indicators),
                "first": each.years[0],
                "last": each.years[-1],
                "areas": each.areas,
            }
        )
        _tell_left_out(each.table, each.left_out)
    rate = planned.limits.rate
    click.echo(
        ngettext(
            "%(calls)d question of figures in all; at most %(most)d in %(seconds)d seconds are asked.",
            "%(calls)d questions of figures in all; at most %(most)d in %(seconds)d seconds are asked.",
            planned.calls,
        )
        % {"calls": planned.calls, "most": rate.calls, "seconds": rate.seconds}
    )


def _tell_done(done: PxImported) -> None:
    from lupaus.indicators import printing

    for each in done.tables:
        click.echo(f"{each.table}:")
        if each.imported is None:
            click.echo(_("Statistics Finland says that nothing changed here since the last time."))
        else:
            printing.tell_import(each.imported)
        _tell_left_out(each.table, each.left_out)
    if done.not_asked:
        click.echo(
            ngettext(
                "%(number)d table was not asked for. The same command goes on from there.",
                "%(number)d tables were not asked for. The same command goes on from there.",
                done.not_asked,
            )
            % {"number": done.not_asked},
            err=True,
        )


def _tell_left_out(table: str, areas: tuple[str, ...]) -> None:
    if areas:
        told = ", ".join(areas[:_NAMED]) + (" …" if len(areas) > _NAMED else "")
        click.echo(
            _(
                "%(table)s: left out, for these areas are not known here (%(number)d): %(areas)s."
                " `lupaus regions import` brings regions in."
            )
            % {"table": table, "number": len(areas), "areas": told},
            err=True,
        )


def _table_as_json(table: PxTable) -> dict[str, Any]:
    """What a table holds, with lasting keys."""
    return {
        "address": table.address,
        "title": table.title,
        "variables": [
            {
                "code": variable.code,
                "label": variable.label,
                "is_time": variable.is_time,
                "may_be_left_out": variable.may_be_left_out,
                "values": {value.code: value.label for value in variable.values},
            }
            for variable in table.variables
        ],
    }


def _plan_as_json(planned: PxPlanned) -> dict[str, Any]:
    """What would be asked, with lasting keys."""
    return {
        "calls": planned.calls,
        "tables": [_table_plan_as_json(each) for each in planned.tables],
        "refused": [str(problem) for problem in planned.refused],
    }


def _table_plan_as_json(each: PxTablePlan) -> dict[str, Any]:
    return {
        "table": each.table,
        "title": each.title,
        "updated": each.updated,
        "indicators": list(each.indicators),
        "years": list(each.years),
        "areas": each.areas,
        "left_out": list(each.left_out),
        "cells": each.cells,
        "calls": each.calls,
    }


def _done_as_json(done: PxImported) -> dict[str, Any]:
    """What an import did, with lasting keys; `imported` is `null` where nothing was asked for."""
    from lupaus.indicators.source_commands import imported_as_json

    return {
        "tables": [
            {
                "table": each.table,
                "imported": imported_as_json(each.imported) if each.imported else None,
                "left_out": list(each.left_out),
            }
            for each in done.tables
        ],
        "refused": [str(problem) for problem in done.refused],
        "not_asked": done.not_asked,
    }
