"""The administrator's pages of the audit trail."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lupaus.accounts.actors import Actor, operator
from lupaus.accounts.audit import record
from lupaus.accounts.differences import changes
from lupaus.accounts.models import AuditRecord, Role
from lupaus.accounts.operations import grant_role
from lupaus.accounts.sealing.operations import erase_records
from lupaus.accounts.sealing.sealer import seal_waiting
from lupaus.web.clock import Clock
from tests.signed_in import client_of
from tests.world import AINO, EERO, OLLI, PIRKKO, settle

pytestmark = pytest.mark.django_db

PAGE = "/en/workspace/audit/"
PLACES = [PAGE, f"{PAGE}records.jsonl", f"{PAGE}records.csv"]


@pytest.fixture(autouse=True)
def cast(clock: Clock) -> None:
    settle(clock)
    AuditRecord.objects.all().delete()


def write(clock: Clock, count: int, **told: str) -> None:
    for number in range(count):
        record(
            actor=operator(),
            clock=lambda number=number: clock() + timedelta(hours=number),  # type: ignore[misc]  # the loop's value
            verb=told.get("verb", "save"),
            kind=told.get("kind", "goal"),
            object_id=told.get("object_id", f"goal-{number}"),
            before={"title": {"fi": "Työ", "sv": "Arbete"}},
            after={"title": {"fi": told.get("words", "Työtä"), "sv": "Arbete"}, "year": 2030},
        )


def read(answer: Any) -> str:
    assert answer.status_code == 200
    return unescape((b"".join(answer.streaming_content) if answer.streaming else answer.content).decode())


@pytest.mark.parametrize("place", PLACES)
def test_only_an_administrator_of_everything_sees_anything(place: str, clock: Clock) -> None:
    write(clock, 1)
    grant_role(
        actor=operator(), clock=clock, username="olli", role=Role.ADMINISTRATOR, organisation="kaavan-nuoret"
    )
    assert Client().get(place).status_code == 302
    for person in (OLLI, EERO, PIRKKO):
        answer = client_of(person).get(place)
        assert answer.status_code == 403
        assert b"goal-0" not in answer.content
    answer = client_of(AINO).get(place)
    assert "goal-0" in read(answer)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_record_is_told_with_what_changed(language: str, clock: Clock) -> None:
    write(clock, 1)
    told = read(client_of(AINO).get(f"/{language}/workspace/audit/"))
    for words in (
        "operator",
        "save",
        "goal goal-0",
        "title.fi",
        "<del>Työ</del>",
        "<ins>Työtä</ins>",
        "2030",
    ):
        assert words in told
    assert "Arbete" not in told  # what did not change is not in the way


def test_it_says_how_far_the_trail_is_sealed(clock: Clock) -> None:
    write(clock, 2)
    aino = client_of(AINO)
    assert "Nothing has been sealed yet." in read(aino.get(PAGE))
    seal_waiting(clock=clock)
    assert "The first 2 records are sealed; the newest seal is of 22\u00a0November 2026 11:00." in read(
        aino.get(PAGE)
    )
    write(clock, 1)
    assert "One record waits for its seal" in read(aino.get(PAGE))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=user", {"u"}),
        ("verb=publish", {"p"}),
        ("object=u", {"u"}),
        ("person=operator", {"g", "u", "p"}),
        ("person=aino", set()),
        ("from=2026-11-23", {"late"}),
        ("to=2026-11-22", {"g", "u", "p"}),
        ("from=2026-11-22&to=2026-11-22&kind=goal&verb=publish", {"p"}),
    ],
)
def test_it_can_be_narrowed(query: str, found: set[str], clock: Clock) -> None:
    write(clock, 1, object_id="g")
    write(clock, 1, object_id="u", kind="user")
    write(clock, 1, object_id="p", verb="publish")
    if "-23" in query or "22" in query:
        midnight = datetime.fromisoformat("2026-11-22T22:00:00+00:00")
        record(actor=operator(), clock=lambda: midnight, verb="save", kind="goal", object_id="late")
    aino = client_of(AINO)
    lines = read(aino.get(f"{PAGE}records.jsonl?{query}")).splitlines()
    assert {json.loads(line)["words"]["object_id"] for line in lines} == found
    page = read(aino.get(f"{PAGE}?{query}"))
    assert page.count('class="trail__title"') == len(found)
    assert f"records.csv?{query.split('&', maxsplit=1)[0]}" in page or "&" in query


@pytest.mark.parametrize(
    "query", ["from=2026-02-31", "from=12345678", "before=x", "verb=%00", "to=yesterday"]
)
def test_what_is_no_wish_is_refused(query: str) -> None:
    assert client_of(AINO).get(f"{PAGE}?{query}").status_code == 400


def test_a_hundred_stand_on_a_page_and_none_is_left_out_or_told_twice(clock: Clock) -> None:
    write(clock, 230)
    aino, address, seen = client_of(AINO), PAGE, []
    while address:
        page = read(aino.get(address))
        found = [
            line.split("goal goal-")[1].split("<")[0] for line in page.splitlines() if "trail__title" in line
        ]
        seen += found
        assert len(found) in (100, 30)
        _before, parted, rest = page.partition('rel="next" href="')
        address = rest.split('"')[0] if parted else ""
        write(clock, 1, object_id="later")  # what is written meanwhile moves no page
    assert seen == [str(number) for number in reversed(range(230))]


@pytest.mark.slow
def test_one_record_and_three_hundred_need_the_same_queries(clock: Clock) -> None:
    def queries() -> int:
        aino = client_of(AINO)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            read(aino.get(PAGE))
        return len(asked)

    write(clock, 1)
    one = queries()
    write(clock, 299)
    assert queries() == one
    assert one <= 12


def test_a_name_with_script_in_it_is_words_and_nothing_else(clock: Clock) -> None:
    write(clock, 1, object_id="<script>alert(1)</script>", words="<img src=x onerror=alert(1)>")
    told = client_of(AINO).get(PAGE).content.decode()
    assert "<script>alert" not in told
    assert "<img" not in told


def test_no_cell_of_the_table_can_be_a_formula(clock: Clock, at_the_machine: Actor) -> None:
    for begin in ("=1+1", "+1", "-1", "@x", "\t=1", " =1"):
        write(clock, 1, object_id=f"{begin}|cmd", verb=begin)
    rows = list(csv.reader(io.StringIO(read(client_of(AINO).get(f"{PAGE}records.csv")))))
    assert rows[0][:7] == ["leaf", "at", "actor", "channel", "verb", "kind", "id"]
    assert len(rows) == 7
    for row in rows[1:]:
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row)


def test_an_erased_record_says_so(clock: Clock, at_the_machine: Actor) -> None:
    write(clock, 1)
    erase_records(actor=at_the_machine, clock=clock, why="asked for", kind="goal", object_id="goal-0")
    told = read(client_of(AINO).get(f"{PAGE}?kind=goal"))
    assert "erased" in told
    assert "Työtä" not in told


def test_changes_are_told_place_by_place() -> None:
    assert changes(None, {"a": 1, "b": [{"c": "x"}], "d": None}) == [("a", None, "1"), ("b.1.c", None, "x")]
    assert changes({"a": [1, 2]}, {"a": [1]}) == [("a.2", "2", None)]
    assert changes({"a": True}, {"a": True}) == []
    ((_place, _before, words),) = changes({}, {"a": "x" * 1000})
    assert words is not None
    assert len(words) == 502
