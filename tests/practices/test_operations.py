"""Bringing a handbook from a file: whole or not at all, and told beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest

from lupaus.accounts.models import AuditRecord
from lupaus.practices.declared import HANDBOOK
from lupaus.practices.operations import Brought, HandbookRefused, bring_handbook
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, Refused
from lupaus.workspace.content import Content
from lupaus.workspace.models import Deed, Version, Work
from lupaus.workspace.queries import content, on_its_way
from tests.practices import handbooks as made
from tests.world import MATTI, PIRKKO, RIITTA, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(desk: Path) -> Path:
    path = desk / "handbook.yaml"
    path.write_text(HANDBOOK.write_yaml(Content(made.small())), encoding="utf-8")
    return path


def bring(clock: Clock, file: Path, person: Person = PIRKKO, *, dry_run: bool = False) -> Brought:
    return bring_handbook(
        actor=person.acts(), clock=clock, path=file, organisation=made.ORGANISATION, dry_run=dry_run
    )


def test_a_new_handbook_is_begun_as_a_draft(file: Path, clock: Clock) -> None:
    brought = bring(clock, file)
    assert (brought.work, brought.version, brought.is_new) == (made.WORK, 1, True)
    draft = on_its_way(actor=PIRKKO.acts(), work=made.WORK)
    assert draft is not None
    assert content(draft).digest == Content(made.small()).digest


def test_a_dry_run_tells_the_same_and_writes_nothing(file: Path, clock: Clock) -> None:
    told = bring(clock, file, dry_run=True)
    assert not Work.objects.exists()
    assert not AuditRecord.objects.exists()
    done = bring(clock, file)
    assert [(c.deed, c.part.key) for c in told.taken.changes] == [
        (c.deed, c.part.key) for c in done.taken.changes
    ]


def test_the_same_file_again_changes_nothing(file: Path, clock: Clock) -> None:
    bring(clock, file)
    assert bring(clock, file).taken.changes == ()


def test_beside_a_published_version_a_draft_is_begun(published: Version, file: Path, clock: Clock) -> None:
    changed = [each for each in made.small() if each.slug != "unwritten"]
    file.write_text(HANDBOOK.write_yaml(Content(changed)), encoding="utf-8")
    brought = bring(clock, file)
    assert brought.version == 2
    assert [(change.deed, change.part.slug) for change in brought.taken.changes] == [
        (Deed.REMOVED, "unwritten")
    ]
    published.refresh_from_db()
    assert published.state == "published"


def test_a_new_handbook_needs_its_organisation(file: Path, clock: Clock) -> None:
    with pytest.raises(HandbookRefused, match="Name the organisation"):
        bring_handbook(actor=PIRKKO.acts(), clock=clock, path=file)


def test_a_work_of_another_kind_is_left_alone(published: Version, file: Path, clock: Clock) -> None:
    Work.objects.filter(pk=made.WORK).update(kind="strategy")
    with pytest.raises(HandbookRefused, match="no practices document"):
        bring(clock, file)


def test_a_file_with_a_mistake_changes_nothing(published: Version, file: Path, clock: Clock) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("title:", "titel:", 1), encoding="utf-8")
    with pytest.raises(Refused, match="titel"):
        bring(clock, file)
    assert Version.objects.count() == 1


@pytest.mark.parametrize("person", [MATTI, RIITTA], ids=lambda person: person.username)
def test_who_does_not_write_there_may_not_bring(
    published: Version, file: Path, clock: Clock, person: Person
) -> None:
    with pytest.raises(Refused):
        bring(clock, file, person)
    assert Version.objects.count() == 1


def test_a_reader_is_told_which_role_it_needs(file: Path, clock: Clock) -> None:
    with pytest.raises(NotAllowed, match="needs the role"):
        bring(clock, file, RIITTA)
