from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from lupaus.accounts.actors import Actor
from lupaus.accounts.audit import record
from lupaus.accounts.models import AuditRecord, Checkpoint
from lupaus.accounts.sealing import sealer
from lupaus.accounts.sealing.background import BackgroundSealer, is_waiting, seal_after_command, seal_quietly
from lupaus.accounts.sealing.folder import Folder, KeyRefused
from lupaus.accounts.sealing.notes import read_note
from lupaus.accounts.sealing.sealer import SealRefused, seal_waiting
from lupaus.accounts.sealing.verifying import verify_rows
from lupaus.web.clock import Clock
from tests.accounts.sealing.conftest import Write

pytestmark = pytest.mark.django_db


def is_sound(folder: Folder) -> bool:
    return verify_rows(folder, folder.public_keys(), sleep=lambda _seconds: None).is_sound


def test_a_record_commits_to_its_words_when_it_is_written_and_is_sealed_later(
    at_the_machine: Actor, clock: Clock
) -> None:
    record(
        actor=at_the_machine,
        clock=clock,
        verb="save",
        kind="goal",
        object_id="a",
        randomness=lambda count: b"s" * count,
    )
    written = AuditRecord.objects.get()
    assert written.salt == b"s".hex() * 32
    assert len(written.commitment) == 64
    assert written.leaf is None
    assert seal_waiting(clock=clock).records == 1
    written.refresh_from_db()
    assert written.leaf == 0


def test_equal_words_of_two_records_commit_differently(write: Write) -> None:
    write(1)
    write(1)
    assert AuditRecord.objects.values("commitment").distinct().count() == 2


def test_everything_that_waits_is_sealed_and_signed(sealed: None, folder: Folder) -> None:
    assert list(AuditRecord.objects.order_by("pk").values_list("leaf", flat=True)) == list(range(12))
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [5, 9, 12]
    for checkpoint in Checkpoint.objects.all():
        stated = read_note(checkpoint.note, folder.public_keys())
        assert (stated.size, stated.root.hex(), stated.at) == (
            checkpoint.size,
            checkpoint.root,
            checkpoint.at,
        )
        assert folder.notes()[checkpoint.size] == checkpoint.note
    assert is_sound(folder)


def test_many_records_are_sealed_in_batches(
    monkeypatch: pytest.MonkeyPatch, write: Write, clock: Clock, folder: Folder
) -> None:
    monkeypatch.setattr(sealer, "BATCH", 5)
    write(12)
    assert seal_waiting(clock=clock).records == 12
    assert sorted(folder.sizes()) == [5, 10, 12]
    assert is_sound(folder)


def test_looking_whether_there_is_anything_to_seal_is_one_small_query(
    sealed: None, write: Write, django_assert_num_queries: DjangoAssertNumQueries, clock: Clock
) -> None:
    with django_assert_num_queries(1):
        assert seal_quietly(clock=clock) == ()
    write(1)
    assert is_waiting()


def test_records_of_before_there_were_seals_get_theirs_at_the_first_sealing(
    write: Write, clock: Clock, folder: Folder
) -> None:
    write(3)
    AuditRecord.objects.update(salt="", commitment="")
    assert seal_waiting(clock=clock).records == 3
    assert is_sound(folder)


def test_what_was_changed_before_it_was_sealed_is_reported_and_left_out(
    write: Write, clock: Clock, folder: Folder
) -> None:
    write(3)
    AuditRecord.objects.filter(object_id="goal-1").update(actor="forged")
    sealed = seal_waiting(clock=clock)
    assert (sealed.records, len(sealed.changed)) == (2, 1)
    assert seal_waiting(clock=clock).records == 0
    assert not is_sound(folder)


def test_the_signing_key_is_made_once_and_for_its_owner_only(sealed: None, folder: Folder) -> None:
    before = folder.key_path.read_text()
    assert folder.key_path.stat().st_mode & 0o777 == 0o600
    assert folder.key_path.parent == folder.path.parent
    assert folder.signing_key(os.urandom).public in folder.public_keys()
    assert folder.key_path.read_text() == before


