"""What goes into a backup, what is left out, and what stops one; a table in an object store comes along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from lupaus.accounts.actors import Actor, operator
from lupaus.accounts.models import AuditRecord
from lupaus.config.backup.archive import Backup, NotABackup, Writer
from lupaus.config.backup.making import Made, back_up
from lupaus.config.backup.restoring import restore
from lupaus.indicators import queries
from lupaus.indicators.models import Release
from lupaus.indicators.store import Table
from lupaus.web.refusals import NotAllowed, Refused
from tests.conftest import NOW
from tests.indicators.conftest import Import, bring_in, catalogue, country
from tests.indicators.test_object_store import server, store

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite",
    reason="on PostgreSQL a backup sees what is committed, which a test's rows are not: see test_backup.py",
)

__all__ = ["bring_in", "catalogue", "country", "server", "store"]


@pytest.fixture
def service(bring_in: Import, tmp_path: Path) -> Path:
    """Two releases, keys and a note; returns the data folder."""
    bring_in(["jobs,KU049,total,2020,10", "turnout,KU444,total,2020,70"])
    bring_in(["jobs,KU049,total,2020,11"])
    data = tmp_path / "data"
    data.mkdir()
    for name in ("secret.key", "notes.txt", "import.lock", "serve.log", ".hidden"):
        (data / name).write_text(name)
    (tmp_path / "audit.key").write_text("audit.key")
    return data


def made(path: Path, **how: Any) -> Made:
    return back_up(actor=operator(), clock=lambda: NOW, file=path, **how)


def members(path: Path) -> list[str]:
    with Backup(path) as backup:
        backup.verify()
        return sorted(backup.members)


def refusal(path: Path, **how: Any) -> str:
    with pytest.raises(Refused) as refused:
        made(path, **how)
    [problem] = refused.value.problems
    return problem.message


def test_a_backup_holds_what_cannot_be_made_anew(service: Path, tmp_path: Path) -> None:
    told = made(tmp_path / "b.tar")
    names = members(tmp_path / "b.tar")
    assert [name for name in names if name.split("/")[0] in ("other", "secrets")] == [
        "other/notes.txt", "secrets/audit.key", "secrets/secret.key",
    ]  # fmt: skip
    assert sum(name.endswith(".parquet") for name in names) == 3
    assert sum(name.startswith("store/_delta_log/") for name in names) == 3
    assert (told.releases, told.secrets, told.others) == (2, ("secret.key", "audit.key"), ("notes.txt",))
    assert (tmp_path / "b.tar").stat().st_mode & 0o777 == 0o600


def test_it_is_told_in_the_trail_with_what_stands_for_it(service: Path, tmp_path: Path) -> None:
    told = made(tmp_path / "b.tar")
    record = AuditRecord.objects.latest("pk")
    assert (record.verb, record.object_id) == ("back_up", told.sha256)
    with Backup(tmp_path / "b.tar") as backup:
        assert backup.sha256 == told.sha256


def test_keys_are_left_out_when_asked(service: Path, tmp_path: Path) -> None:
    told = made(tmp_path / "b.tar", with_secrets=False)
    assert (told.secrets, told.without) == ((), ("secret.key", "audit.key"))
    assert not [name for name in members(tmp_path / "b.tar") if name.startswith("secrets/")]
    assert b"secret.key" not in (tmp_path / "b.tar").read_bytes()


def test_nothing_in_a_member_depends_on_when_it_was_packed(service: Path, tmp_path: Path) -> None:
    sums = []
    for name in ("one.tar", "two.tar"):
        made(tmp_path / name)
        with Backup(tmp_path / name) as backup:
            sums.append(backup.members)
    different = {name for name in sums[0] if sums[0][name] != sums[1][name]}
    assert different <= {
        f"database/{table}.jsonl.gz" for table in ("accounts_auditrecord", "web_contentversion")
    }


def test_what_an_unfinished_import_left_is_left_out(service: Path, tmp_path: Path) -> None:
    before = in_the_store(tmp_path / "before.tar")
    Release.objects.latest("pk").delete()  # as if the last commit had never become a release
    after = in_the_store(tmp_path / "after.tar")
    assert len(before - after) == 2  # one file of figures, one commit
    assert not after - before


def in_the_store(path: Path) -> set[str]:
    made(path)
    return {name for name in members(path) if name.startswith("store/")}


def test_a_damaged_store_is_not_backed_up(service: Path, tmp_path: Path) -> None:
    first = next((tmp_path / "observations" / "table").glob("bucket=0/*.parquet"))
    content = first.read_bytes()
    first.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])
    assert "is missing or damaged, so nothing was backed up" in refusal(tmp_path / "b.tar")
    first.write_bytes(content[:-1])
    assert "is missing or damaged" in refusal(tmp_path / "b.tar")
    first.unlink()
    assert "is missing or damaged" in refusal(tmp_path / "b.tar")
    assert not list(tmp_path.glob("*b.tar*"))


def test_nothing_is_written_over_and_nothing_into_what_is_backed_up(service: Path, tmp_path: Path) -> None:
    (tmp_path / "b.tar").write_text("here")
    assert "is there already" in refusal(tmp_path / "b.tar")
    assert (tmp_path / "b.tar").read_text() == "here"
    assert "must not lie within it" in refusal(service / "b.tar")
    assert "There is no folder" in refusal(tmp_path / "absent" / "b.tar")


def test_a_full_disk_leaves_no_backup_and_one_sentence(
    service: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Writer, "add", no_room)
    assert "There is no room for the backup" in refusal(tmp_path / "b.tar")
    assert not list(tmp_path.glob("*b.tar*"))


def test_only_an_administrator_makes_one(service: Path, planner: Actor, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        back_up(actor=planner, clock=lambda: NOW, file=tmp_path / "b.tar")


class TestRefusingToRestore:
    @pytest.fixture
    def backup(self, service: Path, tmp_path: Path, settings: Settings) -> Path:
        made(tmp_path / "b.tar")
        settings.DATA = tmp_path / "elsewhere"
        return tmp_path / "b.tar"

    def refusal(self, path: Path, **how: Any) -> str:
        with pytest.raises(Refused) as refused:
            restore(actor=operator(), file=path, **how)
        return str(refused.value.problems[0])

    def test_a_damaged_one(self, backup: Path, tmp_path: Path) -> None:
        content = bytearray(backup.read_bytes())
        content[len(content) // 2] ^= 1
        backup.write_bytes(content)
        with pytest.raises(NotABackup):
            restore(actor=operator(), file=backup)
        assert not (tmp_path / "elsewhere").exists()

    def test_another_than_the_one_meant(self, backup: Path) -> None:
        assert "is another backup than the one meant" in self.refusal(backup, sha256="ab" * 32)

    def test_into_a_folder_that_holds_something(self, backup: Path, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere" / "lupaus.sqlite3").touch()
        assert "is not empty (lupaus.sqlite3)" in self.refusal(backup)
        assert {path.name for path in (tmp_path / "elsewhere").iterdir()} == {
            "lupaus.sqlite3", "restoring.lock",
        }  # fmt: skip

    def test_into_a_store_that_holds_something(self, backup: Path, tmp_path: Path) -> None:
        """The observations lie outside the data folder here, and are still there."""
        assert "The store of observations" in self.refusal(backup)

    def test_from_a_newer_program(
        self, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        finish = Writer.finish

        def of_tomorrow(writer: Writer, manifest: dict[str, Any]) -> str:
            manifest["migrations"].append(["indicators", "9999_of_tomorrow"])
            return finish(writer, manifest)

        monkeypatch.setattr(Writer, "finish", of_tomorrow)
        made(tmp_path / "new.tar")
        assert "made by a newer Lupaus (it knows indicators.9999_of_tomorrow)" in self.refusal(
            tmp_path / "new.tar"
        )


@pytest.mark.slow
def test_a_table_in_an_object_store_comes_along_and_goes_into_another(
    bring_in: Import, store: str, settings: Settings, tmp_path: Path, new_database: Path
) -> None:
    settings.OBSERVATIONS_STORE = store
    bring_in(["jobs,KU049,total,2020,10", "turnout,KU444,total,2020,70"])
    bring_in(["jobs,KU049,total,2020,11"])
    releases = list(Release.objects.order_by("pk"))
    expected = [list(queries.every_observation(release=release)) for release in releases]
    made(tmp_path / "b.tar")

    settings.DATA, settings.OBSERVATIONS = new_database.parent, new_database.parent / "observations"
    with pytest.raises(Refused, match="is not empty"):
        restore(actor=operator(), file=tmp_path / "b.tar")
    settings.OBSERVATIONS_STORE = store + "-again"
    restore(actor=operator(), file=tmp_path / "b.tar")
    assert Table.own().home.told == store + "-again"
    assert [list(queries.every_observation(release=release)) for release in releases] == expected
    assert new_database.is_file()


@pytest.fixture
def new_database(tmp_path: Path) -> Iterator[Path]:
    """Where a restore puts its database; the test's own stays what it was."""
    path = tmp_path / "new" / "lupaus.sqlite3"
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(path)
    yield path
    connection.settings_dict["NAME"] = before
