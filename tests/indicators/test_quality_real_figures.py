"""What the rules of integrity find in the real figures beside the project: true oddities, and few others.

Each oddity that is named here was looked up by hand in the file as its collector left it.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from lupaus.accounts.actors import Actor
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Finding, SourceKind
from lupaus.indicators.operations import (
    import_observations_file,
    save_indicators,
    save_sotkanet_catalogue,
)
from lupaus.indicators.quality.operations import examine_anew
from lupaus.indicators.quality.told import told
from lupaus.regions.operations import import_regions, load_register
from lupaus.web.clock import Clock
from lupaus.web.texts import Text

pytestmark = [pytest.mark.django_db, pytest.mark.real_data, pytest.mark.slow, pytest.mark.examined]

MAPS = Path(__file__).parent / "maps"


class Real(NamedTuple):
    planner: Actor
    clock: Clock
    data: Path

    def brings(self, path: str, mapping: str, *own: str) -> None:
        """A file of figures; `own` are indicators that Sotkanet's catalogue does not have."""
        definitions = [
            IndicatorDefinition(name, Text.same(name), source_kind=SourceKind.FILE) for name in own
        ]
        save_indicators(actor=self.planner, clock=self.clock, definitions=definitions)
        how: dict[str, Any] = {"mapping": MAPS / f"{mapping}.yaml"}
        import_observations_file(actor=self.planner, clock=self.clock, path=self.data / path, **how)


@pytest.fixture
def real(db: None, real_data: Path, planner: Actor, clock: Clock) -> Real:
    """Finland with its regions, without figures."""
    load_register(actor=planner, clock=clock)
    for path in ("sotkanet/SotkaRegions.json", "geo/geofi_municipality_key_2026.csv"):
        import_regions(actor=planner, clock=clock, path=real_data / path)
    return Real(planner, clock, real_data)


def found(rule: str, indicator: str) -> tuple[int, list[str]]:
    """How often a rule was tripped by an indicator, and the worst of it in words."""
    (finding,) = told(
        Finding.objects.filter(rule=rule, indicator=indicator).select_related("indicator"), "en"
    )
    return finding.times, [re.sub(r"\s", " ", sentence) for sentence in finding.sentences]


def test_uusimaa_of_1990_to_2012_has_true_oddities(real: Real) -> None:
    catalogue = real.data / "sotkanet" / "SotkaIndicators.json"
    save_sotkanet_catalogue(actor=real.planner, clock=real.clock, path=catalogue)
    real.brings(
        "sotkanet/sotkanet_observations_1990_2012_uusimaa.csv",
        "uusimaa",
        *(f"branch-{place}" for place in range(1, 5)),
    )
    # Inpatient days in primary care of those over 75, per 1,000: Helsinki has 15 in 1994, 26,866 the year
    # after, while Espoo, Vantaa and Kerava stay level. Helsinki's days were not counted that year, and the
    # figures of its sub-region and of Uusimaa carry it on: a trend from 1994 would be false.
    times, worst = found("unusual-jump", "sotkanet-703")
    assert times == 6
    assert any(each.startswith("Helsinki: 15.0 in 1994, 26 866.0 in 1995.") for each in worst)
    assert any(each.startswith("Uusimaa: 6 729.0 in 1994, 21 008.0 in 1995.") for each in worst)
    # Social assistance in euros per capita: Kauniainen has 0 in 1994, between 53 and 89: none told as nought.
    assert any(
        "Kauniainen: 0.0 in 1994, 89.0 in 1995." in each for each in found("unusual-jump", "sotkanet-451")[1]
    )
    # Degrees of higher education nearly double in 1998, and those of upper secondary fall, in nearly every
    # region at once: what counts as which changed, and the series carries no mark of it.
    assert found("level-break", "sotkanet-3195")[0] == 31
    assert found("level-break", "sotkanet-3193")[0] == 29
    # Beside them the page stays short: 20,976 figures, and this is all that is doubtful.
    doubtful = Counter(Finding.objects.exclude(severity="note").values_list("rule", flat=True))
    assert doubtful == {"level-break": 5, "unusual-jump": 5, "missing-region": 1}
    assert set(Finding.objects.filter(severity="note").values_list("rule", flat=True)) == {"stale"}


def test_a_merger_is_seen_where_two_sources_follow_each_other(real: Real) -> None:
    real.brings("sotkanet/geofi_sotkanet_127_population_kunta_2000_2022.csv", "population", "population")
    # Längelmäki was divided in 2007, and the figures before were left as they were.
    assert found("level-break", "population")[1][0].startswith("Orivesi: the level changes in 2007.")
    at_the_import = list(Finding.objects.order_by("rule").values_list("rule", "count"))
    release = Finding.objects.earliest("pk").release
    assert examine_anew(actor=real.planner, clock=real.clock, release=release).failed == ()
    assert list(Finding.objects.order_by("rule").values_list("rule", "count")) == at_the_import
    real.brings("statfin/jsonstat2_11s5_population_kunta_2024M12.json", "statfin_population")
    # Statistics Finland counts 2024 by the boundaries of 2026, when Pertunmaa had become part of Mäntyharju.
    (merged,) = found("unusual-jump", "population")[1]
    assert merged.startswith("Mäntyharju: 5 564.0 in 2022, 7 057.0 in 2024. The change a year is 10 times")
    assert found("missing-region", "population")[1] == [
        "Pertunmaa: the last figure is of 2022, in other regions of its kind of 2024."
    ]
