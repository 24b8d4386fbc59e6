"""The addresses of a comparison: its views, its files, and the one that keeps it for ever."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from lupaus.analysis.comparing.answering import Answered
from lupaus.analysis.comparing.asked import ALWAYS, TAKES, View
from lupaus.web.address import Address

API: Final = "/api/v1/comparisons"


def view_address(address: Address, indicator: str, view: View) -> str:
    """Another view of the same comparison, with all that was chosen and makes sense there."""
    kept = {name: address.values(name) for name in ALWAYS | TAKES[view]}
    return address.link(reverse("analysis:compare", args=[indicator, view.value]), **kept)


def for_ever(address: Address, answered: Answered) -> str:
    """The address of this very answer: with the release and whatever today goes without saying."""
    found = answered.compared
    said: dict[str, str | int | None] = {
        "release": found.release.pk if found.release else None,
        "category": found.category,
        "year": answered.year,
        "against": answered.against,
    }
    return str(address.with_(q=None, **said))


def download(answered: Answered, file_format: str) -> str:
    """Where the answer is to be had as `csv`, `xlsx`, `jsonstat` or `json`, with all that was settled."""
    found, asked = answered.compared, answered.asked
    takes = TAKES[asked.view]
    regions = (answered.subject,) if answered.subject else (found.codes if found.named else ())
    query = [
        ("category", found.category),
        ("within", asked.within or ""),
        *(("region", code) for code in regions),
        ("gender", found.gender if "gender" in takes else ""),
        ("year", answered.year or ""),
        ("against", answered.against or ""),
        ("with", asked.other or "" if "with" in takes else ""),
        ("as_of", str(asked.as_of or "")),
        ("release", str(found.release.pk) if found.release else ""),
        ("language", asked.language),
        ("format", file_format),
    ]
    path = f"{API}/{found.indicator.pk}/{asked.view.value}"
    return f"{path}?{urlencode([(name, value) for name, value in query if value])}"
