"""The table in an object store: the same imports and answers, files fetched once, troubles in sentences."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import obstore
import pytest
from obstore.store import from_url
from pytest_django import Settings

from lupaus.indicators import queries
from lupaus.indicators.observations import Observation
from lupaus.indicators.store import Filters, Scope, Table
from lupaus.indicators.store.fetched import CutShort, Fetched
from lupaus.indicators.store.home import StoredFile, home_of
from lupaus.indicators.store.objects import ObjectStore
from lupaus.indicators.store.troubles import StoreOutOfReach, WrittenMeanwhile
from lupaus.web.refusals import Refused
from tests.indicators.conftest import Import
from tests.indicators.object_store import ObjectStoreServer, silent_store
from tests.indicators.test_killed_imports import PROJECT
from tests.indicators.test_store import ONE, OTHER, bring
from tests.indicators.test_store_writing import KEYS
from tests.indicators.test_store_writing import bring as bring_file

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[ObjectStoreServer]:
    server = ObjectStoreServer()
    yield server
    server.stop()


@pytest.fixture
def store(server: ObjectStoreServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty folder in an object store, which the environment leads to."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    bucket = f"bucket-{uuid.uuid4().hex}"
    server.make_bucket(bucket)
    return f"s3://{bucket}/lupaus"


@pytest.fixture
def table(store: str, tmp_path: Path) -> Table:
    table = Table(tmp_path / "observations", store)
    table.create_if_absent()
    return table


def read(table: Table, version: int) -> list[Observation]:
    return list(table.as_of(version).scan(Filters()))


def test_an_import_is_read_replaced_and_read_as_it_was(
    store: str, bring_in: Import, settings: Settings
) -> None:
    settings.OBSERVATIONS_STORE = store
    bring_in(["jobs,KU049,total,2020,10", "turnout,KU444,total,2020,70"])
    bring_in(["jobs,KU049,total,2020,11"], replace=True)
    newest, first = queries.releases()
    assert [o.value for o in queries.observations(release=first)] == [10, 70]
    assert [o.value for o in queries.observations(release=newest)] == [11, 70]
    assert not (settings.OBSERVATIONS / "table").exists(), "nothing of the table lies on the local disk"
    assert queries.changes_between(first, newest).changed == 1


def test_a_file_is_fetched_once(table: Table) -> None:
    version, _counts = bring(table, ONE, Scope(), 1)
    assert version
    first = read(table, version)
    [fetched] = (table.folder / "fetched").rglob("*.parquet")
    [file] = table.files(version)
    assert fetched.stat().st_size == file.size
    obstore.delete(from_url(table.home.address), file.name)  # it is not asked for a second time
    assert read(table, version) == first


def test_an_unfinished_commit_is_undone(table: Table) -> None:
    first, _counts = bring(table, ONE, Scope(), 1)
    assert first
    bring(table, OTHER, Scope(), 2)
    restored = table.restore(first)
    assert read(table, restored) == read(table, first)
    again, _counts = bring(table, OTHER, Scope(), 2)
    assert again == restored + 1


def test_a_writer_that_lost_its_lock_unnoticed_is_refused_by_the_store(table: Table, store: str) -> None:
    bring(table, ONE, Scope(), 1)
    late = Table(table.folder, store)
    late.head()
    version, _counts = bring(table, OTHER, Scope(), 2)
    assert version
    with pytest.raises(WrittenMeanwhile, match="run it again"):
        bring_without_looking(late)
    assert table.head() == version


def test_files_of_new_rows_join_the_table(table: Table, tmp_path: Path) -> None:
    table.create_if_absent()
    table.head()
    version = bring_file(table, tmp_path, KEYS)
    assert table.head() == version
    assert [tuple(each[:4]) for each in table.as_of(version).scan(Filters())] == KEYS


def bring_without_looking(table: Table) -> None:
    """An import that compared with the head it knows, which is no longer the head."""
    seen = table._head
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Table, "head", lambda self: seen)
        bring(table, {("c", "KU091", "total", "2002"): (5.0, None, None, "A")}, Scope(), 2)


def test_a_missing_version_is_told_as_on_disk(table: Table) -> None:
    with pytest.raises(Refused, match=r"version 7 is missing.*same backup"):
        table.as_of(7)


def test_a_file_that_is_gone_from_the_store_is_named(table: Table) -> None:
    version, _counts = bring(table, ONE, Scope(), 1)
    assert version
    [file] = table.files(version)
    obstore.delete(from_url(table.home.address), file.name)
    with pytest.raises(FileNotFoundError, match=r"bucket=0/part-"):
        read(table, version)


def test_a_file_of_another_length_is_not_believed(table: Table) -> None:
    version, _counts = bring(table, ONE, Scope(), 1)
    assert version
    [file] = table.files(version)
    obstore.put(from_url(table.home.address), file.name, b"PAR1 or something else")
    with pytest.raises(CutShort, match=r"has 22 bytes instead of \d+\. Run: lupaus observations check"):
        read(table, version)
    assert not list((table.folder / "fetched").rglob("*.parquet"))


def test_a_store_that_does_not_answer_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with silent_store() as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        table = Table(tmp_path, "s3://silent/lupaus")
        for ask in (table.head, table.create_if_absent, lambda: table.as_of(1), table.home.sizes):
            with pytest.raises(
                StoreOutOfReach, match=r"store of observations s3://silent/lupaus does not answer"
            ) as told:
                ask()
            assert "127.0.0.1" not in str(told.value)


def test_wrong_credentials_are_a_sentence(server: ObjectStoreServer, table: Table) -> None:
    server.check_credentials()
    try:
        for ask in (table.head, table.create_if_absent, lambda: table.as_of(9), table.home.sizes):
            with pytest.raises(StoreOutOfReach, match="does not accept the credentials") as told:
                ask()
            assert "testing" not in str(told.value)
    finally:
        server.trust_everybody()


def test_a_bucket_that_is_not_there_is_a_sentence(store: str, tmp_path: Path) -> None:
    with pytest.raises(StoreOutOfReach, match="no such bucket"):
        Table(tmp_path, f"{store.rpartition('/')[0]}-other/lupaus").create_if_absent()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ftp://somewhere/x", "must read s3://"),
        ("s3:///no-bucket", "must read s3://"),
        ("just/a/folder", "must read s3://"),
        ("s3://bucket/x?key=1", "must read s3://"),
        ("s3://key:secret@bucket/x", "must not hold a password"),
    ],
)
def test_an_address_nobody_can_read_is_refused(tmp_path: Path, address: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as told:
        home_of(tmp_path, address)
    assert "secret@" not in str(told.value)


def test_a_folder_of_this_machine_can_be_named_too(tmp_path: Path) -> None:
    table = Table(tmp_path / "own", (tmp_path / "elsewhere å").as_uri())
    table.create_if_absent()
    version, _counts = bring(table, ONE, Scope(), 1)
    assert version == 1
    assert (tmp_path / "elsewhere å" / "table" / "_delta_log").is_dir()


def test_what_was_not_used_for_longest_goes_first_and_what_is_in_use_stays(tmp_path: Path) -> None:
    fetched = Fetched(tmp_path, bound=250)
    files = [StoredFile(f"bucket={number}/part.parquet", 100, 1) for number in range(4)]
    for age, file in enumerate(files):
        fetched.take_in(file, [b"x" * 60, b"y" * 40])
        os.utime(fetched.path(file), (0, 1000 - age))
    fetched.keep_within_bounds()
    assert [fetched.has(file) for file in files] == [True, True, False, False]
    for file in files:  # just fetched, so somebody is about to open it
        fetched.take_in(file, [b"x" * 100])
    fetched.keep_within_bounds()
    assert all(fetched.has(file) for file in files)


def test_the_address_is_part_of_what_is_remembered(tmp_path: Path) -> None:
    one, other = (ObjectStore(f"s3://{name}/table", tmp_path) for name in "ab")
    assert one != other
    assert hash(one) != hash(other)


def run(folder: Path, store: str, server: ObjectStoreServer, *arguments: str) -> dict[str, int]:
    """`tests/indicators/dying.py` with the observations in the object store."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= server.environment | {
        "LUPAUS_DATA": str(folder),
        "LUPAUS_OBSERVATIONS_STORE": store,
        "DJANGO_SETTINGS_MODULE": "lupaus.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "tests.indicators.dying", *arguments],
        env=environment, cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_killed_between_commit_and_row_nothing_is_seen_and_the_next_import_works(
    tmp_path: Path, store: str, server: ObjectStoreServer
) -> None:
    assert run(tmp_path, store, server, "between", "3") == {"unfinished": 3}


def test_imports_at_once_follow_one_another(tmp_path: Path, store: str, server: ObjectStoreServer) -> None:
    assert run(tmp_path, store, server, "together", "3") == {"failed": 0}
