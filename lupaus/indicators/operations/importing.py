"""Bringing observations in. Every import is one release, seen whole or not at all.

The table gets its commit first; nobody reads it until the release's database row names its version. A
process that dies in between leaves a head nobody names, which the next import undoes before it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lupaus.accounts import audit
from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.indicators.models import Indicator, Nature, Release, ReleaseContent, ReleaseFile, SourceKind
from lupaus.indicators.operations.checking import Checker, ProblemList, Vocabulary
from lupaus.indicators.operations.fast import CleanFile
from lupaus.indicators.operations.rows import Imported, ImportSource, Progress, Row
from lupaus.indicators.quality.examining import after_import
from lupaus.indicators.store import Counts, Scope, Snapshot, Staging, Table, exclusive
from lupaus.indicators.store.troubles import WrittenMeanwhile
from lupaus.indicators.suppressing.sealing import sealed
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused

#: How many problems a refusal tells, and how many an import that leaves bad rows out.
_TOLD_WHEN_REFUSED, _TOLD_WHEN_SKIPPED = 100, 10_000


def import_observations(
    *,
    actor: Actor,
    clock: Clock,
    rows: Iterable[Row | Problem],
    source: ImportSource,
    scope: Scope | None = None,
    replace: bool = False,
    skip_bad: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Write rows into the bank as one release; a second import of the same rows makes none.

    Of what lies in `scope`, whatever the rows do not mention is withdrawn; `replace` takes as the scope
    every indicator the rows are about. A row that is unchanged keeps the release that wrote it. A
    `Problem` among the rows stands for a row that nobody could read.

    Raises `Refused` with every bad row, unless `skip_bad` leaves those out: then what the bank says of
    them stays as it was. Call it outside any transaction: readers must never see half of it.
    `progress` is told rows read.
    """
    require(actor, Role.PLANNER)
    return bring_in(
        rows,
        source,
        by=actor,
        clock=clock,
        scope=scope,
        replace=replace,
        skip_bad=skip_bad,
        progress=progress,
    )


#: Looks at the bank as it is when nobody else can write any more, and raises where that is not as expected.
Guard = Callable[[Snapshot], None]


def bring_in(
    rows: Iterable[Row | Problem],
    source: ImportSource,
    *,
    by: Actor,
    clock: Clock,
    scope: Scope | None = None,
    replace: bool = False,
    skip_bad: bool = False,
    progress: Progress | None = None,
    guard: Guard | None = None,
    verb: str = "import_observations",
    clean: CleanFile | None = None,
) -> Imported:
    """What `import_observations` does, for an operation that has asked for a right of its own.

    `clean` is a file that stands in the place of `rows`; raises `Doubtful`, with nothing done, where some
    row of it is not certainly clean. `guard` is asked under the lock, before anything is written; `verb` is
    what the audit trail says.
    """
    if source.nature not in Nature.values:
        raise Refused(
            _("The nature of the figures is one of: %(known)s.") % {"known": ", ".join(Nature.values)}
        )
    vocabulary = Vocabulary.of_today()
    problems = ProblemList(_TOLD_WHEN_SKIPPED if skip_bad else _TOLD_WHEN_REFUSED)
    done = 0
    with Staging(settings.OBSERVATIONS) as staging:
        if clean:
            clean.take_into(staging, vocabulary)
        else:
            for chunk in Checker(vocabulary, source, problems).chunks(rows):
                staging.add(chunk)
                done += len(chunk.line)
                if progress:
                    progress(done, None)
            _tell_contradictions(staging, source, problems)
        if problems.found and not skip_bad:
            raise Refused(problems.listed())
        indicators = staging.indicators()
        scope = Scope(indicators) if replace else scope or Scope()
        buckets = {
            name: vocabulary.buckets[name]
            for name in indicators | scope.indicators | {key[0] for key in scope.keys}
            if name in vocabulary.buckets
        }
        with exclusive(settings.OBSERVATIONS):
            imported = _write(
                staging, buckets, scope, source, problems, actor=by, clock=clock, guard=guard, verb=verb
            )
    if imported.release:
        after_import(imported.release, clock=clock)
    return imported


def _tell_contradictions(staging: Staging, source: ImportSource, problems: ProblemList) -> None:
    for found in staging.contradictions():
        problems.rows += 1
        problems.add(
            source.problem(
                found.line,
                _("%(key)s has another value than in row %(line)s.")
                % {
                    "key": f"{found.indicator} {found.region} {found.gender} {found.period}",
                    "line": found.first_line,
                },
            )
        )


