"""A saved answer of Sotkanet, JSON or CSV: the observations of every indicator in it, by our catalogue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _

from lupaus.indicators.models import Indicator, SourceKind
from lupaus.indicators.rows import Row
from lupaus.indicators.sotkanet import items_of
from lupaus.regions.queries import sotkanet_codes
from lupaus.web.refusals import Problem


def is_sotkanet_csv(first_line: str) -> bool:
    return first_line.strip().lower().startswith("indicator;region;year;gender;primary value")


def is_sotkanet_json(given: object) -> bool:
    return isinstance(given, list) and all(
        isinstance(entry, dict) and "indicator" in entry and "region" in entry for entry in given[:20]
    )


def rows_of(body: bytes, name: str, *, in_list: bool) -> Iterator[Row | Problem]:
    """The observations of the answer. `in_list`: problems count items, not lines. Two queries."""
    codes = sotkanet_codes()
    entries: dict[int, list[str]] = defaultdict(list)
    found = Indicator.objects.filter(source_kind=SourceKind.SOTKANET).exclude(source_id="")
    for entry, source_id in found.values_list("id", "source_id"):
        if source_id.isdecimal():
            entries[int(source_id)].append(entry)
    for item in items_of(body, name):
        if isinstance(item, Problem):
            yield item
        elif item.indicator not in entries:
            sentence = _("The catalogue has no indicator with the source Sotkanet %(number)s.")
            yield _problem(name, item.place, sentence % {"number": item.indicator}, in_list)
        elif item.region not in codes:
            sentence = _(
                "Region %(region)s of Sotkanet is not known here; `lupaus regions import` brings regions in."
            )
            yield _problem(name, item.place, sentence % {"region": item.region}, in_list)
        else:
            for entry in entries[item.indicator]:
                # absValue is the count a ratio was made of, so it is the numerator.
                yield Row(
                    item.place,
                    entry,
                    codes[item.region],
                    item.gender,
                    item.year,
                    item.value,
                    numerator=item.absolute,
                )


def _problem(name: str, place: int, message: str, in_list: bool) -> Problem:
    if in_list:
        return Problem(message, file=name, path=f"[{place}]")
    return Problem(message, file=name, line=place)
