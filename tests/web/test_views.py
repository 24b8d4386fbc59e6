from __future__ import annotations

import logging

import pytest
from django.test import Client

from lupaus.web import health


def test_the_door_leads_to_the_readers_language(client: Client) -> None:
    answer = client.get("/", headers={"accept-language": "sv-FI,sv;q=0.9"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sv/")
    assert answer.headers["Vary"] == "Accept-Language"


def test_a_working_service_says_that_it_works(client: Client, db: None) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in ("ok", "database", "store")} == {
        "ok": True,
        "database": True,
        "store": True,
    }
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_failing_check_is_told_without_its_reason(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise OSError("/secret/path is gone")

    caplog.set_level(logging.CRITICAL)
    monkeypatch.setitem(health._checks, "store", broken)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["store"] is False
    assert "secret" not in answer.content.decode()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_page_names_its_language_and_the_same_page_in_the_others(
    client: Client, db: None, language: str
) -> None:
    page = client.get(f"/{language}/accessibility/").content.decode()
    assert f'<html lang="{language}">' in page
    for other in ("fi", "sv", "en"):
        assert (
            f'<link rel="alternate" hreflang="{other}" href="http://testserver/{other}/accessibility/">'
            in page
        )
        assert f'<a href="/{other}/accessibility/" lang="{other}" hreflang="{other}"' in page


def test_nothing_on_a_page_is_forbidden_by_its_own_policy(client: Client, db: None) -> None:
    answer = client.get("/en/accessibility/")
    page = answer.content.decode()
    assert answer.headers["Content-Security-Policy"]
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick" not in page
    assert page.count("<script") == page.count("<script src=")


def test_a_page_is_for_reading(client: Client, db: None) -> None:
    assert client.post("/en/accessibility/").status_code == 405


def test_the_service_without_a_strategy_says_what_to_do(client: Client, db: None) -> None:
    answer = client.get("/en/")
    assert answer.status_code == 200
    assert "lupaus load FILE" in answer.content.decode()
