"""Parts of a draft against a plain model: whatever is done, nothing is lost and the order has no gaps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lupaus.web.clock import Clock
from lupaus.web.refusals import NotFound, Refused
from lupaus.workspace import operations, queries
from lupaus.workspace.models import Part, Revision, Version
from lupaus.workspace.operations import Collision, PartRefused
from tests.conftest import NOW
from tests.workspace.ledger import APPROVER, EDITOR, PUBLISHER, words
from tests.workspace.test_changes import begun

Key = tuple[str, str]


@dataclass
class Model:
    """What should stand: families of slugs, the words of each part, and every part's history."""

    families: dict[Key, list[str]] = field(default_factory=dict)  # (kind, parent) → slugs in order
    parents: dict[Key, str] = field(default_factory=dict)  # of the parts that are in
    titles: dict[Key, str] = field(default_factory=dict)
    history: dict[Key, list[tuple[str, str, int, bool]]] = field(default_factory=dict)

    def family(self, kind: str, parent: str) -> list[str]:
        return self.families.setdefault((kind, parent), [])

    def put(self, key: Key, parent: str, place: int) -> None:
        family = self.family(key[0], parent)
        family.insert(max(0, min(place, len(family))), key[1])
        self.parents[key] = parent

    def out(self, key: Key) -> int:
        family = self.family(key[0], self.parents.pop(key))
        place = family.index(key[1])
        family.remove(key[1])
        return place

    def place(self, key: Key) -> int:
        return self.family(key[0], self.parents[key]).index(key[1])

    def wrote(self, key: Key, *, parent: str, place: int, removed: bool = False) -> None:
        self.history.setdefault(key, []).append((self.titles[key], parent, place, removed))

    def has_under(self, key: Key) -> bool:
        return key[0] == "chapter" and bool(self.family("note", key[1]))

    def may_stand(self, key: Key, parent: str) -> bool:
        return parent == "" if key[0] == "chapter" else ("chapter", parent) in self.parents


keys = st.sampled_from([("chapter", slug) for slug in "abc"] + [("note", slug) for slug in "xyz"])
parents = st.sampled_from(["", "a", "b", "c"])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), keys, parents, st.just(0)),
        st.tuples(st.just("change"), keys, st.sampled_from(["one", "two", "three"]), st.just(0)),
        st.tuples(st.just("move"), keys, parents, st.integers(-1, 4)),
        st.tuples(st.just("remove"), keys, st.just(""), st.just(0)),
        st.tuples(st.just("restore"), keys, st.just(""), st.integers(1, 6)),
    ),
    max_size=25,
)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_parts_do_what_a_plain_model_does(asked: list[tuple[str, Key, str, int]]) -> None:
    with transaction.atomic():
        version = begun()
        model = Model()
        for verb, key, word, number in asked:
            expected = EXPECTED[verb](model, key, word, number)
            assert done(verb, key, word, number, len(model.history.get(key, ())), expected) == expected
            assert stands(version) == model.parents
            compare(version, model)
        transaction.set_rollback(True)


def add(model: Model, key: Key, parent: str, _number: int) -> bool:
    if key in model.history or not model.may_stand(key, parent):
        return False
    model.titles[key] = "new"
    model.put(key, parent, 99)
    model.wrote(key, parent=parent, place=model.place(key))
    return True


def change(model: Model, key: Key, word: str, _number: int) -> bool:
    if key not in model.parents:
        return False
    if model.titles[key] != word:
        model.titles[key] = word
        model.wrote(key, parent=model.parents[key], place=model.place(key))
    return True


def move(model: Model, key: Key, parent: str, number: int) -> bool:
    if key not in model.parents or not model.may_stand(key, parent):
        return False
    before = (model.parents[key], model.place(key))
    model.out(key)
    model.put(key, parent, number)
    if (parent, model.place(key)) != before:
        model.wrote(key, parent=parent, place=model.place(key))
    return True


def remove(model: Model, key: Key, _word: str, _number: int) -> bool:
    if key not in model.parents or model.has_under(key):
        return False
    parent = model.parents[key]
    model.wrote(key, parent=parent, place=model.out(key), removed=True)
    return True


def restore(model: Model, key: Key, _word: str, number: int) -> bool:
    lines = model.history.get(key, [])
    if not 1 <= number <= len(lines):
        return False
    title, parent, place, removed = lines[number - 1]
    if model.has_under(key) if removed else not model.may_stand(key, parent):
        return False
    if key in model.parents:
        model.out(key)
    model.titles[key] = title
    if not removed:
        model.put(key, parent, place)
        place = model.place(key)
    else:
        place = min(place, len(model.family(key[0], parent)))
    model.wrote(key, parent=parent, place=place, removed=removed)
    return True


EXPECTED = {"add": add, "change": change, "move": move, "remove": remove, "restore": restore}


def done(verb: str, key: Key, word: str, number: int, lines: int, expected: bool) -> bool:
    """Ask the operation for the same; False when it refused. `lines`: its history by now, says the model."""
    kind, slug = key
    at: dict[str, Any] = {
        "actor": EDITOR,
        "clock": lambda: NOW,
        "work": "book",
        "kind": kind,
        "slug": slug,
    }
    stored = Part.objects.filter(kind=kind, slug=slug).first()
    revision = stored.revision if stored else 0
    try:
        if verb == "add":
            operations.add_part(**at, content={"title": {"en": "new"}}, parent=word)
        elif verb == "change":
            operations.change_part(**at, revision=revision, content={"title": {"en": word}})
        elif verb == "move":
            operations.move_part(**at, position=number, parent=word)
        elif verb == "remove":
            operations.remove_part(**at, revision=revision)
        else:
            operations.restore_part(**at, to=number, revision=revision)
    except Refused:
        return False
    assert Revision.objects.filter(part__kind=kind, part__slug=slug).count() == lines
    return expected


