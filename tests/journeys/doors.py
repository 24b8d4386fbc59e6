"""The doors people come through, used within this process: command line, pages and API."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import click
from click.testing import CliRunner
from django.test import Client
from django.utils import translation

from lupaus.config.cli import lupaus, sentences
from tests.journeys.pages import Page

API = "/api/v1"


class Ran(NamedTuple):
    """What a command ended with and said."""

    status: int
    out: str
    err: str


def run(*arguments: str, typed: str = "") -> Ran:
    """Run the command line as `main` does; a refusal is told in its sentences."""
    with translation.override("en"):
        result = CliRunner().invoke(lupaus, arguments, input=typed, standalone_mode=False)
        trouble = result.exception
        if trouble is None:
            return Ran(0, result.stdout, result.stderr)
        if isinstance(trouble, click.ClickException):
            return Ran(trouble.exit_code, result.stdout, trouble.format_message())
        assert isinstance(trouble, Exception), trouble
        return Ran(1, result.stdout, result.stderr + "\n".join(sentences(trouble)))


def told(*arguments: str) -> str:
    """What a command that must succeed prints."""
    ran = run(*arguments)
    assert ran.status == 0, ran
    return ran.out


class Reader:
    """Somebody with a browser: follows links and redirects, keeps cookies."""

    def __init__(self) -> None:
        self.client = Client()

    def opens(self, address: str, data: dict[str, str] | None = None) -> Page:
        response = self.client.get(address, data, follow=True)
        assert response.status_code == 200, (address, response.status_code)
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        where = response.redirect_chain[-1][0] if response.redirect_chain else address
        return Page(where, response.content.decode())

    def follows(self, page: Page, words: str) -> Page:
        return self.opens(page.link(words))


def asks(path: str, **query: Any) -> Any:
    """The parsed answer of the API."""
    response = Client().get(API + path, query)
    assert response.status_code == 200, response.content
    return json.loads(response.content)
