"""Pages of the releases: all of them, one with what it changed, and those that touched one indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.db.models import F
from django.utils.translation import gettext as _

from lupaus.indicators import queries
from lupaus.indicators.models import Indicator, Nature, Release, ReleaseContent
from lupaus.indicators.observations import TOTAL
from lupaus.indicators.quality.findings import Asked, counts
from lupaus.indicators.store import Change, Changes
from lupaus.indicators.suppressing import changes_told
from lupaus.indicators.words import gender_word
from lupaus.regions.queries import regions_by_code
from lupaus.web import numbers
from lupaus.web.address import Address
from lupaus.web.refusals import NotFound

PER_PAGE: Final = 50
#: How many changes and how many indicators a page tells one by one.
_TOLD: Final = 50


class ChangeRow(NamedTuple):
    """One changed figure in words. `indicator` and `title` say of which; `what` is how it changed."""

    indicator: Indicator
    place: str
    period: str
    old: str
    new: str
    what: str


@dataclass(frozen=True, slots=True)
class ReleaseList:
    releases: tuple[Release, ...]
    total: int
    page: int
    last: int


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """`before` is the release before it, `None` for the first. `indicators` pairs what was touched most with
    how; `touched` counts them all. `doubts`: findings in its figures by severity."""

    release: Release
    before: Release | None
    nature: str
    by: str
    changes: Changes
    rows: tuple[ChangeRow, ...]
    indicators: tuple[ReleaseContent, ...]
    touched: int
    doubts: Mapping[str, int]

    @property
    def more(self) -> int:
        changes = self.changes
        return changes.changed + changes.withdrawn + changes.added - len(self.rows)


@dataclass(frozen=True, slots=True)
class IndicatorReleases:
    """The releases that touched an indicator, and what the `chosen` one of them changed in it."""

    indicator: Indicator
    contents: tuple[ReleaseContent, ...]
    chosen: Release | None
    changes: Changes
    rows: tuple[ChangeRow, ...]


def release_list(address: Address) -> ReleaseList:
    """The releases up to that of the address, the newest first. Two queries, three with a release."""
    chosen = Release.objects.order_by("-id")
    if address.release:
        chosen = chosen.filter(pk__lte=queries.release(address.release).pk)
    total = chosen.count()
    last = max(-(-total // PER_PAGE), 1)
    page = min(int(address.value("page") or 1), last)
    rows = chosen[(page - 1) * PER_PAGE : page * PER_PAGE]
    return ReleaseList(tuple(rows), total, page, last)


def release_page(address: Address, number: int) -> ReleasePage:
    """Raises `NotFound` for an unknown release."""
    release = queries.release(number)
    before = Release.objects.filter(pk__lt=release.pk).order_by("-pk").first()
    contents = ReleaseContent.objects.filter(release=release).select_related("indicator")
    # Where nothing was revised the list of what is new would only repeat the figures themselves.
    revised = before is not None and (release.changed or release.withdrawn)
    changes = queries.changes_between(before, release, limit=_TOLD) if before and revised else Changes()
    size = F("changed") + F("withdrawn") + F("added")
    return ReleasePage(
        release=release,
        before=before,
        nature=_nature(release.nature),
        by=_brought_in_by(release.nature),
        changes=changes,
        rows=_rows(changes.largest, address.language),
        indicators=tuple(contents.order_by(-F("changed") - F("withdrawn"), -size, "indicator")[:_TOLD]),
        touched=contents.count(),
        doubts=counts(Asked(release, only=True)),
    )


def indicator_releases(address: Address, id_: str) -> IndicatorReleases:
    """What releases did to one indicator. Raises `NotFound` for an unknown one, or an unknown release."""
    indicator = queries.indicator(id_)
    rows = ReleaseContent.objects.filter(indicator=indicator).select_related("release").order_by("-release")
    if address.release:
        rows = rows.filter(release__lte=queries.release(address.release).pk)
    contents = tuple(rows)
    asked = address.value("to")
    chosen = next(
        (
            content.release
            for content in contents
            if (str(content.release_id) == asked if asked else content.changed or content.withdrawn)
        ),
        None,
    )
    if asked and chosen is None:
        raise NotFound(_("Release %(number)s did not touch this indicator.") % {"number": asked})
    before = Release.objects.filter(pk__lt=chosen.pk).order_by("-pk").first() if chosen else None
    changes = changes_told({indicator.pk}, before, chosen, limit=_TOLD) if before and chosen else Changes()
    return IndicatorReleases(
        indicator=indicator,
        contents=contents,
        chosen=chosen,
        changes=changes,
        rows=_rows(changes.largest, address.language),
    )


def _rows(changes: Sequence[Change], language: str) -> tuple[ChangeRow, ...]:
    """Two queries, none where nothing changed."""
    if not changes:
        return ()
    indicators = queries.indicators_by_id({change.indicator for change in changes})
    places = regions_by_code({change.region for change in changes})
    rows = []
    for change in changes:
        indicator = indicators[change.indicator]
        place = places[change.region].name.words(language) if change.region in places else change.region
        if change.gender != TOTAL:
            place = f"{place} ({gender_word(change.gender).lower()})"
        rows.append(
            ChangeRow(
                indicator=indicator,
                place=place,
                period=change.period,
                old=numbers.number(change.old, language, indicator.decimals),
                new=numbers.number(change.new, language, indicator.decimals),
                what=_what(change, language),
            )
        )
    return tuple(rows)


def _what(change: Change, language: str) -> str:
    if change.kind == "added":
        return _("added")
    if change.kind == "withdrawn":
        return _("withdrawn")
    if change.old is None or change.new is None or change.old == change.new:
        return _("another status")
    if not change.old:
        return _("changed")
    percent = (change.new - change.old) / abs(change.old) * 100
    shown = numbers.number(percent, language, 0 if abs(percent) >= 10 else 1)
    return f"{'+' if percent > 0 else ''}{shown}\u00a0%"


def _nature(nature: str) -> str:
    return {
        Nature.STATISTIC.value: _("Statistics"),
        Nature.OWN.value: _("The organiser’s own observations"),
        Nature.ILLUSTRATIVE.value: _("Illustrative, not a statistic"),
    }[nature]


def _brought_in_by(nature: str) -> str:
    """The role of whoever brought it in: the name is for the audit trail."""
    return _("an editor or a planner of the organiser") if nature == Nature.OWN else _("a planner")
