"""The published handbooks over the API."""

from __future__ import annotations

import pytest
from django.test import Client

from lupaus.web.clock import Clock
from lupaus.workspace.models import Version
from tests.practices import handbooks as made

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/practices"


def test_the_list_has_the_handbooks_in_force(client: Client, published: Version) -> None:
    (line,) = client.get(ROOT).json()["items"]
    assert (line["id"], line["title"]) == (made.WORK, made.words("Kaava handbook"))
    assert line["version"]["number"] == 1
    assert line["version"]["digest"] == published.digest


def test_the_whole_comes_with_chapters_and_sections(client: Client, published: Version) -> None:
    whole = client.get(f"{ROOT}/{made.WORK}").json()
    roles = whole["chapters"][0]
    assert roles["text"] == made.words("Who does what")
    assert roles["review_date"] == "2026-11-21"
    assert roles["responsible"] == made.words("The office")
    assert [section["number"] for section in roles["sections"]] == ["1.1", "1.2"]
    assert roles["sections"][0]["goals"] == [made.GOAL, "kaava-2030/people"]
    assert client.get(f"{ROOT}/{made.WORK}/chapters/roles").json() == roles


def test_a_version_is_the_same_for_ever(client: Client, clock: Clock, published: Version) -> None:
    before = client.get(f"{ROOT}/{made.WORK}/versions/1").json()["chapters"]
    made.publish(clock, [made.head(), made.chapter("other")])
    assert client.get(f"{ROOT}/{made.WORK}/versions/1").json()["chapters"] == before
    versions = client.get(f"{ROOT}/{made.WORK}/versions").json()["items"]
    assert [(version["number"], version["state"]) for version in versions] == [
        (2, "published"),
        (1, "superseded"),
    ]


@pytest.mark.parametrize(
    "rest",
    [
        "nobody",
        "nobody/versions",
        f"{made.WORK}/versions/9",
        f"{made.WORK}/versions/99999999999999999999",
        f"{made.WORK}/chapters/nobody",
        "a%00b",
    ],
)
def test_what_is_not_there_is_a_problem_document(client: Client, published: Version, rest: str) -> None:
    answer = client.get(f"{ROOT}/{rest}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_the_directory_and_the_schema_know_it(client: Client) -> None:
    assert client.get("/api/v1/").json()["resources"]["practices"] == ROOT
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/practices", "/api/v1/practices/{id}"} <= set(paths)
