"""Running the rules over what a release touched, and keeping what they find."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import duckdb
from django.conf import settings
from django.db import transaction
from duckdb import DuckDBPyConnection

from lupaus.indicators.models import Examination, Finding, Release, ReleaseContent
from lupaus.indicators.quality.inputs import World, inputs
from lupaus.indicators.quality.rules import Rule, checksum, rules
from lupaus.web.clock import Clock, year_of
from lupaus.web.versions import advance_content_version

logger = logging.getLogger(__name__)

#: How many of the worst a finding keeps.
EXAMPLES: Final = 10
_AT_ONCE: Final = min(4, os.cpu_count() or 1)  # more would only take more memory

_FOUND: Final = "CREATE OR REPLACE TEMP TABLE found AS {query}"
# The heaviest are found by their weight alone, before anything is put in order: a rule may find a large part
# of all figures.
_RANKED: Final = f"""
WITH sizes AS (
    SELECT indicator AS found_indicator, count(*) AS found_in_all, count(weight) AS found_weighed,
        list_min(max(weight, {EXAMPLES})) AS found_least
    FROM found GROUP BY indicator
)
SELECT * EXCLUDE (found_indicator, found_weighed, found_least) FROM (
    SELECT found.*, sizes.*,
        row_number() OVER (PARTITION BY indicator ORDER BY weight DESC, region, gender, period) AS found_place
    FROM found JOIN sizes ON found_indicator IS NOT DISTINCT FROM indicator
    WHERE found_weighed < {EXAMPLES} OR weight >= found_least) ranked
WHERE found_place <= {EXAMPLES} ORDER BY indicator, found_place
"""  # noqa: S608 - put together from constants of this module


@dataclass(frozen=True, slots=True)
class Found:
    """What one rule found in one indicator: how often, and the worst of it, the worst first."""

    rule: Rule
    indicator: str
    count: int
    examples: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """What an examination found, and the rules that could not be run, with the reason."""

    found: tuple[Found, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()


def after_import(release: Release, *, clock: Clock) -> Examined | None:
    """Examine what a release touched and keep the findings with it; `None` where that was not possible.

    An import that is done must never fail by this: whatever goes wrong is told in the log, and
    `lupaus quality --again` does it anew.
    """
    try:
        touched = _touched([release])
        examined = examine(
            release=release,
            indicators=frozenset(touched),
            changed=frozenset(name for name, changed in touched.items() if changed),
            chosen=[rule for rule in rules() if not rule.over_bank],
            clock=clock,
        )
        keep({release: frozenset(touched)}, examined, clock=clock)
    except Exception:  # the import is whole and visible; nothing here may take it back
        logger.exception("The figures of release %s could not be checked.", release.pk)
        return None
    return examined


def examine(
    *,
    release: Release,
    indicators: Collection[str],
    changed: Collection[str],
    chosen: Sequence[Rule],
    clock: Clock,
) -> Examined:
    """Run rules over some indicators as of a release. `changed`: see `inputs`. One pass of SQL a rule, and as
    many at once as there are processors for: a single one of them seldom keeps two busy."""
    world = World.of_today(indicators, year_of(clock))
    found: list[Found] = []
    failed: list[tuple[str, str]] = []
    with (
        inputs(
            world, release=release, indicators=indicators, changed=changed, spill=settings.OBSERVATIONS
        ) as database,
        ThreadPoolExecutor(_AT_ONCE) as hands,
    ):
        # What asks for much takes long, as a rule; begun last, it would leave the other hands idle.
        longest_first = sorted(chosen, key=lambda rule: len(rule.query), reverse=True)
        asked = {rule.id: hands.submit(ask, database, rule) for rule in longest_first}
        for rule in chosen:
            try:
                found.extend(asked[rule.id].result())
            except (duckdb.Error, LookupError) as trouble:
                logger.exception("The rule %s could not be run.", rule.id)
                failed.append((rule.id, str(trouble)[:500]))
    return Examined(tuple(found), tuple(failed))


def ask(database: DuckDBPyConnection, rule: Rule) -> list[Found]:
    """What one rule finds in the inputs. Most find nothing, and that is seen without putting it in order."""
    cursor = database.cursor()
    cursor.execute(_FOUND.format(query=rule.query))
    first = cursor.execute("SELECT * FROM found LIMIT 1")
    names = [column[0] for column in first.description or ()]
    wanted = ("indicator", "region", "gender", "period", "weight", *rule.shows)
    if absent := [name for name in wanted if name not in names]:
        raise LookupError(f"the query has no column {', '.join(absent)}")
    if first.fetchone() is None:
        return []
    ranked = cursor.execute(_RANKED)
    names = [column[0] for column in ranked.description or ()]
    by_indicator: dict[str, list[dict[str, Any]]] = {}
    for row in ranked.fetchall():
        told = dict(zip(names, row, strict=True))
        by_indicator.setdefault(told["indicator"], []).append(told)
    return [
        Found(
            rule=rule,
            indicator=indicator,
            count=told[0]["found_in_all"],
            examples=tuple(
                {name: _plain(row[name]) for name in ("region", "gender", "period", *rule.shows)}
                for row in told
            ),
        )
        for indicator, told in by_indicator.items()
    ]


def _plain(value: Any) -> Any:
    """A figure as JSON can hold it."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def keep(touched: Mapping[Release, Collection[str]], examined: Examined, *, clock: Clock) -> None:
    """Keep findings with the release that last touched their indicator, in place of what was kept there."""
    home = {indicator: release for release, names in touched.items() for indicator in names}
    with transaction.atomic():
        for release, names in touched.items():
            Finding.objects.filter(release=release, indicator__in=list(names)).delete()
            Examination.objects.update_or_create(
                release=release,
                defaults={
                    "at": clock(),
                    "rules": len(rules()),
                    "checksum": checksum(),
                    "failed": [{"rule": rule, "reason": reason} for rule, reason in examined.failed],
                },
            )
        Finding.objects.bulk_create(
            Finding(
                release=home[found.indicator],
                indicator_id=found.indicator,
                rule=found.rule.id,
                severity=found.rule.severity,
                count=found.count,
                examples=[dict(example) for example in found.examples],
            )
            for found in examined.found
            if found.indicator in home
        )
        advance_content_version()


def _touched(releases: Collection[Release]) -> dict[str, bool]:
    """The indicators some releases touched, and whether figures were changed or withdrawn. One query."""
    rows = ReleaseContent.objects.filter(release__in=releases)
    return {
        name: bool(changed or withdrawn)
        for name, changed, withdrawn in rows.values_list("indicator_id", "changed", "withdrawn")
    }
