"""Moving services about in a draft of a matrix, one by one."""

from __future__ import annotations

from typing import Any

import pytest

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import AuditRecord
from lupaus.services.matrix.layout import Layout, PlaceName
from lupaus.services.matrix.operations import ServiceRefused, add_service, move_service, remove_service
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, NotFound, Refused
from lupaus.web.texts import Text
from lupaus.workspace import operations, queries
from lupaus.workspace.models import Version
from lupaus.workspace.operations import Collision
from lupaus.workspace.rights import WrongState
from tests.services import matrices as made
from tests.services.matrices import WORK
from tests.world import AINO, AKSELI, MATTI, PIRKKO, RASMUS, RIITTA

pytestmark = pytest.mark.django_db

EMPTY = PlaceName("older", "much", "advice")
BARE = PlaceName("children", "some", "care")
CARE = PlaceName("older", "much", "care")


@pytest.fixture
def draft(clock: Clock) -> Version:
    made.catalogue()
    return made.begin(clock)


@pytest.fixture
def told(draft: Version, clock: Clock) -> dict[str, Any]:
    return {"actor": PIRKKO.acts(), "clock": clock, "work": WORK, "number": 1, "revisions": revisions()}


def layout() -> Layout:
    return Layout(queries.content(Version.objects.get(work=WORK, state="draft")))


def revisions() -> dict[str, int]:
    return {cell.id: cell.revision for cell in layout().cells.values()}


def services(cell: str) -> tuple[str, ...]:
    return layout().cells[cell].services


def test_a_service_moves_from_cell_to_cell_and_everything_else_stays(told: dict[str, Any]) -> None:
    before = layout().cells["care-much"]
    move_service(**told, service="s3", from_cell="care-much", to=CARE)
    assert (services("care-much"), services("care-older")) == (("s4",), ("s4", "s3"))
    after = layout().cells["care-much"]
    assert (after.figures, after.capacity, after.indicators) == (
        before.figures,
        before.capacity,
        before.indicators,
    )


def test_a_place_without_a_cell_gets_one(told: dict[str, Any]) -> None:
    moved = move_service(**told, service="s1", from_cell="advice-children", to=EMPTY)
    assert moved.cell == "advice-older-much"
    place = layout().place(EMPTY)
    assert place is not None
    assert place.cell is not None
    assert (place.cell.id, place.cell.services) == ("advice-older-much", ("s1",))
    assert services("advice-children") == ("s2",)


def test_a_new_cell_never_takes_the_id_of_one_that_was_taken_out(told: dict[str, Any], clock: Clock) -> None:
    first = add_service(**told, service="s1", to=EMPTY)
    operations.remove_part(
        actor=PIRKKO.acts(), clock=clock, work=WORK, kind="cell", slug=first.cell, revision=1
    )
    assert add_service(**told, service="s1", to=EMPTY).cell == "advice-older-much-2"


def test_the_last_service_leaves_an_empty_cell(told: dict[str, Any]) -> None:
    remove_service(**told, service="s3", from_cell="school-some")
    place = layout().place_of("school-some")
    assert place is not None
    assert place.is_empty


def test_a_service_of_the_catalogue_is_added_and_no_other(told: dict[str, Any]) -> None:
    add_service(**told, service="s1", to=BARE)
    assert services("care-none") == ("s1",)
    for nobody in ("s9", "a\x00b", ""):
        with pytest.raises(ServiceRefused, match="no service"):
            add_service(**told, service=nobody, to=CARE)


def test_what_is_there_already_is_not_put_there_again(told: dict[str, Any]) -> None:
    with pytest.raises(ServiceRefused, match="already"):
        move_service(**told, service="s4", from_cell="care-much", to=CARE)
    assert services("care-much") == ("s3", "s4")  # neither half was done


def test_a_move_to_the_same_cell_does_nothing(told: dict[str, Any]) -> None:
    before = AuditRecord.objects.count()
    move_service(**told, service="s4", from_cell="care-older", to=CARE)
    assert AuditRecord.objects.count() == before


def test_what_was_moved_meanwhile_is_not_moved_again(told: dict[str, Any]) -> None:
    move_service(**told, service="s3", from_cell="care-much", to=CARE)
    with pytest.raises(ServiceRefused, match="no longer in this cell"):
        move_service(**told, service="s3", from_cell="care-much", to=EMPTY)


