"""Which figures are not told, worked out once for each indicator and state of its figures, and kept.

Only indicators that may hold figures of our own are looked at. Each of their releases is read once (all of
them together); where none of its numbers is small, that is all. A release never changes and neither does the
answer, so it is kept for as long as there is room.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from threading import Lock
from typing import Final, Generic, NamedTuple, TypeVar

from django.conf import settings

from lupaus.indicators import bank
from lupaus.indicators.entries import PROTECTED, Entry
from lupaus.indicators.models import Release, ReleaseContent
from lupaus.indicators.observations import Observation
from lupaus.indicators.places import Places, places
from lupaus.indicators.suppressing.cells import Figure, Kept, kept_by_period
from lupaus.indicators.suppressing.history import History
from lupaus.indicators.suppressing.masking import Hidden
from lupaus.indicators.suppressing.sums import sums_of
from lupaus.indicators.suppression import threshold

T = TypeVar("T")

#: How many answers are kept at most: sets of periods, most often empty ones; sets of figures; and whole
#: histories of a period, which may hold thousands of numbers.
_MOST_SMALL, _MOST_ANSWERS, _MOST_HISTORIES = 20_000, 1_000, 100


class _Named(NamedTuple):
    """What decides which numbers of an indicator in a release are about people, and whose they are."""

    store: str
    indicator: str
    release: int
    own: bool
    counts_people: bool
    per: float | None
    smallest: int


class _Touched(NamedTuple):
    """A release that brought something of an indicator."""

    release: Release
    ours: frozenset[int]  # those of the indicator's releases until then that brought figures of our own


class _Memory(Generic[T]):
    """The last answers, the oldest forgotten first. Several threads may ask at once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[object, T] = OrderedDict()
        self._lock = Lock()

    def get(self, name: object) -> T | None:
        with self._lock:
            found = self._kept.get(name)
            if found is not None:
                self._kept.move_to_end(name)
            return found

    def keep(self, name: object, answer: T) -> T:
        with self._lock:
            self._kept[name] = answer
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return answer


#: The periods of a release in which a number is small.
_small: Final[_Memory[frozenset[str]]] = _Memory(_MOST_SMALL)
#: The figures that a release does not tell.
_answers: Final[_Memory[frozenset[Figure]]] = _Memory(_MOST_ANSWERS)
#: What has been told and kept back of a period, from which the next release goes on.
_histories: Final[_Memory[History]] = _Memory(_MOST_HISTORIES)


def hidden_figures(entries: Collection[Entry], *, release: Release | None) -> Hidden:
    """The figures of these indicators that are not told at a release; indicators that tell all are left out.

    One query of the database where any of them is protected (see `entries`), and none else; while nothing is
    kept in memory, one more of the store for each release that brought figures of them, and three of the
    database where a number is small.
    """
    protected = {entry.id: entry for entry in entries if entry.protected}
    if release is None or not protected:
        return {}
    touched = _touched(protected, release)
    small = _small_periods(protected, touched)
    concerned = {name: periods for name, periods in small.items() if periods}
    if not concerned:
        return {}
    tree = places()
    found = {
        name: _figures(protected[name], touched[name], periods, tree) for name, periods in concerned.items()
    }
    return {name: figures for name, figures in found.items() if figures}


def _touched(protected: Mapping[str, Entry], release: Release) -> dict[str, list[_Touched]]:
    """The releases of each indicator, the oldest first."""
    found: dict[str, list[_Touched]] = {name: [] for name in protected}
    ours: defaultdict[str, set[int]] = defaultdict(set)
    contents = ReleaseContent.objects.filter(indicator__in=protected, release__lte=release.pk)
    for content in contents.select_related("release").order_by("release_id"):
        name = content.indicator_id
        if content.release.nature in PROTECTED:
            ours[name].add(content.release_id)
        found[name].append(_Touched(content.release, frozenset(ours[name])))
    return found


