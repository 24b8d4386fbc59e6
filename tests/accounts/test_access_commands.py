"""`lupaus user password, second-factor, sessions, token`."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from lupaus.accounts import second_factor
from lupaus.accounts.actors import Actor, actor_of, operator
from lupaus.accounts.commands import user
from lupaus.accounts.models import AuditRecord, Role, SignIn, User
from lupaus.accounts.tokens import BadToken, actor_of_token
from lupaus.web.clock import Clock, real_clock
from lupaus.web.refusals import NotAllowed, NotFound
from tests.accounts.authenticator import with_phone
from tests.signed_in import client_of
from tests.world import PASSWORD, settle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cast(clock: Clock) -> None:
    settle(clock)


def run(*arguments: str, actor: Actor | None = None) -> Result:
    return CliRunner().invoke(user, arguments, obj=actor or operator(), catch_exceptions=False)


def signed_in(username: str) -> Actor:
    return actor_of(User.objects.get(username=username), "command")


def test_a_new_password_is_printed_once_works_and_ends_the_sessions() -> None:
    browser = client_of("eero")
    password = run("password", "eero").output.strip().rsplit(" ", 1)[-1]
    eero = User.objects.get(username="eero")
    assert eero.check_password(password)
    assert not eero.check_password(PASSWORD)
    assert browser.get("/en/account/").status_code == 302
    assert password not in str(list(AuditRecord.objects.values()))


def test_a_lost_second_factor_is_taken_away_and_the_sessions_end() -> None:
    with_phone("eero", real_clock)
    browser = client_of("eero")
    assert "sets up a new second factor" in run("second-factor", "reset", "eero").output
    assert not second_factor.is_set_up(User.objects.get(username="eero"))
    assert browser.get("/en/account/").status_code == 302


def test_sessions_are_listed_and_ended() -> None:
    browser = client_of("eero")
    SignIn.objects.update(device="Mozilla/5.0 [red]x[/red]")
    assert "[red]x[/red]" in run("sessions", "list", "eero").output
    (session,) = json.loads(run("sessions", "list", "eero", "--format", "json").output)
    assert set(session) == {"device", "address", "since", "last_seen"}
    assert "have ended: 1" in run("sessions", "end", "eero").output
    assert browser.get("/en/account/").status_code == 302


def test_a_token_is_made_by_oneself_listed_and_revoked() -> None:
    pirkko = signed_in("pirkko")
    made = run(
        "token", "create", "--name", "sync", "--right", "editor:kaava", "--right", "planner", actor=pirkko
    ).output
    secret = made.strip().rsplit(" ", 1)[-1]
    assert actor_of_token(secret, clock=real_clock).grants == {(Role.EDITOR, "kaava"), (Role.PLANNER, "")}
    (listed,) = json.loads(run("token", "list", "--format", "json", actor=pirkko).output)
    assert listed["rights"] == [
        {"role": "editor", "organisation": "kaava"},
        {"role": "planner", "organisation": None},
    ]
    assert "editor:kaava" in run("token", "list", "pirkko").output
    run("token", "revoke", str(listed["number"]), actor=pirkko)
    with pytest.raises(BadToken):
        actor_of_token(secret, clock=real_clock)


def test_the_machine_itself_has_no_token() -> None:
    with pytest.raises(NotAllowed, match="by a person who has signed in"):
        run("token", "create", "--name", "sync", "--right", "editor:kaava")


def test_a_right_that_is_none_is_wrong_usage() -> None:
    result = run("token", "create", "--name", "x", "--right", "king", actor=signed_in("pirkko"))
    assert result.exit_code == 2
    assert "king" in result.output


@pytest.mark.parametrize(
    "words",
    [
        ("password", "aino"),
        ("second-factor", "reset", "aino"),
        ("sessions", "list", "aino"),
        ("sessions", "end", "aino"),
        ("token", "list", "aino"),
    ],
)
@pytest.mark.parametrize("username", ["pirkko", "maija", "olli"])
def test_only_an_administrator_of_all_does_this_to_others(words: tuple[str, ...], username: str) -> None:
    with pytest.raises(NotAllowed):
        run(*words, actor=signed_in(username))


@pytest.mark.parametrize(
    "words", [("password",), ("second-factor", "reset"), ("sessions", "list"), ("sessions", "end")]
)
def test_an_unknown_person_is_said_to_be_unknown(words: tuple[str, ...]) -> None:
    with pytest.raises(NotFound):
        run(*words, "nobody")
