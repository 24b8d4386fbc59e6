"""A work goes its way: written, reviewed, approved, published, superseded; nobody skips a step."""

from __future__ import annotations

from typing import Any

import pytest

from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, NotFound
from lupaus.web.versions import content_version
from lupaus.workspace import operations, queries
from lupaus.workspace.comparing import compare
from lupaus.workspace.content import PartValue
from lupaus.workspace.kinds import kind_named
from lupaus.workspace.models import State, Version
from lupaus.workspace.operations import Collision, NotReady, PartRefused
from lupaus.workspace.rights import WrongState
from tests.workspace.ledger import (
    APPROVER,
    EDITOR,
    OTHER_EDITOR,
    PUBLISHER,
    READER,
    STRANGER,
    in_force,
    words,
)

Told = dict[str, Any]
DECISION = "County council 4.6.2018 § 42"


def published(clock: Clock, number: int = 1) -> Version:
    operations.submit(actor=EDITOR, clock=clock, work="book", number=number)
    operations.approve(actor=APPROVER, clock=clock, work="book", number=number, decision=DECISION)
    return operations.publish(actor=PUBLISHER, clock=clock, work="book", number=number)


def test_a_version_is_written_reviewed_approved_published_and_superseded(
    draft: Version, clock: Clock
) -> None:
    first = published(clock)
    assert (first.state, first.decision, in_force) == (State.PUBLISHED, DECISION, [("book", 1)])
    second = operations.begin_draft(actor=EDITOR, clock=clock, work="book")
    assert queries.content(second) == queries.content(first)
    operations.change_part(
        actor=EDITOR,
        clock=clock,
        work="book",
        kind="note",
        slug="x",
        revision=1,
        content={"title": words("new")},
    )
    published(clock, 2)
    states = {each.number: each.state for each in queries.versions(actor=READER, work="book")}
    assert states == {1: State.SUPERSEDED, 2: State.PUBLISHED}
    first.refresh_from_db()
    assert queries.content(first).digest == first.digest
    found = compare(queries.content(first), queries.content(second), kind_named("ledger"))
    assert [each.part.key for each in found.parts] == [("note", "x")]


def test_the_second_of_two_editors_is_shown_the_difference(draft: Version, clock: Clock) -> None:
    change: Told = {"work": "book", "kind": "note", "slug": "x", "revision": 1, "clock": clock}
    operations.change_part(actor=EDITOR, content={"title": words("mine")}, **change)
    with pytest.raises(Collision, match="eeva changed this") as caught:
        operations.change_part(actor=OTHER_EDITOR, content={"title": words("yours")}, **change)
    met = caught.value
    assert [each["title"]["en"] for each in (met.base, met.theirs, met.yours)] == ["x", "mine", "yours"]
    operations.change_part(actor=OTHER_EDITOR, content=met.yours, **change | {"revision": met.revision})
    history = queries.history(actor=READER, work="book", number=1, kind="note", slug="x")
    assert [each.content["title"]["en"] for each in history] == ["yours", "mine", "x"]


def test_what_was_done_can_be_undone(draft: Version, clock: Clock) -> None:
    where: Told = {"work": "book", "kind": "note", "slug": "x"}
    at_desk: Told = {"actor": EDITOR, "clock": clock}
    began = queries.content(draft)
    operations.change_part(**at_desk, **where, revision=1, content={"title": words("changed")})
    operations.move_part(**at_desk, **where, position=0, parent="b")
    operations.remove_part(**at_desk, **where, revision=3)
    assert queries.content(draft).get("note", "x") is None
    operations.restore_part(**at_desk, **where, to=1, revision=4)
    assert queries.content(draft) == began


def test_siblings_change_places(draft: Version, clock: Clock) -> None:
    at_desk: Told = {"actor": EDITOR, "clock": clock, "work": "book", "kind": "chapter"}
    operations.move_part(**at_desk, slug="b", position=0)
    assert [each.slug for each in queries.content(draft).under("chapter")] == ["b", "a"]
    operations.move_part(**at_desk, slug="b", position=99)
    assert [each.slug for each in queries.content(draft).under("chapter")] == ["a", "b"]


