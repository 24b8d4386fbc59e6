"""What may be asked about indicators, observations and releases.

Observations are always read as of a release. Each function costs one query of the store and at most one of
the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from lupaus.indicators.models import Indicator, Nature, Release, ReleaseContent, SourceKind
from lupaus.indicators.observations import Observation, SeriesKey
from lupaus.indicators.store import Changes, Filters, Snapshot, Table, bucket_of
from lupaus.web.refusals import NotFound


def newest_release() -> Release | None:
    """The release readers see when they ask for none; `None` while nothing is imported. One query."""
    return Release.objects.order_by("-id").first()


def release(number: int) -> Release:
    """A release by its number. One query; raises `NotFound`."""
    found = Release.objects.filter(pk=number).first() if 0 < number < 2**31 else None
    if found is None:
        raise NotFound(_("There is no release %(number)s.") % {"number": number})
    return found


def releases() -> list[Release]:
    """All releases, the newest first. One query."""
    return list(Release.objects.order_by("-id"))


def illustrative_releases() -> frozenset[int]:
    """The releases whose figures illustrate and are no statistics; an observation names its release."""
    return frozenset(Release.objects.filter(nature=Nature.ILLUSTRATIVE).values_list("id", flat=True))


def series(keys: Iterable[SeriesKey], *, release: Release | None) -> dict[SeriesKey, tuple[Observation, ...]]:
    """The observations of each key, ordered by period; a key without any has an empty tuple."""
    found: dict[SeriesKey, list[Observation]] = {key: [] for key in keys}
    if found and release:
        buckets = _buckets({key.indicator for key in found})
        for observation in _as_of(release).series(found, buckets):
            found[SeriesKey(*observation[:3])].append(observation)
    return {key: tuple(observations) for key, observations in found.items()}


def indicator_slice(
    indicator: str,
    *,
    release: Release | None,
    regions: Collection[str] | None = None,
    genders: Collection[str] | None = None,
    periods: Collection[str] | None = None,
) -> tuple[Observation, ...]:
    """One indicator in all regions (or those given), ordered by region, gender and period."""
    buckets = _buckets([indicator])
    if release is None or not buckets:
        return ()
    filters = Filters(regions=regions, genders=genders, periods=periods)
    return tuple(_as_of(release).slice(indicator, buckets[indicator], filters))


def cross_section(
    wanted: Iterable[tuple[str, str, str]], *, release: Release | None, regions: Collection[str]
) -> dict[tuple[str, str, str], dict[str, float]]:
    """Values by region code for each (indicator, gender, period); regions without a value are left out."""
    found: dict[tuple[str, str, str], dict[str, float]] = {each: {} for each in wanted}
    if found and release:
        buckets = _buckets({indicator for indicator, _gender, _period in found})
        for indicator, gender, period, region, value in _as_of(release).cross_section(
            found, regions, buckets
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
) -> tuple[Observation, ...]:
    """A page of all observations the filters let through, ordered by indicator, region, gender, period."""
    if release is None:
        return ()
    filters = _filters(indicators, regions, genders, periods)
    return tuple(_as_of(release).scan(filters, limit, offset))


def every_observation(
    *, release: Release | None, indicators: Collection[str] | None = None
) -> Iterator[Observation]:
    """The whole bank, or some indicators of it, a few thousand rows in memory at a time."""
    if release is None:
        return iter(())
    return _as_of(release).scan(_filters(indicators, None, None, None))


def count(
    *,
    release: Release | None,
    indicators: Collection[str] | None = None,
    regions: Collection[str] | None = None,
    genders: Collection[str] | None = None,
    periods: Collection[str] | None = None,
) -> int:
    """How many observations there are behind the pages of `observations`."""
    if release is None:
        return 0
    return _as_of(release).count(_filters(indicators, regions, genders, periods))


def changes_between(before: Release, after: Release, *, limit: int | None = None) -> Changes:
    """What `after` says otherwise than `before`: the largest revisions first, then added and withdrawn
    observations, `limit` of them. Two database queries and two of the store."""
    low, high = sorted((before.pk, after.pk))
    touched = ReleaseContent.objects.filter(release_id__gt=low, release_id__lte=high)
    buckets = _buckets(set(touched.values_list("indicator_id", flat=True)))
    if not buckets:
        return Changes()
    return _as_of(before).changes_until(_as_of(after), buckets, limit)


def indicator(id: str) -> Indicator:  # noqa: A002 - the field's own name
    """A catalogue entry. One query; raises `NotFound`."""
    found = Indicator.objects.filter(pk=id).first() if "\x00" not in id else None
    if found is None:
        raise NotFound(_("There is no indicator %(id)s.") % {"id": id})
    return found


def indicators_by_id(ids: Collection[str] | None = None) -> dict[str, Indicator]:
    """Catalogue entries by id, those of `ids` or all, in catalogue order. One query."""
    chosen = Indicator.objects.all() if ids is None else Indicator.objects.filter(pk__in=ids)
    return {entry.pk: entry for entry in chosen}


def search_indicators(
    words: str = "", *, theme: str | None = None, source: str | None = None, language: str = "fi"
) -> list[Indicator]:
    """Entries in use that have every word somewhere in their text, those with a hit in the title first.

    `theme` and `source` (a `SourceKind`) must match exactly. One query; the words are compared here, because
    databases fold case and store JSON each in their own way.
    """
    chosen = Indicator.objects.filter(retired_at=None)
    if theme is not None:
        if "\x00" in theme:
            return []
        chosen = chosen.filter(theme=theme)
    if source is not None:
        if source not in SourceKind.values:
            return []
        chosen = chosen.filter(source_kind=source)
    wanted = words.casefold().split()
    ranked = [(rank, entry) for entry in chosen if (rank := _rank(entry, wanted, language)) is not None]
    ranked.sort(key=lambda found: (found[0], found[1].number))
    return [entry for _rank_of_entry, entry in ranked]


def themes() -> list[str]:
    """The themes of entries in use, in alphabetical order. One query."""
    return sorted(
        set(Indicator.objects.filter(retired_at=None).exclude(theme="").values_list("theme", flat=True))
    )


def _rank(entry: Indicator, wanted: Sequence[str], language: str) -> int | None:
    """0: every word in the title the reader sees; 1: elsewhere too; `None`: some word is nowhere."""
    title = entry.title.words(language).casefold()
    if all(word in title for word in wanted):
        return 0
    texts = (entry.title, entry.description, entry.producer)
    everything = " ".join(
        [entry.pk, entry.source_id, entry.theme, *(t for text in texts for t in text.as_dict().values())]
    ).casefold()
    return 1 if all(word in everything for word in wanted) else None


def _buckets(ids: Collection[str]) -> dict[str, int]:
    """Where the store keeps each indicator; unknown ones are left out. One query."""
    clean = [name for name in ids if "\x00" not in name]  # PostgreSQL cannot even be asked about the others
    numbers = Indicator.objects.filter(pk__in=clean).values_list("id", "number")
    return {name: bucket_of(number) for name, number in numbers}


def _as_of(release: Release) -> Snapshot:
    return Table(settings.OBSERVATIONS).as_of(release.table_version)


def _filters(
    indicators: Collection[str] | None,
    regions: Collection[str] | None,
    genders: Collection[str] | None,
    periods: Collection[str] | None,
) -> Filters:
    buckets = None if indicators is None else _buckets(indicators)
    return Filters(buckets, regions, genders, periods)
