"""`lupaus reproduce`: a published figure, computed again."""

from __future__ import annotations

import json

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _


@click.command()
@click.argument("address")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def reproduce(ctx: click.Context, address: str, output: str) -> None:
    """Compute the figure of a permanent ADDRESS again, by another way, and say whether it is equal.

    ADDRESS is a path, a whole URL or one of the API. Exit status 0: equal; 1: not, or no such figure.
    """
    from lupaus.indicators.proof.reproducing import reproduce as compute

    found = compute(address)
    if output == "json":
        click.echo(json.dumps(found.as_json(), indent=2, ensure_ascii=False))
        ctx.exit(0 if found.equal else 1)
    proof, figure = found.proof, found.proof.address
    click.echo(
        "{}: {}, {}, {}".format(
            proof.title.words(get_language() or "fi"), figure.region, figure.gender, figure.period
        )
    )
    computed = None if found.computed is None else float(found.computed)
    for words, value in ((_("Shown"), proof.seen.value), (_("Computed again"), computed)):
        click.echo(f"{words}: {_kept_back_or(value, kept_back=proof.is_kept_back)}")
    click.echo(
        _("Read: release %(release)s, table version %(version)s, %(files)s files, %(rows)s rows")
        % {
            "release": figure.release,
            "version": proof.release.table_version,
            "files": found.files,
            "rows": found.rows,
        }
    )
    click.echo(_("Checksum: %(sum)s") % {"sum": proof.sum})
    if not found.same_value:
        click.echo(_("The value is not the same."))
    if not found.same_row:
        click.echo(_("The numerator, denominator, status or release is not the same as in the table."))
    if found.same_sum is False:
        click.echo(_("The checksum of the address is not that of the figure."))
    for name in found.foreign:
        click.echo(_("The file %(file)s holds something else than its release brought.") % {"file": name})
    click.echo(_("Equal.") if found.equal else _("Not equal."))
    ctx.exit(0 if found.equal else 1)


def _kept_back_or(value: float | None, *, kept_back: bool) -> str:
    if kept_back:
        return _("not shown: too few people")
    return _("no value") if value is None else repr(value)
