"""What may be asked about indicators, observations and releases.

Observations are always read as of a release, and as they may be told: figures of our own about too few
people have no value and the status `Q` (`suppressing`), and those of derived indicators are worked out
(`derived`). Each function costs a query of the store and one or two of the database, a few more where
something is derived or hidden, however much is asked for at once. Imports and checks read the `bank` itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from lupaus.indicators import bank, told
from lupaus.indicators.derived import Part, parse
from lupaus.indicators.derived.working import Parts
from lupaus.indicators.entries import protected_entries
from lupaus.indicators.models import Indicator, Nature, Release, ReleaseContent, SourceKind
from lupaus.indicators.observations import FORECAST, Observation, SeriesKey
from lupaus.indicators.store import Changes
from lupaus.indicators.suppressing import Hidden, changes_told, hidden_figures, masked
from lupaus.web.refusals import NotFound, Refused


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
    wanted = list(keys)
    if release is None or not wanted:
        return dict.fromkeys(wanted, ())
    return told.series(wanted, told.asked({key.indicator for key in wanted}, release=release))


def indicator_slice(
    indicator: str,
    *,
    release: Release | None,
    regions: Collection[str] | None = None,
    genders: Collection[str] | None = None,
    periods: Collection[str] | None = None,
) -> tuple[Observation, ...]:
    """One indicator in all regions (or those given), ordered by region, gender and period."""
    if release is None:
        return ()
    which = told.Which(regions, genders, periods)
    return tuple(told.observations(told.asked([indicator], release=release), which))


def cross_section(
    wanted: Iterable[tuple[str, str, str]],
    *,
    release: Release | None,
    regions: Collection[str],
    observed: bool = False,
) -> dict[tuple[str, str, str], dict[str, float]]:
    """Values by region code for each (indicator, gender, period); regions without a value are left out, and
    forecasts where only what somebody has `observed` is asked for."""
    sections = list(wanted)
    if release is None or not sections:
        return {each: {} for each in sections}
    about = told.asked({indicator for indicator, _gender, _period in sections}, release=release)
    found = bank.cross_section(
        [each for each in sections if each[0] in about.plain],
        release=release,
        regions=regions,
        buckets=about.buckets(about.plain),
        observed=observed,
    )
    for (indicator, gender, period), values in found.items():
        for figure in about.hidden.get(indicator, ()):
            if figure[1:] == (gender, period):
                values.pop(figure[0], None)
    found |= {each: {} for each in sections if each not in found}
    of_derived = [each for each in sections if each[0] in about.derivations]
    if of_derived:
        genders, periods = ({each[place] for each in of_derived} for place in (1, 2))
        for seen in told.worked_out(about, told.Which(frozenset(regions), genders, periods)):
            section = found.get((seen.indicator, seen.gender, seen.period))
            if section is None or seen.value is None or (observed and seen.status == FORECAST):
                continue
            section[seen.region] = seen.value
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
    """A page of all observations the filters let through, ordered by indicator, region, gender, period.

    Without `indicators` all that the bank holds: derived figures, which it does not hold, are among them only
    where their indicators are named. The same goes for `every_observation` and `count`.
    """
    if release is None:
        return ()
    if indicators is not None:
        about = told.asked(indicators, release=release)
        which = told.Which(regions, genders, periods)
        return tuple(told.observations(about, which, limit=limit, offset=offset))
    found = bank.observations(
        release=release, regions=regions, genders=genders, periods=periods, limit=limit, offset=offset
    )
    return tuple(masked(found, _hidden_anywhere(release)))


def every_observation(
    *, release: Release | None, indicators: Collection[str] | None = None
) -> Iterator[Observation]:
    """The whole bank, or some indicators of it, a few thousand rows in memory at a time."""
    if release is None:
        return iter(())
    if indicators is None:
        return masked(bank.every_observation(release=release), _hidden_anywhere(release))
    about = told.asked(indicators, release=release)
    return told.every_observation(about)


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
    if indicators is None:
        return bank.count(release=release, regions=regions, genders=genders, periods=periods)
    about = told.asked(indicators, release=release)
    return told.count(about, told.Which(regions, genders, periods))


def parts_of(indicator: str, region: str, gender: str, period: str, release: Release | None) -> Parts | None:
    """What one figure of a derived indicator is worked out from; None of an indicator that is not derived."""
    if release is None:
        return None
    return told.parts_of(
        SeriesKey(indicator, region, gender), period, told.asked([indicator], release=release)
    )


def parts_of_each(found: Collection[Observation], *, release: Release | None) -> dict[Observation, Parts]:
    """What each of some observations is worked out from; those that are not derived are left out."""
    if release is None or not found:
        return {}
    about = told.asked({seen.indicator for seen in found}, release=release)
    return told.parts_of_each(found, about)


def parts_said(entry: Indicator) -> tuple[Part, ...]:
    """The indicators that one is worked out from, as its catalogue entry says; none where it is not."""
    try:
        return parse(entry.derivation).parts if entry.derivation else ()
    except Refused:  # written by another version of the program
        return ()


def derived_among(indicators: Collection[str]) -> frozenset[str]:
    """Those of them that are worked out from others. One query."""
    found = Indicator.objects.filter(pk__in=list(indicators), source_kind=SourceKind.DERIVED)
    return frozenset(found.values_list("id", flat=True))


def kept_back(indicators: Collection[str], *, release: Release | None) -> Hidden:
    """The figures of these indicators that nobody is told; indicators that tell all are left out.

    For whoever reads the bank itself and tells other figures made of these.
    """
    if release is None:
        return {}
    return told.asked(indicators, release=release).hidden


def changes_between(before: Release, after: Release, *, limit: int | None = None) -> Changes:
    """What `after` says otherwise than `before`: the largest revisions first, then added and withdrawn
    observations, `limit` of them. A few database queries and two of the store.

    Of figures that one of the two does not tell, only what is told: a number that is hidden in both has not
    changed for anybody who reads. Derived figures are left out: they change as their parts do.
    """
    low, high = sorted((before.pk, after.pk))
    touched = ReleaseContent.objects.filter(release_id__gt=low, release_id__lte=high)
    return changes_told(set(touched.values_list("indicator_id", flat=True)), before, after, limit=limit)


def _hidden_anywhere(release: Release) -> Hidden:
    return hidden_figures(list(protected_entries(release=release).values()), release=release)


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