@pytest.mark.parametrize("changed", ["care-much", "care-older"])
def test_a_cell_that_another_changed_is_never_written_over(
    told: dict[str, Any], clock: Clock, changed: str
) -> None:
    cell = queries.content(Version.objects.get(work=WORK)).get("cell", changed)
    assert cell is not None
    operations.change_part(
        actor=AINO.acts(),
        clock=clock,
        work=WORK,
        kind="cell",
        slug=changed,
        revision=cell.revision,
        content=cell.content | {"note": {"fi": "Muutos"}},
    )
    with pytest.raises(Collision):
        move_service(**told, service="s3", from_cell="care-much", to=CARE)
    assert (services("care-much"), services("care-older")) == (("s3", "s4"), ("s4",))


def test_a_place_that_is_not_meant_takes_nothing(told: dict[str, Any]) -> None:
    for nowhere in (PlaceName("older", "some", "school"), PlaceName("x", "y", "z")):
        with pytest.raises(ServiceRefused, match="no such place"):
            move_service(**told, service="s3", from_cell="care-much", to=nowhere)
    with pytest.raises(NotFound):
        move_service(**told, service="s3", from_cell="nobody", to=CARE)


@pytest.mark.parametrize("person", [RIITTA, RASMUS, AKSELI])
def test_only_an_editor_moves(told: dict[str, Any], person: Any) -> None:
    with pytest.raises(NotAllowed):
        move_service(**told | {"actor": person.acts()}, service="s3", from_cell="care-much", to=CARE)
    assert services("care-much") == ("s3", "s4")


def test_another_organisation_is_told_nothing(told: dict[str, Any], outsider: Actor) -> None:
    at = {**told, "actor": MATTI.acts()}
    with pytest.raises(NotFound):
        move_service(**at, service="s3", from_cell="care-much", to=CARE)
    with pytest.raises(NotFound):
        add_service(**at, service="s3", to=CARE)
    with pytest.raises(NotAllowed):
        remove_service(**told | {"actor": outsider}, service="s3", from_cell="care-much")


def test_what_is_published_is_never_moved(told: dict[str, Any], clock: Clock) -> None:
    Version.objects.filter(work=WORK).update(state="in_review")
    with pytest.raises(WrongState):
        move_service(**told, service="s3", from_cell="care-much", to=CARE)


def test_a_version_of_another_kind_is_no_matrix(told: dict[str, Any], clock: Clock) -> None:
    operations.open_work(
        actor=PIRKKO.acts(),
        clock=clock,
        kind="practices",
        work="ways",
        organisation=made.ORGANISATION,
        content={"title": {"fi": "Tavat"}},
    )
    with pytest.raises(NotFound):
        add_service(**told | {"work": "ways"}, service="s1", to=CARE)


def test_each_cell_that_changes_is_in_the_audit_trail_and_the_history(told: dict[str, Any]) -> None:
    before = AuditRecord.objects.count()
    move_service(**told, service="s1", from_cell="advice-children", to=EMPTY)
    records = list(AuditRecord.objects.order_by("pk")[before:])
    assert [(each.verb, each.object_id.rpartition("/")[2]) for each in records] == [
        ("change_part", "advice-children"),
        ("add_part", "advice-older-much"),
    ]
    history = queries.history(actor=PIRKKO.acts(), work=WORK, number=1, kind="cell", slug="advice-children")
    assert history[0].content["services"] == ["s2"]


def test_values_nobody_is_asked_for_any_more_stay(told: dict[str, Any], clock: Clock) -> None:
    at: dict[str, Any] = {"actor": PIRKKO.acts(), "clock": clock}
    attribute: dict[str, Any] = {"organisation": made.ORGANISATION, "kind": "cell", "slug": "colour"}
    operations.save_attribute(**at, **attribute, title=Text.same("Colour"), form="text")
    cell = queries.content(Version.objects.get(work=WORK)).get("cell", "care-much")
    assert cell is not None
    content = cell.content | {"attributes": {"colour": "red"}}
    operations.change_part(**at, work=WORK, kind="cell", slug="care-much", revision=1, content=content)
    operations.retire_attribute(**at, **attribute)
    remove_service(**told | {"revisions": revisions()}, service="s3", from_cell="care-much")
    kept = queries.content(Version.objects.get(work=WORK)).get("cell", "care-much")
    assert kept is not None
    assert (kept.content["services"], kept.content["attributes"]) == (["s4"], {"colour": "red"})


def test_a_refusal_is_one_sentence(told: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        add_service(**told, service="nobody", to=CARE)
    assert [problem.path for problem in refused.value.problems] == ["service"]
