"""How each illustrative series runs: the levels of the whole region, and how its parts differ from it.

These levels are chosen so that the example shows every verdict a target can get. Those that the preparation
of the strategy gave (3rd place, 72.9 %, 8.7 %, 23 days, 79 %) are kept exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

#: How differences add up: percentages on the logit scale (they stay within 0–100), amounts on the logarithmic
#: one (they stay above zero), other values as they are.
Scale = Literal["share", "amount", "plain"]


@dataclass(frozen=True, slots=True)
class Shape:
    """One illustrative indicator.

    `levels` holds the region's value in some years, straight lines between them; where real figures exist the
    first line starts from the last of them. `spread` and `wobble` are the usual size of the difference of a
    municipality and of a year, `women` the difference of women from men, `urban` that of a municipality ten
    times as populous, all on the scale. `exceptions` are levels of single counties or municipalities.
    """

    levels: Mapping[int, float]
    years: Sequence[int]
    decimals: int = 1
    scale: Scale = "share"
    spread: float = 0.12
    wobble: float = 0.02
    women: float = 0.0
    urban: float = 0.0
    region_only: bool = False
    exceptions: Mapping[str, Mapping[int, float]] = field(default_factory=dict)


def _since(first: int, last: int = 2025) -> Sequence[int]:
    return range(first, last + 1)


ODD_YEARS: Final = range(2013, 2026, 2)

SHAPES: Final[Mapping[str, Shape]] = {
    # Continuing real series
    "net-migration": Shape({2017: 4.0, 2025: 5.4}, _since(2012), scale="plain", spread=2.5, wobble=0.9),
    "unemployment-rate": Shape(
        {2015: 9.6, 2017: 8.7, 2019: 7.6, 2020: 11.2, 2022: 8.0, 2025: 8.3},
        _since(2012),
        exceptions={"KU444": {2017: 9.9, 2020: 11.8, 2025: 9.3}},
    ),
    "other-mother-tongue": Shape({2017: 131.0, 2025: 214.0}, _since(2013), scale="amount", wobble=0.01),
    "sickness-allowance": Shape({2017: 74.5, 2025: 71.0}, _since(2013), scale="amount"),
    "social-assistance": Shape({2017: 8.2, 2025: 7.3}, _since(2012)),
    "care-days-75": Shape({2017: 5900, 2025: 4350}, _since(2012), decimals=0, scale="amount", wobble=0.04),
    "dependency-ratio": Shape({2017: 50.5, 2025: 53.5}, _since(2013), scale="amount", wobble=0.005),
    "depression-medication": Shape(
        {2017: 101.0, 2025: 112.0}, _since(2012), scale="amount", women=0.55, wobble=0.015
    ),
    "hard-to-employ": Shape({2017: 4.4, 2019: 3.8, 2021: 5.2, 2025: 4.7}, _since(2012)),
    "election-turnout": Shape({2017: 57.9, 2021: 54.8, 2025: 53.6}, (2017, 2021, 2025), women=0.14),
    "low-income": Shape({2017: 12.3, 2024: 11.9}, _since(2012, 2024)),
    "gini": Shape({2017: 29.6, 2024: 30.3}, _since(2012, 2024), scale="amount", wobble=0.012),
    "quality-of-life": Shape({2017: 66.4, 2025: 70.1}, ODD_YEARS, women=0.06),
    "neighbourhood-safety": Shape({2019: 89.0, 2025: 89.4}, ODD_YEARS),
    "youth-outside-education": Shape({2017: 12.6, 2024: 10.5}, _since(2012, 2024)),
    # Illustrative from the first year to the last
    "employment-rate": Shape(
        {2015: 71.7, 2017: 72.9, 2019: 74.4, 2020: 72.6, 2023: 75.6, 2025: 75.9}, _since(2015), women=-0.05
    ),
    "employment-rate-immigrants": Shape({2015: 56.9, 2017: 58.6, 2025: 65.8}, _since(2015)),
    "vacancy-days": Shape({2017: 23.0, 2021: 28.4, 2025: 26.6}, _since(2017), scale="amount"),
    "rci-place": Shape(
        {2016: 3, 2019: 3, 2022: 2}, (2016, 2019, 2022), decimals=0, scale="plain", region_only=True
    ),
    "eu-wellbeing-place": Shape(
        {2018: 14, 2021: 11, 2024: 9}, (2018, 2021, 2024), decimals=0, scale="plain", region_only=True
    ),
    "placements-outside-home": Shape(
        {2018: 1.50, 2025: 1.32},
        _since(2018),
        decimals=2,
        exceptions={"HVA04": {2018: 1.70, 2025: 1.80}},
    ),
    "living-at-home": Shape({2018: 91.2, 2025: 92.3}, _since(2018), wobble=0.01, women=-0.12),
    "enhanced-service-housing": Shape({2018: 7.1, 2025: 6.2}, _since(2018), wobble=0.01),
    "care-within-seven-days": Shape(
        {2019: 58.0, 2022: 61.5, 2025: 69.0},
        _since(2019),
        wobble=0.05,
        exceptions={"HVA03": {2019: 60.0, 2022: 63.0, 2025: 71.0}},
    ),
    "feels-heard": Shape({2018: 46.0, 2025: 61.0}, _since(2018)),
    "initiatives-answered": Shape({2025: 71.0}, (2025,), spread=0.3),
    "green-area-nearby": Shape({2018: 88.0, 2025: 92.4}, _since(2018), wobble=0.01, spread=0.3),
    "cooperation-study": Shape(
        {2019: 3.41, 2021: 3.46, 2023: 3.52, 2025: 3.55},
        (2019, 2021, 2023, 2025),
        decimals=2,
        scale="plain",
        region_only=True,
    ),
    "trust-study": Shape({2019: 3.28}, (2019,), decimals=2, scale="plain", region_only=True),
    "graduates-stay": Shape({2018: 48.0, 2024: 54.6}, _since(2018, 2024)),
    "sustainable-trips": Shape(
        {2018: 57.0, 2021: 54.0, 2024: 59.0}, (2018, 2021, 2024), spread=0.1, urban=0.45
    ),
    "fast-broadband": Shape({2018: 78.0, 2022: 90.5, 2025: 96.8}, _since(2018), spread=0.2, urban=0.6),
    "net-emissions": Shape(
        {2018: 5.10, 2024: 3.75}, _since(2018, 2024), decimals=2, scale="amount", urban=-0.25
    ),
    "protected-land": Shape({2018: 4.20, 2025: 4.70}, _since(2018), decimals=2, spread=0.5, wobble=0.003),
    "digital-contacts": Shape({2018: 22.0, 2025: 40.5}, _since(2018), urban=0.1),
    "remote-visits": Shape(
        {2019: 60, 2020: 190, 2021: 260},
        _since(2019, 2021),
        decimals=0,
        scale="amount",
        spread=0.1,
        urban=0.15,
    ),
    "client-experience": Shape(
        {2018: 3.90, 2025: 4.26}, _since(2018), decimals=2, scale="plain", spread=0.15, wobble=0.03
    ),
    "swedish-service": Shape(
        {2018: 74.0, 2025: 79.0},
        _since(2018),
        spread=0.4,
        exceptions={"HVA01": {2018: 82.0, 2025: 88.0}, "HVA03": {2018: 78.0, 2025: 76.0}},
    ),
    "rdi-share": Shape({2018: 1.90, 2025: 1.70}, _since(2018), decimals=2),
    "staff-wellbeing": Shape({2018: 61.0, 2025: 69.6}, _since(2018), women=-0.1),
    "staff-turnover": Shape({2018: 14.2, 2022: 13.4, 2025: 11.7}, _since(2018)),
    "self-monitoring-published": Shape(
        {2020: 35.0, 2025: 92.0},
        _since(2020),
        spread=0.3,
        exceptions={"HVA02": {2020: 42.0, 2025: 85.0}},
    ),
    "care-cost-growth": Shape({2018: 2.8, 2025: 2.3}, _since(2018), scale="plain", spread=0.5, wobble=0.3),
    "net-cost-per-resident": Shape(
        {2018: 3150, 2025: 3900}, _since(2018), decimals=0, scale="amount", spread=0.08, wobble=0.01
    ),
}
