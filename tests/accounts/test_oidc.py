"""Signing in with an OpenID Connect provider, which may be wrong, slow or a liar."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import AuditRecord, SignIn, User
from lupaus.accounts.operations import deactivate_user
from lupaus.config.oidc import read_oidc
from lupaus.web.clock import Clock, real_clock
from tests.accounts.authenticator import code_of, with_phone
from tests.accounts.provider import ANOTHER_KEY, CLIENT_ID, CLIENT_SECRET, Provider, fake_provider
from tests.world import settle

pytestmark = pytest.mark.django_db

LOGIN = "/sv/account/login/"
ANSWER = "/sv/account/provider/answer/"
ACCOUNT = "/sv/account/"
VERIFIED = {"email": "Eero@Example.fi", "email_verified": True}


@pytest.fixture
def provider(clock: Clock, settings: Settings) -> Iterator[Provider]:
    settle(clock)
    User.objects.filter(username="eero").update(email="eero@example.fi")
    settings.LUPAUS_SECOND_FACTOR = "optional"
    with fake_provider() as provider:
        settings.LUPAUS_OIDC = read_oidc(
            {
                "LUPAUS_OIDC_ISSUER": provider.issuer,
                "LUPAUS_OIDC_CLIENT_ID": CLIENT_ID,
                "LUPAUS_OIDC_CLIENT_SECRET": CLIENT_SECRET,
                "LUPAUS_OIDC_NAME": "Kaavan kirjautuminen",
            }
        )
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": settings.LUPAUS_OIDC}
        provider.claims = dict(VERIFIED)
        yield provider


def begin(client: Client, wish: str = "/sv/workspace/x/") -> str:
    """Press the button. Returns the address at the provider."""
    page = client.post("/sv/account/provider/", {"next": wish})
    assert page.status_code == 200, page.content.decode()
    way = re.search(r'<a class="button" href="([^"]+)"', page.content.decode())
    assert way
    return html.unescape(way[1])


def go(client: Client, provider: Provider, **changed: str) -> Any:
    """The whole way: to the provider and back."""
    return client.get(ANSWER, {**provider.authorise(begin(client)), **changed})


def refused(answer: Any) -> str:
    assert answer.status_code == 403
    assert not SignIn.objects.exists()
    assert AuditRecord.objects.filter(verb="sign_in_failed").count() == 1
    return str(answer.content.decode())


def test_the_button_names_the_provider_and_is_not_there_without_one(
    client: Client, provider: Provider, settings: Settings
) -> None:
    assert "Kaavan kirjautuminen" in client.get(LOGIN).content.decode()
    settings.LUPAUS_OIDC = {}
    assert "Kaavan kirjautuminen" not in client.get(LOGIN).content.decode()
    assert client.post("/sv/account/provider/").status_code == 404
    assert client.get(ANSWER).status_code == 404


def test_who_has_an_account_with_the_verified_address_comes_in_and_is_led_on(
    client: Client, provider: Provider
) -> None:
    answer = go(client, provider)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sv/workspace/x/")
    assert "Eero Editor" in client.get(ACCOUNT).content.decode()
    assert [record.verb for record in AuditRecord.objects.order_by("-pk")[:2]] == ["sign_in", "link_identity"]
    kept = str(list(SocialAccount.objects.values("extra_data", "uid")))
    assert "42" not in kept.replace(SocialAccount.objects.get().uid, "")


def test_the_second_time_the_identity_counts_whatever_the_address(client: Client, provider: Provider) -> None:
    go(client, provider)
    provider.claims = {"email": "new@example.fi", "email_verified": False}
    assert go(Client(), provider).status_code == 302
    assert SignIn.objects.filter(user__username="eero").count() == 2
    assert SocialAccount.objects.count() == 1


def test_another_identity_with_the_same_address_does_not_take_the_account_over(
    client: Client, provider: Provider
) -> None:
    go(client, provider)
    SignIn.objects.all().delete()
    provider.claims = {**VERIFIED, "sub": "43"}
    refused(go(Client(), provider))
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@example.fi", "email_verified": True},
        {"email": "eero@example.fi", "email_verified": False},
        {"email": "eero@example.fi", "email_verified": "true"},
        {"email": "eero@example.fi"},
        {"email": "", "email_verified": True},
        {"email": ["eero@example.fi"], "email_verified": True},
        {},
    ],
)
def test_a_stranger_is_refused_and_no_account_is_made(
    claims: dict[str, Any], client: Client, provider: Provider
) -> None:
    provider.claims, before = claims, User.objects.count()
    refused(go(client, provider))
    assert User.objects.count() == before
    assert not SocialAccount.objects.exists()


def test_an_address_of_two_people_is_nobodys(client: Client, provider: Provider) -> None:
    User.objects.filter(username="olli").update(email="EERO@example.fi")
    refused(go(client, provider))


def test_who_was_let_go_does_not_come_in(
    client: Client, provider: Provider, at_the_machine: Actor, clock: Clock
) -> None:
    deactivate_user(actor=at_the_machine, clock=clock, username="eero")
    refused(go(client, provider))


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another-service"},
        {"aud": ["lupaus", "other"], "azp": "other"},
        {"aud": None},
        {"nonce": "of-another-attempt"},
        {"nonce": None},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"sub": None},
        {"sub": ["42"]},
    ],
)
def test_an_identity_token_that_is_wrong_anywhere_is_not_believed(
    lie: dict[str, Any], client: Client, provider: Provider
) -> None:
    provider.claims |= lie
    refused(go(client, provider))


def test_a_token_signed_by_somebody_else_is_not_believed(client: Client, provider: Provider) -> None:
    provider.key = ANOTHER_KEY
    refused(go(client, provider))


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_needs_no_private_key_is_not_believed(
    algorithm: str, client: Client, provider: Provider
) -> None:
    provider.algorithm = algorithm
    refused(go(client, provider))


def test_an_answer_without_an_identity_token_is_not_believed(client: Client, provider: Provider) -> None:
    provider.without_token = True
    refused(go(client, provider))


def test_a_provider_that_calls_itself_otherwise_is_not_believed(client: Client, provider: Provider) -> None:
    provider.discovered = {"issuer": "https://evil.example"}
    refused(go(client, provider))


def test_an_answer_of_another_issuer_is_not_believed(client: Client, provider: Provider) -> None:
    refused(go(client, provider, iss="https://evil.example"))


def test_an_answer_that_names_the_issuer_is(client: Client, provider: Provider) -> None:
    assert go(client, provider, iss=provider.issuer).status_code == 302


@pytest.mark.parametrize("state", ["", "made-up"])
def test_an_answer_nobody_asked_for_is_refused(state: str, client: Client, provider: Provider) -> None:
    refused(go(client, provider, state=state))


def test_an_answer_to_somebody_elses_attempt_is_refused(client: Client, provider: Provider) -> None:
    """Sign-in forgery: the attacker's own answer, given to the victim's browser."""
    attacker = Client()
    answer = provider.authorise(begin(attacker))
    begin(client)
    refused(client.get(ANSWER, answer))


def test_an_answer_works_once(client: Client, provider: Provider) -> None:
    answer = provider.authorise(begin(client))
    assert client.get(ANSWER, answer).status_code == 302
    assert client.get(ANSWER, answer).status_code == 403


def test_a_wrong_code_is_refused(client: Client, provider: Provider) -> None:
    refused(go(client, provider, code="stolen"))


def test_who_changes_their_mind_at_the_provider_is_back_at_the_door(
    client: Client, provider: Provider
) -> None:
    state = provider.authorise(begin(client))["state"]
    refused(client.get(ANSWER, {"state": state, "error": "access_denied"}))


def test_a_provider_that_does_not_answer_is_said_to_be_so(client: Client, provider: Provider) -> None:
    provider.down = True
    answer = client.post("/sv/account/provider/")
    assert answer.status_code == 403
    assert "provider.html" not in answer.content.decode()


def test_it_is_begun_by_a_deed_of_this_service_only(provider: Provider) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/sv/account/provider/").status_code == 403
    assert client.get("/sv/account/provider/").status_code == 405


@pytest.mark.parametrize("wish", ["https://evil.example/", "//evil.example", "/sv/"])
def test_it_leads_on_within_the_workspace_only(wish: str, client: Client, provider: Provider) -> None:
    answer = client.get(ANSWER, provider.authorise(begin(client, wish)))
    assert answer.headers["Location"] == ACCOUNT


def test_the_session_has_a_new_key(client: Client, provider: Provider, settings: Settings) -> None:
    way = begin(client)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.get(ANSWER, provider.authorise(way))
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before


class TestSecondFactor:
    def test_ours_is_asked_for_where_the_provider_asked_for_one_factor(
        self, client: Client, provider: Provider
    ) -> None:
        key, _codes = with_phone("eero", real_clock)
        answer = go(client, provider)
        assert answer.headers["Location"].startswith("/sv/account/login/code/?next=")
        assert client.get(ACCOUNT).status_code == 302
        answer = client.post("/sv/account/login/code/", {"code": code_of(key, real_clock)})
        assert answer.status_code == 302
        assert client.get(ACCOUNT).status_code == 200

    def test_two_factors_at_the_provider_are_two_factors(
        self, client: Client, provider: Provider, settings: Settings
    ) -> None:
        settings.LUPAUS_SECOND_FACTOR = "required"
        with_phone("eero", real_clock)
        provider.claims |= {"amr": ["pwd", "mfa"]}
        assert go(client, provider).headers["Location"] == "/sv/workspace/x/"
        assert client.get(ACCOUNT).status_code == 200

    @pytest.mark.parametrize("methods", [None, [], ["pwd"], "mfa", {"mfa": 1}])
    def test_what_does_not_say_so_is_one_factor(
        self, methods: Any, client: Client, provider: Provider, settings: Settings
    ) -> None:
        settings.LUPAUS_SECOND_FACTOR = "required"
        provider.claims |= {"amr": methods}
        go(client, provider)
        assert client.get(ACCOUNT).headers["Location"].startswith("/sv/account/second-factor/")


class TestSettings:
    def test_half_a_provider_is_refused_by_name(self) -> None:
        with pytest.raises(ImproperlyConfigured, match="LUPAUS_OIDC_CLIENT_SECRET is missing"):
            read_oidc({"LUPAUS_OIDC_ISSUER": "https://id.example", "LUPAUS_OIDC_CLIENT_ID": "x"})

    def test_a_provider_without_https_is_refused(self) -> None:
        with pytest.raises(ImproperlyConfigured, match="https"):
            read_oidc(
                {
                    "LUPAUS_OIDC_ISSUER": "http://id.example",
                    "LUPAUS_OIDC_CLIENT_ID": "x",
                    "LUPAUS_OIDC_CLIENT_SECRET": "y",
                }
            )

    def test_without_a_provider_there_is_none(self) -> None:
        assert read_oidc({"LUPAUS_OIDC_NAME": "just a name"}) == {}
