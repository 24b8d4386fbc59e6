"""Which service points somebody looks for, and what each is then: one answer for page, list, map and API."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from lupaus.services.models import Accessibility, ChangeKind, Scheme
from lupaus.services.points import queries
from lupaus.services.points.drawing import CHANGING, CLOSED, USED
from lupaus.services.points.queries import Point
from lupaus.services.points.status import Change, Standing, end_of, years
from lupaus.web.address import Address, BadAddress
from lupaus.web.clock import HELSINKI
from lupaus.web.refusals import Problem

#: Width in kilometres of what a map shows, by the zoom of the address.
ZOOMS: Final = {1: 120.0, 2: 50.0, 3: 20.0, 4: 8.0, 5: 3.0, 6: 1.2, 7: 0.4}
KM_PER_DEGREE: Final = 111.2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. None: it does not matter. `day` is today, `then` a day after planned changes."""

    day: date
    region: str | None = None
    service: str | None = None
    service_class: str | None = None
    language: str | None = None
    accessible: bool = False
    at: datetime | None = None  # open at this moment
    then: date | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything but the region is asked for."""
        return bool(self.service or self.service_class or self.language or self.accessible or self.at)


@dataclass(frozen=True, slots=True)
class Found:
    """A point that was looked for: what it is now and, where a later day is asked for, what it is then."""

    point: Point
    day: date
    later: date | None
    now: Standing
    then: Standing | None = None

    @classmethod
    def of(cls, point: Point, day: date, later: date | None) -> Found:
        return cls(point, day, later, point.on(day), point.on(later) if later else None)

    def detailed(self, point: Point) -> Found:
        """The same with a point that knows more."""
        return Found.of(point, self.day, self.later)

    @property
    def shown(self) -> Standing:
        return self.then or self.now

    @property
    def state(self) -> str:
        """How it is marked; of a later day: as today, different from today (new or moved), or closed."""
        if self.then is None:
            return CHANGING if self.now.will_change else (USED if self.now.is_open else CLOSED)
        if not self.then.is_open:
            return CLOSED
        return USED if self.now.is_open and self.now.site == self.then.site else CHANGING


def wanted_by(address: Address, today: date) -> Wanted:
    """What the address of a page asks for. Raises `BadAddress`."""
    year = address.value("year")
    return Wanted(
        day=today,
        region=address.region,
        service=address.value("service"),
        service_class=address.value("class"),
        language=address.value("language"),
        accessible=address.value("accessible") is not None,
        at=moment(address.value("at")),
        then=max(end_of(int(year)), today) if year else None,
    )


def moment(words: str | None) -> datetime | None:
    """A moment as an address writes it, by Finnish clocks. Raises `BadAddress`."""
    if words is None:
        return None
    try:
        return datetime.fromisoformat(words).replace(tzinfo=HELSINKI)
    except ValueError as wrong:
        sentence = _("The address has a value for “%(name)s” that this page does not understand.")
        raise BadAddress(Problem(sentence % {"name": "at"}, path="at")) from wrong


def moment_in_address(at: datetime) -> str:
    return f"{at.astimezone(HELSINKI):%Y-%m-%dT%H:%M}"


@dataclass(frozen=True, slots=True)
class Coming:
    """A change to come, and the point it happens to."""

    point: Point
    change: Change


@dataclass(frozen=True, slots=True)
class Outlook:
    """How many points there are now and then, and what happens between."""

    now: int
    then: int
    changes: Sequence[Coming]

    def of(self, kind: ChangeKind) -> int:
        return sum(coming.change.kind == kind for coming in self.changes)


def outlook(points: Iterable[Point], today: date, then: date, places: frozenset[str] | None) -> Outlook:
    """What becomes of some points from today to a later day, counted where they are on each day."""

    def counts(standing: Standing) -> bool:
        return standing.is_open and (places is None or standing.site.municipality in places)

    now = later = 0
    changes = []
    for point in points:
        before = point.on(today)
        after = point.on(then) if before.coming else before
        now, later = now + counts(before), later + counts(after)
        here = places is None or {before.site.municipality, after.site.municipality} & places
        changes += [Coming(point, change) for change in before.coming if change.on <= then and here]
    return Outlook(now, later, sorted(changes, key=lambda each: (each.change.on, each.change.id)))


@dataclass(frozen=True, slots=True)
class Result:
    """The points looked for, and what becomes of them. `places` are the municipalities asked for."""

    found: Sequence[Found]
    outlook: Outlook
    places: frozenset[str] | None
    years: Sequence[int]


def look(wanted: Wanted, *, detailed: bool = False) -> Result:
    """The points looked for. At most five queries, however many there are. Raises `NotFound` for a region.

    Address, languages and hours of the points are there with `detailed` only (`queries.with_details`).
    """
    places = queries.municipalities_of(wanted.region)
    points = candidates(wanted, places=places, detailed=detailed)
    years_ahead = years_of(points, wanted.day)
    found = (Found.of(point, wanted.day, wanted.then) for point in points)
    return Result(
        [each for each in found if _is_told(each) and _is_there(each, wanted, places)],
        outlook(points, wanted.day, wanted.then or end_of(years_ahead[-1]), places),
        places,
        years_ahead,
    )


def candidates(
    wanted: Wanted, *, places: Collection[str] | None = None, detailed: bool = False
) -> list[Point]:
    """The points that give what is looked for, whenever they are. At most three queries.

    `places` leaves out those that neither are there nor could come there (`queries.points`).
    """
    told = queries.points(
        services=services_wanted(wanted),
        places=places,
        detailed=detailed or bool(wanted.language or wanted.at),
    )
    return [each for each in told if _suits(each, wanted)]


def years_of(points: Iterable[Point], today: date) -> Sequence[int]:
    """The years worth looking at, given what is planned for some points."""
    return years(today, (change for point in points for change in point.changes))


def services_wanted(wanted: Wanted) -> frozenset[str] | None:
    """Ids of the services a point must give one of; None: any. At most one query."""
    if wanted.service_class:
        inside = queries.with_concept(wanted.service_class, Scheme.SERVICE_CLASS.value)
        return inside & {wanted.service} if wanted.service else inside
    return frozenset((wanted.service,)) if wanted.service else None


def _is_told(found: Found) -> bool:
    """Points closed long ago, of which no change tells anything, are not shown."""
    return found.now.is_open or found.shown.is_open or bool(found.point.changes)


def _suits(point: Point, wanted: Wanted) -> bool:
    """Whether the point is for somebody who asks so, on whatever day."""
    if wanted.language and wanted.language not in point.languages:
        return False
    return not wanted.accessible or point.accessibility == Accessibility.ACCESSIBLE


def _is_there(found: Found, wanted: Wanted, places: frozenset[str] | None) -> bool:
    if places is not None and found.shown.site.municipality not in places:
        return False
    return not wanted.at or (found.shown.is_open and found.point.timetable.is_open(wanted.at) is True)


def with_details(found: Sequence[Found]) -> list[Found]:
    """The same with address, languages and hours of the points. One query."""
    points = queries.with_details([each.point for each in found])
    return [each.detailed(point) for each, point in zip(found, points, strict=True)]
