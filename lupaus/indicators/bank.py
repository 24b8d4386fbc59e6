"""What the bank holds, as it came in: nothing worked out, nothing suppressed.

For the house itself: imports, checks, and `queries`, by which everybody else reads. A figure read here must
not be shown to anybody before `queries` has looked at it. Each function costs one query of the store and at
most one of the database, none of the store where its reading form (`reading`) is there, which says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TypeVar

from lupaus.indicators import reading
from lupaus.indicators.layers import Layer, layers_of
from lupaus.indicators.models import Indicator, Release
from lupaus.indicators.observations import Observation, SeriesKey
from lupaus.indicators.store import Filters, Snapshot, Table, bucket_of

Told = TypeVar("Told")


def series(
    keys: Iterable[SeriesKey], *, release: Release | None, buckets: Mapping[str, int] | None = None
) -> dict[SeriesKey, tuple[Observation, ...]]:
    """The observations of each key, ordered by period; a key without any has an empty tuple.

    Who knows the `buckets` of the indicators already saves asking the database for them, here as below.
    """
    found: dict[SeriesKey, list[Observation]] = {key: [] for key in keys}
    if found and release:
        if buckets is None:
            buckets = buckets_of({key.indicator for key in found})
        told = _by_form(release, buckets, lambda form: {key: form.series(*key) for key in found})
        if told is not None:
            return told
        for observation in snapshot(release).series(found, buckets):
            found[SeriesKey(*observation[:3])].append(observation)
    return {key: tuple(observations) for key, observations in found.items()}


def indicator_slice(
    indicator: str,
    *,
    release: Release | None,
    regions: Collection[str] | None = None,
    genders: Collection[str] | None = None,
    periods: Collection[str] | None = None,
    buckets: Mapping[str, int] | None = None,
) -> tuple[Observation, ...]:
    """One indicator in all regions (or those given), ordered by region, gender and period."""
    if buckets is None:
        buckets = buckets_of([indicator])
    if release is None or indicator not in buckets:
        return ()
    filters = Filters({indicator: buckets[indicator]}, regions, genders, periods)
    told = _by_form(release, filters.indicators, lambda form: tuple(form.scan(filters)))
    return tuple(snapshot(release).scan(filters)) if told is None else told


def cross_section(
    wanted: Iterable[tuple[str, str, str]],
    *,
    release: Release | None,
    regions: Collection[str],
    buckets: Mapping[str, int] | None = None,
    observed: bool = False,
) -> dict[tuple[str, str, str], dict[str, float]]:
    """Values by region code for each (indicator, gender, period); regions without a value are left out, and
    forecasts where only what somebody has `observed` is asked for."""
    found: dict[tuple[str, str, str], dict[str, float]] = {each: {} for each in wanted}
    if found and release:
        if buckets is None:
            buckets = buckets_of({indicator for indicator, _gender, _period in found})
        told = _by_form(
            release,
            buckets,
            lambda form: {each: form.section(*each, regions, observed=observed) for each in found},
        )
        if told is not None:
            return told
        for indicator, gender, period, region, value in snapshot(release).cross_section(
            found, regions, buckets, observed=observed
        ):
            found[indicator, gender, period][region] = value
    return found


def observations(
    *,
    release: Release | None,
    indicators: Collection[str] | None = None,
    regions: Collection[str] | None = None,
    genders: Collection[str] | None = None,
    periods: Collection[str] | None = None,
    limit: int | None = None,
    offset: int = 0,
    buckets: Mapping[str, int] | None = None,
) -> tuple[Observation, ...]:
    """A page of all observations the filters let through, ordered by indicator, region, gender, period."""
    if release is None:
        return ()
    filters = _filters(indicators, regions, genders, periods, buckets)
    told = _by_form(release, filters.indicators, lambda form: tuple(form.scan(filters, limit, offset)))
    return tuple(snapshot(release).scan(filters, limit, offset)) if told is None else told


def layers(
    indicators: Collection[str],
    *,
    release: Release,
    regions: Collection[str] | None = None,
    genders: Collection[str] | None = None,
    periods: Collection[str] | None = None,
    buckets: Mapping[str, int] | None = None,
) -> dict[str, Layer]:
    """What the filters let through of some indicators, as arrays; those without any are left out."""
    filters = _filters(indicators, regions, genders, periods, buckets)
    told = _by_form(release, filters.indicators, lambda form: form.layers(filters))
    return dict(layers_of(snapshot(release).scan(filters))) if told is None else told


def every_observation(
    *,
    release: Release | None,
    indicators: Collection[str] | None = None,
    buckets: Mapping[str, int] | None = None,
) -> Iterator[Observation]:
    """The whole bank, or some indicators of it, a few thousand rows in memory at a time."""
    if release is None:
        return iter(())
    return snapshot(release).scan(_filters(indicators, None, None, None, buckets))


def count(
    *,
    release: Release | None,
    indicators: Collection[str] | None = None,
    regions: Collection[str] | None = None,
    genders: Collection[str] | None = None,
    periods: Collection[str] | None = None,
    buckets: Mapping[str, int] | None = None,
) -> int:
    """How many observations there are behind the pages of `observations`."""
    if release is None:
        return 0
    filters = _filters(indicators, regions, genders, periods, buckets)
    told = _by_form(release, filters.indicators, lambda form: form.count(filters))
    return snapshot(release).count(filters) if told is None else told


def buckets_of(ids: Collection[str]) -> dict[str, int]:
    """Where the store keeps each indicator; unknown ones are left out. One query."""
    clean = [name for name in ids if "\x00" not in name]  # PostgreSQL cannot even be asked about the others
    numbers = Indicator.objects.filter(pk__in=clean).values_list("id", "number")
    return {name: bucket_of(number) for name, number in numbers}


def snapshot(release: Release) -> Snapshot:
    """The observations as of a release."""
    return Table.own().as_of(release.table_version)


def _by_form(
    release: Release, buckets: Mapping[str, int] | None, ask: Callable[[reading.Form], Told]
) -> Told | None:
    """What the reading form of these indicators answers; `None` where the table must be asked."""
    form = reading.form_of(release.table_version, buckets)
    if form is None:
        return None
    try:
        return ask(form)
    except reading.Broken:  # it is taken away, and made anew
        return None


def _filters(
    indicators: Collection[str] | None,
    regions: Collection[str] | None,
    genders: Collection[str] | None,
    periods: Collection[str] | None,
    buckets: Mapping[str, int] | None,
) -> Filters:
    if indicators is None:
        return Filters(None, regions, genders, periods)
    known = buckets_of(indicators) if buckets is None else buckets
    return Filters({name: known[name] for name in indicators if name in known}, regions, genders, periods)
