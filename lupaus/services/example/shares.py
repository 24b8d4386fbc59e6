"""How the people of the example's two chains stand on the stages, and what they cost: levels of our own.

Nothing here is a statistic. The story: weight moves slowly to lighter services for older people, nothing has
moved yet for children, and in each chain one hand-over takes longer than was promised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from lupaus.web.texts import Text

#: First and last year of the figures, and the last year of the population forecast.
FIRST, LAST, HORIZON = 2018, 2025, 2040

#: Helsinki organises its services itself: as a county it is HVA90, as a municipality KU091.
HELSINKI_COUNTY, HELSINKI = "HVA90", "KU091"
REGION: Final = "MK01"
#: Residents at the end of 2024 (Statistics Finland, sums of municipalities).
RESIDENTS: Final = {"HVA01": 99_415, "HVA02": 207_070, "HVA03": 502_067, "HVA04": 289_730, "HVA90": 684_018}


class Line(NamedTuple):
    """A level in the first year and one in the last, straight between them."""

    first: float
    last: float

    def at(self, year: int) -> float:
        return self.first + (self.last - self.first) * (year - FIRST) / (LAST - FIRST)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a chain. `share` is in per cent of the client group; the lightest stage has the rest.

    `counties` multiplies the share of a county; `cost` is euros a client a year, `room` the clients there is
    room for and `back` those who came back within a year, both against the stage's clients.
    """

    id: str
    words: Text
    cost: Line
    share: Line | None = None
    counties: Mapping[str, Line] | None = None
    room: Line | None = None
    back: Line | None = None


@dataclass(frozen=True, slots=True)
class HandOver:
    """A step from one stage to another: `flow` of the clients of the first go in a year, in `days`."""

    start: str
    end: str
    flow: float
    days: Line


@dataclass(frozen=True, slots=True)
class Group:
    """The client group of a chain. `people` is its share of residents by county in 2024, `growth` what its
    number is against 2024, `faster` how much more of that growth a county has."""

    id: str
    theme: str
    words: Text
    title: Text
    people: Mapping[str, float]
    growth: Mapping[int, float]
    faster: Mapping[str, float]
    stages: Sequence[Stage]
    handovers: Sequence[HandOver]


def _same(counties: Mapping[str, float]) -> dict[str, Line]:
    return {county: Line(level, level) for county, level in counties.items()}


OLDER: Final = Group(
    id="older",
    theme="services",
    words=Text("75 vuotta täyttäneet", "personer som fyllt 75 år", "people aged 75 and over"),
    title=Text("75 vuotta täyttäneet", "Personer som fyllt 75 år", "People aged 75 and over"),
    people={"HVA01": 11.4, "HVA02": 9.0, "HVA03": 7.9, "HVA04": 7.0, "HVA90": 8.3},
    growth={2018: 0.765, 2021: 0.868, 2024: 1.0, 2025: 1.036, 2030: 1.24, 2035: 1.43, 2040: 1.58},
    faster={"HVA01": 1.0, "HVA02": 1.15, "HVA03": 1.12, "HVA04": 1.08, "HVA90": 0.88},
    stages=(
        Stage(
            "older-independent",
            Text("Itsenäisesti kotona", "Självständigt hemma", "At home independently"),
            cost=Line(2_650, 3_150),
        ),
        Stage(
            "older-supported",
            Text("Kotona tukipalvelujen turvin", "Hemma med stödtjänster", "At home with support services"),
            cost=Line(5_900, 6_700),
            share=Line(9.2, 10.4),
            room=Line(1.12, 1.05),
            back=Line(0.030, 0.028),
        ),
        Stage(
            "older-assisted",
            Text("Kotona autettuna", "Hemma med hjälp", "At home with care"),
            cost=Line(19_400, 22_300),
            share=Line(10.5, 9.9),
            room=Line(1.03, 0.99),
            back=Line(0.064, 0.055),
        ),
        Stage(
            "older-service-housing",
            Text("Palveluasumisessa", "I serviceboende", "In service housing"),
            cost=Line(31_000, 35_500),
            share=Line(1.7, 1.5),
            counties={
                "HVA01": Line(1.35, 1.40),
                "HVA02": Line(1.12, 1.13),
                "HVA03": Line(0.88, 0.93),
                "HVA04": Line(1.18, 1.20),
                "HVA90": Line(0.94, 0.87),
            },
            room=Line(1.04, 1.10),
            back=Line(0.026, 0.024),
        ),
        Stage(
            "older-enhanced",
            Text(
                "Tehostetussa palveluasumisessa",
                "I effektiverat serviceboende",
                "In enhanced service housing",
            ),
            cost=Line(54_500, 64_000),
            share=Line(7.1, 6.16),
            counties={
                "HVA01": Line(1.01, 1.02),
                "HVA02": Line(1.04, 1.05),
                "HVA03": Line(1.01, 1.02),
                "HVA04": Line(1.20, 1.18),
                "HVA90": Line(0.92, 0.92),
            },
            room=Line(0.99, 1.02),
            back=Line(0.009, 0.008),
        ),
    ),
    handovers=(
        HandOver("older-independent", "older-supported", 0.042, Line(17, 12)),
        HandOver("older-supported", "older-assisted", 0.21, Line(9, 6)),
        HandOver("older-assisted", "older-service-housing", 0.05, Line(38, 47)),
        HandOver("older-service-housing", "older-enhanced", 0.26, Line(37, 29)),
        HandOver("older-supported", "older-independent", 0.09, Line(15, 11)),
        HandOver("older-assisted", "older-supported", 0.07, Line(16, 13)),
        HandOver("older-service-housing", "older-assisted", 0.04, Line(33, 27)),
        HandOver("older-enhanced", "older-service-housing", 0.012, Line(58, 51)),
    ),
)

