"""Checking rows one by one. About 2 µs a row, so that a million of them take seconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite, isnan, nan
from typing import Any

from django.utils.translation import gettext as _

from lupaus.indicators.models import Gender, Indicator, SourceKind
from lupaus.indicators.observations import MISSING, STATUSES, WITHOUT_VALUE
from lupaus.indicators.operations.rows import ImportSource, Row
from lupaus.indicators.store import Chunk, bucket_of
from lupaus.regions.queries import known_codes
from lupaus.web.refusals import Problem

#: Figures go back to the first population tables of Finland; forecasts reach beyond this century.
FIRST_YEAR, LAST_YEAR = 1750, 2150

_ROWS_IN_A_CHUNK = 50_000
_ABSENT = nan


@dataclass(slots=True)
class ProblemList:
    """Problems as they are found: all are counted, the first ones are kept."""

    kept: int
    problems: list[Problem] = field(default_factory=list)
    found: int = 0
    rows: int = 0

    def add(self, problem: Problem) -> None:
        self.found += 1
        if len(self.problems) < self.kept:
            self.problems.append(problem)

    def listed(self) -> tuple[Problem, ...]:
        """The problems kept, and how many more there are."""
        more = self.found - len(self.problems)
        if not more:
            return tuple(self.problems)
        return (*self.problems, Problem(_("… and %(number)s more.") % {"number": more}))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What rows may speak of."""

    #: The bucket of each indicator; derived ones are computed on read and take no observations.
    buckets: Mapping[str, int]
    derived: frozenset[str]
    regions: frozenset[str]

    @classmethod
    def of_today(cls) -> Vocabulary:
        """The catalogue and the regions as they are now. Two queries."""
        entries = list(Indicator.objects.values_list("id", "number", "source_kind"))
        return cls(
            buckets={name: bucket_of(number) for name, number, _kind in entries},
            derived=frozenset(name for name, _number, kind in entries if kind == SourceKind.DERIVED),
            regions=known_codes(),
        )


