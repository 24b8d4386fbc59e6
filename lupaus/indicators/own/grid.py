"""The page to type figures of one indicator: areas by years, or the years of one area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.indicators import bank, queries
from lupaus.indicators.models import Gender, Indicator, Release
from lupaus.indicators.observations import Observation
from lupaus.indicators.operations import FigureKey, Row
from lupaus.indicators.operations.own import own_indicators, require_own
from lupaus.indicators.own.intended import Intended, key_of
from lupaus.indicators.words import gender_word, note_words
from lupaus.regions import queries as areas
from lupaus.regions.models import Category, Region
from lupaus.web import panels
from lupaus.web.address import Address
from lupaus.web.clock import Clock, year_of
from lupaus.web.forms import Sent, Typed, as_typed
from lupaus.web.refusals import NotFound
from lupaus.web.texts import Text

#: Areas on a page, years beside each other, and years of one area.
AREAS: Final = 30
YEARS: Final = 5
YEARS_OF_ONE: Final = 15
#: What stands in a field whose figure is said to be missing.
MISSING_SIGN: Final = ".."
_LONGEST: Final = 40
_YEARS_BACK: Final = 35
#: What may be said of figures that are typed: as they are, provisional, estimated.
STATUSES: Final = ("A", "P", "E")


class Cell(NamedTuple):
    """One field: its name, what it is called for who cannot see the heads, and a note on its figure."""

    field: str
    label: str
    note: str


class Line(NamedTuple):
    head: str
    href: str  # to the years of one area
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What the address asks for: one gender; areas of a kind or one area; and the newest year."""

    gender: str
    category: str
    within: str
    region: str
    years: tuple[str, ...]
    page: int


@dataclass(frozen=True, slots=True)
class GridPage:
    organisation: str
    name: Text
    indicator: Indicator
    scope: Scope
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    base: int
    kept: Typed
    total: int
    last: int
    earlier: str
    later: str
    here: str
    gender_options: tuple[tuple[str, str], ...]
    category_options: tuple[tuple[str, str], ...]
    within_options: tuple[tuple[str, str], ...]
    year_options: tuple[tuple[str, str], ...]


class Found(NamedTuple):
    """What a grid stands on."""

    indicator: Indicator
    scope: Scope
    regions: tuple[Region, ...]  # those on this page
    total: int
    last: int


