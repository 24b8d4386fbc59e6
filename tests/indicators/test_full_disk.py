"""A disk that is full in the middle of an import: one sentence, nothing changed, the next import works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lupaus.indicators.store.staging import Staging
from lupaus.indicators.store.troubles import DiskFull, is_full
from tests.indicators.test_killed_imports import PROJECT, run


@pytest.mark.slow
def test_files_that_cannot_grow_stop_an_import_at_many_places(tmp_path: Path) -> None:
    seen = run(tmp_path, "full", "limit")
    assert seen["refused"] >= 8


@pytest.mark.slow
def test_a_disk_that_is_full_stops_an_import_at_many_places(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=24m none {disk}"
    may = subprocess.run(["unshare", "--mount", "sh", "-c", mount], capture_output=True, check=False)
    if may.returncode:
        pytest.skip("a small disk cannot be mounted here (that needs the rights of root)")
    command = (
        f"{mount} && exec {sys.executable} -W ignore::DeprecationWarning -m tests.indicators.dying full disk"
    )
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", command],
        env=os.environ | {"LUPAUS_DATA": str(disk), "DJANGO_SETTINGS_MODULE": "lupaus.config.settings"},
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert '"done": 3' in done.stdout
    assert '"refused": 0' not in done.stdout


def test_where_not_even_the_folder_can_be_made_that_is_the_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_given: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", no_room)
    with pytest.raises(DiskFull, match="make room and run the import again"), Staging(tmp_path / "x"):
        pass


@pytest.mark.parametrize(
    ("words", "means_full"),
    [
        ("Generic LocalFileSystem error: … No space left on device (os error 28)", True),
        ("File too large (os error 27)", True),
        ("Disk quota exceeded", True),
        ("Permission denied (os error 13)", False),
    ],
)
def test_what_the_system_says_is_understood(words: str, means_full: bool) -> None:
    assert is_full(OSError(words)) == means_full
    assert not is_full(ValueError(words))