def test_a_part_with_others_under_it_stays(draft: Version, clock: Clock) -> None:
    with pytest.raises(PartRefused, match="2 parts stand under"):
        operations.remove_part(actor=EDITOR, clock=clock, work="book", kind="chapter", slug="a", revision=1)


def test_nobody_approves_while_a_remark_is_open(draft: Version, clock: Clock) -> None:
    where: Told = {"clock": clock, "work": "book"}
    operations.submit(actor=EDITOR, **where, number=1)
    remark = operations.write_comment(
        actor=APPROVER,
        **where,
        words="Why?",
        kind="note",
        slug="x",
        field="title",
        language="en",
        passage="x",
    )
    with pytest.raises(NotReady, match="1 remark is still open"):
        operations.approve(actor=APPROVER, **where, number=1, decision=DECISION)
    operations.write_comment(actor=EDITOR, **where, words="Because.", answers_to=remark.pk)
    operations.close_comment(actor=APPROVER, **where, comment=remark.pk)
    operations.approve(actor=APPROVER, **where, number=1, decision=DECISION)


def test_what_was_changed_behind_its_seal_is_not_published(draft: Version, clock: Clock) -> None:
    operations.submit(actor=EDITOR, clock=clock, work="book", number=1)
    operations.approve(actor=APPROVER, clock=clock, work="book", number=1, decision=DECISION)
    draft.parts.filter(slug="x").update(content={"title": words("slipped in")})
    with pytest.raises(NotReady, match="seal is broken"):
        operations.publish(actor=PUBLISHER, clock=clock, work="book", number=1)


def test_a_whole_content_is_brought_into_the_draft(draft: Version, clock: Clock) -> None:
    now = queries.content(draft)
    wanted = [part for part in now.parts if part.slug != "y"] + [
        PartValue("note", "new", "b", {"title": words("new")}, 0)
    ]
    dry = operations.take(actor=EDITOR, clock=clock, work="book", parts=wanted, dry_run=True)
    assert queries.content(draft) == now
    done = operations.take(actor=EDITOR, clock=clock, work="book", parts=wanted, seen=dry.digest)
    assert {(c.deed.value, c.part.slug) for c in done.changes} == {("added", "new"), ("removed", "y")}
    assert {part.slug for part in queries.content(draft).of_kind("note")} == {"x", "z", "new"}
    with pytest.raises(Collision):
        operations.take(actor=EDITOR, clock=clock, work="book", parts=now.parts, seen=dry.digest)
    operations.take(actor=EDITOR, clock=clock, work="book", parts=now.parts)
    assert queries.content(draft) == now


def test_a_stranger_is_not_even_told_that_the_work_exists(draft: Version, clock: Clock) -> None:
    with pytest.raises(NotFound):
        queries.versions(actor=STRANGER, work="book")
    with pytest.raises(NotFound):
        operations.submit(actor=STRANGER, clock=clock, work="book", number=1)


def test_the_right_person_at_the_wrong_time_is_told_so(draft: Version, clock: Clock) -> None:
    with pytest.raises(WrongState, match="while the version is draft"):
        operations.publish(actor=PUBLISHER, clock=clock, work="book", number=1)
    with pytest.raises(NotAllowed, match="approver"):
        operations.approve(actor=EDITOR, clock=clock, work="book", number=1, decision=DECISION)


def test_only_publishing_makes_ready_pages_old(draft: Version, clock: Clock) -> None:
    before = content_version()
    operations.change_part(
        actor=EDITOR,
        clock=clock,
        work="book",
        kind="note",
        slug="x",
        revision=1,
        content={"title": words("new")},
    )
    operations.submit(actor=EDITOR, clock=clock, work="book", number=1)
    operations.approve(actor=APPROVER, clock=clock, work="book", number=1, decision=DECISION)
    assert content_version() == before
    operations.publish(actor=PUBLISHER, clock=clock, work="book", number=1)
    assert content_version() > before