def test_two_that_make_the_key_at_once_use_the_same_one(tmp_path: Path) -> None:
    keys = []
    threads = [
        threading.Thread(
            target=lambda: keys.append(Folder(tmp_path / "audit").signing_key(os.urandom).public)
        )
        for _each in range(8)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(set(keys)) == 1


def test_a_lost_key_is_said_and_a_new_one_made_when_asked(
    sealed: None, write: Write, clock: Clock, folder: Folder
) -> None:
    folder.key_path.unlink()
    write(1, first=12)
    with pytest.raises(KeyRefused, match="--new-key"):
        seal_waiting(clock=clock)
    assert seal_waiting(clock=clock, new_key=True).size == 13
    assert len(folder.public_keys()) == 2
    assert is_sound(folder)


def test_a_damaged_key_is_said(sealed: None, write: Write, clock: Clock, folder: Folder) -> None:
    folder.key_path.write_text("PRIVATE+KEY+nonsense")
    write(1)
    with pytest.raises(KeyRefused, match="is not a signing key"):
        seal_waiting(clock=clock)


def test_a_crash_between_row_and_file_heals_at_the_next_sealing(
    monkeypatch: pytest.MonkeyPatch, write: Write, clock: Clock, folder: Folder
) -> None:
    write(2, sealed=True)
    write(3, first=2)

    def full(*_told: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(Folder, "write_checkpoint", full)
        with pytest.raises(OSError, match="disk full"):
            seal_waiting(clock=clock)
    assert sorted(folder.sizes()) == [2]
    assert not is_sound(folder)
    write(1, first=5, sealed=True)
    assert sorted(folder.sizes()) == [2, 5, 6]
    assert is_sound(folder)


def test_a_file_that_was_taken_away_later_is_not_quietly_replaced(
    sealed: None, write: Write, folder: Folder
) -> None:
    folder.checkpoint_path(9).unlink()
    write(1, first=12, sealed=True)
    assert sorted(folder.sizes()) == [5, 12, 13]


def test_without_its_cache_the_tree_is_read_from_the_rows(sealed: None, write: Write, folder: Folder) -> None:
    for spoil in ("", "{}", '{"size": 12, "nodes": ["00"]}', '{"size": 1, "nodes": ["' + "00" * 32 + '"]}'):
        (folder.path / "tree").write_text(spoil)
        write(1, sealed=True)
    (folder.path / "tree").unlink()
    write(1, sealed=True)
    assert is_sound(folder)


def test_nothing_is_sealed_onto_a_history_that_was_rewritten(
    sealed: None, write: Write, clock: Clock, folder: Folder
) -> None:
    (folder.path / "tree").unlink()
    AuditRecord.objects.filter(leaf=3).update(commitment="00" * 32)
    write(1, first=12)
    with pytest.raises(SealRefused, match="lupaus audit verify"):
        seal_waiting(clock=clock)


def test_nothing_is_sealed_onto_a_checkpoint_that_was_changed(
    sealed: None, write: Write, clock: Clock
) -> None:
    newest = Checkpoint.objects.get(size=12)
    Checkpoint.objects.filter(size=12).update(note=newest.note.replace("\n12\n", "\n13\n"))
    write(1, first=12)
    with pytest.raises(SealRefused):
        seal_waiting(clock=clock)


def test_nothing_is_sealed_onto_an_older_database_than_the_files_know(
    sealed: None, write: Write, clock: Clock
) -> None:
    Checkpoint.objects.filter(size=12).delete()
    AuditRecord.objects.filter(leaf__gte=9).delete()
    write(1, first=12)
    with pytest.raises(SealRefused, match="speaks of 12 records, the database of 9"):
        seal_waiting(clock=clock)


def test_what_cannot_be_sealed_after_a_command_is_a_warning(
    sealed: None, write: Write, folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    folder.key_path.unlink()
    write(1)
    seal_after_command()
    assert "was not sealed" in caplog.text


def test_the_background_survives_trouble_tells_it_once_and_goes_on(
    write: Write, clock: Clock, folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    write(2, sealed=True)
    background = BackgroundSealer(clock=clock)
    key = folder.key_path.rename(folder.key_path.with_name("elsewhere"))
    write(1)
    for _again in range(3):
        background.look()
    assert caplog.text.count("was not sealed") == 1
    key.rename(folder.key_path)
    background.look()
    assert not is_waiting()
    AuditRecord.objects.update(leaf=None, actor="forged")
    for _again in range(2):
        background.look()
    assert "was changed" in caplog.text
