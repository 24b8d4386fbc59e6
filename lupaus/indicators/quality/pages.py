"""The page of what is doubtful in the figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lupaus.indicators import queries
from lupaus.indicators.models import Examination, Release
from lupaus.indicators.quality.findings import Asked, OfRule, by_rule, examination, findings
from lupaus.indicators.quality.rules import SEVERITIES, rules
from lupaus.indicators.quality.told import ToldFinding, severity_word, told
from lupaus.web.address import Address

#: How many findings stand on one page of the list.
PER_PAGE: Final = 30


@dataclass(frozen=True, slots=True)
class QualityPage:
    """`only`: the findings are those of one release; else the state of the bank as of it.

    `total` counts those of the chosen `severity` and `rule` (empty: all), `counts` all by severity; `words`
    says what each severity is called.
    """

    release: Release | None
    only: bool
    found: tuple[ToldFinding, ...]
    counts: Mapping[str, int]
    words: Mapping[str, str]
    by_rule: tuple[OfRule, ...]
    severity: str
    rule: str
    total: int
    page: int
    last: int
    examination: Examination | None
    rules: int

    @property
    def all(self) -> int:
        return sum(self.counts.values())

    @property
    def doubtful(self) -> int:
        """What is more than worth knowing."""
        return self.all - self.counts["note"]


def quality_page(address: Address, number: int | None = None) -> QualityPage:
    """`number`: what this release brought. Raises `NotFound` for an unknown release. Five queries."""
    named = number or address.release
    release = queries.release(named) if named else queries.newest_release()
    severity, rule = address.value("severity") or "", address.value("rule") or ""
    asked = Asked(release, number is not None)
    of_rules = by_rule(asked)
    chosen = [
        each
        for each in of_rules
        if (not severity or each.rule.severity == severity) and (not rule or each.rule.id == rule)
    ]
    total = sum(each.indicators for each in chosen)
    last = max(-(-total // PER_PAGE), 1)
    page = min(int(address.value("page") or 1), last)
    start = (page - 1) * PER_PAGE
    rows = findings(asked._replace(severity=severity or None, rule=rule or None))[start : start + PER_PAGE]
    return QualityPage(
        release=release,
        only=number is not None,
        found=tuple(told(rows, address.language)),
        counts={
            each: sum(found.indicators for found in of_rules if found.rule.severity == each)
            for each in SEVERITIES
        },
        words={each: severity_word(each) for each in SEVERITIES},
        by_rule=tuple(of_rules),
        severity=severity,
        rule=rule,
        total=total,
        page=page,
        last=last,
        examination=examination(release) if release else None,
        rules=len(rules()),
    )
