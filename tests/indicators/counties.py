"""A country small enough to work figures out by hand: two counties, five municipalities, one of them merged.

Eastern county: Ala (KU901), Beta (KU902) and, until the end of 2020, Cee (KU903), which became part of Beta.
Western county: Dee (KU904) and Eff (KU905).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from lupaus.accounts.actors import operator
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Release, SourceKind
from lupaus.indicators.operations import ImportSource, Row, import_observations, save_indicators
from lupaus.regions.models import Category, Region, RegionParent
from lupaus.web.clock import Clock
from lupaus.web.texts import Text

COUNTRY, EAST, WEST = "SSS", "HVA91", "HVA92"
ALA, BETA, CEE, DEE, EFF = "KU901", "KU902", "KU903", "KU904", "KU905"
MUNICIPALITIES: Final = (ALA, BETA, CEE, DEE, EFF)
NOTHING: Final = "0" * 64

#: indicator, region, gender, year, then value, numerator, denominator, status as far as they are given
Line = tuple[Any, ...]


def regions() -> None:
    """The country as it is today and was; call it before anything is read."""
    for code, category in (
        (COUNTRY, Category.COUNTRY),
        (EAST, Category.COUNTY),
        (WEST, Category.COUNTY),
        *((code, Category.MUNICIPALITY) for code in MUNICIPALITIES),
    ):
        Region.objects.create(code=code, category=category, number=code[-3:], name=Text.same(code))
    Region.objects.filter(code=CEE).update(valid_to=date(2020, 12, 31), successor=BETA)
    for parent, inside in (
        (COUNTRY, (EAST, WEST)),
        (EAST, (ALA, BETA, CEE)),
        (WEST, (DEE, EFF)),
    ):
        RegionParent.objects.bulk_create(RegionParent(parent_id=parent, child_id=code) for code in inside)


def definition(name: str, **more: Any) -> IndicatorDefinition:
    more.setdefault("source_kind", SourceKind.SOTKANET)
    return IndicatorDefinition(name, Text.same(name), **more)


def derived(name: str, kind: str, **said: Any) -> IndicatorDefinition:
    return definition(name, source_kind=SourceKind.DERIVED, derivation={"kind": kind, **said})


def save(clock: Clock, *definitions: IndicatorDefinition) -> None:
    save_indicators(actor=operator(), clock=clock, definitions=definitions)


def bring(
    clock: Clock, lines: Iterable[Line], *, nature: str = "statistic", replace: bool = False
) -> Release:
    rows = [_row(number, *line) for number, line in enumerate(lines, start=2)]
    source = ImportSource(name="figures.csv", checksum=lambda: NOTHING, nature=nature)
    imported = import_observations(actor=operator(), clock=clock, rows=rows, source=source, replace=replace)
    assert imported.release is not None
    return imported.release


def _row(
    number: int,
    indicator: str,
    region: str,
    gender: str,
    year: int,
    value: float | None,
    numerator: float | None = None,
    denominator: float | None = None,
    status: str = "",
) -> Row:
    return Row(number, indicator, region, gender, year, value, numerator, denominator, status)
