"""What is done to the trail behind the application's back, in rows and in files, and that it is found."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import AuditRecord, Checkpoint
from lupaus.accounts.sealing import operations
from lupaus.accounts.sealing.checking import Report, What
from lupaus.accounts.sealing.folder import Folder
from lupaus.accounts.sealing.sealer import seal_waiting
from lupaus.accounts.sealing.sentences import sentence
from lupaus.web.clock import Clock
from lupaus.web.refusals import Refused
from tests.accounts.sealing.conftest import Write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that lacks is not waited for."""
    monkeypatch.setattr("lupaus.accounts.sealing.verifying._TRIES", 1)
    monkeypatch.setattr("lupaus.accounts.sealing.verifying._PAUSE", 0)


def sql(statement: str, *values: str | int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def verify(at_the_machine: Actor) -> Callable[..., Report]:
    def verify(**told: object) -> Report:
        return operations.verify(actor=at_the_machine, **told)  # type: ignore[arg-type]  # told on

    return verify


def found(report: Report) -> set[tuple[str, int | None]]:
    return {(finding.what.value, finding.leaf) for finding in report.findings}


def test_a_trail_that_nobody_touched_is_sound(sealed: None, verify: Callable[..., Report]) -> None:
    report = verify()
    assert report.is_sound
    assert (report.sealed, report.checkpoints, report.waiting) == (12, 3, 0)


COLUMNS = {
    "at": "2020-01-01 00:00:00+00:00",
    "actor": "forged",
    "user_id": None,
    "channel": "page",
    "verb": "forged",
    "kind": "forged",
    "object_id": "forged",
    "before": "{}",
    "after": '{"number": 3, "title": {"fi": "Työt", "sv": null}}',
    "salt": "00" * 32,
    "commitment": "00" * 32,
}


@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_of_a_record_can_be_changed(
    column: str, write: Write, verify: Callable[..., Report], clock: Clock, at_the_machine: Actor
) -> None:
    from lupaus.accounts.operations import create_user

    user = create_user(
        actor=at_the_machine, clock=clock, username="aino", name="Aino", password="a calm and long sentence"
    )
    write(6, actor=Actor("aino", "command", at_the_machine.grants, user.pk), sealed=True)
    cast = "::jsonb" if connection.vendor == "postgresql" and column in ("before", "after") else ""
    sql(f"UPDATE accounts_auditrecord SET {column} = %s{cast} WHERE leaf = 2", COLUMNS[column])
    assert (What.CHANGED.value, 2) in found(verify())


def test_a_record_cannot_be_declared_unsealed(sealed: None, verify: Callable[..., Report]) -> None:
    sql("UPDATE accounts_auditrecord SET leaf = NULL WHERE leaf = 3")
    assert ("missing", 3) in found(verify())
    sql("UPDATE accounts_auditrecord SET leaf = -3 WHERE leaf IS NULL")
    assert ("out_of_place", -3) in found(verify())


def test_a_record_that_is_perfect_in_itself_gives_another_root(
    sealed: None, verify: Callable[..., Report], clock: Clock
) -> None:
    forged = AuditRecord.objects.get(leaf=6)
    donor = AuditRecord.objects.get(leaf=1)
    for name in ("at", "actor", "verb", "kind", "object_id", "before", "after", "salt", "commitment"):
        setattr(forged, name, getattr(donor, name))
    forged.save()
    assert found(verify()) == {("wrong_root", 9), ("lost", 5)}


@pytest.mark.parametrize(("leaf", "sizes"), [(0, {5}), (4, {5}), (11, {12})])
def test_a_record_that_was_deleted_is_named(
    leaf: int, sizes: set[int], sealed: None, verify: Callable[..., Report]
) -> None:
    sql("DELETE FROM accounts_auditrecord WHERE leaf = %s", leaf)
    assert ("missing", leaf) in found(verify())


def test_two_records_that_changed_places_are_found(sealed: None, verify: Callable[..., Report]) -> None:
    sql("UPDATE accounts_auditrecord SET leaf = 1000 WHERE leaf = 6")
    sql("UPDATE accounts_auditrecord SET leaf = 6 WHERE leaf = 7")
    sql("UPDATE accounts_auditrecord SET leaf = 7 WHERE leaf = 1000")
    assert ("wrong_root", 9) in found(verify())


def test_a_record_that_was_slipped_in_is_found(
    sealed: None, write: Write, verify: Callable[..., Report]
) -> None:
    write(1, first=50)
    AuditRecord.objects.filter(leaf=None).update(leaf=12)
    assert found(verify()) == {("not_covered", 12)}


def test_a_record_that_waits_for_its_seal_cannot_be_changed_either(
    sealed: None, write: Write, verify: Callable[..., Report]
) -> None:
    write(2, first=50)
    report = verify()
    assert report.is_sound
    assert report.waiting == 2
    assert report.waiting_since.startswith("2026-11-22T09:00:50")
    sql("UPDATE accounts_auditrecord SET actor = 'forged' WHERE leaf IS NULL AND object_id = 'goal-51'")
    assert found(verify()) == {("changed", None)}


@pytest.mark.parametrize(
    ("column", "value"),
    [("root", "00" * 32), ("at", "2020-01-01 00:00:00+00:00"), ("size", 10), ("note", "x")],
)
def test_no_column_of_a_checkpoint_can_be_changed(
    column: str, value: str | int, sealed: None, verify: Callable[..., Report]
) -> None:
    sql(f"UPDATE accounts_checkpoint SET {column} = %s WHERE size = 9", value)
    assert not verify().is_sound


def test_a_checkpoint_that_was_deleted_is_still_known_to_the_files(
    sealed: None, verify: Callable[..., Report]
) -> None:
    sql("DELETE FROM accounts_checkpoint WHERE size = 9")
    assert found(verify()) == {("file_alone", 9)}


def test_files_that_were_changed_removed_or_invented_are_found(
    sealed: None, verify: Callable[..., Report], folder: Folder
) -> None:
    note = folder.checkpoint_path(9).read_text()
    folder.checkpoint_path(9).write_text(note.replace("\n9\n", "\n8\n"))
    folder.checkpoint_path(5).unlink()
    folder.checkpoint_path(7).write_text(note)
    assert found(verify()) == {("file_differs", 9), ("file_missing", 5), ("file_alone", 7)}


def cut_rows(size: int) -> None:
    sql("DELETE FROM accounts_auditrecord WHERE leaf >= %s", size)
    sql("DELETE FROM accounts_checkpoint WHERE size > %s", size)


def test_an_end_that_was_cut_off_is_still_known_to_the_files(
    sealed: None, verify: Callable[..., Report]
) -> None:
    cut_rows(9)
    assert found(verify()) == {("file_alone", 12)}


def test_an_end_cut_off_in_rows_and_files_is_known_to_whoever_kept_a_checkpoint(
    sealed: None, verify: Callable[..., Report], folder: Folder, tmp_path: Path
) -> None:
    kept = shutil.copy(folder.checkpoint_path(12), tmp_path / "kept")
    cut_rows(9)
    folder.checkpoint_path(12).unlink()
    assert verify().is_sound  # nobody here knows better
    assert found(verify(checkpoints=(Path(kept),))) == {("kept_beyond", 9)}


def test_a_history_rewritten_with_the_stolen_key_is_known_to_whoever_kept_a_checkpoint(
    sealed: None, verify: Callable[..., Report], folder: Folder, tmp_path: Path, clock: Clock
) -> None:
    kept = [Path(shutil.copy(folder.checkpoint_path(size), tmp_path / f"kept-{size}")) for size in (5, 12)]
    sql("DELETE FROM accounts_checkpoint")
    for size in (5, 9, 12):
        folder.checkpoint_path(size).unlink()
    (folder.path / "tree").unlink()
    AuditRecord.objects.filter(leaf=8).update(actor="forged", salt="", commitment="")
    AuditRecord.objects.update(leaf=None)
    seal_waiting(clock=clock)
    assert verify().is_sound
    assert found(verify(checkpoints=(kept[0],))) == set()  # the beginning is the same
    assert found(verify(checkpoints=tuple(kept))) == {("kept_differs", 12)}


def test_another_public_key_beside_the_log_does_not_help_the_forger(
    sealed: None, verify: Callable[..., Report], folder: Folder, tmp_path: Path, write: Write, clock: Clock
) -> None:
    own = Path(shutil.copy(folder.public_path, tmp_path / "own.key"))
    folder.key_path.unlink()
    write(1, first=20)
    seal_waiting(clock=clock, new_key=True)
    assert verify().is_sound
    assert ("bad_checkpoint", 13) in found(verify(public_key=own))


def test_a_kept_file_that_is_no_checkpoint_of_this_trail_is_refused(
    sealed: None, verify: Callable[..., Report], tmp_path: Path
) -> None:
    (tmp_path / "kept").write_text("hello")
    with pytest.raises(Refused, match="no checkpoint of this trail"):
        verify(checkpoints=(tmp_path / "kept",))


def test_every_finding_has_a_sentence_with_number_and_day(
    sealed: None, verify: Callable[..., Report]
) -> None:
    sql("UPDATE accounts_auditrecord SET verb = 'forged' WHERE leaf = 2")
    sql("DELETE FROM accounts_auditrecord WHERE leaf IN (6, 7)")
    assert [sentence(finding) for finding in verify().findings] == [
        "Record 2 (2026-11-22 11:00) was changed: its words are not what was committed to.",
        "Records 6 to 7 are missing.",
        (
            "Behind record 5 the tree could not be followed: 1 later checkpoints were checked by their "
            "signatures only."
        ),
    ]
    from lupaus.accounts.sealing.checking import Finding

    assert all(sentence(Finding(what, 1, "2026-11-22T09:00:00.000000Z", 2, "x")) for what in What)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_whatever_is_done_to_a_row_is_found(
    data: st.DataObject, sealed: None, verify: Callable[..., Report]
) -> None:
    from django.db import transaction

    column = data.draw(
        st.sampled_from(["actor", "channel", "verb", "kind", "object_id", "salt", "commitment", "leaf"])
    )
    leaf = data.draw(st.integers(0, 11))
    row = AuditRecord.objects.get(leaf=leaf)
    if column == "leaf":
        value: str | int | None = data.draw(st.none() | st.integers(12, 10**12) | st.integers(-10, -1))
    else:
        old = str(getattr(row, column))
        value = data.draw(
            st.text(st.characters(codec="ascii", exclude_characters="\0"), max_size=20).filter(
                lambda new: new != old
            )
        )
    with transaction.atomic():
        sql(f"UPDATE accounts_auditrecord SET {column} = %s WHERE id = %s", value, row.pk)
        assert not verify().is_sound
        transaction.set_rollback(True)


def test_checkpoints_are_stated_in_growing_sizes_only(
    sealed: None, verify: Callable[..., Report], folder: Folder
) -> None:
    """A signed checkpoint put in the place of another one of the same trail."""
    early = Checkpoint.objects.get(size=5)
    sql("UPDATE accounts_checkpoint SET note = %s, root = %s WHERE size = 12", early.note, early.root)
    assert ("wrong_size", 5) in found(verify())
