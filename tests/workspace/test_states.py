"""Steps of a version that are refused, and what a step that fails leaves behind: nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lupaus.accounts.models import AuditRecord
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotFound, Problem
from lupaus.workspace import kinds, operations, queries
from lupaus.workspace.content import Content, PartValue, canonical
from lupaus.workspace.kinds import Checked
from lupaus.workspace.models import State, Version, Work
from lupaus.workspace.operations import NotReady, PartRefused
from tests.workspace.ledger import APPROVER, EDITOR, LEDGER, PUBLISHER, words
from tests.workspace.test_changes import contents


@pytest.mark.parametrize("decision", ["", "  ", "two\nlines", "x" * 301, "a\x00"])
def test_an_approval_names_its_decision_on_one_line(decision: str, draft: Version, clock: Clock) -> None:
    operations.submit(actor=EDITOR, clock=clock, work="book", number=1)
    with pytest.raises(PartRefused, match="Name the decision"):
        operations.approve(actor=APPROVER, clock=clock, work="book", number=1, decision=decision)
    assert queries.version(actor=EDITOR, work="book", number=1).state == State.IN_REVIEW


def test_what_is_wrong_with_the_whole_keeps_it_from_review_and_approval(
    draft: Version, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(_work: Work, _content: Content) -> Checked:
        return Checked((Problem("This chapter is too bold.", path="chapter/a"),))

    at: dict[str, Any] = {"clock": clock, "work": "book", "number": 1}
    known = dict(kinds._kinds)
    monkeypatch.setitem(kinds._kinds, "ledger", replace(LEDGER, check=wrong))
    with pytest.raises(NotReady, match="too bold"):
        operations.submit(actor=EDITOR, **at)
    monkeypatch.setitem(kinds._kinds, "ledger", known["ledger"])
    operations.submit(actor=EDITOR, **at)
    monkeypatch.setitem(kinds._kinds, "ledger", replace(LEDGER, check=wrong))
    with pytest.raises(NotReady, match="too bold"):
        operations.approve(actor=APPROVER, **at, decision="Council § 1")


def test_a_publication_that_cannot_be_put_in_force_did_not_happen(
    draft: Version, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_how: Any) -> None:
        raise NotReady("An indicator is gone.")

    at: dict[str, Any] = {"clock": clock, "work": "book", "number": 1}
    operations.submit(actor=EDITOR, **at)
    operations.approve(actor=APPROVER, **at, decision="Council § 1")
    before = AuditRecord.objects.count()
    monkeypatch.setitem(kinds._kinds, "ledger", replace(LEDGER, put_in_force=broken))
    with pytest.raises(NotReady, match="An indicator is gone"):
        operations.publish(actor=PUBLISHER, **at)
    draft.refresh_from_db()
    assert (draft.state, AuditRecord.objects.count()) == (State.APPROVED, before)
    with pytest.raises(NotFound):
        queries.public_version("book", 1)


def test_a_version_given_back_loses_its_seal_and_its_decision(draft: Version, clock: Clock) -> None:
    at: dict[str, Any] = {"clock": clock, "work": "book", "number": 1}
    operations.submit(actor=EDITOR, **at)
    operations.approve(actor=APPROVER, **at, decision="Council § 1")
    given_back = operations.return_to_draft(actor=APPROVER, **at, reason="The year is\x00 wrong.")
    assert (given_back.state, given_back.digest, given_back.decision) == (State.DRAFT, "", "")
    record = AuditRecord.objects.latest("pk")
    assert record.after is not None
    assert record.after["reason"] == "The year is wrong."
    assert record.before is not None
    assert record.before["decision"] == "Council § 1"


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"work": "Not an id"}, "An id has small letters"),
        ({"work": "a\x00"}, "An id has small letters"),
        ({"kind": "poem"}, "no such kind of work"),
        ({"work": "book"}, "already a work"),
        ({"content": {}}, "A title is needed"),
    ],
)
def test_a_work_that_cannot_be_begun(
    how: dict[str, Any], sentence: str, draft: Version, clock: Clock
) -> None:
    asked = {
        "kind": "ledger",
        "work": "new",
        "organisation": "kaava",
        "content": {"title": words("New")},
    } | how
    with pytest.raises(PartRefused, match=sentence):
        operations.open_work(actor=EDITOR, clock=clock, **asked)
    assert list(Work.objects.values_list("pk", flat=True)) == ["book"]


def test_only_what_was_published_is_public(draft: Version, clock: Clock) -> None:
    at: dict[str, Any] = {"clock": clock, "work": "book", "number": 1}
    for step in (
        lambda: None,
        lambda: operations.submit(actor=EDITOR, **at),
        lambda: operations.approve(actor=APPROVER, **at, decision="Council § 1"),
    ):
        step()
        with pytest.raises(NotFound):
            queries.public_version("book", 1)
        with pytest.raises(NotFound):
            queries.public_content(queries.version(actor=EDITOR, work="book", number=1))
    operations.publish(actor=PUBLISHER, **at)
    assert queries.public_version("book", 1).number == 1
    for work, number in (("book", 2), ("nothing", 1), ("book\x00", 1), ("book", 10**30)):
        with pytest.raises(NotFound):
            queries.public_version(work, number)


@given(contents(), st.randoms())
def test_the_digest_is_over_what_stands_and_not_over_how_it_was_told(content: Content, chance: Any) -> None:
    shuffled = list(content.parts)
    chance.shuffle(shuffled)
    assert Content(shuffled).digest == content.digest


@given(contents(), st.data())
def test_the_digest_changes_with_any_part(content: Content, data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(content.parts))
    others = [each for each in content.parts if each is not part]
    assert Content(others).digest != content.digest
    other = replace(part, content=part.content | {"text": {"en": "slipped in"}})
    assert Content([*others, other]).digest != content.digest


def test_the_sealed_form_is_one_for_ever() -> None:
    """Digests are printed on paper: this one may never change."""
    content = Content([PartValue("ledger", "book", "", {"title": {"fi": "Tämä", "en": "This"}, "n": 1.5})])
    rows = '[["ledger","book","",0,{"n":1.5,"title":{"en":"This","fi":"Tämä"}}]]'
    assert canonical([["ledger", "book", "", 0, content.parts[0].content]]) == rows
    assert content.digest == "d4d4d74bf3636de89c91b6a4d50658418e427366ebadc2c959392bd2befe0af0"