def _small_periods(
    protected: Mapping[str, Entry], touched: Mapping[str, list[_Touched]]
) -> dict[str, frozenset[str]]:
    """The periods in which a number is small, in any of the releases of each indicator."""
    missing: defaultdict[int, dict[str, _Touched]] = defaultdict(dict)
    for name, each in touched.items():
        for one in each:
            if _small.get(_named(protected[name], one)) is None:
                missing[one.release.pk][name] = one
    for which in missing.values():
        _read_small(protected, which)
    return {
        name: frozenset[str]().union(*(_small.get(_named(protected[name], one)) or () for one in each))
        for name, each in touched.items()
    }


def _read_small(protected: Mapping[str, Entry], which: Mapping[str, _Touched]) -> None:
    """Read one release of some indicators, one after the other, and keep where numbers are small."""
    left = set(which)
    rows: list[Observation] = []
    release = next(iter(which.values())).release
    buckets = {name: protected[name].bucket for name in which}
    for seen in bank.every_observation(release=release, indicators=which, buckets=buckets):
        if rows and rows[0].indicator != seen.indicator:
            left.discard(_keep_small(protected, which, rows))
            rows = []
        rows.append(seen)
    if rows:
        left.discard(_keep_small(protected, which, rows))
    for name in left:
        _small.keep(_named(protected[name], which[name]), frozenset())


def _keep_small(
    protected: Mapping[str, Entry], which: Mapping[str, _Touched], rows: list[Observation]
) -> str:
    name = rows[0].indicator
    kept = _kept(protected[name], which[name], rows)
    smallest, tree = threshold(), places()
    small = frozenset(
        period
        for period, each in kept.items()
        if each.is_small(smallest) or any(0 < rest.people < smallest for rest in sums_of(each, tree).left)
    )
    _small.keep(_named(protected[name], which[name]), small)
    return name


def _figures(
    entry: Entry, touched: Sequence[_Touched], periods: Iterable[str], tree: Places
) -> frozenset[Figure]:
    """The figures that the last of these releases does not tell."""
    name = (_named(entry, touched[-1]), tree)
    known = _answers.get(name)
    if known is not None:
        return known
    read = _Reading(entry)
    histories = (_history(read, touched, period, tree) for period in periods)
    return _answers.keep(name, frozenset[Figure]().union(*(each.hidden for each in histories)))


class _Reading:
    """The numbers of an indicator in its releases, each read once."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self._read: dict[int, Mapping[str, Kept]] = {}

    def kept(self, one: _Touched, period: str) -> Kept:
        number = one.release.pk
        if number not in self._read:
            # All periods: what the ratios are per is seen from every figure.
            entry = self.entry
            rows = bank.indicator_slice(entry.id, release=one.release, buckets={entry.id: entry.bucket})
            self._read[number] = _kept(entry, one, rows)
        return self._read[number].get(period) or Kept({}, frozenset())


def _history(read: _Reading, touched: Sequence[_Touched], period: str, tree: Places) -> History:
    """What was told of a period until the last of these releases."""
    known, start = History(), 0
    for place in reversed(range(len(touched))):
        found = _histories.get((_named(read.entry, touched[place]), period, tree))
        if found is not None:
            known, start = found, place + 1
            break
    for one in touched[start:]:
        known = known.after(read.kept(one, period), tree, smallest=threshold())
        _histories.keep((_named(read.entry, one), period, tree), known)
    return known


def _kept(entry: Entry, one: _Touched, rows: Collection[Observation]) -> dict[str, Kept]:
    return kept_by_period(
        tuple(rows), counts_people=entry.counts_people, per=entry.per, own=entry.own, ours=one.ours
    )


def _named(entry: Entry, one: _Touched) -> _Named:
    return _Named(
        str(settings.OBSERVATIONS),
        entry.id,
        one.release.pk,
        entry.own,
        entry.counts_people,
        entry.per,
        threshold(),
    )
