"""What quick answers must know of the catalogue, read once for each content version."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from django.conf import settings

from lupaus.indicators.entries import PROTECTED
from lupaus.indicators.models import Indicator, Polarity, Release, ReleaseContent, SourceKind
from lupaus.indicators.reading.buckets import Bucket
from lupaus.indicators.reading.releases import paths_of
from lupaus.indicators.reading.shelf import opened
from lupaus.indicators.store import bucket_of
from lupaus.regions.models import Region

_SIDES: Final[Mapping[str, int]] = {
    Polarity.HIGHER_IS_BETTER: 1,
    Polarity.LOWER_IS_BETTER: -1,
    Polarity.NEUTRAL: 0,
}


@dataclass(frozen=True)
class Shelf:
    """The open buckets of a version of the table, held as long as somebody asks for that version."""

    version: int
    _buckets: dict[int, Bucket] = field(default_factory=dict)

    def bucket(self, number: int) -> Bucket | None:
        """`None` where the table has nothing there, or not in its reading form: see `is_ready`."""
        found = self._buckets.get(number)
        if found is None or found.broken:
            path = paths_of(self.version).get(number)
            found = None if path is None else opened(path)
            if found is not None:
                self._buckets[number] = found
        return found

    def is_ready(self, number: int) -> bool:
        """Whether a bucket can be read here, or is known to be empty."""
        return self.bucket(number) is not None or number not in paths_of(self.version)


@dataclass(frozen=True)
class Known:
    """The catalogue as far as plain statistics go.

    `plain` holds the bucket and the better side (1 higher, -1 lower, 0 neither) of every indicator that is
    not derived and never had figures of our own or illustrative ones: of these nothing is ever hidden, so
    they may be answered straight from the reading form. All others must be asked for through `queries`.
    """

    plain: Mapping[str, tuple[int, int]]
    versions: Mapping[int, int]  # the table's version of each release
    newest: int | None  # release
    categories: Mapping[str, str]  # of each region by its code
    #: What rooms hold open beside, under names of their own.
    beside: dict[Any, Any] = field(default_factory=dict)
    _shelves: dict[int, Shelf] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def shelf(self, release: int) -> Shelf:
        version = self.versions[release]
        with self._lock:
            return self._shelves.setdefault(version, Shelf(version))


def known(content_version: int) -> Known:
    """The catalogue at a content version, which must have been read before: what is told may be newer, never
    older. Three queries at each new version."""
    return _known(str(settings.OBSERVATIONS), content_version)


@lru_cache(maxsize=2)
def _known(_folder: str, _version: int) -> Known:
    ours = set(
        ReleaseContent.objects.filter(release__nature__in=PROTECTED)
        .values_list("indicator_id", flat=True)
        .distinct()
    )
    rows = Indicator.objects.exclude(source_kind__in=(SourceKind.OWN, SourceKind.DERIVED)).order_by()
    versions = dict(Release.objects.order_by().values_list("id", "table_version"))
    return Known(
        plain={
            name: (bucket_of(number), _SIDES[polarity])
            for name, number, polarity in rows.values_list("id", "number", "polarity")
            if name not in ours
        },
        versions=versions,
        newest=max(versions, default=None),
        categories=dict(Region.objects.order_by().values_list("code", "category")),
    )
