"""Whether every release can still be read as it was written: what is checked, and what maintenance may do."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError
from django.conf import settings

from lupaus.accounts.actors import Actor
from lupaus.indicators import queries
from lupaus.indicators.models import ReleaseFile
from lupaus.indicators.observations import Observation
from lupaus.indicators.operations.wholeness import check_observations
from lupaus.indicators.store import Table
from lupaus.indicators.store_commands import check
from tests.indicators.conftest import Import


@pytest.fixture
def releases(bring_in: Import) -> None:
    """Three releases over two buckets of the table."""
    bring_in(["jobs,KU049,total,2020,10", "turnout,KU444,total,2020,70"])
    bring_in(["jobs,KU049,total,2020,11"])
    bring_in(["turnout,KU444,total,2020,71"])


def said(actor: Actor, *, quick: bool = False) -> list[str]:
    return [str(problem) for problem in check_observations(actor=actor, quick=quick).problems]


def path_of(release: int) -> Path:
    """Where the one file lies that a release brought."""
    return Path(settings.OBSERVATIONS) / "table" / ReleaseFile.objects.filter(release=release).first().name  # type: ignore[union-attr]  # each brought one


def test_what_is_whole_is_told_as_such(releases: None, planner: Actor) -> None:
    checked = check_observations(actor=planner)
    assert (checked.releases, checked.files, checked.without_checksum, checked.problems) == (3, 4, 0, ())
    assert checked.size == sum(
        path.stat().st_size for path in (Path(settings.OBSERVATIONS) / "table").rglob("*.parquet")
    )


def test_a_missing_file_is_named_with_the_first_release_that_needs_it(releases: None, planner: Actor) -> None:
    path_of(2).unlink()
    [problem] = said(planner, quick=True)
    assert problem.startswith("release 2: The file bucket=0/part-")
    assert problem.endswith("is missing.")
    assert said(planner) == [problem]


def test_a_file_of_another_length_is_named(releases: None, planner: Actor) -> None:
    path = path_of(3)
    size = path.stat().st_size
    os.truncate(path, size - 1)
    [problem] = said(planner, quick=True)
    assert problem.endswith(f"has {size - 1} bytes instead of {size}.")


def test_one_changed_bit_is_found(releases: None, planner: Actor) -> None:
    path = path_of(3)
    content = bytearray(path.read_bytes())
    content[10] ^= 1
    path.write_bytes(content)
    assert said(planner, quick=True) == []
    [problem] = said(planner)
    assert "holds something else than was written" in problem


def test_without_a_checksum_rows_are_counted_and_what_is_no_parquet_is_told(
    releases: None, planner: Actor
) -> None:
    path = path_of(3)
    ReleaseFile.objects.all().delete()  # as releases from before checksums were kept
    assert check_observations(actor=planner).without_checksum == 4
    path.write_bytes(b"x" * path.stat().st_size)
    [problem] = said(planner)
    assert "cannot be read" in problem


def test_a_version_that_is_gone_from_the_log_is_told(releases: None, planner: Actor) -> None:
    log = Path(settings.OBSERVATIONS) / "table" / "_delta_log"
    (log / "00000000000000000002.json").unlink()
    assert any("release 3: " in problem for problem in said(planner, quick=True))


def test_a_log_that_says_something_else_is_found(releases: None, planner: Actor) -> None:
    log = Path(settings.OBSERVATIONS) / "table" / "_delta_log" / f"{3:020}.json"
    actions = [json.loads(line) for line in log.read_text().splitlines()]
    kept = [action for action in actions if "add" not in action]
    log.write_text("\n".join(map(json.dumps, kept)))
    assert any("log of the table no longer names the file" in problem for problem in said(planner))


def test_the_command_ends_with_one_where_something_is_wrong(releases: None, planner: Actor) -> None:
    runner = CliRunner()
    whole = runner.invoke(check, [], obj=planner)
    assert (whole.exit_code, whole.output.startswith("Whole: releases 3, files 4")) == (0, True)
    path_of(2).unlink()
    broken = runner.invoke(check, ["--quick", "--format", "json"], obj=planner)
    assert broken.exit_code == 1
    assert len(json.loads(broken.stdout)["problems"]) == 1


Maintenance = Callable[[DeltaTable], object]


def _checkpoint_then_clean(table: DeltaTable) -> None:
    table.create_checkpoint()
    table.cleanup_metadata()


#: Everything the library offers to tidy a table up, as somebody would call it who does not know ours.
MAINTENANCE: dict[str, Maintenance] = {
    "vacuum, only looking": lambda table: table.vacuum(),
    "vacuum": lambda table: table.vacuum(dry_run=False),
    "vacuum of everything unknown": lambda table: table.vacuum(dry_run=False, full=True),
    "vacuum, keeping the newest version": lambda table: table.vacuum(
        dry_run=False, keep_versions=[table.version()]
    ),
    "vacuum of the last hour": lambda table: table.vacuum(retention_hours=1, dry_run=False),
    "compact": lambda table: table.optimize.compact(),
    "z-order": lambda table: table.optimize.z_order(["region"]),
    "compact, then vacuum": lambda table: (table.optimize.compact(), table.vacuum(dry_run=False)),
    "checkpoint": lambda table: table.create_checkpoint(),
    "clean the log up": lambda table: table.cleanup_metadata(),
    "checkpoint, then clean the log up": _checkpoint_then_clean,
    "compact the log": lambda table: table.compact_logs(0, table.version()),
    "repair": lambda table: table.repair(),
    "restore the first version": lambda table: table.restore(0),
    "generate a manifest": lambda table: table.generate(),
    "delete every row": lambda table: table.delete(),
}


@pytest.mark.parametrize("name", MAINTENANCE)
def test_old_releases_survive_maintenance(
    releases: None, bring_in: Import, planner: Actor, name: str
) -> None:
    def every_release() -> list[tuple[Observation, ...]]:
        return [queries.observations(release=release) for release in queries.releases()]

    before = every_release()
    table = DeltaTable(Table.own().home.address)
    with suppress(DeltaError, ValueError, OSError):  # where the library says no, that is as good
        MAINTENANCE[name](table)
    assert every_release() == before
    assert said(planner) == []
    bring_in(["jobs,KU444,total,2020,5"])
    newest, *older = every_release()
    assert older == before
    assert [(o.indicator, o.region, o.value) for o in newest] == [
        ("jobs", "KU049", 11), ("jobs", "KU444", 5), ("turnout", "KU444", 71),
    ]  # fmt: skip
    assert said(planner) == []


def test_what_somebody_forces_is_told(releases: None, planner: Actor) -> None:
    """With every safety taken off the library does delete; then the check says what is lost."""
    table = DeltaTable(Table.own().home.address)
    deleted = table.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)
    assert deleted
    assert [problem.partition(":")[0] for problem in said(planner, quick=True)] == ["release 1"] * len(
        deleted
    )
