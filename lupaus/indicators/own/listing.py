"""The list of an organisation's own indicators: how far each has been told, and what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lupaus.accounts.actors import Actor, require_somewhere
from lupaus.accounts.models import Role
from lupaus.indicators import bank, queries
from lupaus.indicators.models import Indicator, SourceKind
from lupaus.indicators.observations import Observation
from lupaus.web import panels
from lupaus.web.clock import Clock, year_of
from lupaus.web.texts import Text


class Newest(NamedTuple):
    """The newest figures of an indicator: their year, of how many areas, and the least and the most."""

    year: str
    areas: int
    least: float | None
    most: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator. `due` is the year whose figures should be here by now and are not; none when all are."""

    indicator: Indicator
    newest: Newest | None
    due: int | None
    illustrative: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """One organisation with its own indicators."""

    organisation: str
    name: Text
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ListPage:
    desks: tuple[Desk, ...]
    due: int  # how many indicators wait for figures


def list_page(actor: Actor, clock: Clock) -> ListPage:
    """The own indicators of every organisation the actor writes for. Four queries and one of the store.

    Raises `NotAllowed` for who writes for none.
    """
    require_somewhere(actor, Role.EDITOR)
    found: dict[str, list[Indicator]] = defaultdict(list)
    own = Indicator.objects.filter(source_kind=SourceKind.OWN, retired_at=None).exclude(organisation="")
    for entry in own.order_by("organisation", "number"):
        if actor.may(Role.EDITOR, entry.organisation):
            found[entry.organisation].append(entry)
    organisations = sorted({*found, *_named(actor)})
    names = panels.organisation_names(organisations) if organisations else ()
    newest = newest_of([entry.pk for entries in found.values() for entry in entries])
    marked = queries.illustrative_releases()
    this_year = year_of(clock)
    desks = tuple(
        Desk(
            slug,
            name,
            tuple(_line(entry, newest.get(entry.pk, ()), marked, this_year) for entry in found[slug]),
        )
        for slug, name in zip(organisations, names, strict=True)
    )
    return ListPage(desks, sum(line.due is not None for desk in desks for line in desk.lines))


def newest_of(ids: Sequence[str]) -> dict[str, list[Observation]]:
    """All observations of some indicators, with nothing kept back: for their own writers."""
    found: dict[str, list[Observation]] = defaultdict(list)
    if ids:
        for seen in bank.observations(release=queries.newest_release(), indicators=ids):
            found[seen.indicator].append(seen)
    return found


def _named(actor: Actor) -> set[str]:
    """The organisations a person was made an editor of by name."""
    return {slug for role, slug in actor.grants if slug and role in (Role.EDITOR, Role.ADMINISTRATOR)}


def _line(entry: Indicator, seen: Sequence[Observation], marked: frozenset[int], this_year: int) -> Line:
    told = [each for each in seen if each.value is not None]
    year = max((each.period for each in told), default="")
    values = [each for each in told if each.period == year]
    numbers = [each.value for each in values if each.value is not None]
    newest = (
        Newest(year, len({each.region for each in values}), min(numbers), max(numbers)) if numbers else None
    )
    due = int(year[:4]) + entry.rhythm_years if year else None
    is_due = due is not None and due + entry.lag_years <= this_year
    if not year:
        due, is_due = this_year - entry.lag_years, True
    return Line(entry, newest, due if is_due else None, any(each.release in marked for each in values))
