"""How the figures of a comparison are written out for a reader."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from lupaus.analysis.comparing.compared import Compared
from lupaus.analysis.comparing.tables import Cell, Column, ShownTable, Table, Value
from lupaus.indicators.models import Indicator, Polarity
from lupaus.indicators.observations import TOTAL, Observation
from lupaus.indicators.pages.pictures import caption
from lupaus.indicators.words import gender_word, note_words
from lupaus.web import numbers
from lupaus.web.address import Address
from lupaus.web.region_choice import regions as shell_regions

#: Bars, pairs and panels in a picture; the rest is counted in it and told in the table.
MOST_ROWS: Final = 40


#: Draws the pictures of an answer for a page's address, whose scope the links within carry on.
Drawn = Callable[[Address], Sequence[Markup]]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a view says: first a sentence with the figures, then what has to be known beside it.

    `explained` says under the picture how it was counted, `title` is the picture's. `pointed` is the figure
    the sentence begins with, as (region, gender, year), to be cited.
    """

    sentence: str
    title: str
    make_table: Callable[[], Table]
    make_shown: Callable[[], ShownTable]
    draw: Drawn
    more: tuple[str, ...] = ()
    explained: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    pointed: tuple[str, str, str] | None = None
    illustrative: bool = False
    attribution: tuple[str, ...] = field(default=())

    @cached_property
    def table(self) -> Table:
        """The rows of the files and the API; the page does without."""
        return self.make_table()

    @cached_property
    def shown(self) -> ShownTable:
        """The table of the page."""
        return self.make_shown()


class Teller:
    """Writes the figures of one comparison in its language, with its unit and decimals."""

    def __init__(self, compared: Compared, indicator: Indicator | None = None) -> None:
        self.compared = compared
        self.indicator = indicator or compared.indicator
        self.language = compared.language
        self.unit = self.indicator.unit.words(self.language)
        self.decimals = self.indicator.decimals

    @property
    def title(self) -> str:
        """The indicator with whom it is about, where that is not everybody."""
        title = self.indicator.title.words(self.language)
        return (
            title
            if self.compared.gender == TOTAL
            else f"{title}, {gender_word(self.compared.gender).lower()}"
        )

    @property
    def caption(self) -> str:
        """The same with the unit."""
        told = caption(self.indicator, self.language)
        gender = self.compared.gender
        return told if gender == TOTAL else f"{told}, {gender_word(gender).lower()}"

    def value(self, value: float | None) -> str:
        """`9,8 %`"""
        return numbers.with_unit(value, self.unit, self.language, self.decimals)

    def bare(self, value: float | None) -> str:
        """`9,8`"""
        return numbers.number(value, self.language, self.decimals)

    def signed(self, value: float | None) -> str:
        """`+1,2`, `−0,5`, `0,0`"""
        if value is None:
            return "–"
        told = self.bare(value)
        return f"+{told}" if value > 0 and told.strip("0.,") else told

    @property
    def step_unit(self) -> str:
        """The unit of a difference: percentage points where the figure is a percentage."""
        return _("percentage points") if self.unit.strip() == "%" else self.unit

    def step(self, value: float) -> str:
        """A difference without its sign: `3,1 percentage points`."""
        return numbers.with_unit(abs(value), self.step_unit, self.language, self.decimals)

    def is_same(self, one: float, other: float) -> bool:
        """Whether two figures read the same."""
        return self.bare(one) == self.bare(other)

    def cell(self, seen: Observation | None) -> Cell:
        """A figure of the table; what is missing says why, where that is known."""
        if seen is None:
            return Cell("–")
        return Cell(self.bare(seen.value), note_words(seen, self.compared.figures.made_up))

    def value_column(self, id_: str, label: str) -> Column:
        return Column(id_, label, "number", self.unit, self.decimals)


def highest_first(indicator: Indicator) -> bool:
    """Whether place 1 is the highest figure: so where a higher one is better, and where neither is."""
    return indicator.polarity != Polarity.LOWER_IS_BETTER


def facts_of(seen: Observation | None, made_up: frozenset[int]) -> tuple[Value, ...]:
    """Value, status, release and whether it illustrates: the columns every figure has in a file."""
    if seen is None:
        return (None, None, None, None)
    return (seen.value, seen.status, seen.release, seen.release in made_up)


def region_columns() -> tuple[Column, ...]:
    return (Column("region", _("Code"), "code"), Column("name", _("Area"), "name"))


def fact_columns(teller: Teller) -> tuple[Column, ...]:
    return (teller.value_column("value", _("Value")), *state_columns())


def state_columns() -> tuple[Column, ...]:
    return (
        Column("status", _("Status"), "word"),
        Column("release", _("Release"), "place"),
        Column("illustrative", _("Illustrative"), "flag"),
    )


def why_missing(compared: Compared, code: str, year: str) -> str:
    """Why a region has no figure in the year; empty where it has one or nobody knows."""
    return why_without_value(compared.seen(code, year), compared.figures.made_up)


def why_without_value(seen: Observation | None, made_up: frozenset[int]) -> str:
    """What the status of a figure without a value says; empty where there is one or nobody knows."""
    return note_words(seen, made_up) if seen and seen.value is None else ""


def without_figures(compared: Compared, year: str) -> tuple[str, ...]:
    """Which regions have no figure in the year, a sentence for each reason that is known."""
    values = compared.values(year)
    lacking: dict[str, list[str]] = {}
    for code in compared.codes:
        if code not in values:
            lacking.setdefault(why_missing(compared, code, year), []).append(compared.name(code))
    return tuple(lacking_words(why, names, year) for why, names in sorted(lacking.items()))


def lacking_words(why: str, names: Sequence[str], year: str) -> str:
    told = {"year": year, "names": listed(names), "why": why}
    if why:
        return _("No figure for %(year)s (%(why)s): %(names)s.") % told
    return _("No figure for %(year)s: %(names)s.") % told


def listed(names: Sequence[str], most: int = 6) -> str:
    """Names with commas, the rest of a long list counted."""
    if len(names) <= most:
        return ", ".join(names)
    rest = len(names) - (most - 1)
    others = ngettext("%(count)d other", "%(count)d others", rest) % {"count": rest}
    return _("%(names)s and %(others)s") % {"names": ", ".join(names[: most - 1]), "others": others}


def page_of(code: str, address: Address) -> str | None:
    """Where a region leads: to its own page, wherever that is."""
    path = shell_regions().page_of(code)
    return address.link(path) if path else None


def illustrates(compared: Compared, codes: Iterable[str], genders: Collection[str]) -> bool:
    """Whether any of these regions' figures are no statistics."""
    return compared.figures.illustrates([(code, gender) for code in codes for gender in genders])


def ends_of(values: Mapping[str, float]) -> tuple[str, str]:
    """The regions with the highest and the lowest figure; of equals the first by code."""
    return max(sorted(values), key=lambda code: values[code]), min(
        sorted(values), key=lambda code: values[code]
    )
