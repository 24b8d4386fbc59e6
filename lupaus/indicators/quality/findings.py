"""What may be asked about findings: the state of the bank as of a release, or what one release brought."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value, When

from lupaus.indicators.models import Examination, Finding, Release, ReleaseContent
from lupaus.indicators.quality.rules import SEVERITIES, Rule, rules_by_id


class Asked(NamedTuple):
    """Which findings are wanted. `only`: those a release made itself, not the state of the bank as of it."""

    release: Release | None
    only: bool = False
    indicator: str | None = None
    severity: str | None = None
    rule: str | None = None


def findings(asked: Asked) -> QuerySet[Finding]:
    """Findings with their indicators, the worst first: by severity, then by how often.

    As of a release an indicator stands as the last release until then that touched it left it. What was
    found by a rule that is no longer shipped is left out. One query.
    """
    if asked.release is None:
        return Finding.objects.none()
    chosen = Finding.objects.select_related("indicator").filter(rule__in=list(rules_by_id()))
    if asked.only:
        chosen = chosen.filter(release=asked.release)
    else:
        last = ReleaseContent.objects.filter(
            indicator=OuterRef("indicator"), release__lte=asked.release.pk
        ).order_by("-release")
        chosen = chosen.filter(release=Subquery(last.values("release")[:1]))
    for name in ("indicator", "severity", "rule"):
        value = getattr(asked, name)
        if value is not None:
            chosen = chosen.filter(**{name: value})
    order = [When(severity=severity, then=Value(place)) for place, severity in enumerate(SEVERITIES)]
    return chosen.alias(rank=Case(*order, default=Value(9), output_field=IntegerField())).order_by(
        "rank", "-count", "indicator__number", "rule"
    )


def counts(asked: Asked) -> Mapping[str, int]:
    """How many findings there are of each severity, the worst first. One query."""
    rows = findings(asked).order_by().values("severity").annotate(number=Count("pk"))
    found = {row["severity"]: row["number"] for row in rows}
    return {severity: found.get(severity, 0) for severity in SEVERITIES}


class OfRule(NamedTuple):
    """What one rule found: in how many indicators, and how many times in all."""

    rule: Rule
    indicators: int
    times: int


def by_rule(asked: Asked) -> list[OfRule]:
    """What each rule found, the worst first, then what was found in most indicators. One query."""
    rows = findings(asked).order_by().values("rule").annotate(number=Count("pk"), times=Sum("count"))
    found = [OfRule(rules_by_id()[row["rule"]], row["number"], row["times"]) for row in rows]
    return sorted(
        found, key=lambda each: (SEVERITIES.index(each.rule.severity), -each.indicators, each.rule.id)
    )


def examination(release: Release) -> Examination | None:
    """When the rules were run over what a release touched; `None` where they never were. One query."""
    return Examination.objects.filter(release=release).first()
