"""A program writes, has reviewed, approves and publishes; and is told clearly what it may not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lupaus.accounts.models import AuditRecord, Role, User
from lupaus.workspace.models import Attribute, Part, Version
from tests.signed_in import client_of
from tests.workspace.ledger import words
from tests.workspace.programs import ROOT, Program, program_of, somebody

V1 = "works/book/versions/1"
CHAPTER = "works/book/parts/chapter/a"


@pytest.fixture
def writer(db: None) -> User:
    return somebody("kirsi", (Role.EDITOR, "kaava"), (Role.APPROVER, "kaava"), (Role.PUBLISHER, "kaava"))


@pytest.fixture
def program(draft: Version, writer: User) -> Program:
    return program_of(writer)


def test_a_program_goes_the_whole_way(program: Program) -> None:
    made = program.told(
        201,
        "POST",
        "works",
        {"id": "new", "kind": "ledger", "organisation": "kaava", "content": {"title": words("New")}},
    )
    assert (made["number"], made["state"], made["begun_by"]) == (1, "draft", "kirsi")
    program.told(
        201,
        "POST",
        "works/new/parts",
        {"kind": "chapter", "id": "a", "content": {"title": words("a")}},
    )
    done = program.told(200, "POST", "works/new/versions/1/submit")
    assert done["state"] == "in_review"
    remark = program.told(201, "POST", "works/new/comments", {"words": "Why?", "kind": "chapter", "id": "a"})
    answer = program.told(201, "POST", "works/new/comments", {"words": "So.", "answers_to": remark["id"]})
    assert answer["part"] == "a"
    decision = {"decision": "Council § 1"}
    assert "still open" in program.told(409, "POST", "works/new/versions/1/approve", decision)["detail"]
    program.told(200, "POST", f"works/new/comments/{remark['id']}/close")
    program.told(200, "POST", f"works/new/comments/{remark['id']}/reopen", {})
    closed = program.told(200, "POST", f"works/new/comments/{remark['id']}/close")
    assert [each["words"] for each in closed["answers"]] == ["So."]
    program.told(200, "POST", "works/new/versions/1/return", {"reason": ""})
    program.told(200, "POST", "works/new/versions/1/submit", {})
    approved = program.told(200, "POST", "works/new/versions/1/approve", decision)
    content = program.told(200, "GET", "works/new/versions/1/content")
    assert approved["digest"] == content["digest"]
    assert program.told(200, "POST", "works/new/versions/1/publish")["state"] == "published"
    assert program.told(201, "POST", "works/new/versions")["based_on"] == 1
    one = program.told(200, "GET", "works/new")
    assert (one["on_its_way"], one["published"]) == (2, 1)
    assert one in program.told(200, "GET", "works")["items"]
    assert [each["number"] for each in program.told(200, "GET", "works/new/versions")["items"]] == [2, 1]
    assert program.told(200, "GET", "works/new/versions/1/comments")["items"][0]["closed_by"] == "kirsi"
    by = {
        (record.actor, record.channel) for record in AuditRecord.objects.filter(object_id__startswith="new")
    }
    assert by == {("kirsi", "api")}


def test_a_part_is_changed_moved_taken_out_and_brought_back(program: Program) -> None:
    first = program.ask("GET", f"{V1}/parts/chapter/a")
    assert first.headers["ETag"] == '"1"'
    held = program.ask("GET", f"{V1}/parts/chapter/a", If_None_Match='"1"')
    assert (held.status_code, held.content) == (304, b"")
    changed = program.ask("PUT", CHAPTER, {"content": {"title": words("A")}}, If_Match='"1"')
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert program.told(200, "POST", f"{CHAPTER}/move", {"position": 5})["position"] == 1
    program.told(200, "POST", "works/book/parts/note/x/move", {"position": 0, "parent": "b"})
    program.told(200, "POST", "works/book/parts/note/y/move", {"position": 0, "parent": "b"})
    program.told(200, "DELETE", f"{CHAPTER}?revision=3")
    assert program.told(422, "PUT", CHAPTER, {"content": {}})["problems"][0]["path"] == "revision"
    program.told(404, "PUT", CHAPTER, {"content": {"title": words("A")}, "revision": 4})
    back = program.told(200, "POST", f"{CHAPTER}/restore", {"to": 1, "revision": 4})
    assert (back["content"]["title"]["en"], back["revision"]) == ("a", 5)
    history = program.told(200, "GET", f"{V1}/parts/chapter/a/history")["items"]
    assert [each["deed"] for each in history] == ["restored", "removed", "moved", "changed", "added"]


def test_a_stale_change_overwrites_nothing_and_is_told_everything(program: Program) -> None:
    program.told(200, "PUT", CHAPTER, {"content": {"title": words("mine")}, "revision": 1})
    met = program.told(409, "PUT", CHAPTER, {"content": {"title": words("yours")}, "revision": 1})
    assert [met[side]["title"]["en"] for side in ("base", "theirs", "yours")] == ["a", "mine", "yours"]
    assert (met["by"], met["revision"]) == ("kirsi", 2)


@pytest.mark.parametrize(
    ("body", "tag"),
    [
        ({}, None),
        ({"revision": 1}, '"2"'),
        ({}, '"1", "2"'),
        ({}, "*"),
        ({}, '"one"'),
        ({}, '"99999999999999999999"'),
    ],
)
def test_a_change_says_from_which_revision_it_began(
    body: dict[str, Any], tag: str | None, program: Program
) -> None:
    sent = {"content": {"title": words("new")}} | body
    headers = {"If_Match": tag} if tag else {}
    assert program.told(422, "PUT", CHAPTER, sent, **headers)["problems"][0]["path"] == "revision"


def test_a_whole_content_is_tried_and_then_taken(program: Program) -> None:
    content = program.told(200, "GET", f"{V1}/content")
    names = ("kind", "id", "parent", "position", "content")
    parts = [
        {name: part[name] for name in names if part[name] != ""}
        for part in content["parts"]
        if part["id"] != "z"
    ]
    dry = program.told(200, "POST", "works/book/take", {"parts": parts, "dry_run": True})
    assert dry["changes"] == [{"deed": "removed", "kind": "note", "id": "z", "fields": []}]
    assert program.told(200, "GET", f"{V1}/content") == content
    held = program.ask("GET", f"{V1}/content", If_None_Match=f'"{content["digest"]}"')
    assert held.status_code == 304
    done = program.told(200, "POST", "works/book/take", {"parts": parts, "seen": dry["digest"]})
    assert (done["changes"], done["dry_run"]) == (dry["changes"], False)
    late = program.told(409, "POST", "works/book/take", {"parts": parts, "seen": dry["digest"]})
    assert "changed this while you were writing" in late["detail"]
    wrong = program.told(422, "POST", "works/book/take", {"parts": [*parts, parts[-1]]})
    assert wrong["problems"][0]["message"] == "There are two parts with this id."


def test_attributes_and_responsible_people(program: Program) -> None:
    somebody("rasmus", (Role.RESPONSIBLE, "kaava"))
    duty = {"kind": "chapter", "id": "a", "username": "rasmus"}
    assert program.told(200, "POST", "works/book/assignments", duty)["items"] == [duty | {"name": "Rasmus"}]
    assert program.told(200, "GET", "works/book/assignments")["items"]
    program.told(204, "DELETE", "works/book/assignments/chapter/a/rasmus")
    program.told(404, "DELETE", "works/book/assignments/chapter/a/rasmus")
    cost = "organisations/kaava/attributes/note/cost"
    saved = program.told(200, "PUT", cost, {"title": {"en": "Cost"}, "form": "number"})
    assert program.told(200, "GET", "organisations/kaava/attributes")["items"] == [saved]
    program.told(204, "DELETE", cost)
    assert Attribute.objects.get().retired_at is not None


@pytest.mark.parametrize(
    ("method", "address", "body", "name"),
    [
        ("POST", "works", {"id": "n", "kind": "ledger", "organisation": "kaava", "content": {}}, "state"),
        ("POST", f"{V1}/publish", {}, "state"),
        ("POST", f"{V1}/submit", {}, "submitted_by"),
        ("POST", f"{V1}/approve", {"decision": "§ 1"}, "approved_by"),
        ("PUT", CHAPTER, {"content": {"title": words("n")}, "revision": 1}, "version"),
        ("PUT", CHAPTER, {"content": {"title": words("n")}, "revision": 1}, "organisation"),
        ("PUT", CHAPTER, {"content": {"title": words("n")}, "revision": 1}, "changed_by"),
        ("POST", "works/book/parts", {"kind": "chapter", "id": "n", "content": {}}, "removed_at"),
        ("POST", "works/book/comments", {"words": "n"}, "by"),
        ("POST", "works/book/take", {"parts": []}, "organisation"),
        (
            "PUT",
            "organisations/kaava/attributes/note/n",
            {"title": {"en": "n"}, "form": "text"},
            "organisation",
        ),
        (
            "POST",
            "works/book/assignments",
            {"kind": "chapter", "id": "a", "username": "kirsi"},
            "user_id",
        ),
    ],
)
def test_what_is_not_asked_for_cannot_be_written(
    method: str, address: str, body: dict[str, Any], name: str, program: Program
) -> None:
    before = (AuditRecord.objects.count(), list(Part.objects.values()))
    refused = program.told(422, method, address, body | {name: "published"})
    assert {"message": "This cannot be written here.", "path": name} in refused["problems"]
    assert (AuditRecord.objects.count(), list(Part.objects.values())) == before


def test_a_name_beneath_what_is_asked_for_is_refused_by_the_kind_of_work(program: Program) -> None:
    sent = {"content": {"title": words("n"), "state": "published"}, "revision": 1}
    assert program.told(422, "PUT", CHAPTER, sent)["problems"] == [{"message": "Unknown.", "path": "state"}]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"{", "The body is not JSON"),
        (b"\xff\xfe", "The body is not JSON"),
        (b'{"content": {"count": NaN}, "revision": 1}', "NaN is not a number"),
        (b'{"content": {"count": 1e999}, "revision": 1}', "too large"),
        (b'{"content": {"count": 9223372036854775808}, "revision": 1}', "too large"),
        (b'{"content": {"count": ' + b"9" * 5000 + b'}, "revision": 1}', "The body is not JSON"),
        (b'{"revision": 1, "revision": 2, "content": {}}', "the same name twice"),
        (b'{"content": {"text": "\\u0000"}, "revision": 1}', "U+0000"),
        (b'{"content": {"text": "\\ud800"}, "revision": 1}', "half of a pair"),
        (b'{"content": {"\\u0000": 1}, "revision": 1}', "U+0000"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"content": ' + b"[" * 30 + b"]" * 30 + b"}", "nested deeper"),
    ],
)
def test_a_body_that_is_none_is_refused_with_a_sentence(body: bytes, sentence: str, program: Program) -> None:
    assert sentence in program.told(400, "PUT", CHAPTER, body)["detail"]


def test_a_body_too_large_or_of_another_kind_is_not_read(program: Program) -> None:
    large = program.told(413, "PUT", CHAPTER, b" " * (8 * 1024 * 1024 + 1))
    assert large["detail"] == "The body is larger than 8 MB."
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        told = program.told(415, "POST", f"{V1}/submit", b"{}", content_type=kind)
        assert told["detail"] == "Send JSON: Content-Type: application/json."


@pytest.mark.parametrize("body", [[], "x", 5, None, {"content": []}, {"content": None}])
def test_a_body_of_another_shape_is_refused(body: Any, program: Program) -> None:
    program.told(422, "PUT", CHAPTER, json.dumps(body).encode())


class TestWho:
    def test_without_a_token_everything_is_refused_in_the_same_words(self, draft: Version) -> None:
        for address in (V1, "works/nothing/versions/1", "works", "organisations/kaava/attributes"):
            answer = Program(None).ask("GET", address)
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert "This needs a personal token" in json.loads(answer.content)["detail"]
        assert Program("lupaus_nothing").told(401, "GET", "works")["status"] == 401

    def test_a_session_is_not_looked_at(self, draft: Version, writer: User) -> None:
        browser = client_of("kirsi")
        assert browser.get(f"{ROOT}works").status_code == 401
        sent = browser.post(f"{ROOT}{V1}/submit", data=b"{}", content_type="application/json")
        assert sent.status_code == 401
        assert draft.state == "draft"

    def test_a_token_has_the_rights_chosen_for_it_and_no_more(self, draft: Version, writer: User) -> None:
        narrow = program_of(writer, [(Role.APPROVER, "kaava")])
        narrow.told(200, "GET", V1)
        refused = narrow.told(403, "POST", f"{V1}/submit")
        assert "needs the role editor" in refused["detail"]

    def test_a_token_loses_what_its_owner_loses(self, draft: Version, writer: User) -> None:
        program = program_of(writer)
        writer.grants.filter(role=Role.EDITOR).delete()
        program.told(403, "POST", f"{V1}/submit")
        writer.grants.all().delete()
        program.told(403, "GET", V1)
        writer.is_active = False
        writer.save()
        program.told(401, "GET", V1)

    def test_a_token_of_another_organisation_finds_nothing(self, draft: Version) -> None:
        roles = (Role.EDITOR, Role.APPROVER, Role.PUBLISHER, Role.ADMINISTRATOR)
        stranger = program_of(somebody("mauri", *((role, "muu") for role in roles)))
        nothing = stranger.told(404, "GET", "works/nothing")
        for method, address, body in (
            ("GET", "works/book", None),
            ("GET", V1, None),
            ("GET", f"{V1}/content", None),
            ("GET", f"{V1}/comments", None),
            ("GET", f"{V1}/parts/chapter/a", None),
            ("GET", f"{V1}/parts/chapter/a/history", None),
            ("GET", "works/book/assignments", None),
            ("GET", "organisations/kaava/attributes", None),
            ("POST", f"{V1}/submit", None),
            ("PUT", CHAPTER, {"content": {"title": words("n")}, "revision": 1}),
            ("DELETE", f"{CHAPTER}?revision=1", None),
            ("POST", "works/book/take", {"parts": []}),
            ("PUT", "organisations/kaava/attributes/note/n", {"title": {"en": "n"}, "form": "text"}),
        ):
            assert stranger.told(404, method, address, body)["detail"] == nothing["detail"]
        assert stranger.told(200, "GET", "works")["items"] == []


class TestEveryAnswer:
    def test_it_is_for_one_program_and_no_page_of_others(self, program: Program) -> None:
        asked = [
            ("GET", "works", 200),
            ("GET", "works/nothing", 404),
            ("POST", "works", 422),
            ("OPTIONS", "works", 405),
            ("GET", "openapi.json", 200),
            ("GET", "no/such/address", 404),
        ]
        for method, address, status in asked:
            answer = program.ask(method, address, Origin="https://elsewhere.example")
            assert answer.status_code == status
            assert answer.headers["Cache-Control"] == "no-store"
            assert not [name for name in answer.headers if name.startswith("Access-Control")]
            assert "Set-Cookie" not in answer.headers

    def test_a_method_the_address_does_not_know(self, program: Program) -> None:
        for method, address in (("PATCH", CHAPTER), ("DELETE", "works/book"), ("POST", V1)):
            answer = program.ask(method, address)
            assert (answer.status_code, answer.headers["Content-Type"]) == (
                405,
                "application/problem+json",
            )
            assert answer.headers["Allow"]

    def test_a_parameter_nobody_knows(self, program: Program) -> None:
        told = program.told(422, "GET", f"{V1}?state=published")
        assert told["problems"] == [{"message": "There is no such parameter.", "path": "state"}]

    @pytest.mark.parametrize(
        "address",
        [
            "works/B%C3%B6ok",
            "works/book%00",
            "works/book/versions/0",
            "works/book/versions/-1",
            "works/book/versions/99999999999999999999",
            "works/book/versions/one",
            "works/..%2f..%2fetc",
            f"{V1}/parts/chapter/%00",
            f"{V1}/parts/poem/a",
            "organisations/%00/attributes",
        ],
    )
    def test_a_place_that_cannot_be_is_not_there(self, address: str, program: Program) -> None:
        assert program.told(404, "GET", address)["status"] == 404

    def test_a_fault_of_ours_tells_nothing_of_the_inside(
        self, program: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(**_asked: Any) -> None:
            raise RuntimeError("the password is 12345")

        monkeypatch.setattr("lupaus.workspace.queries.works", broken)
        answer = program.ask("GET", "works")
        assert answer.status_code == 500
        assert "12345" not in answer.content.decode()


class TestTheLog:
    def test_a_refused_attempt_is_told_with_the_name_alone(
        self, draft: Version, caplog: pytest.LogCaptureFixture
    ) -> None:
        stranger = program_of(somebody("mauri", (Role.EDITOR, "muu")))
        caplog.set_level("INFO", logger="lupaus.security")
        stranger.told(404, "GET", V1)
        Program("lupaus_secret").told(401, "POST", f"{V1}/submit")
        route = "api/v1/workspace/works/<work>/versions/<number>"
        lines = [each.getMessage() for each in caplog.records if each.name == "lupaus.security"]
        assert lines == [
            f"refused status=404 user=mauri channel=api method=GET route={route}",
            f"refused status=401 user=- channel=- method=POST route={route}/submit",
        ]
