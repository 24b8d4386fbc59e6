"""The figures behind a comparison, read once: which regions, which gender, and all their years."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from lupaus.analysis.comparing.asked import Asked, View
from lupaus.indicators import queries
from lupaus.indicators.models import Gender, Indicator, Release
from lupaus.indicators.observations import TOTAL, Observation
from lupaus.indicators.pages.figures import Figures
from lupaus.regions import queries as areas
from lupaus.regions.codes import COUNTRY
from lupaus.regions.models import Category, Region
from lupaus.web.refusals import NotFound

#: Where nothing was chosen, the first of these that has figures in at least two areas.
USUAL: Final = (Category.COUNTY, Category.MUNICIPALITY, Category.REGION)


@dataclass(frozen=True, slots=True)
class Compared:
    """One question with its figures.

    `regions` are those compared, by name; `named` says whether they were chosen one by one; `strangers` were
    chosen but are no part of the comparison (of another kind, or elsewhere). `country` stands beside them
    where it has figures. `genders` are those that may be chosen. `pool` are all regions of the kind, inside
    `within`. `second` holds the other indicator's figures of a scatter.
    """

    asked: Asked
    figures: Figures
    category: str
    within: Region | None
    regions: tuple[Region, ...]
    named: bool
    strangers: tuple[Region, ...]
    country: Region | None
    gender: str
    genders: tuple[str, ...]
    pool: tuple[str, ...]
    second: Figures | None = None

    @property
    def indicator(self) -> Indicator:
        return self.figures.indicator

    @property
    def release(self) -> Release | None:
        return self.figures.release

    @property
    def language(self) -> str:
        return self.asked.language

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(region.code for region in self.regions)

    @property
    def chosen(self) -> frozenset[str]:
        """The regions that stand out: the reader's own, and of a whole kind the few asked for by name."""
        return frozenset({self.asked.own} if self.asked.own else ())

    @property
    def lost_gender(self) -> bool:
        """Whether a gender was asked for that has no figures."""
        return self.asked.gender not in (None, self.gender)

    def name(self, code: str) -> str:
        name: str = self.figures.regions[code].name.words(self.language)
        return name

    def series(self, code: str, gender: str | None = None) -> tuple[Observation, ...]:
        return self.figures.series.get((code, gender or self.gender), ())

    def seen(self, code: str, year: str, gender: str | None = None) -> Observation | None:
        """The figure of a year, also one without a value."""
        return next((each for each in self.series(code, gender) if each.period == year), None)

    def values(self, year: str, gender: str | None = None) -> dict[str, float]:
        """The figure of each compared region that has one in the year."""
        found = self.figures.in_year(self.codes, gender or self.gender, year)
        return {code: seen.value for code, seen in found.items() if seen.value is not None}

    def country_value(self, year: str, gender: str | None = None) -> float | None:
        seen = self.seen(COUNTRY, year, gender) if self.country else None
        return seen.value if seen else None

    @property
    def year(self) -> str | None:
        """The year asked for, else the newest in which nearly all regions have a figure."""
        return self.asked.year or self.figures.fullest_year(self.codes, self.gender)

    @property
    def full_years(self) -> tuple[str, ...]:
        """Years in which at least nine tenths as many regions have a figure as in the fullest, in order."""
        return self.figures.full_years(self.codes, self.gender)


def compared(asked: Asked) -> Compared:
    """Read what a question is about. Raises `NotFound` for an indicator, region or release that is not there.

    Two readings of the store for the first indicator and one for the second; a number of queries that does
    not depend on how many regions or years there are.
    """
    indicator = queries.indicator(asked.indicator)
    release = queries.release(asked.release) if asked.release else queries.newest_release()
    beside = {*asked.regions, COUNTRY, *filter(None, (asked.own, asked.within))}
    known = areas.regions_by_code(beside)
    for code in (*asked.regions, *filter(None, (asked.within,))):
        if code not in known:
            raise NotFound(_("There is no region %(code)s.") % {"code": code})
    category = asked.category or _of_the_asked(asked, known)
    listed = areas.listed(category=category, within=asked.within) if category else []
    wanted = {region.code for region in listed} | beside if category else None
    rows = _rows(indicator, release, wanted, asked.as_of, _genders_read(asked))
    if not category:  # nothing says what is compared: the figures do
        known |= areas.regions_by_code({seen.region for seen in rows})
        category = _with_figures(known, rows)
        listed = areas.listed(category=category, within=asked.within)
    known |= {region.code: region for region in listed}
    made_up = queries.illustrative_releases()
    genders = _genders(indicator, release, rows, asked)
    figures = _figures(indicator, release, known, rows, made_up)
    inside = {region.code for region in listed}
    asked_for = [code for code in asked.regions if code in inside]
    # A region that has ended is compared where it is asked for by name and nothing else is narrowed down.
    ended = [
        code
        for code in asked.regions
        if asked.within is None and known[code].valid_to is not None and known[code].category == category
    ]
    named = tuple(dict.fromkeys([*asked_for, *ended]))
    codes = named or tuple(inside)
    strangers = [known[code] for code in asked.regions if code not in named and code != COUNTRY]
    has_country = category != Category.COUNTRY and any(seen.region == COUNTRY for seen in rows)
    gender = (
        asked.gender
        if asked.gender and (asked.gender in figures.genders or not figures.genders)
        else figures.gender
    )
    return Compared(
        asked=asked,
        figures=figures,
        category=category,
        within=known.get(asked.within or ""),
        regions=_by_name((known[code] for code in codes), asked.language),
        named=bool(named),
        strangers=tuple(strangers),
        country=known.get(COUNTRY) if has_country else None,
        gender=gender,
        genders=genders,
        pool=tuple(region.code for region in listed),
        second=_second(asked, {gender, TOTAL}, release, codes, figures),
    )


