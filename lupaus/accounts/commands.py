"""Commands about people: who there is and what they may do."""

from __future__ import annotations

import secrets
from dataclasses import asdict

import click
from django.utils.translation import gettext as _
from rich.markup import escape

from lupaus.accounts import access_commands, operations
from lupaus.accounts.actors import Actor, actor_of, operator
from lupaus.accounts.models import Role, User
from lupaus.accounts.printing import FORMAT, new_table, print_json, print_table
from lupaus.accounts.queries import Person, people
from lupaus.accounts.sealing.commands import audit
from lupaus.web.clock import real_clock
from lupaus.web.refusals import Refused


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
@click.option("--organisation", default="", help="The organisation the role is for; without it, every one.")
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
@FORMAT
@click.pass_obj
def list_people(actor: Actor, shape: str) -> None:
    """List people with their roles."""
    found = people(actor=actor)
    if shape == "json":
        print_json([_person_json(person) for person in found])
        return
    table = new_table(_("Username"), _("Name"), _("Roles"), _("Active"))
    for person in found:
        roles = ", ".join(
            f"{role.label} ({place})" if place else str(role.label) for role, place in person.grants
        )
        active = _("yes") if person.is_active else _("no")
        table.add_row(person.username, escape(person.name), roles or "–", active)
    print_table(table)


def _person_json(person: Person) -> dict[str, object]:
    grants = [{"role": role.value, "organisation": place or None} for role, place in person.grants]
    return {**asdict(person), "grants": grants}


for command in access_commands.commands:
    user.add_command(command)

commands: list[click.Command] = [user, audit]