class Checker:
    """Turns rows into chunks for the store; what is wrong goes to a `ProblemList`."""

    def __init__(self, vocabulary: Vocabulary, source: ImportSource, problems: ProblemList) -> None:
        self._vocabulary = vocabulary
        self._source = source
        self._problems = problems
        self._periods: dict[str | int, str] = {}
        #: What is wrong with the row at hand: the field, and the sentence.
        self._faults: list[tuple[str, str]] = []
        self._genders = frozenset(Gender.values)

    def chunks(self, rows: Iterable[Row | Problem]) -> Iterator[Chunk]:
        """Rows by column, bad ones left out, a good many at a time."""
        columns: list[list[Any]] = [[] for _column in Chunk._fields]
        for row in rows:
            if isinstance(row, Problem):
                self._problems.rows += 1
                self._problems.add(row)
                continue
            checked = self._check(row)
            if checked is None:
                continue
            for column, value in zip(columns, checked, strict=True):
                column.append(value)
            if len(columns[0]) >= _ROWS_IN_A_CHUNK:
                yield Chunk(*columns)
                columns = [[] for _column in Chunk._fields]
        if columns[0]:
            yield Chunk(*columns)

    def _check(self, row: Row) -> tuple[object, ...] | None:
        """The row's columns; not readable when only its figures are wrong, `None` when its key is."""
        line, indicator, region, gender, year, value, numerator, denominator, status = row
        bucket = self._vocabulary.buckets.get(indicator)
        if bucket is None or indicator in self._vocabulary.derived:
            self._faults.append(("indicator", self._why_no_indicator(indicator)))
        if region not in self._vocabulary.regions:
            self._faults.append(("region", self._why_no_region(region)))
        if gender not in self._genders:
            sentence = _("%(gender)s is not a gender; expected total, female or male.")
            self._faults.append(("gender", sentence % {"gender": _quoted(gender)}))
        period = self._periods.get(year) or self._period(year)
        has_key = not self._faults
        number = self._number(value, "value")
        above = self._number(numerator, "numerator")
        below = self._number(denominator, "denominator")
        if below == 0:
            self._faults.append(("denominator", _("The denominator is 0.")))
        status = self._status(status, number)
        if not self._faults:
            return line, bucket, indicator, region, gender, period, number, above, below, status, True
        self._tell(line)
        if not has_key:
            return None
        return (
            *(line, bucket, indicator, region, gender, period),
            *(_ABSENT, _ABSENT, _ABSENT, MISSING, False),
        )

    def _tell(self, line: int) -> None:
        self._problems.rows += 1
        for field_name, fault in self._faults:
            self._problems.add(self._source.problem(line, fault, field_name))
        self._faults.clear()

    def _period(self, year: str | int) -> str:
        text = str(year).strip()
        is_whole = text.isascii() and text.removeprefix("-").isdigit()
        if is_whole and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR:
            self._periods[year] = text
            return text
        if not text:
            fault = _("The year is missing.")
        elif is_whole:
            fault = _("The year %(year)s is not between %(first)s and %(last)s.") % {
                "year": text[:60],
                "first": FIRST_YEAR,
                "last": LAST_YEAR,
            }
        else:
            sentence = _("%(year)s is not a year; expected four digits, such as 2024.")
            fault = sentence % {"year": _quoted(text)}
        self._faults.append(("year", fault))
        return ""

    def _number(self, given: str | float | None, column: str) -> float:
        """The number, NaN when there is none or when it is wrong."""
        if given is None or given == "":
            return _ABSENT
        try:
            number = float(given)
        except (ValueError, TypeError, OverflowError):
            number = _ABSENT
        # float() also takes "1_000" and digits of other scripts, which no statistical file means.
        if isfinite(number) and (not isinstance(given, str) or ("_" not in given and given.isascii())):
            return number
        text = str(given).strip()
        if not text:
            return _ABSENT
        if "," in text and "." not in text:
            fault = _("The %(column)s %(given)s is not a number: write decimals with a point, such as 12.5.")
        else:
            fault = _("The %(column)s %(given)s is not a number.")
        self._faults.append((column, fault % {"column": column, "given": _quoted(text)}))
        return _ABSENT

    def _status(self, status: str, number: float) -> str:
        """The status, which tells a missing value apart from a forgotten one."""
        missing = isnan(number)
        if not status:
            return MISSING if missing else "A"
        if status not in STATUSES:
            sentence = _("%(status)s is not a status; expected one of %(known)s.")
            known = ", ".join(STATUSES)
            self._faults.append(("status", sentence % {"status": _quoted(status), "known": known}))
        elif missing and status not in WITHOUT_VALUE and not self._faults:
            sentence = _("The value is empty: its status should be M (missing) or left out.")
            self._faults.append(("status", sentence))
        elif not missing and status in WITHOUT_VALUE:
            sentence = _("The status is %(status)s (missing), yet there is a value.")
            self._faults.append(("status", sentence % {"status": status}))
        return status

    def _why_no_indicator(self, indicator: str) -> str:
        if indicator in self._vocabulary.derived:
            return _("The indicator %(id)s is computed from others and takes no observations.") % {
                "id": indicator
            }
        if not indicator:
            return _("The indicator is missing.")
        return _("There is no indicator %(id)s in the catalogue.") % {"id": _quoted(indicator)}

    def _why_no_region(self, region: str) -> str:
        if not region:
            return _("The region is missing.")
        if region.isdigit():
            return _("There is no region %(code)s; a code has its prefix, such as KU049, HVA03 or MK01.") % {
                "code": _quoted(region)
            }
        return _("There is no region %(code)s.") % {"code": _quoted(region)}


def _quoted(text: str) -> str:
    """What somebody wrote, in quotation marks, cut where it is endless."""
    return _("“%(words)s”") % {"words": f"{text[:60]}…" if len(text) > 60 else text}
