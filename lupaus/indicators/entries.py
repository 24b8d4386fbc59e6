"""What must be known of indicators before their figures are read: where they are kept, and how they are told.

One query for all that are asked for, and one more for each level of indicators they are worked out from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NamedTuple

from django.db.models import Exists, OuterRef, Q

from lupaus.indicators.derived.definitions import Derivation
from lupaus.indicators.derived.reading import parse
from lupaus.indicators.models import Indicator, Nature, Release, ReleaseContent, SourceKind
from lupaus.indicators.store import bucket_of
from lupaus.web.refusals import Refused
from lupaus.web.texts import Text

#: Figures of these are told only as far as they are not about few people.
PROTECTED: Final = (Nature.OWN, Nature.ILLUSTRATIVE)


class Entry(NamedTuple):
    """An indicator as the reader of figures sees it. `protected`: it may hold figures of our own."""

    id: str
    bucket: int
    own: bool
    counts_people: bool
    per: float | None
    unit: Text
    derivation: Derivation | None
    protected: bool


def entries_of(ids: Iterable[str], *, release: Release | None) -> dict[str, Entry]:
    """The indicators and all that they are worked out from; unknown ones are left out."""
    found: dict[str, Entry] = {}
    wanted = {name for name in ids if "\x00" not in name}  # PostgreSQL cannot even be asked about the others
    while wanted:
        fresh = _rows(Q(pk__in=wanted), release)
        found |= fresh
        wanted = {
            part.indicator for entry in fresh.values() if entry.derivation for part in entry.derivation.parts
        } - found.keys()
    return found


def protected_entries(*, release: Release | None) -> dict[str, Entry]:
    """All that may hold figures of our own. One query."""
    return {
        name: entry
        for name, entry in _rows(Q(source_kind=SourceKind.OWN) | Q(brought=True), release).items()
        if entry.protected
    }


def derivations_of(entries: Mapping[str, Entry]) -> dict[str, Derivation]:
    return {name: entry.derivation for name, entry in entries.items() if entry.derivation is not None}


def buckets_of(entries: Mapping[str, Entry], wanted: Collection[str]) -> dict[str, int]:
    """Where the figures are kept of those of them that are not derived."""
    return {
        name: entries[name].bucket for name in wanted if name in entries and entries[name].derivation is None
    }


_FIELDS: Final = ("id", "number", "source_kind", "counts_people", "per", "unit", "derivation", "brought")


def _rows(which: Q, release: Release | None) -> dict[str, Entry]:
    brought = ReleaseContent.objects.filter(
        indicator=OuterRef("pk"), release__nature__in=PROTECTED, release__lte=release.pk if release else 0
    )
    rows = Indicator.objects.annotate(brought=Exists(brought)).filter(which).values_list(*_FIELDS)
    return {row[0]: _entry(row) for row in rows}


def _entry(row: tuple[Any, ...]) -> Entry:
    name, number, kind, counts_people, per, unit, said, brought = row
    derivation = _read(said) if kind == SourceKind.DERIVED and said else None
    own = kind == SourceKind.OWN
    return Entry(
        name,
        bucket_of(number),
        own,
        counts_people,
        per,
        unit,
        derivation,
        (own or brought) and not derivation,
    )


def _read(said: Any) -> Derivation | None:
    """A derivation of the catalogue; what another version of the program wrote works out nothing."""
    try:
        return parse(said)
    except Refused:
        return None
