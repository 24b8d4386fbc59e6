"""Where the figures of a page can be taken from: the addresses of the open interface."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

OBSERVATIONS = "/api/v1/observations"
#: The media type of a workbook.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(
    file_format: str,
    indicator: str,
    *,
    regions: Iterable[str] = (),
    genders: Iterable[str] = (),
    release: int | None = None,
) -> str:
    """The address of one indicator's observations as `csv`, `xlsx`, `json` or `jsonstat`."""
    query = [
        ("indicator", indicator),
        *(("region", code) for code in regions),
        *(("gender", gender) for gender in genders),
        *((("release", str(release)),) if release else ()),
        ("format", file_format),
    ]
    return f"{OBSERVATIONS}?{urlencode(query)}"
