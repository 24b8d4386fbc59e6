"""Signing in and out, by the pages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import Attempt, AuditRecord, SignIn, User
from lupaus.accounts.operations import create_user, deactivate_user
from lupaus.web.clock import Clock, real_clock
from tests.accounts.authenticator import code_of, with_phone
from tests.signed_in import client_of
from tests.world import EERO, PASSWORD, settle

pytestmark = pytest.mark.django_db

LOGIN = "/en/account/login/"
CODE = "/en/account/login/code/"
ACCOUNT = "/en/account/"


@pytest.fixture(autouse=True)
def cast(clock: Clock, settings: Settings) -> None:
    settings.LUPAUS_SECOND_FACTOR = "optional"
    settle(clock)


def sign_in(client: Client, username: str = "eero", password: str = PASSWORD, **more: Any) -> Any:
    return client.post(LOGIN, {"username": username, "password": password}, **more)


def told() -> list[tuple[str, str, str, str]]:
    """What the trail says of signing in: verb, whose, by whom, the rest."""
    return [
        (
            each.verb,
            each.object_id,
            each.actor,
            str((each.after or {}).get("what") or (each.after or {}).get("how")),
        )
        for each in AuditRecord.objects.filter(kind="sign-in").order_by("pk")
    ]


def test_who_knows_the_password_comes_in_and_is_led_on(client: Client) -> None:
    answer = client.post(
        LOGIN, {"username": "eero", "password": PASSWORD, "next": "/en/workspace/people/?page=1"}
    )
    assert answer.headers["Location"] == "/en/workspace/people/?page=1"
    page = client.get(ACCOUNT)
    assert "Eero Editor" in page.content.decode()
    assert client.get(LOGIN).headers["Location"] == ACCOUNT
    assert told() == [("sign_in", "eero", "eero", "password")]
    assert PASSWORD not in str(list(AuditRecord.objects.values()))


def test_capital_letters_and_spaces_in_the_username_do_no_harm(client: Client) -> None:
    assert sign_in(client, " Eero ").status_code == 302


@pytest.mark.parametrize("wish", ["https://evil.example/", "//evil.example/", "/en/", "/api/v1/", "\\evil"])
def test_signing_in_leads_nowhere_else(client: Client, wish: str) -> None:
    answer = client.post(LOGIN, {"username": "eero", "password": PASSWORD, "next": wish})
    assert answer.headers["Location"] == ACCOUNT
    shown = Client().get(LOGIN, {"next": wish})
    assert "evil" not in shown.content.decode()


def test_the_session_has_a_new_key_after_signing_in(client: Client, settings: Settings) -> None:
    planted = client_of("olli")
    before = planted.cookies[settings.SESSION_COOKIE_NAME].value
    assert planted.post("/en/account/logout/").status_code == 302
    planted.cookies[settings.SESSION_COOKIE_NAME] = before
    sign_in(planted)
    after = planted.cookies[settings.SESSION_COOKIE_NAME].value
    assert after != before
    attacker = Client()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = before
    assert attacker.get(ACCOUNT).status_code == 302


def test_the_cookie_is_for_this_service_and_no_script(client: Client, settings: Settings) -> None:
    sign_in(client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["domain"]
    assert cookie["path"] == "/"
    assert not cookie["max-age"]


def test_a_form_without_its_key_does_nothing(settings: Settings) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = sign_in(client)
    assert answer.status_code == 403
    assert "did not come from this service" in answer.content.decode()
    inside = client_of(EERO, checks_forms=True)
    for address in ("/en/account/logout/", "/en/account/sessions/others/end/", "/en/account/tokens/"):
        assert inside.post(address).status_code == 403
    assert inside.get(ACCOUNT).status_code == 200


def test_signing_out_is_a_deed_and_ends_the_session(client: Client) -> None:
    sign_in(client)
    assert client.get("/en/account/logout/").status_code == 405
    assert client.get(ACCOUNT).status_code == 200
    assert client.post("/en/account/logout/").status_code == 302
    assert client.get(ACCOUNT).status_code == 302
    assert not SignIn.objects.exists()
    assert [verb for verb, *_rest in told()] == ["sign_in", "sign_out"]


class TestStrangers:
    """Whoever does not come in learns nothing, whatever was wrong."""

    def refused(self, username: str, password: str) -> str:
        answer = sign_in(Client(), username, password)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "The username or the password is not right." in page
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(username, "NAME")

    def test_an_unknown_name_and_a_wrong_password_look_alike(
        self, at_the_machine: Actor, clock: Clock
    ) -> None:
        deactivate_user(actor=at_the_machine, clock=clock, username="riitta")
        pages = {
            self.refused("eero", "a wrong sentence altogether"),
            self.refused("nobody-at-all", "a wrong sentence altogether"),
            self.refused("riitta", PASSWORD),
            self.refused("rasmus", ""),
            self.refused("paula", PASSWORD + "x" * 2000),
        }
        assert len(pages) == 1

    def test_the_password_is_hashed_for_an_unknown_name_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        hashed: list[str] = []
        original = User.set_password

        def counted(user: User, password: str | None) -> None:
            hashed.append("once")
            original(user, password)

        monkeypatch.setattr(User, "set_password", counted)
        self.refused("nobody-at-all", "a wrong sentence altogether")
        assert hashed == ["once"]

    def test_what_was_tried_is_recorded_without_what_was_typed(self) -> None:
        self.refused("eero", "a wrong sentence altogether")
        self.refused("my secret typed in the wrong field", "x")
        assert told() == [
            ("sign_in_failed", "eero", "", "password"),
            ("sign_in_failed", "-", "", "password"),
        ]
        kept = str(list(AuditRecord.objects.values())) + str(list(Attempt.objects.values()))
        assert "wrong" not in kept

    @pytest.mark.parametrize("username", ["eero", "nobody-at-all"])
    def test_after_six_failures_one_has_to_wait_and_the_limit_ends_by_itself(
        self, username: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _again in range(6):
            self.refused(username, "wrong")
        answer = sign_in(Client(), username, PASSWORD)
        assert answer.status_code == 429
        assert "Too many attempts have failed. Try again in 15 minutes." in answer.content.decode()
        soon = real_clock() + timedelta(minutes=16)
        monkeypatch.setattr("lupaus.accounts.views.sign_in.real_clock", lambda: soon)
        assert sign_in(Client(), "eero").status_code == 302

    @pytest.mark.slow
    def test_one_address_cannot_try_everybody(self) -> None:
        for number in range(30):
            self.refused(f"name{number}", "wrong")
        assert sign_in(Client(), "eero").status_code == 429
        assert sign_in(Client(), "eero", REMOTE_ADDR="192.0.2.7").status_code == 302

    @pytest.mark.slow
    def test_all_addresses_of_one_ipv6_network_count_together(self) -> None:
        for number in range(30):
            sign_in(Client(), f"name{number}", "wrong", REMOTE_ADDR=f"2001:db8::{number:x}")
        assert sign_in(Client(), "eero", REMOTE_ADDR="2001:db8::ffff").status_code == 429
        assert sign_in(Client(), "eero", REMOTE_ADDR="2001:db8:0:1::1").status_code == 302

    @pytest.mark.slow
    def test_strangers_cannot_lock_a_person_out_of_a_device_they_know(self, client: Client) -> None:
        sign_in(client)
        client.post("/en/account/logout/")
        for number in range(61):
            sign_in(Client(), "eero", "wrong", REMOTE_ADDR=f"192.0.2.{number}")
        assert sign_in(Client(), "eero", REMOTE_ADDR="192.0.2.200").status_code == 429
        assert sign_in(client, REMOTE_ADDR="192.0.2.200").status_code == 302

    def test_the_mark_of_a_device_is_good_for_its_person_only(self, client: Client) -> None:
        sign_in(client)
        client.post("/en/account/logout/")
        for _again in range(6):
            assert sign_in(client, "riitta", "wrong").status_code == 422
        assert sign_in(client, "riitta").status_code == 429

    def test_where_proxies_are_counted_a_client_cannot_invent_its_address(self, settings: Settings) -> None:
        settings.LUPAUS_PROXIES = 1
        for number in range(6):
            sign_in(Client(), "eero", "wrong", headers={"x-forwarded-for": f"203.0.113.{number}, 192.0.2.9"})
        blocked = sign_in(Client(), "eero", headers={"x-forwarded-for": "203.0.113.77, 192.0.2.9"})
        assert blocked.status_code == 429


class TestTwoFactors:
    @pytest.fixture
    def phone(self) -> str:
        key, _codes = with_phone("eero", real_clock)
        return key

    def test_the_password_alone_opens_nothing(self, client: Client, phone: str) -> None:
        answer = sign_in(client)
        assert answer.headers["Location"].startswith(CODE)
        assert client.get(ACCOUNT).status_code == 302
        assert client.get(CODE).status_code == 200
        assert not SignIn.objects.exists()

    def test_with_the_code_one_is_in(self, client: Client, phone: str, settings: Settings) -> None:
        settings.LUPAUS_SECOND_FACTOR = "required"
        sign_in(client)
        answer = client.post(CODE, {"code": code_of(phone, real_clock), "next": "/en/workspace/x/"})
        assert answer.headers["Location"] == "/en/workspace/x/"
        assert client.get(ACCOUNT).status_code == 200
        assert ("sign_in", "eero", "eero", "password and code") in told()

    def test_a_code_works_once(self, phone: str) -> None:
        code = code_of(phone, real_clock)
        first, second = Client(), Client()
        for browser in (first, second):
            sign_in(browser)
        assert first.post(CODE, {"code": code}).status_code == 302
        answer = second.post(CODE, {"code": code})
        assert answer.status_code == 422
        assert "has been used already" in answer.content.decode()

    def test_a_code_of_another_time_is_refused(self, client: Client, phone: str) -> None:
        sign_in(client)
        for minutes in (-2, 2):
            code = code_of(phone, real_clock, later=timedelta(minutes=minutes))
            assert client.post(CODE, {"code": code}).status_code == 422

    def test_a_recovery_code_works_once(self, client: Client) -> None:
        _key, codes = with_phone("eero", real_clock)
        for browser, status in ((client, 302), (Client(), 422)):
            sign_in(browser)
            assert browser.post(CODE, {"code": f"{codes[0][:5]} {codes[0][5:]}"}).status_code == status

    @pytest.mark.parametrize("code", ["", "abcdef", "٣٣٣٣٣٣", "1" * 5000, "000000\x00"])
    def test_what_is_no_code_is_refused(self, client: Client, phone: str, code: str) -> None:
        sign_in(client)
        assert client.post(CODE, {"code": code}).status_code == 422

    def test_codes_cannot_be_tried_at_will(self, client: Client, phone: str) -> None:
        sign_in(client)
        for _again in range(6):
            client.post(CODE, {"code": "000000"})
        assert client.post(CODE, {"code": code_of(phone, real_clock)}).status_code == 429

    def test_the_code_must_follow_soon(
        self, client: Client, phone: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sign_in(client)
        soon = real_clock() + timedelta(minutes=11)
        monkeypatch.setattr("lupaus.accounts.views.sign_in.real_clock", lambda: soon)
        assert client.get(CODE).headers["Location"].startswith(LOGIN)

    def test_between_the_two_nobody_may_be_let_go(
        self, client: Client, phone: str, at_the_machine: Actor, clock: Clock
    ) -> None:
        sign_in(client)
        deactivate_user(actor=at_the_machine, clock=clock, username="eero")
        answer = client.post(CODE, {"code": code_of(phone, real_clock)})
        assert answer.headers["Location"].startswith(LOGIN)

    def test_without_a_password_given_there_is_no_page_for_the_code(self, client: Client) -> None:
        assert client.get(CODE).headers["Location"].startswith(LOGIN)


def test_a_script_in_a_name_is_shown_as_words(
    client: Client, at_the_machine: Actor, clock: Clock, settings: Settings
) -> None:
    script = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    create_user(actor=at_the_machine, clock=clock, username="mallory", name=script, password=PASSWORD)
    settings.LUPAUS_SECOND_FACTOR = "optional"
    pages = [client_of("mallory").get(ACCOUNT), client_of("aino").get("/en/workspace/people/")]
    pages.append(client_of("aino").get("/en/workspace/people/mallory/deactivate/"))
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()
        assert "&lt;script&gt;alert(1)" in page.content.decode()


def test_the_pages_of_the_door_are_told_in_three_languages(client: Client) -> None:
    for language in ("fi", "sv", "en"):
        page = client.get(f"/{language}/account/login/")
        assert page.headers["Content-Language" if "Content-Language" in page.headers else "Cache-Control"]
        assert f'<html lang="{language}">' in page.content.decode()
        assert "style=" not in page.content.decode()
        assert page.headers["Cache-Control"] == "no-store"


def test_the_sign_in_page_begins_no_session(client: Client, settings: Settings) -> None:
    client.get(LOGIN)
    sign_in(client, password="wrong")
    assert settings.SESSION_COOKIE_NAME not in client.cookies