_HEAVIER: Final = _same({"HVA01": 0.93, "HVA02": 0.98, "HVA03": 0.95, "HVA04": 1.22, "HVA90": 0.95})

CHILDREN: Final = Group(
    id="child",
    theme="children",
    words=Text("alle 18-vuotiaat", "personer under 18 år", "people under 18"),
    title=Text("Alle 18-vuotiaat", "Personer under 18 år", "People under 18"),
    people={"HVA01": 18.9, "HVA02": 21.8, "HVA03": 21.6, "HVA04": 21.3, "HVA90": 16.7},
    growth={2018: 0.965, 2021: 0.985, 2024: 1.0, 2025: 1.0, 2030: 0.972, 2035: 0.965, 2040: 0.985},
    faster={"HVA01": 1.3, "HVA02": 1.1, "HVA03": 0.9, "HVA04": 0.9, "HVA90": 1.0},
    stages=(
        Stage(
            "child-well",
            Text("Hyvinvoiva lapsi kotona", "Barn som mår bra hemma", "A child well at home"),
            cost=Line(820, 960),
        ),
        Stage(
            "child-light",
            Text("Kevyttä avopalvelua", "Lätta öppna tjänster", "Light open services"),
            cost=Line(2_900, 3_300),
            share=Line(6.4, 6.6),
            room=Line(1.01, 0.96),
            back=Line(0.088, 0.090),
        ),
        Stage(
            "child-broad",
            Text("Laaja-alaista avopalvelua", "Omfattande öppna tjänster", "Broad open services"),
            cost=Line(7_100, 8_200),
            share=Line(2.9, 3.1),
            room=Line(0.98, 0.94),
            back=Line(0.108, 0.112),
        ),
        Stage(
            "child-open-care",
            Text("Lastensuojelun avohuollossa", "I barnskyddets öppenvård", "In open child protection"),
            cost=Line(11_200, 12_900),
            share=Line(2.3, 2.4),
            counties=_HEAVIER,
            room=Line(0.98, 0.97),
            back=Line(0.139, 0.145),
        ),
        Stage(
            "child-placed",
            Text("Sijoitettuna kodin ulkopuolelle", "Placerade utanför hemmet", "Placed outside the home"),
            cost=Line(66_000, 79_500),
            share=Line(1.17, 1.16),
            counties=_HEAVIER,
            room=Line(1.04, 1.03),
            back=Line(0.091, 0.090),
        ),
    ),
    handovers=(
        HandOver("child-well", "child-light", 0.036, Line(19, 13)),
        HandOver("child-light", "child-broad", 0.14, Line(27, 39)),
        HandOver("child-broad", "child-open-care", 0.17, Line(9, 7)),
        HandOver("child-open-care", "child-placed", 0.09, Line(12, 11)),
        HandOver("child-light", "child-well", 0.45, Line(25, 22)),
        HandOver("child-broad", "child-light", 0.22, Line(17, 13)),
        HandOver("child-open-care", "child-broad", 0.21, Line(17, 13)),
        HandOver("child-placed", "child-open-care", 0.11, Line(29, 26)),
    ),
)

GROUPS: Final = (CHILDREN, OLDER)
