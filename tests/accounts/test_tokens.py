"""Personal tokens: what they carry, how long, and that they never carry more than their owner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from lupaus.accounts import tokens
from lupaus.accounts.actors import Actor, actor_of
from lupaus.accounts.api import TokenAuth
from lupaus.accounts.limits import TooManyAttempts
from lupaus.accounts.models import AuditRecord, Role, Token, User
from lupaus.accounts.operations import deactivate_user, grant_role, revoke_role
from lupaus.accounts.tokens import BadToken, TokenRefused, actor_of_token, make_token, revoke_token
from lupaus.web.clock import Clock, real_clock
from lupaus.web.refusals import NotAllowed, NotFound
from tests.world import settle

pytestmark = pytest.mark.django_db

KAAVA = (Role.EDITOR, "kaava")


@pytest.fixture(autouse=True)
def cast(clock: Clock) -> None:
    settle(clock)


def signed_in(username: str) -> Actor:
    return actor_of(User.objects.get(username=username), "page")


def token_of(username: str, clock: Clock, *rights: tuple[Role, str], days: int = 30) -> tuple[Token, str]:
    return make_token(actor=signed_in(username), clock=clock, name="sync", rights=rights, days=days)


def test_a_program_acts_with_the_chosen_rights_and_no_more(clock: Clock) -> None:
    _token, secret = token_of("pirkko", clock, KAAVA)
    actor = actor_of_token(secret, clock=clock)
    assert (actor.name, actor.channel) == ("pirkko", "api")
    assert actor.grants == {KAAVA}
    assert not actor.may(Role.PLANNER)
    assert not actor.may(Role.EDITOR, "mk01")


def test_a_token_of_one_organisation_is_none_in_another(clock: Clock) -> None:
    _token, secret = token_of("matti", clock, (Role.EDITOR, "muu"))
    actor = actor_of_token(secret, clock=clock)
    assert not any(actor.may(role, "kaava") or actor.may(role) for role in Role)


@pytest.mark.parametrize(
    ("username", "right"),
    [
        ("matti", KAAVA),
        ("matti", (Role.EDITOR, "")),
        ("matti", (Role.ADMINISTRATOR, "muu")),
        ("maija", KAAVA),
        ("maija", (Role.ADMINISTRATOR, "")),
        ("pirkko", (Role.ADMINISTRATOR, "")),
        ("riitta", KAAVA),
    ],
)
def test_nobody_can_give_a_token_what_they_do_not_have(
    username: str, right: tuple[Role, str], clock: Clock
) -> None:
    with pytest.raises(NotAllowed):
        token_of(username, clock, right)
    assert not Token.objects.exists()


def test_an_administrators_token_can_be_limited_to_one_role(clock: Clock) -> None:
    _token, secret = token_of("maija", clock, (Role.READER, "muu"))
    actor = actor_of_token(secret, clock=clock)
    assert actor.may(Role.READER, "muu")
    assert not actor.may(Role.EDITOR, "muu")
    assert not actor.may(Role.ADMINISTRATOR, "muu")


def test_what_its_owner_loses_a_token_loses_at_once_and_gets_back(
    clock: Clock, at_the_machine: Actor
) -> None:
    _token, secret = token_of("eero", clock, (Role.EDITOR, "kaavan-nuoret"))
    about = {"username": "eero", "role": Role.EDITOR, "organisation": "kaavan-nuoret"}
    revoke_role(actor=at_the_machine, clock=clock, **about)  # type: ignore[arg-type]  # mixed on purpose
    assert actor_of_token(secret, clock=clock).grants == frozenset()
    grant_role(actor=at_the_machine, clock=clock, **about)  # type: ignore[arg-type]
    assert actor_of_token(secret, clock=clock).may(Role.EDITOR, "kaavan-nuoret")


def test_what_its_owner_gains_a_token_does_not(clock: Clock, at_the_machine: Actor) -> None:
    _token, secret = token_of("eero", clock, (Role.EDITOR, "kaavan-nuoret"))
    grant_role(actor=at_the_machine, clock=clock, username="eero", role=Role.ADMINISTRATOR)
    assert not actor_of_token(secret, clock=clock).may(Role.PUBLISHER)


def test_a_token_ends_with_its_time(clock: Clock) -> None:
    _token, secret = token_of("pirkko", clock, KAAVA, days=1)
    actor_of_token(secret, clock=lambda: clock() + timedelta(hours=23))
    with pytest.raises(BadToken):
        actor_of_token(secret, clock=lambda: clock() + timedelta(days=1))


def test_a_revoked_token_opens_nothing(clock: Clock) -> None:
    token, secret = token_of("pirkko", clock, KAAVA)
    for _again in range(2):
        revoke_token(actor=signed_in("pirkko"), clock=clock, token=token.pk)
    with pytest.raises(BadToken):
        actor_of_token(secret, clock=clock)
    assert AuditRecord.objects.filter(verb="revoke_token").count() == 1


def test_the_tokens_of_who_was_let_go_open_nothing(clock: Clock, at_the_machine: Actor) -> None:
    _token, secret = token_of("pirkko", clock, KAAVA)
    deactivate_user(actor=at_the_machine, clock=clock, username="pirkko")
    User.objects.filter(username="pirkko").update(is_active=True)  # even if they came back
    with pytest.raises(BadToken):
        actor_of_token(secret, clock=clock)


@pytest.mark.parametrize("secret", ["", "lupaus_", "x" * 10_000, "lupaus_\x00", "päivää"])
def test_what_is_no_token_opens_nothing(secret: str, clock: Clock) -> None:
    with pytest.raises(BadToken):
        actor_of_token(secret, clock=clock)


def test_one_person_cannot_end_anothers_token_nor_learn_that_it_is_there(clock: Clock) -> None:
    token, secret = token_of("pirkko", clock, KAAVA)
    for username in ("eero", "maija"):
        with pytest.raises(NotFound) as refused:
            revoke_token(actor=signed_in(username), clock=clock, token=token.pk)
        with pytest.raises(NotFound) as nothing:
            revoke_token(actor=signed_in(username), clock=clock, token=token.pk + 1000)
        assert str(refused.value).replace(str(token.pk), "N") == str(nothing.value).replace(
            str(token.pk + 1000), "N"
        )
    actor_of_token(secret, clock=clock)
    revoke_token(actor=signed_in("aino"), clock=clock, token=token.pk)
    with pytest.raises(BadToken):
        actor_of_token(secret, clock=clock)


def test_a_token_makes_no_token(clock: Clock) -> None:
    _token, secret = token_of("pirkko", clock, KAAVA)
    with pytest.raises(NotAllowed, match="not by a token"):
        make_token(
            actor=actor_of_token(secret, clock=clock), clock=clock, name="two", rights=[KAAVA], days=365
        )


def test_all_that_is_wrong_with_a_new_token_is_said_at_once(clock: Clock) -> None:
    with pytest.raises(TokenRefused) as refused:
        make_token(actor=signed_in("pirkko"), clock=clock, name=" ", rights=[], days=366)
    assert [problem.path for problem in refused.value.problems] == ["name", "rights", "days"]


def test_a_person_has_only_so_many_tokens(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST_TOKENS", 1)
    token_of("pirkko", clock, KAAVA)
    with pytest.raises(TokenRefused):
        token_of("pirkko", clock, KAAVA)


def test_the_secret_is_kept_nowhere(clock: Clock) -> None:
    _token, secret = token_of("pirkko", clock, KAAVA)
    record = AuditRecord.objects.get(verb="make_token")
    kept = str(list(Token.objects.values())) + str(record.after)
    assert secret not in kept
    assert secret.startswith("lupaus_")
    assert Token.objects.get().digest not in str(record.after)
    assert record.after is not None
    assert record.after["rights"] == ["editor kaava"]


class TestAtTheDoorOfTheApi:
    def ask(self, words: str | None, address: str = "127.0.0.1") -> Actor:
        request = RequestFactory().get("/", REMOTE_ADDR=address)
        if words is not None:
            request.META["HTTP_AUTHORIZATION"] = words
        actor: Actor = TokenAuth()(request)
        assert request.actor is actor  # type: ignore[attr-defined]
        return actor

    def test_the_token_comes_in_its_header(
        self, clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        _token, secret = token_of("pirkko", real_clock, KAAVA)
        assert self.ask(f"Bearer {secret}").grants == {KAAVA}
        with django_assert_num_queries(2):
            self.ask(f"bearer  {secret} ")
        assert Token.objects.get().last_used_at

    @pytest.mark.parametrize("words", [None, "", "Bearer", "Bearer ", "Basic cGlya2tvOng=", "lupaus_x"])
    def test_without_one_it_is_asked_for(self, words: str | None) -> None:
        with pytest.raises(BadToken, match="needs a personal token") as refused:
            self.ask(words)
        assert refused.value.status == 401

    def test_tokens_cannot_be_guessed_at_will(self, clock: Clock) -> None:
        _token, secret = token_of("pirkko", real_clock, KAAVA)
        for number in range(30):
            with pytest.raises(BadToken):
                self.ask(f"Bearer lupaus_{number}")
        with pytest.raises(TooManyAttempts):
            self.ask("Bearer lupaus_x")
        assert self.ask(f"Bearer {secret}").name == "pirkko", "who has a right one is not in the way"
        with pytest.raises(BadToken):
            self.ask("Bearer lupaus_x", address="192.0.2.1")
