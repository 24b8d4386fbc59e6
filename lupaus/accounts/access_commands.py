"""Commands about how people get in: passwords, second factors, sessions, tokens. Beneath `lupaus user`."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _
from rich.markup import escape

from lupaus.accounts import operations, queries
from lupaus.accounts.actors import Actor
from lupaus.accounts.models import Role, SignIn, Token
from lupaus.accounts.passwords import reset_password
from lupaus.accounts.printing import FORMAT, new_table, print_json, print_table
from lupaus.accounts.second_factor import reset_second_factor
from lupaus.accounts.tokens import LONGEST_LIFE, make_token, revoke_token
from lupaus.web.clock import HELSINKI, real_clock


@click.command()
@click.argument("username")
@click.pass_obj
def password(actor: Actor, username: str) -> None:
    """Give a person a new password, made at random and printed once. Their sessions end."""
    made = reset_password(actor=actor, clock=real_clock, username=username)
    click.echo(_("The password, shown only now: %(password)s") % {"password": made})


@click.group("second-factor")
def second_factor() -> None:
    """The second factor of people."""


@second_factor.command()
@click.argument("username")
@click.pass_obj
def reset(actor: Actor, username: str) -> None:
    """Take away the second factor of a person who has lost it. Their sessions end; they set up a new one."""
    reset_second_factor(actor=actor, clock=real_clock, username=username)
    click.echo(_("%(name)s sets up a new second factor at the next sign-in.") % {"name": username})


@click.group()
def sessions() -> None:
    """Where people are signed in."""


@sessions.command("list")
@click.argument("username")
@FORMAT
@click.pass_obj
def list_sessions(actor: Actor, username: str, shape: str) -> None:
    """List the sessions of a person."""
    found = queries.sessions(actor=actor, username=username)
    if shape == "json":
        print_json([_session_json(each) for each in found])
        return
    table = new_table(_("Device"), _("Address"), _("Since"), _("Last seen"))
    for each in found:
        moments = (f"{moment.astimezone(HELSINKI):%Y-%m-%d %H:%M}" for moment in (each.at, each.last_seen_at))
        table.add_row(escape(each.device) or "–", each.address or "–", *moments)
    print_table(table)


@sessions.command()
@click.argument("username")
@click.pass_obj
def end(actor: Actor, username: str) -> None:
    """Sign a person out everywhere."""
    ended = operations.end_sessions(actor=actor, clock=real_clock, username=username)
    click.echo(_("Sessions of %(name)s that have ended: %(count)s.") % {"name": username, "count": ended})


@click.group()
def token() -> None:
    """Personal tokens, with which programs write in a person's name."""


@token.command()
@click.option("--name", required=True, help="What the token is for.")
@click.option(
    "--right",
    "rights",
    multiple=True,
    metavar="ROLE[:ORGANISATION]",
    help="A right it has, such as editor:kaava. May be given several times.",
)
@click.option(
    "--days",
    type=click.IntRange(1, LONGEST_LIFE),
    default=90,
    show_default=True,
    help="How long it lives.",
)
@click.pass_obj
def create(actor: Actor, name: str, rights: tuple[str, ...], days: int) -> None:
    """Make a token of one's own: `lupaus --as USER user token create`. Printed once."""
    made, secret = make_token(
        actor=actor, clock=real_clock, name=name, rights=[_right(words) for words in rights], days=days
    )
    click.echo(_("Token %(number)s, shown only now: %(secret)s") % {"number": made.pk, "secret": secret})


@token.command("list")
@click.argument("username", required=False)
@FORMAT
@click.pass_obj
def list_tokens(actor: Actor, username: str | None, shape: str) -> None:
    """List one's own tokens, or as an administrator those of a person."""
    found = queries.tokens(actor=actor, username=username)
    if shape == "json":
        print_json([_token_json(each) for each in found])
        return
    table = new_table(_("Number"), _("Name"), _("Rights"), _("Lives until"))
    for each in found:
        table.add_row(
            str(each.pk),
            escape(each.name),
            ", ".join(":".join(filter(None, right)) for right in each.grants),
            f"{each.expires_at.astimezone(HELSINKI):%Y-%m-%d %H:%M}",
        )
    print_table(table)


@token.command()
@click.argument("number", type=click.IntRange(1, 2**63 - 1))
@click.pass_obj
def revoke(actor: Actor, number: int) -> None:
    """End a token, named by its number."""
    revoke_token(actor=actor, clock=real_clock, token=number)
    click.echo(_("Token %(number)s is revoked.") % {"number": number})


def _right(words: str) -> tuple[Role, str]:
    role, _colon, organisation = words.partition(":")
    if role not in Role.values:
        raise click.BadParameter(f"{role}: {', '.join(Role.values)}", param_hint="--right")
    return Role(role), organisation


def _session_json(each: SignIn) -> dict[str, object]:
    return {
        "device": each.device,
        "address": each.address,
        "since": each.at.isoformat(),
        "last_seen": each.last_seen_at.isoformat(),
    }


def _token_json(each: Token) -> dict[str, object]:
    return {
        "number": each.pk,
        "name": each.name,
        "rights": [{"role": role, "organisation": place or None} for role, place in each.grants],
        "expires_at": each.expires_at.isoformat(),
        "last_used_at": each.last_used_at.isoformat() if each.last_used_at else None,
    }


commands: list[click.Command] = [password, second_factor, sessions, token]
