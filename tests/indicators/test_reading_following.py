"""The reading form is made by itself, whole or not at all, whoever dies, comes twice or finds no room."""

from __future__ import annotations

import fcntl
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from lupaus.indicators import bank, queries, reading
from lupaus.indicators.models import Indicator, Release, SourceKind
from lupaus.indicators.reading import following, releases
from lupaus.indicators.reading.drafts import make, put
from lupaus.indicators.reading.following import Follower
from tests.indicators.conftest import Import
from tests.prepared import with_example

LINES = [f"jobs,KU049,total,{year},{year % 7}" for year in range(2015, 2022)]
OTHERS = ["turnout,KU049,total,2020,7"]


@pytest.fixture
def now() -> list[float]:
    return [1000.0]


@pytest.fixture
def follower(now: list[float]) -> Follower:
    return Follower(monotonic=lambda: now[0])


def newest() -> Release:
    release = queries.newest_release()
    assert release is not None
    return release


def lacking() -> int:
    return sum(not path.exists() for path in releases.paths_of_all(newest().table_version))


def test_a_bank_without_releases_is_left_alone(follower: Follower, catalogue: None) -> None:
    assert not follower.look()


def test_a_new_release_is_made_ready_by_itself(follower: Follower, bring_in: Import) -> None:
    bring_in([*LINES, *OTHERS])
    assert lacking() == 4  # two buckets, and the standings of each
    assert follower.look()
    assert lacking() == 0
    assert not follower.look()
    bring_in(["jobs,KU049,total,2022,1"])
    assert lacking() == 2
    assert follower.look()
    assert lacking() == 0


def test_what_was_taken_away_is_made_anew(follower: Follower, bring_in: Import) -> None:
    bring_in(LINES)
    follower.look()
    releases.paths_of_all(newest().table_version)[0].unlink()
    assert follower.look()
    assert lacking() == 0


def test_other_regions_make_other_standings(follower: Follower, bring_in: Import) -> None:
    from lupaus.regions.models import Region
    from lupaus.web.versions import advance_content_version

    bring_in(LINES)
    follower.look()
    Region.objects.filter(code="KU444").update(category="region")
    advance_content_version()
    assert lacking() == 1
    assert follower.look()
    assert lacking() == 0


def test_much_is_made_by_a_process_of_its_own(
    follower: Follower, bring_in: Import, monkeypatch: pytest.MonkeyPatch, now: list[float]
) -> None:
    bring_in(LINES)
    started: list[list[str]] = []

    def run(words: list[str], **_how: Any) -> SimpleNamespace:
        started.append(words[1:])
        return SimpleNamespace(returncode=1, stderr="no memory")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(following, "_FEW", 3)
    assert follower.look()
    assert started == [["-m", "lupaus.indicators.make_reading_form"]]
    assert not follower.look()  # what failed is not tried every few seconds
    now[0] += 301
    assert follower.look()
    assert len(started) == 2


@pytest.mark.slow
def test_that_process_makes_all_there_is_to_make(tmp_path: Path) -> None:
    program = with_example(tmp_path)
    form = tmp_path / "observations" / "reading"
    shutil.rmtree(form, ignore_errors=True)
    command = [sys.executable, "-m", "lupaus.indicators.make_reading_form"]
    ran = subprocess.run(command, env=program.environ(), capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert list(form.iterdir())


def test_one_worker_makes_while_the_others_answer(follower: Follower, bring_in: Import) -> None:
    bring_in(LINES)
    with (Path(settings.OBSERVATIONS) / "reading.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert not follower.look()
        assert lacking() == 2
    assert follower.look()


def test_a_folder_that_cannot_be_written_leaves_the_table_to_answer(
    follower: Follower, bring_in: Import
) -> None:
    Indicator.objects.update(source_kind=SourceKind.FILE)
    bring_in(LINES)
    (Path(settings.OBSERVATIONS) / "reading").write_text("in the way")
    expected = bank.observations(release=newest(), indicators=["jobs"])
    follower.look()
    assert bank.observations(release=newest(), indicators=["jobs"]) == expected
    assert len(expected) == len(LINES)
    with pytest.raises(releases.NoRoom):
        reading.buckets_as_of(newest().table_version)


def test_the_form_of_a_past_release_is_read_while_files_are_taken_away(bring_in: Import) -> None:
    bring_in(LINES)
    first = newest()
    reading.make_ready(first.table_version)
    form = reading.form_of(first.table_version, {"jobs": 0})
    assert form is not None
    for path in releases.paths_of_all(first.table_version):
        path.unlink()
    assert len(form.series("jobs", "KU049", "total")) == len(LINES)


CONTENT = bytes(range(256)) * 64


def write(descriptor: int) -> None:
    for begin in range(0, len(CONTENT), 4096):
        put(descriptor, CONTENT[begin : begin + 4096], begin)


def in_a_process(deed: Callable[[], bool]) -> int:
    """Begin it in a process of its own, which ends with 0 where it says yes."""
    child = os.fork()
    if not child:
        try:
            os._exit(0 if deed() else 1)
        finally:
            os._exit(2)
    return child


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


CALLS = ("open", "ftruncate", "pwrite", "fsync", "replace")


def dying_at(moment: int) -> None:
    """Let the process die just before the nth call that changes anything."""
    left = [moment]

    def dying(call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*told: Any, **how: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*told, **how)

        return called

    for name in CALLS:
        setattr(os, name, dying(getattr(os, name)))


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_whoever_is_killed_leaves_a_whole_file_or_none(tmp_path: Path) -> None:
    target = tmp_path / "a.reading"
    killed = 0

    def deed() -> bool:
        dying_at(killed)
        return make(target, write)

    while True:
        status = ended(in_a_process(deed))
        if status == 0:
            break
        assert status == -signal.SIGKILL
        assert not target.exists() or target.read_bytes() == CONTENT
        assert make(target, write)  # whoever comes next is not in its way
        assert target.read_bytes() == CONTENT
        assert [path.name for path in tmp_path.iterdir()] == [target.name]
        target.unlink()
        killed += 1
    assert killed >= 8


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_of_two_makers_one_writes(tmp_path: Path) -> None:
    target, written = tmp_path / "a.reading", tmp_path / "written"

    def slowly(descriptor: int) -> None:
        with written.open("a") as file:
            file.write("once\n")
        time.sleep(0.1)
        write(descriptor)

    children = [in_a_process(lambda: make(target, slowly)) for _each in range(4)]
    assert [ended(child) for child in children] == [0, 0, 0, 0]
    assert written.read_text() == "once\n"
    assert target.read_bytes() == CONTENT


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_disk_that_fills_up_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "a.reading"

    def deed() -> bool:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))
        return not make(target, write)

    assert ended(in_a_process(deed)) == 0
    assert list(tmp_path.iterdir()) == []
    assert make(target, write)
