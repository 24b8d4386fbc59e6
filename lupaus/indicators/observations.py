"""The words statistics are spoken of in: what an observation is, and what names a series."""

from __future__ import annotations

from typing import Final, NamedTuple

TOTAL: Final = "total"

#: SDMX observation status (CL_OBS_STATUS 2.2) used here, and what each says of a value.
STATUSES: Final = {
    "A": "normal",
    "B": "break in the series",
    "E": "estimated",
    "F": "forecast",
    "M": "missing",
    "P": "provisional",
}
MISSING: Final = "M"


class SeriesKey(NamedTuple):
    """Names one series: an indicator for a region and a gender."""

    indicator: str
    region: str
    gender: str = TOTAL


class Observation(NamedTuple):
    """One figure. `value` is `None` exactly when `status` is `M`; `release` wrote it last.

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
