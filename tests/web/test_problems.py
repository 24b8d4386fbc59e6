from __future__ import annotations

import logging

import pytest
from django.test import Client

from lupaus.web import views


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


@pytest.mark.parametrize(
    ("address", "title", "language"),
    [
        ("/fi/nowhere/", "Sivua ei löytynyt", "fi"),
        ("/sv/nowhere/", "Sidan hittades inte", "sv"),
        ("/en/nowhere/", "This page was not found", "en"),
        ("/fi/indicators/no-such/", "Sivua ei löytynyt", "fi"),
    ],
)
def test_a_page_that_is_not_there_says_so_in_the_language_of_its_address(
    client: Client, db: None, address: str, title: str, language: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert f'<html lang="{language}">' in answer.content.decode()
    assert title in answer.content.decode()


def test_an_address_without_a_language_is_answered_in_the_readers_own(client: Client, db: None) -> None:
    answer = client.get("/de/", headers={"accept-language": "sv"})
    assert answer.status_code == 404
    assert "Sidan hittades inte" in answer.content.decode()
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "query", ["release=x", "release=99999999999999999999", "as_of=1", "region=%00", "region[]=a&region=b"]
)
def test_a_bad_value_gives_a_calm_page(client: Client, db: None, query: str) -> None:
    answer = client.get(f"/en/indicators/?{query}")
    assert answer.status_code == 400
    assert "The address cannot be understood" in answer.content.decode()


def test_arrays_and_other_unknown_parameters_are_passed_over(client: Client, db: None) -> None:
    assert client.get("/en/indicators/?release[]=1&x=%00&__proto__=1").status_code == 200


@pytest.mark.parametrize(
    "path", ["/fi/%00/", "/fi/goals/%00/", "/fi/regions/%F0%9F%98%80/", "/fi/" + "x" * 3000]
)
def test_odd_paths_are_not_found(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_links_of_a_problem_page_do_not_lead_back_into_the_problem(client: Client, db: None) -> None:
    answer = client.get("/en/indicators/?release=77")
    assert answer.status_code == 404
    assert "release=77" not in answer.content.decode()


def test_a_fault_of_ours_is_told_without_its_details(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(views, "render", broken)
    client.raise_request_exception = False
    answer = client.get("/en/accessibility/")
    assert answer.status_code == 500
    assert "The service has a problem" in answer.content.decode()
    assert "secret detail" not in answer.content.decode()


def test_even_a_broken_problem_page_comes_out(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(views, "render", broken)
    monkeypatch.setattr("lupaus.web.problems.render", broken)
    client.raise_request_exception = False
    answer = client.get("/en/accessibility/")
    assert answer.status_code == 500
    assert "Palvelussa on häiriö" in answer.content.decode()


def test_an_unknown_host_is_refused(client: Client, db: None) -> None:
    assert client.get("/fi/", headers={"host": "evil.example"}).status_code == 400
