"""What a service point is on a day: after the planned changes that have come by then, before those to come.

Pure functions over plain values; `points.queries` reads them from the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple

from lupaus.services.models import ChangeKind, PointStatus
from lupaus.web.texts import Text

OPEN: Final = PointStatus.OPEN.value
PLANNED: Final = PointStatus.PLANNED.value
CLOSED: Final = PointStatus.CLOSED.value
#: Closed as a place, but its services are given digitally.
DIGITAL: Final = ChangeKind.DIGITAL.value


class Site(NamedTuple):
    """Where a point is. Coordinates are WGS84 in degrees; both or neither is known."""

    address: Text = Text()
    municipality: str = ""  # code, "" where it is not told
    latitude: float | None = None
    longitude: float | None = None

    @property
    def coordinates(self) -> tuple[float, float] | None:
        """Latitude and longitude, or None."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)


@dataclass(frozen=True, slots=True)
class Change:
    """A planned change. `to` is where it moves, `replaced_by` the id of the channel that takes its place."""

    id: str
    kind: str
    on: date
    why: Text = Text()  # noqa: RUF009 - frozen, so one empty text may serve all
    decision: Text = Text()  # noqa: RUF009 - as above
    decision_url: str = ""
    to: Site | None = None
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A point on a day: its state and place, the change that made it so, and those still to come."""

    state: str  # OPEN, PLANNED, CLOSED or DIGITAL
    site: Site
    last: Change | None = None
    coming: tuple[Change, ...] = ()
    moved: bool = False  # to this place, by a change that has come

    @property
    def is_open(self) -> bool:
        """Whether it serves people who come there (the doors may be shut at this hour)."""
        return self.state == OPEN

    @property
    def replaced_by(self) -> str:
        """The channel that gives its services now, where it has become digital and one is told."""
        return self.last.replaced_by if self.last and self.state == DIGITAL else ""

    @property
    def will_change(self) -> bool:
        """Whether it is open and something is to happen to it, or is to open."""
        return bool(self.coming) and self.state in (OPEN, PLANNED)


def standing(status: str, site: Site, changes: Sequence[Change], day: date) -> Standing:
    """What a point is on a day; a change holds from its day on. `status` and `site` are those before all.

    Changes of one day happen in the order of their ids. A point that moves keeps its state: one that is not
    open yet opens at the new place.
    """
    now = Standing(status, site)
    if not changes:
        return now
    coming = []
    for change in sorted(changes, key=lambda change: (change.on, change.id)):
        if change.on > day:
            coming.append(change)
        else:
            now = _after(now, change)
    return replace(now, coming=tuple(coming))


def _after(before: Standing, change: Change) -> Standing:
    if change.kind == ChangeKind.MOVES:
        return replace(before, site=_moved(before.site, change), last=change, moved=True)
    state = {ChangeKind.OPENS.value: OPEN, ChangeKind.CLOSES.value: CLOSED, ChangeKind.DIGITAL.value: DIGITAL}
    return replace(before, state=state[change.kind], last=change)


def _moved(site: Site, change: Change) -> Site:
    """The new place; what the change leaves untold of municipality stays, the old street never does."""
    if change.to is None:
        return site
    return change.to._replace(municipality=change.to.municipality or site.municipality)


def end_of(year: int) -> date:
    """The day by which everything planned for a year has come."""
    return date(year, 12, 31)


def years(today: date, changes: Iterable[Change]) -> Sequence[int]:
    """The years worth looking at: this one to that of the last change still to come, at most twenty."""
    last = max((change.on.year for change in changes if change.on > today), default=today.year)
    return range(today.year, min(last, today.year + 19) + 1)