def stands(version: Version) -> dict[Key, str]:
    return {
        part.key: part.parent for part in queries.content(version).parts if part.kind in ("chapter", "note")
    }


def compare(version: Version, model: Model) -> None:
    content = queries.content(version)
    for (kind, parent), slugs in model.families.items():
        stored = version.parts.filter(kind=kind, parent=parent, removed_at=None).order_by("position")
        assert [(part.slug, part.position) for part in stored] == [
            (slug, place) for place, slug in enumerate(slugs)
        ]
    for key in model.parents:
        part = content.get(*key)
        assert part is not None
        assert part.content["title"]["en"] == model.titles[key]


class TestWhatIsPublished:
    @pytest.fixture
    def published(self, draft: Version, clock: Clock) -> Version:
        at: dict[str, Any] = {"clock": clock, "work": "book", "number": 1}
        operations.submit(actor=EDITOR, **at)
        operations.approve(actor=APPROVER, **at, decision="Council § 1")
        return operations.publish(actor=PUBLISHER, **at)

    def test_no_verb_changes_its_parts(self, published: Version, clock: Clock) -> None:
        from lupaus.accounts.actors import operator
        from tests.workspace.test_rights import DOING

        before = list(published.parts.order_by("pk").values())
        sealed = published.digest
        for verb, do in DOING.items():
            with transaction.atomic():
                try:
                    do(operator(), clock, published)
                except (Refused, AssertionError):
                    assert verb not in ("begin_draft",)
                except published.comments.model.DoesNotExist:
                    pass  # there is no remark to close
                assert list(published.parts.order_by("pk").values()) == before
                assert queries.content(published).digest == sealed
                transaction.set_rollback(True)

    def test_it_stays_as_it_is_while_the_next_one_is_written_and_published(
        self, published: Version, clock: Clock
    ) -> None:
        before = list(published.parts.order_by("pk").values())
        at: dict[str, Any] = {"actor": EDITOR, "clock": clock, "work": "book"}
        operations.begin_draft(**at)
        operations.change_part(**at, kind="note", slug="x", revision=1, content={"title": words("other")})
        operations.remove_part(**at, kind="note", slug="z", revision=1)
        operations.move_part(**at, kind="chapter", slug="b", position=0)
        operations.submit(**at, number=2)
        operations.approve(**at | {"actor": APPROVER}, number=2, decision="Council § 2")
        operations.publish(**at | {"actor": PUBLISHER}, number=2)
        published.refresh_from_db()
        assert published.state == "superseded"
        assert list(published.parts.order_by("pk").values()) == before
        assert queries.content(published).digest == published.digest
        assert queries.public_version("book", 1).digest == published.digest


class TestRefused:
    at: dict[str, Any] = {"actor": EDITOR, "clock": lambda: NOW, "work": "book"}

    @pytest.mark.parametrize("slug", ["", "A", "ä", "a b", "-a", "a" * 81, "a\x00", "../a", "a/b"])
    def test_an_id_that_is_none(self, slug: str, draft: Version) -> None:
        with pytest.raises(PartRefused, match="An id has small letters"):
            operations.add_part(**self.at, kind="chapter", slug=slug, content={"title": words("t")})

    def test_an_id_that_is_taken(self, draft: Version) -> None:
        operations.remove_part(**self.at, kind="note", slug="z", revision=1)
        with pytest.raises(PartRefused, match="may have been taken out"):
            operations.add_part(**self.at, kind="note", slug="z", parent="b", content={"title": words("t")})

    @pytest.mark.parametrize(("kind", "slug"), [("ledger", "book"), ("question", "one")])
    def test_what_is_fixed_neither_comes_nor_goes(self, kind: str, slug: str, draft: Version) -> None:
        with pytest.raises(PartRefused, match="fixed"):
            operations.add_part(**self.at, kind=kind, slug="more", content={"title": words("t")})
        with pytest.raises(PartRefused, match="fixed"):
            operations.remove_part(**self.at, kind=kind, slug=slug, revision=1)

    @pytest.mark.parametrize("slug", ["nothing", "x\x00", "", "z" * 500])
    def test_a_part_that_is_not_there(self, slug: str, draft: Version) -> None:
        with pytest.raises(NotFound):
            operations.change_part(**self.at, kind="note", slug=slug, revision=1, content={})

    def test_a_number_no_part_can_have(self, draft: Version) -> None:
        at = self.at | {"kind": "note", "slug": "x"}
        with pytest.raises(Collision) as met:
            operations.change_part(**at, revision=10**30, content={"title": words("t")})
        assert met.value.base == {}
        with pytest.raises(NotFound):
            operations.restore_part(**at, to=10**30, revision=1)
        with pytest.raises(NotFound):
            operations.submit(**self.at, number=10**30)

    def test_undo_does_not_take_a_chapter_out_from_above_its_notes(self, draft: Version) -> None:
        at = self.at | {"kind": "chapter", "slug": "c"}
        operations.add_part(**at, content={"title": words("c")})
        operations.remove_part(**at, revision=1)
        operations.restore_part(**at, to=1, revision=2)
        operations.move_part(**self.at, kind="note", slug="x", parent="c", position=0)
        with pytest.raises(PartRefused, match="1 part stands under this one"):
            operations.restore_part(**at, to=2, revision=3)
