"""The reading form of the table at a version, in the data folder of the settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from lupaus.indicators.reading.buckets import Bucket
from lupaus.indicators.reading.form import Form
from lupaus.indicators.reading.shelf import build_all, opened, path_of, tidy
from lupaus.indicators.store import Table
from lupaus.web.refusals import Refused
from lupaus.web.rooms import all_in

#: More indicators than this at once are read from the table.
MOST_AT_ONCE: Final = 400


class Companion(Protocol):
    """What another room derives of the reading form, in files beside it."""

    def paths(self, version: int) -> Iterable[Path]:
        """All its files of a version, made or not."""

    def make(self, version: int) -> None:
        """Make what is missing of them."""


_companions: list[Companion] = []


class NoRoom(Refused):
    """The reading form could not be written."""

    status = 507


def bucket_as_of(version: int, bucket: int) -> Bucket | None:
    """A bucket at a version of the table; `None` where its reading form is not there (or holds nothing)."""
    path = paths_of(version).get(bucket)
    return None if path is None else opened(path)


def form_of(version: int, indicators: Mapping[str, int] | None) -> Form | None:
    """The reading form of indicators, given with their buckets, at a version of the table.

    `None` where it is not all there, or where so much is asked for (`None`: everything) that the table reads
    as fast: whoever asks reads the table then.
    """
    if indicators is None or len(indicators) > MOST_AT_ONCE:
        return None
    paths = paths_of(version)
    found: dict[int, Bucket] = {}
    for number in set(indicators.values()):
        path = paths.get(number)
        if path is not None:  # else the table has nothing of these indicators either
            bucket = opened(path)
            if bucket is None:
                return None
            found[number] = bucket
    return Form({name: found[number] for name, number in indicators.items() if number in found})


def buckets_as_of(version: int) -> list[Bucket]:
    """The whole bank at a version, in the order of buckets; what is missing is made first.

    Raises `NoRoom` where it cannot be written.
    """
    ready = _ready(version)
    if ready is None:
        make_buckets(version)
        ready = _ready(version)
    if ready is None:
        raise NoRoom(_("The reading form of the observations could not be written. Is the disk full?"))
    return ready


def missing(version: int) -> int:
    """How many files of the form itself are not there."""
    return sum(not path.exists() for path in paths_of(version).values())


def rows_lacking(version: int) -> int:
    """How many observations the buckets have whose form is not there."""
    lacking = {number for number, path in paths_of(version).items() if not path.exists()}
    return sum(file.rows for file in Table.own().files(version) if _bucket(file) in lacking)


def paths_of_all(version: int) -> list[Path]:
    """Every file that makes a version ready, those of other rooms too."""
    beside = [path for companion in _others() for path in companion.paths(version)]
    return [*paths_of(version).values(), *beside]


def make_ready(version: int) -> int:
    """Make what is missing of a version and take away what no longer serves; returns how many were made.

    48 million rows from nothing: some seconds on two cores. After a release that touched one indicator, a
    fraction of one.
    """
    made = make_buckets(version)
    for companion in _others():
        companion.make(version)
    tidy(folder_of_all(), paths_of_all(version))
    return made


def make_buckets(version: int) -> int:
    """The same without what other rooms derive, and nothing is taken away."""
    snapshot = Table.own().as_of(version)
    return build_all({path: (bucket, snapshot.files) for bucket, path in paths_of(version).items()})


def register_companion(companion: Companion) -> None:
    """Have something else made whenever a version's form is made ready. Once, when a room starts."""
    if not any(type(known) is type(companion) for known in _companions):
        _companions.append(companion)


def _others() -> list[Companion]:
    all_in()
    return _companions


def folder_of_all() -> Path:
    """Where all derived files lie."""
    return Path(settings.OBSERVATIONS) / "reading"


def paths_of(version: int) -> Mapping[int, Path]:
    """Where the reading form of each bucket lies, or would lie. Cheap after the first time."""
    return _paths(folder_of_all(), getattr(settings, "OBSERVATIONS_STORE", ""), version)


def _ready(version: int) -> list[Bucket] | None:
    found = [opened(path) for path in paths_of(version).values()]
    whole = [bucket for bucket in found if bucket is not None]
    return whole if len(whole) == len(found) else None


@lru_cache(maxsize=64)
def _paths(folder: Path, _store: str, version: int) -> Mapping[int, Path]:
    """A version of a table never changes, so neither does this."""
    files = sorted(Table.own().files(version), key=_bucket)
    return {
        number: path_of(folder, number, [file.name for file in group])
        for number, group in groupby(files, key=_bucket)
    }


def _bucket(file: Any) -> int:
    return int(file.name.partition("/")[0].removeprefix("bucket="))
