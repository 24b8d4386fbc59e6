"""What killed imports leave behind is taken away, what running ones use is not."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

from lupaus.indicators.store import Staging
from lupaus.indicators.store.abandoned import hold


def left_behind(folder: Path, *, long_ago: bool) -> Path:
    left = folder / "import-left"
    left.mkdir()
    (left / "overflow.tmp").write_bytes(b"x" * 1000)
    if long_ago:
        os.utime(left, (0, 0))
    return left


def test_the_next_import_takes_away_what_a_killed_one_left(tmp_path: Path) -> None:
    left = left_behind(tmp_path, long_ago=True)
    with Staging(tmp_path):
        assert not left.exists()
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_a_running_import_is_left_alone(tmp_path: Path) -> None:
    left = left_behind(tmp_path, long_ago=True)
    with ExitStack() as running:
        hold(left, running)
        with Staging(tmp_path):
            assert left.exists()


def test_a_folder_made_just_now_is_left_alone(tmp_path: Path) -> None:
    left = left_behind(tmp_path, long_ago=False)
    with Staging(tmp_path):
        assert left.exists()
