"""What the page of a what-if shows, put together; the template only lays it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from lupaus.services.chains.asked import MOST_STAGES, Answer, Asked, answer
from lupaus.services.chains.cost_picture import Banded, CostPicture, cost_picture
from lupaus.services.chains.figures import Following
from lupaus.services.chains.figures_page import following_of
from lupaus.services.chains.grounds import Assumption
from lupaus.services.chains.queries import Chain, Stage
from lupaus.services.chains.what_if import Range, StageYear, Year
from lupaus.web import numbers
from lupaus.web.address import Address
from lupaus.web.forms import as_typed
from lupaus.web.texts import Text

MILLION = 1_000_000
#: The years the table of the steps shows: at most so many, evenly chosen, the first and the last among them.
MOST_COLUMNS = 5


class Field(NamedTuple):
    """A number of the form: what stands in it, and what it is today."""

    name: str
    stage: Stage
    typed: str
    now: str


class Figure(NamedTuple):
    """A result with its range in words; `lacking` marks a lack of room."""

    words: str
    range: str = ""
    lacking: bool = False


class StageLine(NamedTuple):
    """A stage in some years: share, clients as wished and unchanged, and room left, each by year."""

    stage: Stage
    shares: tuple[str, ...]
    clients: tuple[Figure, ...]
    unchanged: tuple[str, ...]
    room: tuple[Figure, ...]


class CostLine(NamedTuple):
    year: int
    unchanged: Figure
    wished: Figure
    difference: Figure


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    chain: Chain
    following: Following
    answer: Answer
    place: Text
    sentences: tuple[str, ...]
    fields: tuple[Field, ...]
    horizon: str
    full_by: str
    growth: str
    years: tuple[int, ...]  # to choose from
    picture: Markup
    columns: tuple[int, ...]
    lines: tuple[StageLine, ...]
    costs: tuple[CostLine, ...]
    in_all: Figure
    assumptions: tuple[Assumption, ...]
    save: str
    scenarios: str
    json: str

    @property
    def illustrative(self) -> bool:
        return any(each.illustrative for each in self.assumptions)


def asked_of(address: Address) -> Asked:
    """What an address asks; shares beyond the last that is named are not there."""
    shares = [address.value(f"share{at}") or "" for at in range(1, MOST_STAGES + 1)]
    while shares and not shares[-1]:
        shares.pop()
    return Asked(
        tuple(shares),
        address.value("horizon") or "",
        address.value("full_by") or "",
        address.value("growth") or "",
    )


def own_query(asked: Asked) -> list[tuple[str, str]]:
    """What was asked, as parameters of an address."""
    named = [(f"share{at}", share) for at, share in enumerate(asked.shares, 1)]
    named += [("horizon", asked.horizon), ("full_by", asked.full_by), ("growth", asked.growth)]
    return [(name, value) for name, value in named if value]


def what_if_page(address: Address, work: str) -> WhatIfPage:
    """The queries do not depend on how long the chain is. Raises `NotFound`."""
    following = following_of(address, work)
    asked = asked_of(address)
    found = answer(following, asked)
    language = address.language
    basis = found.grounds.basis
    private = reverse("services:scenario-new", args=[following.chain.id])
    query = urlencode(own_query(asked))
    return WhatIfPage(
        chain=following.chain,
        following=following,
        answer=found,
        place=following.region.name if following.region else Text(),
        sentences=tuple(sentences(found, language)),
        fields=tuple(_fields(found, language)),
        horizon=asked.horizon or (str(found.wish.horizon) if found.wish else ""),
        full_by=asked.full_by or (str(found.wish.full_by) if found.wish else ""),
        growth=asked.growth or "0",
        years=tuple(range(basis.year + 1, basis.last_year + 1)) if basis else (),
        picture=_picture(found, language),
        columns=columns_of(found),
        lines=tuple(_lines(found, language)),
        costs=tuple(_costs(found, language)),
        in_all=money(found.outcome.in_all if found.outcome else None, language, signed=True),
        assumptions=found.grounds.assumptions,
        save=f"{private}?{query}" if query else private,
        scenarios=address.link(reverse("services:chain-scenarios", args=[following.chain.id])),
        json=_api(following, found),
    )


def _api(following: Following, found: Answer) -> str:
    """Where the interface tells the same."""
    address = reverse("api-v1:chain-what-if", args=[following.chain.id])
    named = [("share", share.replace(",", ".")) for share in found.asked.shares if share]
    asked = found.asked
    named += [("horizon", asked.horizon), ("full_by", asked.full_by), ("growth", asked.growth)]
    region = following.region.code if following.region else ""
    release = str(following.release.pk) if following.release else ""
    kept = [(name, value) for name, value in [*named, ("region", region), ("release", release)] if value]
    return f"{address}?{urlencode(kept)}"


def sentences(found: Answer, language: str) -> Iterator[str]:
    """The answer: clients, money and room in the last year, with their ranges."""
    if found.grounds.why_not:
        yield found.grounds.why_not
        return
    if found.outcome is None or found.wish is None:
        return
    last, was = found.outcome.wished[-1], found.outcome.unchanged[-1]
    words = {
        "year": last.year,
        "clients": numbers.number(round(last.clients.middle), language),
        "low": numbers.number(round(last.clients.low), language),
        "high": numbers.number(round(last.clients.high), language),
    }
    if not found.changes:
        yield (
            _(
                "If nothing changes, there will be %(clients)s clients in %(year)d "
                "(between %(low)s and %(high)s)."
            )
            % words
        )
        yield from _cost_sentence(was, language)
    else:
        yield from _difference_sentence(found, language)
    yield from _lack_sentence(found, last, language)


def _cost_sentence(year: Year, language: str) -> Iterator[str]:
    if year.cost is not None:
        cost = money(year.cost, language)
        yield _("They will cost %(cost)s a year (%(range)s).") % {"cost": cost.words, "range": cost.range}


def _difference_sentence(found: Answer, language: str) -> Iterator[str]:
    if found.outcome is None or found.wish is None:
        return
    difference = found.outcome.difference[-1]
    year = found.wish.horizon
    if difference is None:
        yield _("What this would cost cannot be told: the cost of some step is not known.")
        return
    positive = difference if difference.middle >= 0 else -difference
    cost = money(positive, language)
    words = {"cost": cost.words, "range": cost.range, "year": year}
    if not difference.middle:
        yield _("It would cost as much as if nothing changes.")
    elif difference.middle < 0:
        yield _("It would cost %(cost)s less in %(year)d than if nothing changes (%(range)s).") % words
    else:
        yield _("It would cost %(cost)s more in %(year)d than if nothing changes (%(range)s).") % words


def _lack_sentence(found: Answer, last: Year, language: str) -> Iterator[str]:
    lacking = [each for each in last.stages if each.room is not None and each.room.middle < 0]
    if not lacking:
        if any(each.room is not None for each in last.stages):
            yield _("There would be room enough at every step whose room is known.")
        return
    most = min(lacking, key=lambda each: each.room.middle if each.room else Fraction(0))
    room = -(most.room.middle if most.room else Fraction(0))
    count = max(round(room), 1)
    yield ngettext(
        "Room would be lacking for %(count)s client at the step “%(stage)s” in %(year)d.",
        "Room would be lacking for %(count)s clients at the step “%(stage)s” in %(year)d.",
        count,
    ) % {
        "count": numbers.number(count, language),
        "stage": found.following.chain.stage[most.id].title.words(language),
        "year": last.year,
    }


def _fields(found: Answer, language: str) -> Iterator[Field]:
    typed = found.asked.shares
    for at, stage in enumerate(found.following.chain.stages[:MOST_STAGES]):
        if at < len(found.grounds.shown):
            today = found.grounds.shown[at]
            given = typed[at] if at < len(typed) and typed[at] else as_typed(float(today))
            now = f"{numbers.number(float(today), language, 1)}\u00a0%"
            yield Field(f"share{at + 1}", stage, given, now)


def _picture(found: Answer, language: str) -> Markup:
    years = found.outcome.wished if found.outcome else ()
    unchanged = found.outcome.unchanged if found.outcome else ()
    unit = money_unit(y.cost for y in (*years, *unchanged))
    lines = [Banded(_("Nothing changes"), points(_costs_of(unchanged), unit), plain=True)]
    if found.changes:
        lines.append(Banded(_("As chosen"), points(_costs_of(years), unit)))
    return cost_picture(
        CostPicture(
            id="cost",
            title=_("What the chain costs a year"),
            description=_("A line with the band of its range. The table below holds the same figures."),
            language=language,
            unit=unit_words(unit),
            decimals=1 if unit == MILLION else 0,
            lines=lines,
            no_observations=_("The cost of some step is not known."),
        )
    )


def _costs_of(years: Sequence[Year]) -> list[tuple[int, Range | None]]:
    return [(each.year, each.cost) for each in years]


def points(costs: Sequence[tuple[int, Range | None]], unit: int) -> list[tuple[int, float, float, float]]:
    """What is known of some costs by year, in a unit."""
    found = []
    for year, cost in costs:
        if cost is not None:
            low, middle, high = (float(end / unit) for end in cost)
            found.append((year, low, middle, high))
    return found


def money_unit(costs: Iterator[Range | None] | Sequence[Range | None]) -> int:
    """Euros, or millions of them where there are many."""
    most = max((abs(cost.high) for cost in costs if cost is not None), default=Fraction(0))
    return MILLION if most >= 2 * MILLION else 1


def unit_words(unit: int) -> str:
    return _("€ million") if unit == MILLION else "€"


def columns_of(found: Answer) -> tuple[int, ...]:
    """The years of the table: the first, the last, and some evenly between."""
    years = [each.year for each in found.outcome.wished] if found.outcome else []
    if len(years) <= MOST_COLUMNS:
        return tuple(years)
    last = len(years) - 1
    chosen = [years[round(at * last / (MOST_COLUMNS - 1))] for at in range(MOST_COLUMNS)]
    return tuple(dict.fromkeys(chosen))


def _lines(found: Answer, language: str) -> Iterator[StageLine]:
    if found.outcome is None:
        return
    wished = {each.year: each for each in found.outcome.wished}
    was = {each.year: each for each in found.outcome.unchanged}
    years = columns_of(found)
    for at, stage in enumerate(found.following.chain.stages):
        seen = [wished[year].stages[at] for year in years]
        before = [was[year].stages[at] for year in years]
        yield StageLine(
            stage,
            tuple(f"{numbers.number(float(each.share), language, 1)}\u00a0%" for each in seen),
            tuple(_people(each.clients, language) for each in seen),
            tuple(_people(each.clients, language).words for each in before),
            tuple(_room(each, language) for each in seen),
        )


def _people(count: Range, language: str) -> Figure:
    low, middle, high = (numbers.number(round(each), language) for each in count)
    return Figure(middle, f"{low}–{high}" if low != high else "")


def _room(stage: StageYear, language: str) -> Figure:
    """Whole places: what is left of one is none, what is lacked of one is one."""
    if stage.room is None:
        return Figure("–")
    low, middle, high = (_signed(each, language) for each in stage.room)
    between = _("%(low)s to %(high)s") % {"low": low, "high": high} if low != high else ""
    return Figure(middle, between, stage.room.middle < 0)


def _signed(value: Fraction, language: str) -> str:
    rounded = round(value)
    sign = "+" if rounded > 0 else ""
    return sign + numbers.number(rounded, language)


def _costs(found: Answer, language: str) -> Iterator[CostLine]:
    if found.outcome is None:
        return
    rows = zip(found.outcome.unchanged, found.outcome.wished, found.outcome.difference, strict=True)
    for was, now, difference in rows:
        yield CostLine(
            now.year,
            money(was.cost, language),
            money(now.cost, language),
            money(difference, language, signed=True),
        )


def money(cost: Range | None, language: str, *, signed: bool = False) -> Figure:
    """Euros, or millions with one decimal from ten millions on; the range in the same unit."""
    if cost is None:
        return Figure("–")
    large = max(abs(each) for each in cost) >= 10 * MILLION
    unit, decimals = (MILLION, 1) if large else (1, 0)
    words = []
    for each in cost:
        value = round(float(each / unit), decimals)
        sign = "+" if signed and value > 0 else ""
        words.append(sign + numbers.number(value, language, decimals))
    low, middle, high = words
    said = f"{middle}\u00a0{unit_words(unit)}"
    return Figure(said, _("%(low)s to %(high)s") % {"low": low, "high": high} if low != high else "")