def _write(
    staging: Staging,
    buckets: Mapping[str, int],
    scope: Scope,
    source: ImportSource,
    problems: ProblemList,
    *,
    actor: Actor,
    clock: Clock,
    guard: Guard | None,
    verb: str,
) -> Imported:
    table = Table.own()
    newest = _newest_outside_transactions()
    current = _undo_unfinished(table, newest)
    if guard is not None:
        guard(current)
    counts = staging.compare(current, buckets, scope)
    changed = {buckets[name] for name, count in counts.items() if count.changes}
    totals = Counts(*(sum(getattr(count, fate) for count in counts.values()) for fate in Counts.__slots__))
    release = None
    if changed:
        number = newest.pk + 1 if newest else 1
        read = source.checksum()
        checksum = sealed(read) if _is_ours(source, counts) else read
        note = {"lupaus.release": str(number), "lupaus.checksum": checksum}
        if staging.is_all_new:
            version = table.add(staging.written(changed, number), note)
        else:
            version = table.replace(changed, staging.merged(changed, number), note)
        release = _release(
            number=number,
            version=version,
            checksum=checksum,
            totals=totals,
            counts=counts,
            source=source,
            actor=actor,
            clock=clock,
        )
        release.skipped = problems.rows
        _make_visible(release, counts, read=read, actor=actor, clock=clock, verb=verb)
    return Imported(release, **asdict(totals), skipped=problems.listed(), skipped_rows=problems.rows)


def _is_ours(source: ImportSource, counts: Mapping[str, Counts]) -> bool:
    """Whether figures of the organiser's own are among them."""
    if source.nature == Nature.OWN:
        return True
    return Indicator.objects.filter(pk__in=list(counts), source_kind=SourceKind.OWN).exists()


def _newest_outside_transactions() -> Release | None:
    """The newest release. Inside somebody else's transaction the row written at the end could still be
    taken back after the lock is let go, so that is refused at once (`durable`)."""
    with transaction.atomic(durable=True):
        return Release.objects.order_by("-id").first()


def _undo_unfinished(table: Table, newest: Release | None) -> Snapshot:
    """The state readers see, which is again what the table's head says."""
    if newest is None:
        table.create_if_absent()
    version = newest.table_version if newest else 0
    current = table.as_of(version)
    if table.head() != version:
        table.restore(version)
    return current


def _release(
    *,
    number: int,
    version: int,
    checksum: str,
    totals: Counts,
    counts: Mapping[str, Counts],
    source: ImportSource,
    actor: Actor,
    clock: Clock,
) -> Release:
    entries = Indicator.objects.filter(pk__in=counts)
    return Release(
        id=number,
        nature=source.nature,
        source=source.name[:300],
        url=source.url[:1000],
        checksum=checksum,
        retrieved_at=clock(),
        licence=(source.licence or _joined(entry.licence for entry in entries))[:200],
        producer=(source.producer or _joined(str(entry.producer) for entry in entries))[:300],
        actor=actor.name,
        table_version=version,
        **asdict(totals),
    )


def _make_visible(
    release: Release, counts: Mapping[str, Counts], *, read: str, actor: Actor, clock: Clock, verb: str
) -> None:
    brought = Table.own().fingerprints(release.table_version)
    with _number_not_taken(release), transaction.atomic(durable=True):
        release.save(force_insert=True)
        ReleaseFile.objects.bulk_create(ReleaseFile(release=release, **file._asdict()) for file in brought)
        ReleaseContent.objects.bulk_create(
            ReleaseContent(
                release=release,
                indicator_id=name,
                added=count.added,
                changed=count.changed,
                withdrawn=count.withdrawn,
            )
            for name, count in counts.items()
            if count.changes
        )
        audit.record(
            actor=actor,
            clock=clock,
            verb=verb,
            kind="release",
            object_id=str(release.pk),
            after={
                "source": release.source,
                "checksum": release.checksum,
                "checksum_of_what_was_read": read,
                "nature": release.nature,
                "added": release.added,
                "changed": release.changed,
                "withdrawn": release.withdrawn,
                "unchanged": release.unchanged,
                "skipped": release.skipped,
                "table_version": release.table_version,
            },
        )


@contextmanager
def _number_not_taken(release: Release) -> Iterator[None]:
    """An import that lost its lock without noticing finds that another one has made this release."""
    try:
        yield
    except IntegrityError as trouble:
        if Release.objects.filter(pk=release.pk).exists():
            raise WrittenMeanwhile from trouble
        raise


def _joined(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(word for word in words if word))
