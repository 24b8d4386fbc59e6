"""What the public is told of handbooks: published versions, and nothing else."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from lupaus.practices.queries import chapters_that_serve, handbook, handbooks, published_versions
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotFound
from lupaus.workspace import operations
from lupaus.workspace.models import Version
from tests.practices import handbooks as made
from tests.world import PIRKKO

pytestmark = pytest.mark.django_db


def test_the_handbook_in_force_is_numbered_as_readers_know_it(published: Version) -> None:
    found = handbook(made.WORK)
    assert [(each.number, each.id, each.is_written) for each in found.chapters] == [
        ("1", "roles", True),
        ("2", "steering", True),
        ("3", "unwritten", False),
    ]
    assert [each.number for each in found.chapters[0].sections] == ["1.1", "1.2"]
    assert found.chapters[0].all_goals == (made.GOAL, "kaava-2030/people")


def test_a_draft_is_nowhere(clock: Clock) -> None:
    made.begin(clock)
    assert handbooks() == []
    for number in (None, 1):
        with pytest.raises(NotFound):
            handbook(made.WORK, number)
    with pytest.raises(NotFound):
        published_versions(made.WORK)
    assert chapters_that_serve(made.GOAL) == []


def test_a_draft_beside_a_published_version_changes_nothing(published: Version, clock: Clock) -> None:
    before = handbook(made.WORK)
    operations.begin_draft(actor=PIRKKO.acts(), clock=clock, work=made.WORK)
    operations.add_part(
        actor=PIRKKO.acts(),
        clock=clock,
        work=made.WORK,
        kind="chapter",
        slug="new",
        content={"title": made.words("New"), "goals": [made.GOAL]},
    )
    assert handbook(made.WORK).content == before.content
    assert [each.chapter for each in chapters_that_serve(made.GOAL)] == ["roles"]
    with pytest.raises(NotFound):
        handbook(made.WORK, 2)


def test_a_work_of_another_kind_is_no_handbook(published: Version) -> None:
    type(published.work).objects.filter(pk=made.WORK).update(kind="strategy")
    assert handbooks() == []
    with pytest.raises(NotFound):
        handbook(made.WORK)


@pytest.mark.parametrize("work", ["", "nobody", "a\x00b", "x" * 300])
def test_what_is_not_there_is_not_found(db: None, work: str) -> None:
    with pytest.raises(NotFound):
        handbook(work)


def test_a_superseded_version_stays(published: Version, clock: Clock) -> None:
    first = handbook(made.WORK).content
    made.publish(clock, [*made.small(), made.chapter("last", 3)])
    assert handbook(made.WORK).version.number == 2
    assert handbook(made.WORK, 1).content == first
    assert [version.number for version in published_versions(made.WORK)] == [2, 1]


def test_a_goal_knows_the_chapters_and_sections_that_serve_it(published: Version) -> None:
    (chapter,) = chapters_that_serve(made.GOAL)
    assert (chapter.handbook, chapter.chapter) == (made.WORK, "roles")
    assert [section for section, _title in chapter.sections] == ["organiser"]
    (by_section,) = chapters_that_serve("kaava-2030/people")
    assert by_section.chapter == "roles"
    assert chapters_that_serve("kaava-2030/nothing") == []


@pytest.mark.parametrize(("chapters", "sections"), [(1, 0), (3, 1), (10, 30)])
def test_the_queries_are_the_same_however_much_there_is(
    clock: Clock, chapters: int, sections: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made.publish(clock, made.of_size(chapters, sections))
    made.publish(clock, made.of_size(1, 0, "second"), "second")
    with django_assert_num_queries(1):
        assert len(handbooks()) == 2
    with django_assert_num_queries(3):
        assert len(handbook(made.WORK).chapters) == chapters
    with django_assert_num_queries(1):
        assert len(chapters_that_serve(made.GOAL)) == chapters + 1