def _second(
    asked: Asked,
    genders: Collection[str],
    release: Release | None,
    codes: Collection[str],
    first: Figures,
) -> Figures | None:
    """The figures of the other indicator, for the regions of the first."""
    if asked.other is None or asked.other == asked.indicator:
        return None
    indicator = queries.indicator(asked.other)
    rows = _rows(indicator, release, {*codes, COUNTRY}, asked.as_of, genders)
    return _figures(indicator, release, first.regions, rows, first.made_up)


def _genders_read(asked: Asked) -> Collection[str] | None:
    """Whose figures a view shows: a table may hold ten thousand, and with every gender thrice as many."""
    return None if asked.view is View.GENDERS else {asked.gender or TOTAL}


def _genders(
    indicator: Indicator, release: Release | None, rows: Sequence[Observation], asked: Asked
) -> tuple[str, ...]:
    """The genders there are figures for in the region with most figures, everybody first."""
    found = {seen.gender for seen in rows}
    if rows and asked.view is not View.GENDERS:
        [(fullest, _count)] = Counter(seen.region for seen in rows).most_common(1)
        found |= {seen.gender for seen in _rows(indicator, release, {fullest}, asked.as_of, None)}
    return tuple(gender for gender in Gender.values if gender in found)


def _rows(
    indicator: Indicator,
    release: Release | None,
    codes: Collection[str] | None,
    as_of: int | None,
    genders: Collection[str] | None,
) -> tuple[Observation, ...]:
    """Figures of these genders; of all there are where there are none of these."""
    rows = queries.indicator_slice(indicator.pk, release=release, regions=codes, genders=genders)
    if not rows and genders is not None:
        rows = queries.indicator_slice(indicator.pk, release=release, regions=codes)
    return rows if as_of is None else tuple(seen for seen in rows if seen.year <= as_of)


def _figures(
    indicator: Indicator,
    release: Release | None,
    regions: Mapping[str, Region],
    rows: Iterable[Observation],
    made_up: frozenset[int],
) -> Figures:
    series: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for seen in rows:
        series[seen.region, seen.gender].append(seen)
    return Figures(
        indicator=indicator,
        release=release,
        regions=dict(regions),
        series={key: tuple(each) for key, each in series.items()},
        made_up=made_up,
    )


def _of_the_asked(asked: Asked, known: Mapping[str, Region]) -> str | None:
    """The kind of the regions asked for; without any, what lies inside `within`, or the reader's own kind."""
    named = [known[code].category for code in asked.regions if code != COUNTRY]
    if named:
        return Counter(named).most_common(1)[0][0]
    if asked.within:
        is_small = known[asked.within].category in (
            Category.COUNTY,
            Category.SUBREGION,
            Category.MUNICIPALITY,
        )
        return Category.MUNICIPALITY if is_small else Category.COUNTY
    own = known.get(asked.own or "")
    return own.category if own and own.category in USUAL else None


def _with_figures(known: Mapping[str, Region], rows: Iterable[Observation]) -> str:
    counts = Counter(known[code].category for code in {seen.region for seen in rows} if code in known)
    usual = next((kind for kind in USUAL if counts[kind] >= 2), None)
    if usual:
        return usual
    most = counts.most_common(1)
    return most[0][0] if most else Category.MUNICIPALITY


def _by_name(regions: Iterable[Region], language: str) -> tuple[Region, ...]:
    return tuple(sorted(regions, key=lambda region: (region.name.words(language), region.code)))
