"""The door of every page for people who have signed in."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from pytest_django import Settings

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import SignIn, User
from lupaus.accounts.operations import deactivate_user
from lupaus.accounts.pages import way_on
from lupaus.web import clock as web_clock
from lupaus.web.clock import Clock, real_clock
from tests.signed_in import client_of
from tests.world import EERO, settle

pytestmark = pytest.mark.django_db

ACCOUNT = "/en/account/"


@pytest.fixture(autouse=True)
def cast(clock: Clock) -> None:
    settle(clock)


def later(monkeypatch: pytest.MonkeyPatch, time: timedelta) -> None:
    now: datetime = real_clock() + time
    monkeypatch.setattr(web_clock, "real_clock", lambda: now)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_who_has_not_signed_in_is_sent_to_do_so_in_the_same_language(client: Client, language: str) -> None:
    answer = client.get(f"/{language}/account/?x=1&y=%C3%A4")
    assert answer.status_code == 302
    assert answer.headers["Location"] == (
        f"/{language}/account/login/?next=%2F{language}%2Faccount%2F%3Fx%3D1%26y%3D%25C3%25A4"
    )
    assert answer.headers["Cache-Control"] == "no-store"


def test_who_has_signed_in_sees_the_page_and_nothing_keeps_it() -> None:
    answer = client_of(EERO).get(ACCOUNT)
    assert answer.status_code == 200
    assert "Eero Editor" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]
    assert "ETag" not in answer.headers
    assert Client().get(ACCOUNT).status_code == 302


def test_without_the_second_factor_only_the_way_to_it_is_open(settings: Settings) -> None:
    client = client_of(EERO, second_factor=False)
    assert client.get(ACCOUNT).headers["Location"].startswith("/en/account/second-factor/?next=")
    assert client.get("/en/account/second-factor/").status_code == 200
    settings.LUPAUS_SECOND_FACTOR = "optional"
    assert client.get(ACCOUNT).status_code == 200


def test_who_was_let_go_is_out_at_once(at_the_machine: Actor, clock: Clock) -> None:
    client = client_of(EERO)
    deactivate_user(actor=at_the_machine, clock=clock, username="eero")
    assert client.get(ACCOUNT).status_code == 302


def test_a_session_ends_an_hour_after_its_person_was_last_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(EERO)
    later(monkeypatch, timedelta(minutes=59))
    assert client.get(ACCOUNT).status_code == 200
    later(monkeypatch, timedelta(minutes=59 + 59))
    assert client.get(ACCOUNT).status_code == 200
    later(monkeypatch, timedelta(minutes=59 + 59 + 61))
    assert client.get(ACCOUNT).status_code == 302
    assert not SignIn.objects.exists()
    assert not Session.objects.exists()


def test_a_session_ends_after_twelve_hours_whatever_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(EERO)
    for minutes in range(50, 12 * 60, 50):
        later(monkeypatch, timedelta(minutes=minutes))
        assert client.get(ACCOUNT).status_code == 200
    later(monkeypatch, timedelta(minutes=12 * 60 + 1))
    assert client.get(ACCOUNT).status_code == 302


def test_every_session_ends_when_the_password_changes() -> None:
    client = client_of(EERO)
    user = User.objects.get(username="eero")
    user.set_password("another long enough sentence")
    user.save()
    assert client.get(ACCOUNT).status_code == 302


def test_public_pages_know_nobody_and_set_no_cookie() -> None:
    page = "/en/accessibility/"
    stranger = Client().get(page)
    assert not stranger.cookies
    known = client_of(EERO).get(page)
    assert known.content == stranger.content
    assert known.headers["ETag"] == stranger.headers["ETag"]
    assert not known.cookies
    assert not hasattr(known.wsgi_request, "session")


@pytest.mark.parametrize(
    "wish",
    [
        "https://evil.example/",
        "//evil.example/en/account/",
        "///evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\t//evil.example",
        "/en/\r\nSet-Cookie: x=1",
        "en/account/",
        "/api/v1/",
        "/en/",
        "http:/en/account/",
        "",
    ],
)
def test_the_way_on_leads_to_private_pages_of_this_service_only(wish: str) -> None:
    assert (
        way_on(RequestFactory().get("/en/account/login/", {"next": wish}), "/en/account/") == "/en/account/"
    )


def test_the_way_on_keeps_its_parameters() -> None:
    wish = "/sv/workspace/kaava-2030/1/?page=2"
    assert way_on(RequestFactory().get("/x", {"next": wish}), "") == wish
