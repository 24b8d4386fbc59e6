"""The way of a version in the browser: its steps, and the review beside the text."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lupaus.web.clock import Clock
from lupaus.workspace import operations, queries
from lupaus.workspace.models import State, Version
from tests.signed_in import client_of
from tests.workspace.ledger import APPROVER, EDITOR, READER, words
from tests.world import AKSELI, EERO, MAIJA, MATTI, OLLI, PAULA, PIRKKO, RIITTA, Person

pytestmark = pytest.mark.usefixtures("cast")

HOME = "/en/workspace/book/1/"
DECISION = "County council 4.6.2018 § 42"
SCRIPT = "<script>alert(1)</script>"
#: Every door of a version that only reads.
READING = ("review/", "compare/1/", "checklist/", "print/", "print.pdf", "take.json")
#: Doors that are for some of its readers.
DOING = ("submit/", "return/", "approve/", "publish/", "bring/", "bring/check/")


def get(person: Person, door: str, status: int = 200) -> str:
    answer = client_of(person).get(f"{HOME}{door}")
    assert answer.status_code == status, f"{person.username} {door}: {answer.status_code}"
    return str(answer.content.decode(errors="replace"))


def post(person: Person, door: str, status: int = 302, **sent: Any) -> Any:
    answer = client_of(person).post(f"{HOME}{door}", sent)
    assert answer.status_code == status, answer.content.decode()[:5000]
    return answer


def state_of(version: Version) -> State:
    version.refresh_from_db()
    return version.state_now


def written(clock: Clock, draft: Version, text: str = "One **two** three.\n\nFour five.") -> None:
    operations.change_part(
        actor=EDITOR,
        clock=clock,
        work="book",
        kind="note",
        slug="x",
        revision=1,
        content={"title": words("x"), "text": {"en": text, "fi": "Yksi kaksi."}},
    )


@pytest.mark.parametrize("door", [*READING, *DOING])
@pytest.mark.parametrize("person", [OLLI, MATTI, MAIJA, EERO], ids=lambda person: person.username)
def test_there_is_nothing_for_a_stranger_behind_any_door(draft: Version, person: Person, door: str) -> None:
    get(person, door, 404)
    answer = client_of(person).post(f"{HOME}{door}", {"deed": "write", "words": "Hello"})
    assert answer.status_code in (404, 405)


@pytest.mark.parametrize("door", [*READING, *DOING])
def test_nobody_who_is_not_signed_in_gets_further_than_the_sign_in(draft: Version, door: str) -> None:
    answer = Client().get(f"{HOME}{door}")
    assert (answer.status_code, "/account/login/" in answer.headers["Location"]) == (302, True)


@pytest.mark.parametrize("door", [*READING, *DOING])
def test_a_version_that_is_not_there_is_not_found(draft: Version, door: str) -> None:
    for address in (f"/en/workspace/book/2/{door}", f"/en/workspace/other/1/{door}"):
        assert client_of(PIRKKO).get(address).status_code == 404


@pytest.mark.parametrize("door", READING)
def test_a_reader_reads_and_nothing_is_kept(draft: Version, door: str) -> None:
    answer = client_of(RIITTA).get(f"{HOME}{door}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


@pytest.mark.parametrize("door", DOING)
def test_a_reader_does_nothing(draft: Version, door: str) -> None:
    get(RIITTA, door, 403)
    post(RIITTA, door, 403)


def test_a_version_goes_its_way_step_by_step(draft: Version) -> None:
    assert "Nobody can change" not in get(PIRKKO, "submit/")
    assert post(PIRKKO, "submit/").headers["Location"] == f"{HOME}?done=submit"
    assert state_of(draft) == State.IN_REVIEW
    assert "By which decision" in get(AKSELI, "approve/")
    post(AKSELI, "approve/", decision=DECISION)
    assert (state_of(draft), draft.decision) == (State.APPROVED, DECISION)
    assert DECISION in get(PAULA, "publish/")
    post(PAULA, "publish/")
    assert state_of(draft) == State.PUBLISHED
    begin = "/en/workspace/book/begin/"
    assert "Version 2 begins as a copy of version 1" in client_of(PIRKKO).get(begin).content.decode()
    assert client_of(PIRKKO).post(begin).headers["Location"] == "/en/workspace/book/2/?done=begin"
    assert client_of(PIRKKO).get(begin).status_code == 409


def test_asking_does_nothing(draft: Version) -> None:
    get(PIRKKO, "submit/")
    assert state_of(draft) == State.DRAFT


def test_a_form_without_its_key_does_nothing(draft: Version) -> None:
    answer = client_of(PIRKKO, checks_forms=True).post(f"{HOME}submit/")
    assert (answer.status_code, state_of(draft)) == (403, State.DRAFT)


def test_a_step_out_of_turn_is_refused(draft: Version) -> None:
    get(PIRKKO, "approve/", 409)
    post(PAULA, "publish/", 409)
    assert state_of(draft) == State.DRAFT


def test_an_approval_without_its_decision_is_asked_again(draft: Version, clock: Clock) -> None:
    operations.submit(actor=EDITOR, clock=clock, work="book", number=1)
    page = post(AKSELI, "approve/", 422, decision="  ").content.decode()
    assert 'href="#f-decision"' in page
    assert state_of(draft) == State.IN_REVIEW


def test_what_stands_in_the_way_of_an_approval_is_told_with_its_place(draft: Version, clock: Clock) -> None:
    operations.submit(actor=EDITOR, clock=clock, work="book", number=1)
    operations.write_comment(actor=APPROVER, clock=clock, work="book", words="Why?")
    page = get(AKSELI, "approve/")
    assert "1 remark is still open" in page
    assert f'href="{HOME}review/"' in page
    assert 'name="decision"' not in page
    post(AKSELI, "approve/", 409, decision=DECISION)
    assert state_of(draft) == State.IN_REVIEW


def test_what_is_lacking_is_told_with_a_link_to_the_part(draft: Version, clock: Clock) -> None:
    operations.remove_part(actor=EDITOR, clock=clock, work="book", kind="note", slug="z", revision=1)
    page = get(PIRKKO, "submit/")
    assert f'href="{HOME}chapter/b/"' in page
    assert "This chapter is empty." in page


def test_the_reason_of_a_return_stands_as_a_remark(draft: Version, clock: Clock) -> None:
    operations.submit(actor=EDITOR, clock=clock, work="book", number=1)
    post(AKSELI, "return/", 422)
    post(AKSELI, "return/", reason="Say why.")
    assert state_of(draft) == State.DRAFT
    assert "Say why." in get(RIITTA, "review/")


def test_a_remark_on_a_passage_is_written_answered_closed_and_taken_up_again(
    draft: Version, clock: Clock
) -> None:
    written(clock, draft)
    page = get(PIRKKO, "review/?kind=note&part=x")
    assert 'data-passage="note/x"' in page
    where = post(
        AKSELI, "review/", deed="write", kind="note", slug="x", passage="two  three", words=f"Why? {SCRIPT}"
    ).headers["Location"]
    (remark,) = queries.comments(actor=READER, work="book", number=1)
    assert where == f"{HOME}review/?done=write#remark-{remark.pk}"
    assert (remark.field, remark.language, remark.by) == ("text", "en", "akseli")
    post(PIRKKO, "review/", deed="answer", remark=remark.pk, words="Because.")
    page = get(RIITTA, "review/")
    assert "Because." in page
    assert SCRIPT not in page
    post(AKSELI, "review/", deed="close", remark=remark.pk)
    assert "Because." not in get(RIITTA, "review/")
    assert "Because." in get(RIITTA, "review/?show=closed")
    post(AKSELI, "review/", deed="reopen", remark=remark.pk)
    assert "Because." in get(RIITTA, "review/?show=open")


def test_a_passage_is_marked_in_the_text_it_is_about(draft: Version, clock: Clock) -> None:
    written(clock, draft, f"Some {SCRIPT} words & more.")
    post(AKSELI, "review/", deed="write", kind="note", slug="x", passage=f"{SCRIPT} words &", words="Why?")
    page = get(RIITTA, "review/")
    assert re.search(
        r'<mark id="passage-\d+">&lt;script&gt;alert\(1\)&lt;/script&gt; words &amp;</mark>', page
    )
    assert "See it in the text in English" in get(RIITTA, "review/?language=fi")


def test_a_passage_whose_words_are_gone_is_said_to_have_changed(draft: Version, clock: Clock) -> None:
    written(clock, draft)
    post(AKSELI, "review/", deed="write", kind="note", slug="x", passage="Four five", words="Why?")
    assert "The passage has changed since." not in get(RIITTA, "review/")
    operations.change_part(
        actor=EDITOR,
        clock=clock,
        work="book",
        kind="note",
        slug="x",
        revision=2,
        content={"title": words("x"), "text": {"en": "Six."}},
    )
    assert "The passage has changed since." in get(RIITTA, "review/")
    operations.remove_part(actor=EDITOR, clock=clock, work="book", kind="note", slug="x", revision=3)
    assert "Remarks on parts that were taken out" in get(RIITTA, "review/")


def test_words_that_are_not_in_the_text_are_no_passage(draft: Version, clock: Clock) -> None:
    written(clock, draft)
    page = post(
        AKSELI,
        "review/?kind=note&part=x",
        422,
        deed="write",
        kind="note",
        slug="x",
        passage="never said",
        words="Kept words",
    ).content.decode()
    assert "These words are not in the text." in page
    assert "Kept words" in page
    assert queries.comments(actor=READER, work="book", number=1) == []


@pytest.mark.parametrize(
    "sent",
    [
        {"deed": "write", "kind": "note", "slug": "gone", "words": "Hello"},
        {"deed": "write", "kind": "nothing", "slug": "x", "words": "Hello"},
        {"deed": "close", "remark": 999_999},
        {"deed": "answer", "remark": 999_999, "words": "Hello"},
    ],
)
def test_a_remark_on_nothing_is_not_found(draft: Version, sent: dict[str, Any]) -> None:
    post(AKSELI, "review/", 404, **sent)


def test_a_remark_of_another_work_cannot_be_closed_by_its_number(draft: Version, clock: Clock) -> None:
    operations.open_work(
        actor=EDITOR,
        clock=clock,
        kind="ledger",
        work="b2",
        organisation="kaava",
        content={"title": words("b")},
    )
    other = operations.write_comment(actor=EDITOR, clock=clock, work="b2", words="Mine")
    post(AKSELI, "review/", 404, deed="close", remark=other.pk)
    other.refresh_from_db()
    assert other.closed_at is None


def test_a_remark_on_an_older_version_is_not_written_into_the_newest(draft: Version, clock: Clock) -> None:
    operations.submit(actor=EDITOR, clock=clock, work="book", number=1)
    operations.approve(actor=APPROVER, clock=clock, work="book", number=1, decision=DECISION)
    post(PAULA, "publish/")
    operations.begin_draft(actor=EDITOR, clock=clock, work="book")
    post(AKSELI, "review/", 409, deed="write", words="Late")
    assert queries.comments(actor=READER, work="book", number=2) == []


def test_the_review_asks_the_same_however_many_remarks_and_parts_there_are(
    draft: Version, clock: Clock
) -> None:
    written(clock, draft)
    browser = client_of(AKSELI)
    remark = {"actor": APPROVER, "clock": clock, "work": "book", "kind": "note", "slug": "x"}
    operations.write_comment(**remark, words="One")  # type: ignore[arg-type]
    with CaptureQueriesContext(connection) as one:
        assert browser.get(f"{HOME}review/").status_code == 200
    for place in range(3):
        operations.write_comment(**remark, words=f"More {place}")  # type: ignore[arg-type]
        operations.add_part(
            actor=EDITOR,
            clock=clock,
            work="book",
            kind="note",
            slug=f"n{place}",
            parent="a",
            content={"title": words("n")},
        )
    with CaptureQueriesContext(connection) as three:
        assert browser.get(f"{HOME}review/").status_code == 200
    assert len(three) == len(one)
