"""What a reader may choose on the page of a comparison: kinds of area, areas, gender, years, indicators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from lupaus.analysis.comparing.answering import Answered
from lupaus.analysis.comparing.asked import TAKES, View
from lupaus.analysis.comparing.compared import Compared
from lupaus.indicators import queries
from lupaus.indicators.models import Indicator
from lupaus.indicators.words import gender_word
from lupaus.regions import queries as areas
from lupaus.regions.models import Category, Region
from lupaus.regions.words import category_word
from lupaus.web.address import SEVERAL, Address

#: The kinds of area offered, the widest first; others are compared when an address asks for them.
OFFERED: Final = (
    Category.REGION,
    Category.COUNTY,
    Category.COLLABORATIVE_AREA,
    Category.HOSPITAL_DISTRICT,
    Category.SUBREGION,
    Category.MUNICIPALITY,
)
#: The kinds of area that others may be chosen inside of.
AROUND: Final = (Category.REGION, Category.COLLABORATIVE_AREA, Category.COUNTY)
#: How many areas may be chosen one by one.
MOST_REGIONS: Final = SEVERAL["regions"]
#: How many indicators are suggested, and how many are found at most.
MOST_FOUND: Final = 12


class Option(NamedTuple):
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The fields of the form; an empty one is not shown. `subjects` is for the one region of `similar`."""

    categories: tuple[Option, ...]
    within: tuple[Option, ...]
    regions: tuple[Option, ...]
    subjects: tuple[Option, ...]
    genders: tuple[Option, ...]
    years: tuple[Option, ...]
    against: tuple[Option, ...]


class OtherIndicator(NamedTuple):
    """A second indicator to choose, and the address that chooses it."""

    indicator: Indicator
    address: str


def choices(answered: Answered) -> Choices:
    """Two queries, whatever is compared."""
    found, asked = answered.compared, answered.asked
    takes = TAKES[asked.view]
    there = set(areas.categories()) | {found.category}
    pool = sorted(
        (found.figures.regions[code] for code in {*found.pool, *found.codes}),
        key=lambda region: found.name(region.code),
    )
    is_similar = asked.view is View.SIMILAR
    years = _years(answered)
    return Choices(
        categories=tuple(
            Option(kind.value, category_word(kind), kind == found.category)
            for kind in OFFERED
            if kind in there or kind == found.category
        ),
        within=_within(found),
        regions=()
        if is_similar
        else tuple(_option(found, r, found.named and r.code in found.codes) for r in pool),
        subjects=tuple(_option(found, r, r.code == answered.subject) for r in pool) if is_similar else (),
        genders=_genders(found) if "gender" in takes else (),
        years=tuple(Option(year, year, year == answered.year) for year in years) if "year" in takes else (),
        against=tuple(Option(year, year, year == answered.against) for year in years)
        if "against" in takes
        else (),
    )


def _option(found: Compared, region: Region, chosen: bool) -> Option:
    return Option(region.code, found.name(region.code), chosen)


def _within(found: Compared) -> tuple[Option, ...]:
    """Areas larger than those compared; none of them for the largest."""
    kinds = [kind for kind in AROUND if kind != found.category]
    if found.category in AROUND:
        kinds = [kind for kind in kinds if AROUND.index(kind) < AROUND.index(Category(found.category))]
    around = areas.of_categories(kinds)
    ordered = sorted(around, key=lambda r: (kinds.index(Category(r.category)), r.name.words(found.language)))
    return tuple(
        Option(region.code, region.name.words(found.language), region.code == found.asked.within)
        for region in ordered
    )


def _genders(found: Compared) -> tuple[Option, ...]:
    there = found.genders
    if len(there) < 2:
        return ()
    return tuple(Option(gender, gender_word(gender), gender == found.gender) for gender in there)


def _years(answered: Answered) -> tuple[str, ...]:
    """Years in which any region compared has a figure, newest first; also the one that is shown."""
    found = answered.compared
    gender = "female" if answered.asked.view is View.GENDERS else found.gender
    codes = found.pool if answered.asked.view is View.SIMILAR else found.codes
    years = set(found.figures.years(codes, gender)) | set(filter(None, (answered.year, answered.against)))
    return tuple(sorted(years, reverse=True))


def other_indicators(address: Address, answered: Answered) -> tuple[OtherIndicator, ...]:
    """Indicators to lay beside the first: those the words find, else others of its theme. One query."""
    found = answered.compared
    words = address.value("q") or ""
    hits = queries.search_indicators(words, language=found.language)
    others = [entry for entry in hits if entry.pk != found.indicator.pk]
    if not words:
        others.sort(key=lambda entry: (entry.theme != found.indicator.theme, entry.number))
    return tuple(
        OtherIndicator(entry, str(address.with_(q=None, year=None, **{"with": entry.pk})))
        for entry in others[:MOST_FOUND]
    )
