"""Observations as a workbook: the figures as a tidy table, and beside them what they are and whose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from lupaus.indicators.models import Indicator, Release
from lupaus.indicators.observations import Observation
from lupaus.indicators.words import note_words, source_words
from lupaus.regions.models import Region
from lupaus.web.spreadsheets import Column, SheetToWrite, Value, write_workbook

#: Observations a workbook holds at most: it is written in memory, and more rows are a matter for CSV.
LARGEST: Final = 20_000

#: The columns are called as those of a tidy file, so that the workbook can be brought in again.
COLUMNS: Final = (
    Column("indicator", 26),
    Column("title", 40),
    Column("region", 10),
    Column("name", 24),
    Column("gender", 10),
    Column("year", 8),
    Column("value", 14),
    Column("numerator", 14),
    Column("denominator", 14),
    Column("status", 8),
    Column("note", 24),
    Column("release", 10),
    Column("illustrative", 12),
)
#: The last columns are the bank's to say: which release wrote the figure, and of what nature.
_OURS: Final = 2


def workbook(
    observations: Sequence[Observation],
    *,
    indicators: Mapping[str, Indicator],
    regions: Mapping[str, Region],
    release: Release | None,
    illustrative: frozenset[int],
    language: str,
    to_edit: bool = False,
) -> bytes:
    """The observations as an XLSX file in one language. Figures are numbers, with every digit they have.

    `to_edit`: without what only the bank can say of a figure, so that whoever owns it may change the file and
    bring it back; the note still says of an illustrative figure that it is one.
    """
    columns = COLUMNS[:-_OURS] if to_edit else COLUMNS
    with translation.override(language):
        titles = {name: entry.title.words(language) for name, entry in indicators.items()}
        names = {code: region.name.words(language) for code, region in regions.items()}
        rows = [_row(seen, titles, names, illustrative)[: len(columns)] for seen in observations]
        about = [_about(entry, language, release) for entry in indicators.values()]
        return write_workbook(
            [
                SheetToWrite(_("Observations"), columns, rows),
                SheetToWrite(
                    _("Where it comes from"),
                    [
                        Column(_("Indicator"), 26),
                        Column(_("Title"), 40),
                        Column(_("Unit"), 20),
                        Column(_("Producer"), 30),
                        Column(_("Licence"), 20),
                        Column(_("Source"), 40),
                        Column(_("Address"), 50),
                        Column(_("Release"), 10),
                    ],
                    about,
                ),
            ]
        )


def _row(
    seen: Observation, titles: Mapping[str, str], names: Mapping[str, str], illustrative: frozenset[int]
) -> list[Value | None]:
    return [
        seen.indicator,
        titles.get(seen.indicator),
        seen.region,
        names.get(seen.region),
        seen.gender,
        int(seen.period) if seen.period.isdecimal() else seen.period,
        seen.value,
        seen.numerator,
        seen.denominator,
        seen.status,
        note_words(seen, illustrative) or None,
        seen.release,
        seen.release in illustrative,
    ]


def _about(entry: Indicator, language: str, release: Release | None) -> list[Value | None]:
    source = f"{source_words(entry.source_kind)} {entry.source_id}".strip()
    words = (entry.title, entry.unit, entry.producer)
    title, unit, producer = (text.words(language) or None for text in words)
    return [
        entry.pk,
        title,
        unit,
        producer,
        entry.licence or None,
        source,
        entry.source_url or None,
        release.pk if release else None,
    ]
