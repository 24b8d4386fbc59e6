"""The search over the API gives what the page gives, as data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from lupaus.decisions.search import index
from lupaus.web.clock import Clock
from tests.decisions import few_meetings
from tests.decisions.few_meetings import DIARY, decided, head

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(clock: Clock) -> None:
    few_meetings.bodies(clock)
    few_meetings.publish(
        clock,
        head(stage="minutes"),
        decided(
            "care", 0, 98, diary_number=DIARY, title={"fi": "Kotihoito"}, account={"fi": "<b> kotihoidon"}
        ),
        decided("other", 1, 99, title={"fi": "Muu"}),
    )


def asked(client: Client, **query: str) -> dict[str, Any]:
    answer = client.get("/api/v1/decisions/search", query)
    assert answer.status_code == 200, answer.content
    return dict(json.loads(answer.content))


def test_hits_come_with_snippets_and_counts(published: None, client: Client) -> None:
    found = asked(client, q="kotihoito")
    (hit,) = found["items"]
    assert (found["total"], hit["id"], hit["diary_number"]) == (1, "executive/2026-10-05/98", DIARY)
    assert (hit["snippet"], hit["snippet_html"]) == ("<b> kotihoidon", "&lt;b&gt; <mark>kotihoidon</mark>")
    assert found["facets"]["body"] == [{"value": "executive", "items": 1}]


def test_an_item_is_told_as_in_every_list(published: None, client: Client) -> None:
    (hit,) = asked(client, q="kotihoito")["items"]
    listed = json.loads(client.get("/api/v1/decisions").content)["items"]
    assert {name: hit[name] for name in listed[0]} in listed


def test_what_is_asked_narrows_down(published: None, client: Client) -> None:
    assert asked(client, body="director")["total"] == 0
    assert [each["section"] for each in asked(client)["items"]] == [98, 99]
    assert asked(client, q="kotohoito")["suggested"] == ["kotihoito"]
    assert asked(client, q="!!")["facets"]["body"] == []
    first = asked(client, limit="1")
    assert first["next"].endswith("limit=1&offset=1")


@pytest.mark.parametrize(
    "wrong", [{"q": "x" * 101}, {"kind": "other"}, {"limit": "101"}, {"offset": "10001"}, {"body": "A B"}]
)
def test_what_cannot_be_understood_is_refused(published: None, client: Client, wrong: dict[str, str]) -> None:
    assert client.get("/api/v1/decisions/search", wrong).status_code in (400, 422)


def test_an_index_in_the_making_is_a_problem_document(
    published: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_MOST_WHILE_WAITING", 0)
    monkeypatch.setattr(index, "follow_in_the_background", lambda: None)
    answer = client.get("/api/v1/decisions/search")
    assert answer.status_code == 503
    assert "made anew" in json.loads(answer.content)["detail"]
