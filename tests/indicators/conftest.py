"""A small country: two municipalities, a county, and indicators in two buckets of the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from django.utils import translation

from lupaus.accounts.actors import Actor
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.operations import Imported, import_observations_file, save_indicators
from lupaus.regions.models import Category, Region, RegionIdentifier
from lupaus.web.clock import Clock
from lupaus.web.texts import Text

HEADER = "indicator,region,gender,year,value"

Import = Callable[..., Imported]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences are compared in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def country(db: None) -> None:
    """Espoo, Lohja and their county, with the ids Sotkanet calls them by."""
    for code, category, name, sotkanet in (
        ("KU049", Category.MUNICIPALITY, "Espoo", "20"),
        ("KU444", Category.MUNICIPALITY, "Lohja", "180"),
        ("HVA03", Category.COUNTY, "Länsi-Uusimaa", "969"),
    ):
        region = Region.objects.create(code=code, category=category, number=code[-3:], name=Text.same(name))
        RegionIdentifier.objects.create(scheme="sotkanet", value=sotkanet, region=region)


@pytest.fixture
def catalogue(country: None, planner: Actor, clock: Clock) -> None:
    """`jobs` and `income` lie in the first bucket, `turnout` in the second."""
    names = ["jobs", "income", *(f"filler-{number}" for number in range(48)), "turnout"]
    definitions = [IndicatorDefinition(id=name, title=Text.same(name.capitalize())) for name in names]
    save_indicators(actor=planner, clock=clock, definitions=definitions)


@pytest.fixture
def bring_in(catalogue: None, planner: Actor, clock: Clock, tmp_path: Path) -> Import:
    """Imports lines of tidy CSV, written to a file with the ordinary header unless told otherwise."""

    def bring(
        lines: Iterable[str], *, header: str = HEADER, name: str = "figures.csv", **how: bool | str
    ) -> Imported:
        path = tmp_path / name
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return import_observations_file(actor=planner, clock=clock, path=path, **how)  # type: ignore[arg-type]  # passed on as given

    return bring
