"""An import is one release, whole or not at all."""

from __future__ import annotations

import pytest
from django.conf import settings

from lupaus.accounts import audit
from lupaus.accounts.actors import Actor
from lupaus.accounts.models import AuditRecord
from lupaus.indicators import queries
from lupaus.indicators.models import Release, ReleaseContent
from lupaus.indicators.observations import Observation
from lupaus.indicators.operations import ImportSource, Row, Scope, import_observations, importing
from lupaus.indicators.store import Table
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, Refused
from lupaus.web.versions import content_version
from tests.conftest import NOW
from tests.indicators.conftest import Import

pytestmark = pytest.mark.django_db

FIRST = ["jobs,KU049,total,2020,70", "jobs,KU444,total,2020,60", "turnout,KU049,total,2020,50"]
SECOND = ["jobs,KU049,total,2020,71", "jobs,KU049,total,2021,72", "jobs,KU444,total,2020,60"]


def values(release: Release | None) -> dict[tuple[str, str, str], float | None]:
    return {(o.indicator, o.region, o.period): o.value for o in queries.observations(release=release)}


def test_a_release_tells_where_it_came_from_and_what_it_changed(bring_in: Import) -> None:
    imported = bring_in(FIRST)
    release = imported.release
    assert release is not None
    assert release == queries.newest_release()
    assert (release.pk, release.source, release.nature, release.actor) == (
        1,
        "figures.csv",
        "statistic",
        "pirkko",
    )
    assert release.retrieved_at == NOW
    assert len(release.checksum) == 64
    assert (release.added, release.changed, release.withdrawn, release.unchanged) == (3, 0, 0, 0)
    contents = ReleaseContent.objects.filter(release=release).order_by("indicator")
    assert [(c.indicator_id, c.added) for c in contents] == [("jobs", 2), ("turnout", 1)]
    audited = AuditRecord.objects.get(kind="release")
    assert audited.object_id == "1"
    assert audited.after is not None
    assert audited.after["added"] == 3


def test_a_second_import_of_the_same_file_makes_no_release(bring_in: Import) -> None:
    bring_in(FIRST)
    version = content_version()
    again = bring_in(FIRST)
    assert again.release is None
    assert (again.added, again.changed, again.withdrawn, again.unchanged) == (0, 0, 0, 3)
    assert Release.objects.count() == 1
    assert content_version() == version


def test_what_is_unchanged_keeps_the_release_that_wrote_it(bring_in: Import) -> None:
    bring_in(FIRST)
    second = bring_in(SECOND)
    assert (second.added, second.changed, second.withdrawn, second.unchanged) == (1, 1, 0, 1)
    assert queries.indicator_slice("jobs", release=second.release) == (
        Observation("jobs", "KU049", "total", "2020", 71.0, None, None, "A", 2),
        Observation("jobs", "KU049", "total", "2021", 72.0, None, None, "A", 2),
        Observation("jobs", "KU444", "total", "2020", 60.0, None, None, "A", 1),
    )


def test_an_old_release_reads_as_it_did(bring_in: Import) -> None:
    first = bring_in(FIRST).release
    before = values(first)
    bring_in(SECOND)
    bring_in(["jobs,HVA03,total,2020,1"], replace=True)
    assert values(first) == before


def test_replace_withdraws_what_the_file_lacks_of_its_indicators_only(bring_in: Import) -> None:
    bring_in(FIRST)
    replaced = bring_in(["jobs,KU049,total,2020,70"], replace=True)
    assert (replaced.withdrawn, replaced.unchanged) == (1, 1)
    assert values(replaced.release) == {("jobs", "KU049", "2020"): 70.0, ("turnout", "KU049", "2020"): 50.0}


def test_a_scope_of_years_withdraws_in_those_years_only(
    bring_in: Import, planner: Actor, clock: Clock
) -> None:
    bring_in(["jobs,KU049,total,2019,1", "jobs,KU049,total,2020,2", "jobs,KU049,total,2021,3"])
    source = ImportSource(name="by hand", checksum=lambda: "0" * 64)
    imported = import_observations(
        actor=planner,
        clock=clock,
        rows=[Row(1, "jobs", "KU049", year=2020, value=2.0)],
        source=source,
        scope=Scope(frozenset({"jobs"}), frozenset({"2020", "2021"})),
    )
    assert values(imported.release) == {("jobs", "KU049", "2019"): 1.0, ("jobs", "KU049", "2020"): 2.0}


def test_progress_is_told_in_rows(catalogue: None, planner: Actor, clock: Clock) -> None:
    told: list[tuple[int, int | None]] = []
    import_observations(
        actor=planner,
        clock=clock,
        rows=(Row(line, "jobs", "KU049", year=2000 + line, value=1.0) for line in range(5)),
        source=ImportSource(name="by hand", checksum=lambda: "0" * 64),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(5, None)]


def test_everything_can_be_withdrawn(bring_in: Import, planner: Actor, clock: Clock) -> None:
    bring_in(FIRST)
    imported = import_observations(
        actor=planner,
        clock=clock,
        rows=[],
        source=ImportSource(name="by hand", checksum=lambda: "0" * 64),
        scope=Scope(frozenset({"jobs", "turnout"})),
    )
    assert imported.withdrawn == 3
    assert values(imported.release) == {}


