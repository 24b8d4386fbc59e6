"""Bodies, meetings, items and matters over the API: what is published, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lupaus.decisions.meeting.publishing import leave_stone
from lupaus.decisions.models import Item, ItemText, Meeting
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.workspace import operations
from tests.api_world import ROOT, ask, reasons
from tests.decisions import few_meetings
from tests.decisions.few_meetings import DIARY, HELD, decided, head
from tests.world import PIRKKO

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(clock: Clock) -> Meeting:
    return few_meetings.minutes(clock)


def later(clock: Clock, days: int = 1) -> Clock:
    return lambda: clock() + timedelta(days=days)


def in_council(clock: Clock) -> None:
    """A month later the council decides on the same matter."""
    work = "council-2026-11-02"
    few_meetings.publish(
        later(clock, 30),
        head(work, body="council", held_on=HELD + timedelta(days=28), stage="minutes"),
        decided("budget", 0, 7, diary_number=DIARY, concerns=["goal:kaava-2030/work"]),
        work=work,
    )


def ids(address: str) -> list[str]:
    return [each["id"] for each in ask(address)["items"]]


def test_bodies_come_with_their_members_and_terms(meeting: Meeting) -> None:
    assert ids("bodies") == ["council", "executive", "director"]
    assert ids("bodies?kind=office-holder") == ["director"]
    assert ids("bodies?organisation=nobody") == []
    found = ask("bodies/executive")
    assert found["above"] == "council"
    assert found["pages"]["sv"] == "/sv/decisions/executive/"
    told = [(each["person"], each["role"], each["since"], each["until"]) for each in found["members"]]
    assert ("Pekka Puheenjohtaja", "chair", "2025-06-01", None) in told
    assert ("Anna Entinen", "member", None, "2025-05-31") in told


def test_meetings_are_filtered_by_body_year_and_stage(meeting: Meeting, clock: Clock) -> None:
    in_council(clock)
    assert ids("meetings") == ["council/2026-11-02", "executive/2026-10-05"]
    assert ids("meetings?body=executive") == ["executive/2026-10-05"]
    assert ids("meetings?year=2025") == []
    assert ids("meetings?stage=agenda") == []
    assert ids("meetings?limit=1&offset=1") == ["executive/2026-10-05"]


def test_a_meeting_comes_whole(meeting: Meeting) -> None:
    found = ask("meetings/executive/2026-10-05")
    assert (found["stage"], found["starts_at"], found["place"]["fi"]) == (
        "minutes",
        "2026-10-05T06:00:00Z",
        "Hall fi",
    )
    assert found["attendance"][1] == {
        "person": "Matti Meikäläinen",
        "role": "member",
        "present": True,
        "came": "09:20",
        "left": None,
        "note": "§ 99–100",
    }
    assert [each["section"] for each in found["items"]] == [98, 99, 100]
    assert found["akoma_ntoso"]["sv"] == "/akn/fi/debate/minutes/executive/2026-10-05/1/swe"


def test_a_decision_comes_whole(meeting: Meeting) -> None:
    found = ask("decisions/executive/2026-10-05/98")
    assert [each["kind"] for each in found["texts"]] == ["summary", "proposal", "decision"]
    assert found["texts"][2]["text"]["fi"] == "Decided of budget. fi"
    assert found["texts"][2]["html"]["fi"] == "<p>Decided of budget. fi</p>"
    assert found["texts"][2]["heading"]["en"] == "Decision"
    assert [(each["id"], each["count"]) for each in found["votes"][0]["choices"]] == [("yes", 2), ("no", 1)]
    assert found["dissents"][0]["person"] == "Matti Meikäläinen"
    assert [each["id"] for each in found["assessment"]] == ["now", "new"]
    assert found["attachments"] == [
        {
            "title": dict(few_meetings.words("Attachment plan")),
            "public": False,
            "file_name": "",
            "media_type": "",
            "size": None,
            "sha256": "",
            "url": "",
            "removed_at": None,
        }
    ]
    assert found["appeal"] == {
        "kind": "claim",
        "published_on": "2026-11-22",
        "notice_on": "2026-11-29",
        "last_day": "2026-12-14",
        "note": {"fi": "", "sv": "", "en": ""},
    }
    assert found["pages"]["fi"] == "/fi/decisions/executive/2026-10-05/98/"
    assert (found["matter"], found["diary_number"]) == ("12-00-01-00-2026", DIARY)


def test_a_former_address_leads_to_the_same_item(meeting: Meeting) -> None:
    assert ask("decisions/executive/2026-10-05/item-2")["slug"] == "99"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["council/2026-11-02/7", *(f"executive/2026-10-05/{number}" for number in (98, 99, 100))]),
        ("body=council", ["council/2026-11-02/7"]),
        ("concern=goal:kaava-2030/work", ["council/2026-11-02/7"]),
        ("diary_number=12%20/00.01.00/2026", ["council/2026-11-02/7", "executive/2026-10-05/98"]),
        ("year=2027", []),
        ("stage=agenda", []),
        ("changed_since=2026-12-01T00:00:00Z", ["council/2026-11-02/7"]),
        ("changed_since=0001-01-01T00:00:00%2B20:00&body=council", ["council/2026-11-02/7"]),
    ],
)
def test_decisions_are_filtered(meeting: Meeting, clock: Clock, query: str, expected: list[str]) -> None:
    in_council(clock)
    assert ids(f"decisions?{query}") == expected


def test_a_matter_tells_its_whole_path(meeting: Meeting, clock: Clock) -> None:
    in_council(clock)
    assert ids(f"matters?diary_number={DIARY}") == ["12-00-01-00-2026"]
    assert ids("matters?body=director") == []
    assert ids("matters?changed_since=2026-12-01T00:00:00Z") == ["12-00-01-00-2026"]
    found = ask("matters/12-00-01-00-2026")
    assert [each["id"] for each in found["path"]] == ["executive/2026-10-05/98", "council/2026-11-02/7"]


def test_what_was_taken_away_is_told_as_gone(meeting: Meeting, clock: Clock) -> None:
    item = Item.objects.get(slug="98")
    leave_stone(item, at=later(clock)(), why=Text.same("The period is over."))
    document = ask("decisions/executive/2026-10-05/98", 410)
    assert document["detail"] == "The period is over."
    (told, *_rest) = ask("decisions?changed_since=2026-11-23T00:00:00Z")["items"]
    assert (told["gone_at"] is not None, told["gone_why"]["en"]) == (True, "The period is over.")


def test_marks_of_personal_data_and_markup_are_in_no_answer(meeting: Meeting) -> None:
    item = Item.objects.get(slug="99")
    item.title = Text(fi="Etuus: {{Matti Meikäläinen}}")
    item.save()
    ItemText.objects.filter(item=item).update(
        text=Text(fi="# Otsikko\n\n- **{{Matti Meikäläinen}}** <script>\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    )
    content = Client().get(f"{ROOT}decisions/executive/2026-10-05/99").content.decode()
    assert "{{" not in content
    found = ask("decisions/executive/2026-10-05/99")
    assert found["title"]["fi"] == "Etuus: Matti Meikäläinen"
    assert found["texts"][0]["text"]["fi"] == "Otsikko\nMatti Meikäläinen <script>\na\tb\n1\t2"
    assert "<li><strong>Matti Meikäläinen</strong> &lt;script&gt;</li>" in found["texts"][0]["html"]["fi"]


def test_a_draft_is_told_nowhere(clock: Clock) -> None:
    few_meetings.bodies(clock)
    operations.open_work(
        actor=PIRKKO.acts(),
        clock=clock,
        kind="meeting",
        work=few_meetings.WORK,
        organisation="kaava",
        content=head().content,
    )
    assert ids("meetings") == []
    ask("meetings/executive/2026-10-05", 404)
    ask("decisions/executive/2026-10-05/98", 404)


@pytest.mark.parametrize("address", ["bodies/no", "meetings/no/2026-10-05", "decisions/a/b/c", "matters/no"])
def test_what_is_not_there_is_not_found(meeting: Meeting, address: str) -> None:
    ask(address, 404)


def test_a_parameter_that_is_not_there_is_named(meeting: Meeting) -> None:
    assert reasons("decisions?bodi=executive", 422) == [("bodi", "There is no such parameter.")]
    ((path, _sentence),) = reasons("meetings?changed_since=yesterday", 422)
    assert path == "changed_since"


def test_lists_ask_as_often_for_many_as_for_one(meeting: Meeting, clock: Clock) -> None:
    in_council(clock)

    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            ask(address)
        return len(seen)

    for name in ("bodies", "meetings", "decisions", "matters"):
        assert queries(f"{name}?limit=1") == queries(f"{name}?limit=100"), name
    assert queries("meetings/council/2026-11-02") == queries("meetings/executive/2026-10-05")


def test_an_answer_is_kept_until_something_is_published(meeting: Meeting, clock: Clock) -> None:
    asked = Client().get(f"{ROOT}decisions")
    again: Any = Client().get(f"{ROOT}decisions", headers={"If-None-Match": asked["ETag"]})
    assert again.status_code == 304
    in_council(clock)
    assert Client().get(f"{ROOT}decisions", headers={"If-None-Match": asked["ETag"]}).status_code == 200
