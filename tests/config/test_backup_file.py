"""The file of a backup: what is not whole, or not ours, is refused before anything in it is believed."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from lupaus.config.backup.archive import MANIFEST, SEAL, Backup, NotABackup, Writer

CONTENT = {
    "audit/public.key": b"a key",
    "database/people.jsonl.gz": bytes(range(256)) * 20,
    "store/bucket=0/part.parquet": b"PAR1" * 700,
    "other/empty": b"",
}


def made(path: Path, content: dict[str, bytes] = CONTENT) -> Path:
    with path.open("wb") as file:
        writer = Writer(file, made_at=0)
        for name, each in content.items():
            writer.add(name, len(each), [each[:7], each[7:]])
        writer.finish({"made_at": "2026-11-22"})
    return path


def read(path: Path) -> dict[str, bytes]:
    """Everything in a backup, after it was verified."""
    with Backup(path) as backup:
        backup.verify()
        return {name: backup.open(name).read() for name in backup.members}


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return made(tmp_path / "backup.tar")


def test_what_went_in_comes_out(whole: Path) -> None:
    assert read(whole) == CONTENT


def test_any_tar_can_open_it(whole: Path) -> None:
    with tarfile.open(whole) as tar:
        assert tar.getnames() == [*CONTENT, MANIFEST, SEAL]
        told = json.loads(tar.extractfile(MANIFEST).read())  # type: ignore[union-attr]  # it is a file
    assert (told["format"], told["version"]) == ("lupaus backup", 1)
    assert told["members"]["audit/public.key"]["size"] == len(b"a key")


def test_cut_short_anywhere_it_is_refused(whole: Path, tmp_path: Path) -> None:
    content = whole.read_bytes()
    with tarfile.open(whole) as tar:
        seal = tar.getmember(SEAL)
    end = seal.offset_data + seal.size  # what follows says nothing
    moments = Random(1)
    for length in {0, 1, 511, 512, 513, end - 1, *(moments.randrange(end) for _each in range(150))}:
        cut = tmp_path / "cut.tar"
        cut.write_bytes(content[:length])
        with pytest.raises(NotABackup):
            read(cut)


def test_with_any_bit_turned_it_is_refused_unless_the_bit_says_nothing(whole: Path, tmp_path: Path) -> None:
    content = whole.read_bytes()
    turned = tmp_path / "turned.tar"
    moments, refused = Random(2), 0
    for _each in range(400):
        place, bit = moments.randrange(len(content)), moments.randrange(8)
        turned.write_bytes(content[:place] + bytes([content[place] ^ (1 << bit)]) + content[place + 1 :])
        try:
            found = read(turned)
        except NotABackup:
            refused += 1
        else:
            assert found == CONTENT  # it stood between the members
    assert refused > 200


def rebuilt(
    whole: Path, path: Path, keep: Callable[[str], bool], more: Iterable[tarfile.TarInfo] = ()
) -> Path:
    with tarfile.open(whole) as old, tarfile.open(path, "w") as new:
        for entry in more:
            new.addfile(entry, io.BytesIO(b"x" * entry.size))
        for entry in old:
            if keep(entry.name):
                new.addfile(entry, old.extractfile(entry))
    return path


@pytest.mark.parametrize("missing", [*CONTENT, MANIFEST, SEAL])
def test_without_one_of_its_members_it_is_refused(missing: str, whole: Path, tmp_path: Path) -> None:
    less = rebuilt(whole, tmp_path / "less.tar", lambda name: name != missing)
    with pytest.raises(NotABackup, match="is not a whole backup"):
        read(less)


def entry(name: str, **more: Any) -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    for field, value in more.items():
        setattr(found, field, value)
    return found


@pytest.mark.parametrize(
    "strange",
    [
        entry("../outside"),
        entry("/etc/passwd"),
        entry("store/../../outside"),
        entry("store//x"),
        entry("store/a\\b"),
        entry("elsewhere/x"),
        entry("store"),
        entry("store/link", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        entry("store/link", type=tarfile.LNKTYPE, linkname="audit/public.key"),
        entry("store/device", type=tarfile.CHRTYPE),
        entry("store/folder", type=tarfile.DIRTYPE),
        entry("audit/public.key", size=5),
        entry(MANIFEST, size=2),
    ],
    ids=lambda strange: f"{strange.name}-{strange.type.decode()}",
)
def test_what_no_backup_holds_is_refused(strange: tarfile.TarInfo, whole: Path, tmp_path: Path) -> None:
    more = rebuilt(whole, tmp_path / "more.tar", lambda _name: True, [strange])
    with pytest.raises(NotABackup):
        read(more)


def test_one_more_member_is_refused(whole: Path, tmp_path: Path) -> None:
    more = rebuilt(whole, tmp_path / "more.tar", lambda _name: True, [entry("store/more", size=3)])
    with pytest.raises(NotABackup, match="is not a whole backup"):
        read(more)


@pytest.mark.parametrize("content", [b"", b"not a tar" * 100, b"\x1f\x8b" + b"\0" * 600])
def test_another_file_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(NotABackup, match="is not a whole backup"):
        read(tmp_path / "file")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotABackup, match=r"There is no file .*absent\.tar"):
        read(tmp_path / "absent.tar")


def test_a_form_of_the_future_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lupaus.config.backup.archive.FORMAT_VERSION", 2)
    path = made(tmp_path / "new.tar")
    monkeypatch.undo()
    with pytest.raises(NotABackup, match="Use the version that made it"):
        read(path)


@pytest.mark.parametrize("pieces", [[b"ab"], [b"ab", b"cd"], []])
def test_what_changes_its_length_while_it_is_read_is_not_written(pieces: list[bytes], tmp_path: Path) -> None:
    with (tmp_path / "x").open("wb") as file:
        writer = Writer(file, made_at=0)
        with pytest.raises((ValueError, OSError)):
            writer.add("store/x", 3, pieces)
