"""People who do the same at one moment: one of them does it, the other is told, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from lupaus.accounts.models import AuditRecord
from lupaus.web.clock import Clock
from lupaus.web.refusals import Refused
from lupaus.workspace import operations, queries
from lupaus.workspace.models import Attribute, Part, Revision, State, Version, Work
from lupaus.workspace.operations import Collision
from tests.conftest import NOW
from tests.workspace import ledger
from tests.workspace.ledger import APPROVER, EDITOR, OTHER_EDITOR, PUBLISHER, words
from tests.workspace.parallel import alone, at_once, database_of_threads
from tests.workspace.test_rights import words_as_text

pytestmark = pytest.mark.django_db(transaction=True)

BY_CLOCK: dict[str, Any] = {"clock": lambda: NOW, "work": "book"}


def _book() -> None:
    operations.open_work(
        actor=EDITOR,
        clock=lambda: NOW,
        kind="ledger",
        work="book",
        organisation=ledger.ORGANISATION,
        content={"title": words("Book")},
    )
    operations.add_part(actor=EDITOR, **BY_CLOCK, kind="chapter", slug="a", content={"title": words("a")})


@pytest.fixture
def book(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """`book`, version 1, with one chapter, in a database that threads share."""
    with database_of_threads(tmp_path):
        alone(_book)
        yield


def refused(outcomes: list[Any]) -> list[Refused]:
    return [each for each in outcomes if isinstance(each, Refused)]


@pytest.mark.usefixtures("book")
def test_two_editors_of_one_part_collide_once_and_lose_nothing() -> None:
    change = partial(operations.change_part, **BY_CLOCK, kind="chapter", slug="a", revision=1)
    outcomes = at_once(
        partial(change, actor=EDITOR, content={"title": words("eeva")}),
        partial(change, actor=OTHER_EDITOR, content={"title": words("esko")}),
    )
    (met,) = refused(outcomes)
    assert isinstance(met, Collision)
    kept, lost = met.theirs["title"]["en"], met.yours["title"]["en"]
    assert {kept, lost} == {"eeva", "esko"}
    assert met.base["title"]["en"] == "a"
    assert alone(lambda: Part.objects.get(kind="chapter").content["title"]["en"]) == kept
    assert alone(lambda: Revision.objects.filter(part__kind="chapter").count()) == 2


@pytest.mark.usefixtures("book")
def test_of_two_publications_exactly_one_is_done() -> None:
    alone(partial(operations.submit, actor=EDITOR, **BY_CLOCK, number=1))
    approve = partial(operations.approve, **BY_CLOCK, number=1, decision="Council § 1")
    assert len(refused(at_once(*[partial(approve, actor=APPROVER)] * 2))) == 1
    publish = partial(operations.publish, actor=PUBLISHER, **BY_CLOCK, number=1)
    (late,) = refused(at_once(publish, publish))
    assert str(late) == "This cannot be done while the version is published."
    assert ledger.in_force == [("book", 1)]
    for verb in ("approve", "publish"):
        assert alone(AuditRecord.objects.filter(verb=verb).count) == 1
    assert alone(lambda: Version.objects.filter(state=State.PUBLISHED).count()) == 1


@pytest.mark.usefixtures("book")
def test_of_two_works_versions_or_attributes_of_one_name_one_begins() -> None:
    opened = at_once(
        *[
            partial(
                operations.open_work,
                actor=EDITOR,
                clock=lambda: NOW,
                kind="ledger",
                work="second",
                organisation=ledger.ORGANISATION,
                content={"title": words("Second")},
            )
        ]
        * 2
    )
    assert len(refused(opened)) == 1
    assert alone(lambda: Work.objects.filter(pk="second").count()) == 1
    alone(partial(operations.submit, actor=EDITOR, **BY_CLOCK, number=1))
    alone(partial(operations.approve, actor=APPROVER, **BY_CLOCK, number=1, decision="Council § 1"))
    alone(partial(operations.publish, actor=PUBLISHER, **BY_CLOCK, number=1))
    assert len(refused(at_once(*[partial(operations.begin_draft, actor=EDITOR, **BY_CLOCK)] * 2))) == 1
    assert alone(lambda: Version.objects.filter(work="book").count()) == 2
    at_once(
        *[
            partial(
                operations.save_attribute,
                actor=EDITOR,
                clock=lambda: NOW,
                organisation=ledger.ORGANISATION,
                kind="note",
                slug="cost",
                title=words_as_text("Cost"),
                form="number",
            )
        ]
        * 2
    )
    assert alone(lambda: Attribute.objects.filter(slug="cost").count()) == 1


@pytest.mark.usefixtures("book")
def test_what_is_written_while_it_is_handed_over_is_in_it_or_is_refused(clock: Clock) -> None:
    outcomes = at_once(
        partial(operations.submit, actor=EDITOR, **BY_CLOCK, number=1),
        partial(
            operations.change_part,
            actor=OTHER_EDITOR,
            **BY_CLOCK,
            kind="chapter",
            slug="a",
            revision=1,
            content={"title": words("late")},
        ),
    )
    title = alone(lambda: Part.objects.get(kind="chapter").content["title"]["en"])
    assert title == ("a" if refused(outcomes) else "late")


@pytest.mark.usefixtures("book")
def test_parts_added_at_one_moment_all_get_a_place() -> None:
    add = partial(operations.add_part, actor=EDITOR, **BY_CLOCK, kind="chapter")
    outcomes = at_once(*[partial(add, slug=f"c{n}", content={"title": words("c")}) for n in range(4)])
    assert not refused(outcomes)
    places = alone(
        lambda: [part.position for part in queries.content(Version.objects.get()).of_kind("chapter")]
    )
    stored = alone(lambda: sorted(Part.objects.filter(kind="chapter").values_list("position", flat=True)))
    assert places == stored == [0, 1, 2, 3, 4]
