"""OParl 1.1: whoever walks it from the system meets every published thing, each as the schema says."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lupaus.decisions.meeting.publishing import leave_stone
from lupaus.decisions.models import Attachment, Body, GoneObject, Item, Matter, Meeting, StoredFile
from lupaus.decisions.operations import Member, save_body, save_members
from lupaus.web import printing
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.workspace import operations
from tests.decisions import few_meetings
from tests.decisions.few_meetings import DIARY, HELD, decided, head
from tests.decisions.oparl_walker import TYPES, Entity, Walk, by_our_schema, by_the_official_schema
from tests.world import PIRKKO

pytestmark = pytest.mark.django_db

ROOT = "http://testserver/oparl/v1/"
BEGAN, ENDS = date(2025, 6, 1), date(2029, 5, 31)


def later(clock: Clock, days: int = 1) -> Clock:
    return lambda: clock() + timedelta(days=days)


@pytest.fixture
def everything(clock: Clock) -> Meeting:
    """Minutes of the executive and of the council, a council of two with terms, files, and who is gone."""
    meeting = few_meetings.minutes(clock)
    gone = [Member(person, since=BEGAN, until=date(2027, 5, 31)) for person in ("Lassi Lähti", "Meri Meni")]
    save_members(actor=PIRKKO.acts(), clock=clock, body="council", members=gone)
    save_members(
        actor=PIRKKO.acts(),
        clock=clock,
        body="council",
        members=[
            Member("Pekka Puheenjohtaja", group=Text(fi="Ryhmä", sv="Gruppen"), since=BEGAN, until=ENDS),
            Member("Matti Meikäläinen", since=BEGAN, until=ENDS),
            Member("Vaula Vara", "deputy", deputy_of="Matti Meikäläinen"),
        ],
    )
    in_council(clock)
    give_files(Item.objects.get(slug="98"), clock)
    return meeting


def in_council(clock: Clock) -> None:
    work = "council-2026-11-02"
    few_meetings.publish(
        later(clock, 30),
        head(work, body="council", held_on=HELD + timedelta(days=28), stage="minutes"),
        decided("budget", 0, 7, diary_number=DIARY, concerns=["goal:kaava-2030/work"]),
        decided("other", 1, 8),
        work=work,
    )


def give_files(item: Item, clock: Clock) -> None:
    """A public file and one that was removed."""
    file = StoredFile.objects.create(
        checksum="a" * 64, size=1234, media_type="application/pdf", stored_at=clock()
    )
    for position, removed_at in ((7, None), (8, clock())):
        Attachment.objects.create(
            item=item,
            position=position,
            title=Text(fi=f"Liite {position}"),
            file=None if removed_at else file,
            file_name="liite ä.pdf",
            removed_at=removed_at,
        )


def get(address: str, status: int = 200) -> Any:
    response = Client().get(address.removeprefix("http://testserver"))
    assert response.status_code == status, response.content.decode()[:300]
    return response.json()


@pytest.mark.slow
def test_a_walk_from_the_system_meets_every_type_and_nothing_is_wrong(everything: Meeting) -> None:
    walk = Walk(by_our_schema).begin(f"{ROOT}system")
    assert walk.wrong == []
    types = walk.types()
    assert {name for name in TYPES if not types[name]} == set()
    assert (types["Body"], types["Organization"], types["Meeting"], types["AgendaItem"]) == (1, 3, 2, 5)
    assert (types["Person"], types["Membership"], types["Paper"], types["Consultation"]) == (5, 6, 1, 2)
    assert (types["File"], types["LegislativeTerm"], types["Location"]) == (1 + 5 + 2, 1, 1)
    assert len(walk.lists) == 11 + 2 * 3
    left = [each.removeprefix(ROOT).partition("/")[0] for each in walk.tombstones]
    assert {name: left.count(name) for name in ("legislativeterm", "membership", "person", "file")} == {
        "legislativeterm": 1,
        "membership": 2,
        "person": 2,
        "file": 1,
    }


@pytest.mark.slow
def test_the_official_schemas_accept_everything(everything: Meeting, clock: Clock) -> None:
    folder = os.environ.get("LUPAUS_OPARL_SCHEMA")
    if not folder:
        pytest.skip("set LUPAUS_OPARL_SCHEMA to a folder with the schema files of OParl 1.1 (Body.json, …)")
    walk = Walk(by_the_official_schema(Path(folder))).begin(f"{ROOT}system")
    leave_stone(Item.objects.get(slug="98"), at=later(clock)(), why=Text.same("Over."))
    for name, type_ in (("agendaitem", "AgendaItem"), ("consultation", "Consultation"), ("file", "File")):
        address = f"{ROOT}body/kaava/{name}?modified_since=2020-01-01T00%3A00%3A00Z"
        assert any("deleted" in each for each in walk.pages(address, type_))
    assert walk.wrong == []


def test_nothing_published_yet_is_a_service_all_the_same() -> None:
    walk = Walk(by_our_schema).begin(f"{ROOT}system")
    assert walk.wrong == []
    assert walk.types()["Body"] == 0


def test_an_agenda_item_tells_what_was_decided(everything: Meeting) -> None:
    item = Item.objects.get(slug="99")
    found = get(f"{ROOT}agendaitem/{item.pk}")
    assert (found["number"], found["order"], found["name"]) == ("§ 99", 1, "Matter clinic fi")
    assert found["lupaus:name"]["sv"] == "Matter clinic sv"
    assert found["resolutionText"] == "Decided of clinic. fi"
    assert found["web"] == "http://testserver/fi/decisions/executive/2026-10-05/99/"
    assert found["meeting"] == f"{ROOT}meeting/{everything.pk}"


def test_a_meeting_tells_who_was_there_of_those_with_a_term(everything: Meeting) -> None:
    found = get(f"{ROOT}meeting/{everything.pk}")
    assert found["meetingState"] == "durchgeführt"
    assert found["start"] == "2026-10-05T06:00:00+00:00"
    assert [get(each)["name"] for each in found["participant"]] == [
        "Pekka Puheenjohtaja",
        "Matti Meikäläinen",
    ]
    assert found["agendaItem"][0]["auxiliaryFile"][0]["mimeType"] == "application/pdf"


def test_a_file_leads_to_its_address(everything: Meeting) -> None:
    item = Item.objects.get(slug="98")
    found = get(f"{ROOT}file/{item.pk}-7")
    assert found["accessUrl"] == f"http://testserver/fi/decisions/files/{item.pk}-7/{quote('liite ä.pdf')}"
    assert found["agendaItem"] == [f"{ROOT}agendaitem/{item.pk}"]


def test_an_item_and_its_minutes_are_files_that_nobody_makes_to_list_them(
    everything: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "pdf", None)
    item = Item.objects.get(slug="98")
    page = "http://testserver/fi/decisions/executive/2026-10-05"
    of_item, of_meeting = f"{ROOT}file/item-{item.pk}", f"{ROOT}file/meeting-{everything.pk}"
    for address, name, file_name, where in (
        (of_item, "§ 98 Matter budget fi", "executive-2026-10-05-98-fi.pdf", f"{page}/98"),
        (of_meeting, "Pöytäkirja: Aluehallitus 5.10.2026", "executive-2026-10-05-fi.pdf", page),
    ):
        found = get(address)
        assert by_our_schema(found) == []
        assert (found["name"], found["fileName"], found["mimeType"]) == (name, file_name, "application/pdf")
        assert (found["accessUrl"], found["downloadUrl"]) == (f"{where}.pdf", f"{where}/download.pdf")
        assert found in listed("file")
        assert not {"size", "sha512Checksum"} & found.keys()
    assert get(of_item)["agendaItem"] == [f"{ROOT}agendaitem/{item.pk}"]
    assert get(of_meeting)["meeting"] == [f"{ROOT}meeting/{everything.pk}"]
    meeting = get(f"{ROOT}meeting/{everything.pk}")
    assert meeting["resultsProtocol"]["id"] == of_meeting
    assert meeting["agendaItem"][0]["resolutionFile"]["id"] == of_item
    assert "invitation" not in meeting


def test_of_an_agenda_the_whole_is_the_invitation_and_an_item_stands_beside(clock: Clock) -> None:
    meeting = few_meetings.agenda(clock)
    found = get(f"{ROOT}meeting/{meeting.pk}")
    assert found["invitation"]["name"] == "Esityslista: Aluehallitus 5.10.2026"
    assert "resultsProtocol" not in found
    item = Item.objects.get(slug="item-1")
    assert [each["id"] for each in found["agendaItem"][0]["auxiliaryFile"]] == [f"{ROOT}file/item-{item.pk}"]
    assert "resolutionFile" not in found["agendaItem"][0]


@pytest.mark.slow
def test_the_pdf_of_a_file_is_shown_and_downloaded(everything: Meeting) -> None:
    for address in (f"file/item-{Item.objects.get(slug='98').pk}", f"file/meeting-{everything.pk}"):
        found = get(f"{ROOT}{address}")
        for key, disposition in (("accessUrl", "inline"), ("downloadUrl", "attachment")):
            answer = Client().get(found[key].removeprefix("http://testserver"))
            assert answer["Content-Type"] == found["mimeType"]
            assert answer["Content-Disposition"] == f'{disposition}; filename="{found["fileName"]}"'
            assert answer.content.startswith(b"%PDF-")


def test_a_pdf_changes_with_its_item_and_with_its_meeting(everything: Meeting, clock: Clock) -> None:
    item = Item.objects.get(slug="98")
    before = {each["id"] for each in listed("file", modified_since=later(clock)().isoformat())}
    assert f"{ROOT}file/meeting-{everything.pk}" not in before
    assert f"{ROOT}file/item-{item.pk}" not in before
    Item.objects.filter(pk=item.pk).update(changed_at=later(clock, 60)())
    since = {"modified_since": later(clock, 60)().isoformat()}
    found = {each["id"]: each for each in listed("file", **since)}
    assert found[f"{ROOT}file/meeting-{everything.pk}"] == get(f"{ROOT}file/meeting-{everything.pk}")
    assert found[f"{ROOT}file/item-{item.pk}"] == get(f"{ROOT}file/item-{item.pk}")
    Meeting.objects.filter(pk=everything.pk).update(changed_at=later(clock, 70)())
    found = {each["id"]: each for each in listed("file", modified_since=later(clock, 70)().isoformat())}
    assert {f"{ROOT}file/item-{each.pk}" for each in everything.items.all()} < found.keys()
    assert len(found) == 1 + 3


def test_what_is_not_public_is_no_file(everything: Meeting) -> None:
    item = Item.objects.get(slug="98")
    assert all("plan" not in each["name"] for each in get(f"{ROOT}body/kaava/file")["data"])
    assert get(f"{ROOT}file/{item.pk}-0")["deleted"] is True


def listed(name: str, **filters: str) -> list[Entity]:
    query = "&".join(f"{key}={quote(value)}" for key, value in filters.items())
    found: list[Entity] = get(f"{ROOT}body/kaava/{name}?{query}")["data"]
    return found


@pytest.mark.slow
def test_a_stone_is_a_tombstone_at_its_address_and_for_who_asks_what_changed(
    everything: Meeting, clock: Clock
) -> None:
    item = Item.objects.get(slug="98")
    leave_stone(item, at=later(clock, 60)(), why=Text.same("The period is over."))
    since = later(clock, 59)().isoformat()
    for name in ("agendaitem", "consultation"):
        found = get(f"{ROOT}{name}/{item.pk}")
        assert found["deleted"] is True
        assert found["modified"] == later(clock, 60)().isoformat()
        assert found["created"] == clock().isoformat()
        assert not {"name", "resolutionText", "paper"} & found.keys()
        assert found["id"] not in [each["id"] for each in listed(name)]
        assert [each["id"] for each in listed(name, modified_since=since)] == [found["id"]]
        assert by_our_schema(found) == []
    for name in (f"{item.pk}-7", f"item-{item.pk}"):
        found = get(f"{ROOT}file/{name}")
        assert (found["deleted"], found["modified"]) == (True, later(clock, 60)().isoformat())
        assert found["accessUrl"].startswith("http://testserver/")
        assert not {"name", "fileName", "downloadUrl"} & found.keys()
        assert by_our_schema(found) == []
        assert f"{ROOT}file/{name}" in [each["id"] for each in listed("file", modified_since=since)]
        assert f"{ROOT}file/{name}" not in [each["id"] for each in listed("file")]
    (meeting,) = listed("meeting", modified_since=since)
    assert [each["order"] for each in meeting["agendaItem"]] == [0, 1]
    assert len(listed("paper", modified_since=since)) == 1
    assert Walk(by_our_schema).begin(f"{ROOT}system").wrong == []


def test_a_removed_file_is_a_tombstone(everything: Meeting) -> None:
    item = Item.objects.get(slug="98")
    found = get(f"{ROOT}file/{item.pk}-8")
    assert found["deleted"] is True
    assert "fileName" not in found
    assert found["id"] in [each["id"] for each in listed("file", modified_since="2020-01-01T00:00:00Z")]
    assert found["id"] not in [each["id"] for each in listed("file")]


@pytest.mark.parametrize(
    "name",
    [
        *("organization", "person", "membership", "legislativeterm", "meeting"),
        *("paper", "agendaitem", "consultation", "file", "location"),
    ],
)
def test_every_list_is_bounded_by_time(everything: Meeting, clock: Clock, name: str) -> None:
    there = [each["id"] for each in listed(name)]
    assert there
    past, future = "2020-01-01T00:00:00+02:00", "2030-01-01T00:00:00+02:00"
    assert [each["id"] for each in listed(name, created_since=past, created_until=future)] == there
    assert [
        each["id"]
        for each in listed(name, modified_since=past, modified_until=future)
        if "deleted" not in each
    ] == there
    assert listed(name, created_since=future) == []
    assert listed(name, created_until=past) == []
    assert listed(name, modified_since=future) == []
    assert listed(name, modified_until=past) == []


def test_the_filters_stay_in_the_links(everything: Meeting) -> None:
    found = get(f"{ROOT}body/kaava/agendaitem?limit=2&created_since=2020-01-01T00:00:00%2B02:00&other=x")
    assert found["links"]["next"] == (
        f"{ROOT}body/kaava/agendaitem?created_since=2020-01-01T00%3A00%3A00%2B02%3A00&limit=2&page=2"
    )
    assert found["pagination"] == {
        "totalElements": 5,
        "elementsPerPage": 2,
        "currentPage": 1,
        "totalPages": 3,
    }
    assert get(f"{ROOT}body/kaava/agendaitem?limit=2&page=9")["data"] == []


def test_who_wants_no_internal_lists_gets_none(everything: Meeting) -> None:
    assert "agendaItem" not in listed("meeting", omit_internal="true")[0]
    assert "membership" not in listed("person", omit_internal="true")[0]
    assert all("auxiliaryFile" not in each for each in listed("agendaitem", omit_internal="true"))


@pytest.mark.parametrize(
    "query",
    [
        "created_since=yesterday",
        "modified_until=2020-01-01",
        "page=0",
        "limit=x",
        "page=٣",
        "limit=9999999999",
    ],
)
def test_a_filter_that_cannot_be_understood_is_refused(everything: Meeting, query: str) -> None:
    document = get(f"{ROOT}body/kaava/meeting?{query}", 400)
    assert document["problems"][0]["path"] == query.partition("=")[0]


@pytest.mark.parametrize(
    "address",
    [
        *("body/no", "organization/no", "person/kaava/0000", "membership/executive/0000", "meeting/999999"),
        *(f"person/kaava/{'0' * 20}", f"membership/executive/{'0' * 20}", "legislativeterm/kaava/2001-01-01"),
        *("file/item-999999", "file/meeting-999999", "file/meeting-x"),
        *("agendaitem/999999999999999999", "consultation/999999", "paper/no", "file/999999-1", "location/9"),
        *(
            "",
            "nothing",
            "body/kaava/nothing",
            "meeting/x",
            "file/1",
            "legislativeterm/kaava/x",
            "person/no/00000000000000000000",
        ),
    ],
)
def test_what_is_not_there_is_not_found_in_json(everything: Meeting, address: str) -> None:
    assert get(f"{ROOT}{address}", 404)["status"] == 404


def test_a_term_keeps_its_address_when_it_ends(everything: Meeting, clock: Clock) -> None:
    def of(person: str) -> list[str]:
        found = [each for each in listed("person") if each["name"] == person]
        return [each["id"] for each in found[0]["membership"]]

    before = of("Matti Meikäläinen")
    save_members(
        actor=PIRKKO.acts(),
        clock=later(clock),
        body="council",
        members=[
            Member("Uusi Alku"),
            Member(
                "Matti Meikäläinen",
                since=BEGAN,
                until=date(2026, 6, 1),
            ),
        ],
    )
    assert of("Matti Meikäläinen") == before


def test_who_is_told_no_longer_is_a_tombstone(everything: Meeting, clock: Clock) -> None:
    (person,) = [each for each in listed("person") if each["name"] == "Vaula Vara"]
    (term,) = get(f"{ROOT}body/kaava")["legislativeTerm"]
    save_members(actor=PIRKKO.acts(), clock=later(clock), body="council", members=[Member("Uusi Alku")])
    for entity, type_ in (
        (person, "person"),
        (person["membership"][0], "membership"),
        (term, "legislativeterm"),
    ):
        found = get(entity["id"])
        assert found == {
            "id": entity["id"],
            "type": entity["type"],
            "created": entity["created"],
            "modified": later(clock)().isoformat(),
            "deleted": True,
        }
        assert by_our_schema(found) == []
        assert found in listed(type_, modified_since=later(clock)().isoformat())
        assert found not in listed(type_, modified_since=later(clock, 2)().isoformat())
        assert found not in listed(
            type_, modified_since=clock().isoformat(), modified_until=clock().isoformat()
        )
        assert entity["id"] not in [each["id"] for each in listed(type_)]


def test_of_who_is_told_no_longer_no_name_is_kept(everything: Meeting) -> None:
    kept = str(list(GoneObject.objects.values()))
    assert GoneObject.objects.count() == 5
    assert not [name for name in ("Lassi", "Lähti", "Meri", "Meni") if name in kept]


def test_who_comes_back_is_gone_no_longer(everything: Meeting, clock: Clock) -> None:
    def save(days: int, *members: Member) -> None:
        save_members(actor=PIRKKO.acts(), clock=later(clock, days), body="council", members=members)

    (person,) = [each for each in listed("person") if each["name"] == "Vaula Vara"]
    save(1)
    assert get(person["id"])["deleted"] is True
    save(2, Member("Vaula Vara", "deputy", deputy_of="Matti Meikäläinen"))
    assert get(person["id"])["name"] == "Vaula Vara"
    told = [each["id"] for each in listed("person", modified_since="2020-01-01T00:00:00Z")]
    assert told.count(person["id"]) == 1
    assert "deleted" not in get(person["membership"][0]["id"])


def test_who_lost_one_of_two_terms_changed(everything: Meeting, clock: Clock) -> None:
    """Pekka Puheenjohtaja sits in the executive too."""
    (person,) = [each for each in listed("person") if each["name"] == "Pekka Puheenjohtaja"]
    save_members(actor=PIRKKO.acts(), clock=later(clock), body="council", members=[])
    found = get(person["id"])
    assert (len(person["membership"]), len(found["membership"])) == (2, 1)
    assert found["modified"] == later(clock)().isoformat()
    since = later(clock)().isoformat()
    assert [each["id"] for each in listed("organization", modified_since=since)] == [
        f"{ROOT}organization/council"
    ]
    assert get(f"{ROOT}body/kaava")["modified"] == since


def test_the_terms_of_what_is_a_council_no_longer_go(everything: Meeting, clock: Clock) -> None:
    (term,) = get(f"{ROOT}body/kaava")["legislativeTerm"]
    name = Text("Aluevaltuusto", "Fullmäktige", "Council")
    at: dict[str, Any] = {"actor": PIRKKO.acts(), "organisation": "kaava", "id": "council", "name": name}
    save_body(**at, clock=later(clock), kind="board")
    assert get(term["id"])["deleted"] is True
    save_body(**at, clock=later(clock, 2), kind="council")
    assert get(term["id"]) | {"modified": ""} == term | {"modified": "", "body": f"{ROOT}body/kaava"}


def test_what_was_written_first_stays_when_it_changes(everything: Meeting, clock: Clock) -> None:
    """`created` is when it was first written here, however often it was saved since."""
    (person,) = [each for each in listed("person") if each["name"] == "Vaula Vara"]
    at: dict[str, Any] = {"actor": PIRKKO.acts(), "clock": later(clock)}
    save_body(**at, organisation="kaava", id="council", name=Text.same("Other"), kind="council")
    save_members(
        **at, body="council", members=[Member("Vaula Vara", "deputy", deputy_of="Matti Meikäläinen")]
    )
    for address in (
        *(f"{ROOT}organization/council", f"{ROOT}body/kaava"),
        *(person["id"], person["membership"][0]["id"]),
    ):
        found = get(address)
        assert (found["created"], found["modified"]) == (clock().isoformat(), later(clock)().isoformat())


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
    types = Walk(by_our_schema).begin(f"{ROOT}system").types()
    assert (types["Meeting"], types["AgendaItem"], types["Paper"]) == (0, 0, 0)


def many_more(meeting: Meeting, count: int) -> None:
    """More of everything, in the same body."""
    body = Body.objects.get(pk="executive")
    for number in range(count):
        matter = Matter.objects.create(
            organisation="kaava",
            diary_number=f"{number}/2027",
            slug=f"{number}-2027",
            changed_at=meeting.changed_at,
        )
        more = Meeting.objects.create(
            body=body,
            slug=f"2027-01-0{number + 1}",
            date=meeting.date,
            stage="minutes",
            place=Text.same("Sali"),
            changed_at=meeting.changed_at,
        )
        for position in range(2):
            item = Item.objects.create(
                meeting=more, position=position, slug=str(position), matter=matter, changed_at=more.changed_at
            )
            Attachment.objects.create(item=item, position=0, source_url="https://example.org/a.pdf")


@pytest.mark.parametrize(
    "name",
    [
        *("organization", "person", "membership", "legislativeterm", "meeting"),
        *("paper", "agendaitem", "consultation", "file", "location"),
    ],
)
def test_a_page_asks_as_often_for_many_as_for_few(everything: Meeting, name: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert listed(name)
        return len(seen)

    few = queries()
    many_more(everything, 5)
    assert queries() == few
    assert few <= 13


@pytest.mark.parametrize("type_", ["Person", "Membership", "LegislativeTerm"])
def test_many_tombstones_ask_as_often_as_one(everything: Meeting, clock: Clock, type_: str) -> None:
    GoneObject.objects.exclude(pk=GoneObject.objects.filter(type=type_).earliest("pk").pk).delete()

    def queries(tombstones: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            found = listed(type_.lower(), modified_since="2020-01-01T00:00:00Z")
        assert len([each for each in found if "deleted" in each]) == tombstones
        return len(seen)

    few = queries(1)
    for number in range(2):
        GoneObject.objects.create(
            organisation="kaava",
            type=type_,
            path=f"{type_.lower()}/kaava/{number}",
            created_at=clock(),
            gone_at=clock(),
        )
    assert queries(3) == few


def test_it_is_for_reading_from_any_page(everything: Meeting) -> None:
    assert Client().post("/oparl/v1/system").status_code == 405
    asked = Client().options("/oparl/v1/system")
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")
    held = Client().get("/oparl/v1/body/kaava")
    assert Client().get("/oparl/v1/body/kaava", headers={"If-None-Match": held["ETag"]}).status_code == 304
