"""Commands about people: who there is, what they may do, and what was written by whom."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict

import click
from django.utils.translation import gettext as _
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lupaus.accounts import operations
from lupaus.accounts.actors import Actor, actor_of, operator
from lupaus.accounts.models import Role, User
from lupaus.accounts.queries import Entry, Person, audit_trail, people
from lupaus.web.clock import HELSINKI, real_clock
from lupaus.web.refusals import Refused

_WIDEST = 100
_FORMAT = click.option(
    "--format", "shape", type=click.Choice(["table", "json"]), default="table", show_default=True
)


def acting_as(username: str | None) -> Actor:
    """The actor of a command: the operator of the machine, or the named user with their own roles only."""
    if username is None:
        return operator()
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused(_("There is no active user called %(name)s.") % {"name": username})
    return actor_of(user, "command")


@click.group()
def user() -> None:
    """People who sign in, and their roles."""


@user.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--email", default="", help="Address for messages.")
@click.option(
    "--generate", is_flag=True, help="Make a password and print it once, instead of asking for one."
)
@click.pass_obj
def create(actor: Actor, username: str, name: str, email: str, generate: bool) -> None:
    """Let a person in, with no role yet."""
    password = (
        secrets.token_urlsafe(18)
        if generate
        else click.prompt(_("Password"), hide_input=True, confirmation_prompt=True)
    )
    operations.create_user(
        actor=actor, clock=real_clock, username=username, name=name, email=email, password=password
    )
    click.echo(_("%(name)s can sign in. Give a role with: lupaus user role") % {"name": username})
    if generate:
        click.echo(_("The password, shown only now: %(password)s") % {"password": password})


@user.command()
@click.argument("username")
@click.argument("role", type=click.Choice(Role.values))
@click.option("--organisation", default="", help="The organisation an editor's role is for.")
@click.option("--revoke", is_flag=True, help="Take the role away instead.")
@click.pass_obj
def role(actor: Actor, username: str, role: str, organisation: str, revoke: bool) -> None:
    """Give a person a role, or take it away."""
    named = {"user": username, "role": Role(role).label}
    if revoke:
        operations.revoke_role(
            actor=actor, clock=real_clock, username=username, role=Role(role), organisation=organisation
        )
        click.echo(_("%(user)s no longer holds the role %(role)s.") % named)
    elif operations.grant_role(
        actor=actor, clock=real_clock, username=username, role=Role(role), organisation=organisation
    ):
        click.echo(_("%(user)s now holds the role %(role)s.") % named)
    else:
        click.echo(_("%(user)s already holds the role %(role)s; nothing has changed.") % named)


@user.command()
@click.argument("username")
@click.pass_obj
def deactivate(actor: Actor, username: str) -> None:
    """Let a person go. What they did stays in the audit trail."""
    operations.deactivate_user(actor=actor, clock=real_clock, username=username)
    click.echo(_("%(name)s may do nothing any more.") % {"name": username})


@user.command("list")
@_FORMAT
@click.pass_obj
def list_people(actor: Actor, shape: str) -> None:
    """List people with their roles."""
    found = people(actor=actor)
    if shape == "json":
        _print_json([_person_json(person) for person in found])
        return
    table = _table(_("Username"), _("Name"), _("Roles"), _("Active"))
    for person in found:
        roles = ", ".join(
            f"{role.label} ({place})" if place else str(role.label) for role, place in person.grants
        )
        active = _("yes") if person.is_active else _("no")
        table.add_row(person.username, escape(person.name), roles or "–", active)
    _print(table)


@click.command()
@click.option("--kind", help="Only this kind of thing, such as strategy or user.")
@click.option("--id", "object_id", help="Only the thing with this id.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@_FORMAT
@click.pass_obj
def audit(actor: Actor, kind: str | None, object_id: str | None, limit: int, shape: str) -> None:
    """Tell who wrote what and when, the newest first."""
    found = audit_trail(actor=actor, kind=kind, object_id=object_id, limit=limit)
    if shape == "json":
        _print_json([_entry_json(entry) for entry in found])
        return
    table = _table(_("When"), _("Who"), _("Through"), _("Did"), _("To what"))
    for entry in found:
        when = entry.at.astimezone(HELSINKI).strftime("%Y-%m-%d %H:%M")
        what = escape(f"{entry.kind} {entry.object_id}")
        table.add_row(when, escape(entry.actor), entry.channel, entry.verb, what)
    _print(table)


def _table(*titles: str) -> Table:
    """A table that folds what is long: a name cut short could be somebody else's."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for title in titles:
        table.add_column(title, overflow="fold")
    return table


def _print(table: Table) -> None:
    console = Console(highlight=False)
    console.width = min(console.width, _WIDEST) if console.is_terminal else _WIDEST
    console.print(table)


def _person_json(person: Person) -> dict[str, object]:
    grants = [{"role": role.value, "organisation": place or None} for role, place in person.grants]
    return {**asdict(person), "grants": grants}


def _entry_json(entry: Entry) -> dict[str, object]:
    told = asdict(entry)
    told["id"] = told.pop("object_id")
    return {**told, "at": entry.at.isoformat()}


def _print_json(rows: list[dict[str, object]]) -> None:
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2))


commands: list[click.Command] = [user, audit]
