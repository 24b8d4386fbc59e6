"""The commands `lupaus backup` and `lupaus restore`."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.web.clock import real_clock

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--without-secrets",
    is_flag=True,
    help="Leave the signing keys out; keep them elsewhere, for nothing else can make them again.",
)
@click.pass_obj
def backup(actor: Actor, *, file: Path, without_secrets: bool) -> None:
    """Write everything this installation keeps into one new FILE, while it runs.

    Database, observations with every release, attachments, checkpoints of the audit trail and signing keys;
    not what can be made anew. The file is read back before the command ends.
    """
    from lupaus.config.backup.making import back_up

    made = back_up(actor=actor, clock=real_clock, file=file, with_secrets=not without_secrets)
    figures = {
        "file": made.file,
        "megabytes": round(made.size / 1e6, 1),
        "rows": made.rows,
        "releases": made.releases,
        "attachments": made.attachments,
    }
    click.echo(
        _(
            "%(file)s is whole: megabytes %(megabytes)s, rows %(rows)s, releases %(releases)s,"
            " attachments %(attachments)s."
        )
        % figures
    )
    click.echo(
        _("Its checksum for restore --sha256, to be kept elsewhere: %(sha256)s") % {"sha256": made.sha256}
    )
    if made.others:
        click.echo(_("Also taken along: %(names)s") % {"names": ", ".join(made.others)})
    if made.secrets:
        click.echo(
            _("It holds the signing keys (%(names)s): keep it as secret as a password.")
            % {"names": ", ".join(made.secrets)}
        )
    if made.without:
        click.echo(
            _("Not in it: %(names)s. Keep them apart; a restored service needs them.")
            % {"names": ", ".join(made.without)}
        )


@click.command()
@click.argument("file", type=FILE)
@click.option("--sha256", default="", help="What `lupaus backup` told: refuse any other backup.")
@click.pass_obj
def restore(actor: Actor, *, file: Path, sha256: str) -> None:
    """Put a backup from FILE into an empty data folder (and an empty database).

    The backup is checked whole before anything is written. DATABASE_URL chooses the database, which may be
    of another kind than the backup's, and LUPAUS_OBSERVATIONS_STORE where the observations go.
    """
    from lupaus.config.backup.restoring import restore as put_back

    done = put_back(actor=actor, file=file, sha256=sha256)
    click.echo(
        _("Restored: the state of %(moment)s, rows %(rows)s, releases %(releases)s.")
        % {"moment": done.made_at, "rows": done.rows, "releases": done.releases}
    )
    if done.others:
        click.echo(_("Also put back: %(names)s") % {"names": ", ".join(done.others)})
    if "secret.key" not in done.secrets:
        click.echo(
            _(
                "The backup holds no signing key. Put the old one back (secret.key, or LUPAUS_SECRET_KEY),"
                " else second factors must be set up anew."
            )
        )
    click.echo(_("Look it over before you serve it: lupaus audit verify, lupaus observations check."))


commands: list[click.Command] = [backup, restore]
