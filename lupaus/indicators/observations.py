"""The words statistics are spoken of in: what an observation is, and what names a series."""

from __future__ import annotations

from typing import Final, NamedTuple

TOTAL: Final = "total"

#: SDMX observation status (CL_OBS_STATUS 2.2) used here, and what each says of a value.
STATUSES: Final = {
    "A": "normal",
    "B": "break in the series",
    "D": "definition differs",
    "E": "estimated",
    "F": "forecast",
    "G": "experimental",
    "I": "imputed",
    "L": "missing, not collected",
    "M": "missing",
    "N": "not significant",
    "O": "missing, not yet there",
    "P": "provisional",
    "Q": "missing, suppressed",
    "U": "low reliability",
}
NORMAL: Final = "A"
MISSING: Final = "M"
SUPPRESSED: Final = "Q"
#: Nobody has observed it.
FORECAST: Final = "F"
#: An observation of one of these has no value, and of any other it has one.
WITHOUT_VALUE: Final = frozenset({"L", "M", "O", "Q"})


class SeriesKey(NamedTuple):
    """Names one series: an indicator for a region and a gender."""

    indicator: str
    region: str
    gender: str = TOTAL


class Observation(NamedTuple):
    """One figure. `value` is `None` exactly when `status` is in `WITHOUT_VALUE`; `release` wrote it last.

    `period` is a year ("2019") today; months ("2019-03") sort the same way.
    """

    indicator: str
    region: str
    gender: str
    period: str
    value: float | None
    numerator: float | None
    denominator: float | None
    status: str
    release: int

    @property
    def year(self) -> int:
        return int(self.period[:4])
