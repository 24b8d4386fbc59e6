"""What a what-if of a chain starts from: its figures of today as a basis, and every assumption, listed.

The basis rests on figures that are told and on nothing else. Where the number of clients of some stages is
suppressed, the rest of the clients is spread over those stages evenly, which is all that anybody may know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.indicators.models import Indicator
from lupaus.services.chains.figured import Value
from lupaus.services.chains.figures import Following, Mix
from lupaus.services.chains.what_if import HUNDRED, MOST_YEARS, Basis, StageBasis, rounded
from lupaus.web.texts import LANGUAGES

#: So many years are shown where there is no forecast of the client group.
YEARS_WITHOUT_FORECAST = 15


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing the calculation takes for granted; with the indicator and the year where it was observed."""

    code: str
    words: str
    indicator: Indicator | None = None
    year: int | None = None
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class Grounds:
    """A basis and what it assumes; without one, `why_not` says in a sentence why nothing can be computed.

    `shown` are the shares of today as a form shows them, one decimal, adding up to 100.
    """

    basis: Basis | None
    shown: tuple[Fraction, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    why_not: str = ""


def grounds_of(following: Following) -> Grounds:
    now = following.now
    if now is None:
        return Grounds(
            None, why_not=_("Nothing can be computed: the clients of the stages are not known here.")
        )
    if now.total.value is None:
        return Grounds(
            None,
            why_not=_("Nothing can be computed: there are so few clients that their number is not told."),
        )
    if not now.total.value:
        return Grounds(None, why_not=_("Nothing can be computed: there are no clients here."))
    shares = _shares(following, now)
    stages = tuple(
        StageBasis(
            stage.id,
            shares[stage.id],
            _exact_or_none(following.figures.stage(stage.id).cost.value),
            _exact_or_none(following.figures.stage(stage.id).capacity.value),
        )
        for stage in following.chain.stages
    )
    clients = _clients(_exact(now.total.value), now.year, following.population)
    basis = Basis(now.year, stages, clients)
    return Grounds(basis, rounded(basis.shares), tuple(_assumptions(following, now)))


def _shares(following: Following, now: Mix) -> dict[str, Fraction]:
    """Per cent by stage, adding up to 100; a stage whose clients nobody knows has none."""
    whole = _exact(now.total.value or 0.0)
    told = {id_: _exact(value.value) for id_, value in now.clients.items() if value.value is not None}
    hidden = [id_ for id_, value in now.clients.items() if value.value is None]
    rest = whole - sum(told.values(), Fraction(0))
    counts = told | {id_: rest / len(hidden) for id_ in hidden}
    whole = sum(counts.values(), Fraction(0))
    return {stage.id: HUNDRED * counts.get(stage.id, Fraction(0)) / whole for stage in following.chain.stages}


def _clients(today: Fraction, year: int, population: Mapping[int, Value]) -> dict[int, Fraction]:
    """The clients of every year from the base year on: today's part of the client group stays what it is."""
    people = every_year({at: _exact(each.value) for at, each in population.items() if each.value is not None})
    base, last = people.get(year), max(people, default=year)
    if not base or last <= year:
        return dict.fromkeys(range(year, year + YEARS_WITHOUT_FORECAST + 1), today)
    return {at: today * people[at] / base for at in range(year, min(last, year + MOST_YEARS) + 1)}


def every_year(known: Mapping[int, Fraction]) -> dict[int, Fraction]:
    """Years between those that are known lie evenly between them."""
    found = dict(known)
    for first, second in pairwise(sorted(known)):
        step = (known[second] - known[first]) / (second - first)
        found |= {at: known[first] + step * (at - first) for at in range(first + 1, second)}
    return found


def _assumptions(following: Following, now: Mix) -> Iterable[Assumption]:
    """Where each comes from and what it says, in the reader's language."""
    chain, indicators = following.chain, following.indicators
    language = get_language() or LANGUAGES[0]
    for stage in chain.stages:
        name, figures = stage.title.words(language), following.figures.stage(stage.id)
        if stage.id not in now.clients:
            words = _("%(stage)s: nobody knows the clients, so there are none at first.") % {"stage": name}
            yield Assumption("clients", words)
        elif now.clients[stage.id].value is None:
            words = _(
                "%(stage)s: the number of clients is so small that it is not told. The clients whose stage "
                "is not told are spread evenly over such stages."
            ) % {"stage": name}
            yield Assumption("clients", words, indicators.get(stage.clients), now.year)
        else:
            words = _("%(stage)s: share of the clients today") % {"stage": name}
            made_up = now.clients[stage.id].illustrative
            yield Assumption("clients", words, indicators.get(stage.clients), now.year, made_up)
        for code, value, indicator, known, unknown in (
            (
                "cost",
                figures.cost,
                stage.cost,
                _("%(stage)s: a client costs in a year what one costs on average now."),
                _("%(stage)s: what a client costs is not known."),
            ),
            (
                "capacity",
                figures.capacity,
                stage.capacity,
                _("%(stage)s: there is as much room as now."),
                _("%(stage)s: how much room there is is not known."),
            ),
        ):
            words = (unknown if value.value is None else known) % {"stage": name}
            source = indicators.get(indicator) if value.value is not None else None
            yield Assumption(code, words, source, value.year, value.illustrative)
    yield _of_population(following, now)


def _of_population(following: Following, now: Mix) -> Assumption:
    people = every_year(
        {at: _exact(each.value) for at, each in following.population.items() if each.value is not None}
    )
    last = max(people, default=now.year)
    if not people.get(now.year) or last <= now.year:
        words = _("No forecast of the client group is known: the number of clients stays what it is.")
        return Assumption("population", words)
    words = _(
        "The same part of the client group is a client as now; how large the group is follows the forecast, "
        "evenly between the years it names."
    )
    made_up = any(each.illustrative for at, each in following.population.items() if at >= now.year)
    return Assumption(
        "population", words, following.indicators.get(following.chain.population), last, made_up
    )


def _exact(value: float) -> Fraction:
    """The number as it is written, not as the machine keeps it."""
    return Fraction(Decimal(repr(value)))


def _exact_or_none(value: float | None) -> Fraction | None:
    return None if value is None else _exact(value)
