from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import AuditRecord, Role
from lupaus.accounts.operations import create_user
from lupaus.accounts.sealing import erasing, operations
from lupaus.accounts.sealing.checking import What
from lupaus.accounts.sealing.entries import read_batch, split
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, NotFound
from tests.accounts.sealing.conftest import Write
from tests.world import AINO

pytestmark = pytest.mark.django_db


def test_only_an_administrator_of_everything_may(planner: Actor, outsider: Actor, clock: Clock) -> None:
    local = Actor("anna", "page", frozenset({(Role.ADMINISTRATOR, "clinic-a")}))
    for actor in (planner, outsider, local):
        for verb in (
            lambda actor: operations.seal(actor=actor, clock=clock),
            lambda actor: operations.verify(actor=actor),
            lambda actor: operations.export_trail(actor=actor),
            lambda actor: operations.erase_records(actor=actor, clock=clock, why="x", person="aino"),
        ):
            with pytest.raises(NotAllowed):
                verb(actor)


def test_erased_words_are_gone_and_the_trail_is_sound_and_says_who_erased_them(
    sealed: None, clock: Clock
) -> None:
    erased = operations.erase_records(
        actor=AINO.acts(), clock=clock, why="D/7/2026", kind="goal", object_id="goal-3"
    )
    assert erased == 1
    record = AuditRecord.objects.get(leaf=3)
    assert (record.actor, record.object_id, record.before, record.after, record.salt) == (
        "",
        "",
        None,
        None,
        "",
    )
    assert (record.kind, record.verb, record.erased_at) == ("goal", "save", clock())
    told = AuditRecord.objects.get(verb="erase_records")
    assert told.actor == "aino"
    assert told.after is not None
    assert told.after["why"] == "D/7/2026"
    assert [each["leaf"] for each in told.after["erased"]] == [3]
    for _before_and_after_sealing in range(2):
        report = operations.verify(actor=AINO.acts())
        assert report.is_sound
        assert report.erased == 1
        operations.seal(actor=AINO.acts(), clock=clock)


def test_a_person_is_forgotten_as_doer_and_as_thing(
    write: Write, clock: Clock, at_the_machine: Actor
) -> None:
    user = create_user(
        actor=at_the_machine, clock=clock, username="eeva", name="Eeva", password="a calm and long sentence"
    )
    write(2, actor=Actor("eeva", "page", at_the_machine.grants, user.pk))
    write(1)
    assert operations.erase_records(actor=at_the_machine, clock=clock, why="asked for", person="eeva") == 3
    told = json.dumps(list(AuditRecord.objects.values("actor", "object_id", "before", "after")))
    assert "eeva" not in told.lower()
    assert operations.verify(actor=at_the_machine).is_sound


def test_what_waits_is_sealed_before_it_is_erased(write: Write, clock: Clock, at_the_machine: Actor) -> None:
    write(1)
    operations.erase_records(
        actor=at_the_machine, clock=clock, why="asked for", kind="goal", object_id="goal-0"
    )
    assert AuditRecord.objects.get(erased_at=clock()).leaf == 0


def test_many_records_are_erased_in_records_of_a_thousand(
    write: Write, clock: Clock, at_the_machine: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "_NAMED", 2)
    write(5)
    assert operations.erase_records(actor=at_the_machine, clock=clock, why="asked", person="operator") == 5
    assert AuditRecord.objects.filter(verb="erase_records").count() == 3
    assert operations.verify(actor=at_the_machine).is_sound


@pytest.mark.parametrize(
    "wish",
    [
        {"why": " ", "person": "eeva"},
        {"why": "x"},
        {"why": "x", "kind": "goal"},
        {"why": "x", "person": "eeva", "kind": "goal"},
        {"why": "eeva asked", "person": "eeva"},
    ],
)
def test_a_wish_to_erase_must_be_clear(
    wish: dict[str, str], sealed: None, clock: Clock, at_the_machine: Actor
) -> None:
    with pytest.raises(operations.EraseRefused):
        operations.erase_records(actor=at_the_machine, clock=clock, **wish)
    assert not AuditRecord.objects.exclude(erased_at=None).exists()


def test_erasing_nothing_is_said(sealed: None, clock: Clock, at_the_machine: Actor) -> None:
    with pytest.raises(NotFound):
        operations.erase_records(actor=at_the_machine, clock=clock, why="x", person="nobody-here")


def test_words_cannot_go_without_a_record_of_it(sealed: None, clock: Clock, at_the_machine: Actor) -> None:
    AuditRecord.objects.filter(leaf=2).update(
        actor="", user=None, object_id="", before=None, after=None, salt="", erased_at=clock()
    )
    report = operations.verify(actor=at_the_machine)
    assert [(each.what, each.leaf) for each in report.findings] == [(What.ERASED_SILENTLY, 2)]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("verb = 'forged'", What.ERASED_OTHERWISE),
        ("channel = 'page'", What.ERASED_OTHERWISE),
        ("kind = 'user'", What.ERASED_OTHERWISE),
        ("at = '2020-01-01 00:00:00+00:00'", What.ERASED_OTHERWISE),
        ("erased_at = '2020-01-01 00:00:00+00:00'", What.ERASED_OTHERWISE),
        ("erased_at = NULL", What.CHANGED),
        ("actor = 'forged'", What.UNREADABLE),
        ("object_id = 'forged'", What.UNREADABLE),
        ("salt = 'ff'", What.UNREADABLE),
        ("commitment = 'ff'", What.WRONG_ROOT),
    ],
)
def test_what_an_erasure_left_cannot_be_changed(
    change: str, what: What, sealed: None, clock: Clock, at_the_machine: Actor
) -> None:
    operations.erase_records(actor=at_the_machine, clock=clock, why="x", kind="goal", object_id="goal-3")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_auditrecord SET {change} WHERE leaf = 3")
    assert what in {finding.what for finding in operations.verify(actor=at_the_machine).findings}


def test_an_export_can_be_verified_without_the_database(
    sealed: None, write: Write, clock: Clock, at_the_machine: Actor, tmp_path: Path
) -> None:
    operations.erase_records(actor=at_the_machine, clock=clock, why="x", kind="goal", object_id="goal-3")
    write(1, first=20)
    lines = list(operations.export_trail(actor=at_the_machine))
    export = tmp_path / "trail.jsonl"
    export.write_bytes(b"".join(lines))
    AuditRecord.objects.all().delete()
    report = operations.verify(actor=at_the_machine, export=export)
    assert report.is_sound
    assert (report.sealed, report.checkpoints, report.erased, report.waiting) == (12, 3, 1, 2)
    assert [len(read_batch(batch)[0]) for batch in split(lines)] == [5, 4, 3, 2]
    export.write_bytes(b"".join(lines).replace(b'"goal-7"', b'"goal-8"'))
    found = operations.verify(actor=at_the_machine, export=export).findings
    assert [(each.what, each.leaf) for each in found] == [(What.CHANGED, 7)]


def test_a_new_key_is_recorded(sealed: None, at_the_machine: Actor, clock: Clock) -> None:
    operations.seal(actor=at_the_machine, clock=clock, new_key=True)
    assert AuditRecord.objects.filter(verb="make_audit_key").count() == 1
    assert operations.verify(actor=at_the_machine).is_sound