def test_bad_rows_are_left_out_on_request_and_listed(bring_in: Import) -> None:
    imported = bring_in([*FIRST, "jobs,KU999,all,2020,1", "jobs,KU049,total,2022,x"], skip_bad=True)
    assert imported.added == 3
    assert imported.skipped_rows == 2
    assert [str(problem) for problem in imported.skipped] == [
        "figures.csv:5: There is no region “KU999”.",
        "figures.csv:5: “all” is not a gender; expected total, female or male.",
        "figures.csv:6: The value “x” is not a number.",
    ]
    assert imported.release is not None
    assert imported.release.skipped == 2


def test_a_row_left_out_leaves_what_was_known_alone(bring_in: Import) -> None:
    bring_in(FIRST)
    imported = bring_in(
        ["jobs,KU049,total,2020,seventy", "jobs,KU444,total,2020,61"], replace=True, skip_bad=True
    )
    assert (imported.changed, imported.withdrawn) == (1, 0)
    assert values(imported.release)["jobs", "KU049", "2020"] == 70.0


def test_of_contradicting_rows_the_first_counts_when_bad_rows_are_left_out(bring_in: Import) -> None:
    imported = bring_in([*FIRST, "jobs,KU049,total,2020,99"], skip_bad=True)
    assert values(imported.release)["jobs", "KU049", "2020"] == 70.0
    assert imported.skipped_rows == 1


def test_the_nature_of_figures_stays_with_their_release(bring_in: Import) -> None:
    bring_in(FIRST)
    release = bring_in(["jobs,KU049,total,2030,80"], nature="illustrative").release
    assert release is not None
    assert queries.illustrative_releases() == frozenset({release.pk})
    with pytest.raises(Refused, match="one of: statistic, own, illustrative"):
        bring_in(["jobs,KU049,total,2031,80"], nature="rumour")


def test_an_outsider_may_not_import(catalogue: None, outsider: Actor, clock: Clock) -> None:
    with pytest.raises(NotAllowed):
        import_observations(
            actor=outsider, clock=clock, rows=[], source=ImportSource(name="x", checksum=lambda: "")
        )


class Dies(Exception):  # noqa: N818 - stands for the death of a process
    """The process ends here."""


def dying(*_args: object, **_kwargs: object) -> None:
    raise Dies


@pytest.mark.parametrize(
    "place",
    [
        (importing, "_undo_unfinished"),
        (Table, "replace"),
        (importing, "_release"),
        (Release, "save"),
        (ReleaseContent.objects, "bulk_create"),
        (audit, "record"),
    ],
)
def test_wherever_an_import_dies_readers_see_the_old_state_and_the_next_import_works(
    bring_in: Import, monkeypatch: pytest.MonkeyPatch, place: tuple[object, str]
) -> None:
    first = bring_in(FIRST)
    before = values(first.release)
    with monkeypatch.context() as patched:
        patched.setattr(*place, dying)
        with pytest.raises(Dies):
            bring_in(SECOND)
    assert queries.newest_release() == first.release
    assert values(queries.newest_release()) == before
    second = bring_in(["jobs,KU444,total,2020,61"])
    assert second.release is not None
    assert second.release.pk == 2
    assert values(second.release) == {**before, ("jobs", "KU444", "2020"): 61.0}


def test_a_death_in_the_very_first_import_leaves_nothing(
    bring_in: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Release, "save", dying)
        with pytest.raises(Dies):
            bring_in(FIRST)
    assert queries.newest_release() is None
    assert values(bring_in(["jobs,KU444,total,2020,61"]).release) == {("jobs", "KU444", "2020"): 61.0}


def test_a_table_older_than_the_database_is_refused(bring_in: Import) -> None:
    bring_in(FIRST)
    Release.objects.update(table_version=9)
    with pytest.raises(Refused, match="version 9 is missing"):
        bring_in(SECOND)


def test_a_table_that_outlived_its_database_is_started_again(bring_in: Import) -> None:
    bring_in(FIRST)
    Release.objects.all().delete()
    imported = bring_in(["jobs,KU444,total,2020,61"])
    assert values(imported.release) == {("jobs", "KU444", "2020"): 61.0}


def test_the_commit_names_its_release(bring_in: Import) -> None:
    from deltalake import DeltaTable

    imported = bring_in(FIRST)
    assert imported.release is not None
    commit = DeltaTable(str(settings.OBSERVATIONS / "table")).history(1)[0]
    assert commit["lupaus.release"] == "1"
    assert commit["lupaus.checksum"] == imported.release.checksum


def test_another_engine_that_reads_parquet_reads_the_same(bring_in: Import) -> None:
    """The files of a version are plain Parquet with plain names."""
    import duckdb

    release = bring_in(FIRST).release
    assert release is not None
    files = Table(settings.OBSERVATIONS).as_of(release.table_version).files()
    assert len(files) == 2
    found = duckdb.connect().execute("SELECT sum(value) FROM read_parquet(?)", [files]).fetchone()
    assert found == (180.0,)
