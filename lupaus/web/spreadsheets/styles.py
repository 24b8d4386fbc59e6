"""Which numbers of a workbook are days: a spreadsheet knows it only from how a cell is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class DateStyles:
    """The styles (their places, as a cell names them) that show days; `from_1904`: how they are counted."""

    styles: frozenset[str] = frozenset()
    from_1904: bool = False


def shows_dates(form: str) -> bool:
    """Whether a number format shows days or times."""
    from openpyxl.styles.numbers import is_date_format  # noqa: PLC0415 - 10 MB that few pages need

    return is_date_format(form[:500])


def built_in(number: int) -> str:
    """The format with a number of its own, such as 14 for a day; empty where there is none."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS  # noqa: PLC0415 - as above

    return BUILTIN_FORMATS.get(number) or ""


def moment_of(number: float, from_1904: bool) -> datetime | date | time | timedelta:
    """The day or moment that a number means (ECMA-376 part 1, 18.17.4). Raises `ValueError` beyond them."""
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel  # noqa: PLC0415

    if not 0 <= number < 2_958_466:
        raise ValueError(number)
    moment: datetime | date | time | timedelta = from_excel(
        number, epoch=CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900
    )
    return moment
