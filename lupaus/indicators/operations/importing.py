"""Bringing observations in. Every import is one release, seen whole or not at all.

The table gets its commit first; nobody reads it until the release's database row names its version. A
process that dies in between leaves a head nobody names, which the next import undoes before it writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts import audit
from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.indicators.models import Indicator, Nature, Release, ReleaseContent
from lupaus.indicators.operations.checking import Checker, ProblemList, Vocabulary
from lupaus.indicators.operations.rows import Imported, ImportSource, Progress, Row
from lupaus.indicators.store import Counts, Scope, Snapshot, Staging, Table, exclusive
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
    if source.nature not in Nature.values:
        raise Refused(
            _("The nature of the figures is one of: %(known)s.") % {"known": ", ".join(Nature.values)}
        )
    vocabulary = Vocabulary.of_today()
    problems = ProblemList(_TOLD_WHEN_SKIPPED if skip_bad else _TOLD_WHEN_REFUSED)
    done = 0
    with Staging(settings.OBSERVATIONS) as staging:
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
            for name in indicators | scope.indicators
            if name in vocabulary.buckets
        }
        with exclusive(settings.OBSERVATIONS):
            return _write(staging, buckets, scope, source, problems, actor=actor, clock=clock)


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
) -> Imported:
    table = Table(settings.OBSERVATIONS)
    newest = _newest_outside_transactions()
    current = _undo_unfinished(table, newest)
    counts = staging.compare(current, buckets, scope)
    changed = {buckets[name] for name, count in counts.items() if count.changes}
    totals = Counts(*(sum(getattr(count, fate) for count in counts.values()) for fate in Counts.__slots__))
    release = None
    if changed:
        number = newest.pk + 1 if newest else 1
        checksum = source.checksum()
        version = table.replace(
            changed,
            staging.merged(changed, number),
            {"lupaus.release": str(number), "lupaus.checksum": checksum},
        )
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
        _make_visible(release, counts, actor=actor, clock=clock)
    return Imported(release, **asdict(totals), skipped=problems.listed(), skipped_rows=problems.rows)


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


def _make_visible(release: Release, counts: Mapping[str, Counts], *, actor: Actor, clock: Clock) -> None:
    with transaction.atomic(durable=True):
        release.save(force_insert=True)
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
            verb="import_observations",
            kind="release",
            object_id=str(release.pk),
            after={
                "source": release.source,
                "checksum": release.checksum,
                "nature": release.nature,
                "added": release.added,
                "changed": release.changed,
                "withdrawn": release.withdrawn,
                "unchanged": release.unchanged,
                "skipped": release.skipped,
                "table_version": release.table_version,
            },
        )


def _joined(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(word for word in words if word))