def found(actor: Actor, clock: Clock, organisation: str, indicator: str, address: Address) -> Found:
    """Raises `NotAllowed`, and `NotFound` for a stranger or an indicator that is not the organisation's."""
    require_own(actor, organisation)
    entry = own_indicators(organisation).get(indicator)
    if entry is None:
        raise no_such_indicator(indicator)
    newest = int(address.value("year") or year_of(clock) - entry.lag_years)
    region = address.value("area") or ""
    span = YEARS_OF_ONE if region else YEARS
    category = address.value("kind") or ""
    chosen = Scope(
        gender=address.value("gender") or Gender.TOTAL,
        category=category if category in Category.values else "",
        within=address.value("within") or "",
        region=region,
        years=tuple(str(year) for year in range(newest - span + 1, newest + 1)),
        page=int(address.value("page") or 1),
    )
    regions = _regions(entry, chosen)
    last = max(1, -(-len(regions) // AREAS))
    first = (min(chosen.page, last) - 1) * AREAS
    return Found(entry, chosen, tuple(regions[first : first + AREAS]), len(regions), last)


def no_such_indicator(name: str) -> NotFound:
    return NotFound(_("The organisation has no indicator of its own called %(id)s.") % {"id": name})


def grid_page(
    where: Found, organisation: str, address: Address, clock: Clock, release: Release | None
) -> GridPage:
    """The grid with the figures of a release: the one its reader begins from."""
    language = address.language
    scope = where.scope
    seen = figures_of(where, release)
    marked = queries.illustrative_releases()
    names = {region.code: region.name.words(language) for region in where.regions}
    cells = {
        (code, year): Cell(
            field=field_of(code, year),
            label=f"{names[code]} {year}",
            note=_note(seen.get((code, year)), marked),
        )
        for code in names
        for year in scope.years
    }
    if scope.region:
        heads = tuple(names.values())
        lines = [Line(year, "", tuple(cells[code, year] for code in names)) for year in reversed(scope.years)]
    else:
        heads = tuple(reversed(scope.years))
        lines = [
            Line(
                names[code],
                str(address.with_(area=code, kind=None, within=None, page=None, year=None)),
                tuple(cells[code, year] for year in heads),
            )
            for code in names
        ]
    span = len(scope.years)
    return GridPage(
        organisation=organisation,
        name=next(iter(panels.organisation_names([organisation])), Text.same(organisation)),
        indicator=where.indicator,
        scope=scope,
        heads=heads,
        lines=tuple(lines),
        base=release.pk if release else 0,
        kept=Typed.kept(
            {field_of(code, year): shown(seen.get((code, year))) for code in names for year in scope.years}
        ),
        total=where.total,
        last=where.last,
        earlier=str(address.with_(year=str(int(scope.years[-1]) - span))),
        later=str(address.with_(year=str(int(scope.years[-1]) + span))),
        here=str(address),
        gender_options=tuple((gender, gender_word(gender)) for gender in Gender.values),
        category_options=_categories(),
        within_options=_wider(language),
        year_options=tuple((str(year), str(year)) for year in _selectable(scope, clock)),
    )


def figures_of(where: Found, release: Release | None) -> dict[tuple[str, str], Observation]:
    """The figures on the page by area and year, with nothing kept back."""
    found_here = bank.indicator_slice(
        where.indicator.pk,
        release=release,
        regions=[region.code for region in where.regions],
        genders=[where.scope.gender],
        periods=where.scope.years,
    )
    return {(seen.region, seen.period): seen for seen in found_here}


def read_grid(sent: Sent, where: Found, organisation: str, base: int, back: str) -> Intended:
    """What the form says otherwise than the release it began from; problems stay with `sent`."""
    release = queries.release(base) if base else None
    before = figures_of(where, release)
    status = sent.choice("status", STATUSES) or "A"
    rows: list[Row] = []
    withdraw: list[FigureKey] = []
    for region in where.regions:
        for year in where.scope.years:
            name = field_of(region.code, year)
            if not sent.has(name):
                continue
            words = sent.line(name, longest=_LONGEST)
            stands = before.get((region.code, year))
            if words == shown(stands):
                continue
            key = FigureKey(where.indicator.pk, region.code, where.scope.gender, year)
            if not words:
                withdraw.append(key)
            elif words in (MISSING_SIGN, "…"):
                rows.append(Row(len(rows), *key, None, status="M"))
            else:
                value = sent.number(name, least=where.indicator.least, most=where.indicator.most)
                if value is not None and (stands is None or stands.value != value):
                    rows.append(Row(len(rows), *key, value, status=status))
    return Intended(organisation, base, tuple(rows), tuple(withdraw), back=back)


def retyped(page: GridPage, intended: Intended) -> Typed:
    """The fields of the page with what was meant to be written in them."""
    words: dict[str, str] = {
        field_of(key.region, key.period): as_typed(row.value)
        if isinstance(row.value, float | int)
        else MISSING_SIGN
        for row in intended.rows
        for key in [key_of(row)]
    }
    words |= {field_of(key.region, key.period): "" for key in intended.withdraw}
    return page.kept.over(words)


def field_of(region: str, year: str) -> str:
    return f"v.{region}.{year}"


def shown(seen: Observation | None) -> str:
    """What stands in the field of a figure."""
    if seen is None:
        return ""
    return MISSING_SIGN if seen.value is None else as_typed(seen.value)


def labels(page: GridPage) -> dict[str, str]:
    """What each field is called, for the list of problems."""
    return {cell.field: cell.label for line in page.lines for cell in line.cells}


def _regions(entry: Indicator, scope: Scope) -> Sequence[Region]:
    """The areas in question; where none are chosen those that have figures, else the counties."""
    if scope.region:
        return [areas.region(scope.region)]
    if scope.category or scope.within:
        return areas.listed(category=scope.category or Category.MUNICIPALITY, within=scope.within or None)
    with_figures = {seen.region for seen in bank.indicator_slice(entry.pk, release=queries.newest_release())}
    if with_figures:
        return sorted(areas.regions_by_code(with_figures).values(), key=lambda region: region.code)
    return areas.listed(category=Category.COUNTY)


def _categories() -> tuple[tuple[str, str], ...]:
    return (
        (Category.COUNTRY, _("The whole country")),
        (Category.REGION, _("Regions")),
        (Category.COUNTY, _("Wellbeing services counties")),
        (Category.MUNICIPALITY, _("Municipalities")),
    )


def _selectable(scope: Scope, clock: Clock) -> Sequence[int]:
    """Years that may be the newest of the page, and the one that is."""
    this_year = year_of(clock)
    years = {*range(this_year - _YEARS_BACK, this_year + 2), int(scope.years[-1])}
    return sorted(years, reverse=True)


def _wider(language: str) -> tuple[tuple[str, str], ...]:
    """The areas within which others may be chosen."""
    wider: Mapping[str, Sequence[Region]] = {
        category: areas.listed(category=category) for category in (Category.REGION, Category.COUNTY)
    }
    return tuple(
        (region.code, region.name.words(language)) for regions in wider.values() for region in regions
    )


def _note(seen: Observation | None, marked: frozenset[int]) -> str:
    return note_words(seen, marked) if seen else ""
