"""Bringing a whole content: the changes it needs are told, and make the draft what was brought."""

from __future__ import annotations

from typing import Any, Final

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lupaus.web.clock import Clock
from lupaus.web.refusals import NotFound
from lupaus.workspace import operations, queries
from lupaus.workspace.changes import changes
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.models import Deed, Part, Revision, Version
from lupaus.workspace.operations import PartRefused
from tests.conftest import NOW
from tests.workspace.ledger import EDITOR, words

HEAD: Final = PartValue("ledger", "book", content={"title": words("Book")})
in_a_database = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """Up to five chapters with up to six notes, in any order, under any of them."""
    chapters = draw(st.lists(st.sampled_from("abcde"), unique=True))
    notes = draw(st.lists(st.sampled_from("uvwxyz"), unique=True)) if chapters else []
    title = st.sampled_from(["one", "two"])
    parts = [HEAD]
    parts += [
        PartValue("chapter", slug, "", {"title": words(draw(title))}, place)
        for place, slug in enumerate(chapters)
    ]
    parts += [
        PartValue("note", slug, draw(st.sampled_from(chapters)), {"title": words(draw(title))}, place)
        for place, slug in enumerate(notes)
    ]
    return Content(parts)


@given(contents(), contents())
def test_what_is_as_it_was_is_no_change_and_what_differs_is_one(now: Content, wanted: Content) -> None:
    found = list(changes(now, wanted))
    keys = [change.part.key for change in found]
    assert len(set(keys)) == len(keys)
    assert bool(found) == (now != wanted)
    assert not list(changes(now, now))
    for part in wanted.parts:
        stored = now.get(*part.key)
        if stored is None or (stored.content, stored.parent) != (part.content, part.parent):
            assert part.key in keys
    for deed in Deed:
        told = [change for change in found if change.deed == deed]
        assert all((change.before is None) == (deed == Deed.ADDED) for change in told)
        assert all((change.after is None) == (deed == Deed.REMOVED) for change in told)


@pytest.mark.django_db
@in_a_database
@given(contents(), contents())
def test_taking_makes_the_draft_what_was_brought_and_back(now: Content, wanted: Content) -> None:
    def take(content: Content, **how: Any) -> operations.Taken:
        return operations.take(actor=EDITOR, clock=lambda: NOW, work="book", parts=content.parts, **how)

    with transaction.atomic():
        version = begun()
        fixed = [part for part in queries.content(version).parts if part.kind == "question"]
        take(now)
        stands = Content([*now.parts, *fixed])
        assert queries.content(version) == stands
        lines = Revision.objects.count()
        dry = take(wanted, dry_run=True)
        assert (queries.content(version), Revision.objects.count()) == (stands, lines)
        done = take(wanted, seen=dry.digest)
        assert done == dry
        assert Revision.objects.count() == lines + len(done.changes)
        assert queries.content(version) == Content([*wanted.parts, *fixed])
        assert done.unchanged + len([each for each in done.changes if each.deed != Deed.REMOVED]) == len(
            wanted.parts
        ) + len(fixed)
        take(now)
        assert queries.content(version) == stands
        for part in Part.objects.filter(version=version):
            newest = part.revisions.order_by("-number")[0]
            assert (newest.number, newest.content) == (part.revision, part.content)
            assert newest.removed == (part.removed_at is not None)
        transaction.set_rollback(True)


def begun() -> Version:
    return operations.open_work(
        actor=EDITOR,
        clock=lambda: NOW,
        kind="ledger",
        work="book",
        organisation="kaava",
        content=HEAD.content,
    )


@pytest.mark.parametrize(
    ("brought", "sentence"),
    [
        ([], "The head of the work is missing"),
        ([HEAD, HEAD], "There are two parts with this id"),
        ([HEAD, PartValue("ledger", "other", content=HEAD.content)], "fixed"),
        ([HEAD, PartValue("question", "three", content=HEAD.content)], "fixed"),
        ([HEAD, PartValue("chapter", "Ä b", content=HEAD.content)], "An id has small letters"),
        ([HEAD, PartValue("chapter", "c\x00", content=HEAD.content)], "An id has small letters"),
        ([HEAD, PartValue("chapter", "c", "a", HEAD.content)], "not in this version"),
        ([HEAD, PartValue("note", "n", "nowhere", HEAD.content)], "not in this version"),
        ([HEAD, PartValue("chapter", "c")], "A title is needed"),
        ([HEAD, PartValue("chapter", "c", content={"state": "published"})], "Unknown"),
        ([HEAD, PartValue("chapter", "c", content={"attributes": {"x": 1}})], "no attribute"),
    ],
)
def test_what_cannot_be_brought_is_refused_and_changes_nothing(
    brought: list[PartValue], sentence: str, draft: Version, clock: Clock
) -> None:
    before = queries.content(draft)
    with pytest.raises(PartRefused, match=sentence):
        operations.take(actor=EDITOR, clock=clock, work="book", parts=brought)
    assert queries.content(draft) == before


def test_a_kind_of_part_nobody_knows_is_not_found(draft: Version, clock: Clock) -> None:
    with pytest.raises(NotFound):
        operations.take(actor=EDITOR, clock=clock, work="book", parts=[HEAD, PartValue("poem", "p")])


def test_fixed_parts_that_are_not_brought_stay_as_they_were(draft: Version, clock: Clock) -> None:
    operations.change_part(
        actor=EDITOR,
        clock=clock,
        work="book",
        kind="question",
        slug="one",
        revision=1,
        content={"title": words("answered")},
    )
    operations.take(actor=EDITOR, clock=clock, work="book", parts=[HEAD])
    stands = queries.content(draft)
    assert {part.key for part in stands.parts} == {
        ("ledger", "book"),
        ("question", "one"),
        ("question", "two"),
    }
    answered = stands.get("question", "one")
    assert answered is not None
    assert answered.content["title"]["en"] == "answered"


def test_what_is_put_in_force_at_once_is_sealed_and_told_once(draft: Version, clock: Clock) -> None:
    from lupaus.accounts.actors import operator

    def put(work: str, *parts: PartValue) -> Version | None:
        return operations.put_in_force(
            actor=operator(),
            clock=clock,
            work=work,
            kind="ledger",
            organisation="kaava",
            parts=parts,
            decision="Council § 1",
        )

    head = PartValue("ledger", "new", content=HEAD.content)
    first = put("new", head)
    assert first is not None
    assert (first.number, first.digest) == (1, queries.content(first).digest)
    assert put("new", head) is None
    second = put("new", head, PartValue("chapter", "a", content=HEAD.content))
    assert second is not None
    first.refresh_from_db()
    assert (first.state, second.number) == ("superseded", 2)
    with pytest.raises(operations.NotReady, match="finish it first"):
        put("book", HEAD)
