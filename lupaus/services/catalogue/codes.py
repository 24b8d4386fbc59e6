"""The national classes: which there are, by any of their names, and writing them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from lupaus.services.catalogue.wanted import WantedConcept
from lupaus.services.catalogue.writing import Counts, chunks, upsert
from lupaus.services.models import Concept

#: (scheme, a name of the class) → address.
ByName = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Concepts:
    """The classes that are known. A name is an address, an address of older data, or a code."""

    by_code: ByName = field(default_factory=dict)
    by_address: ByName = field(default_factory=dict)
    #: Addresses that the database has.
    stored: Collection[str] = frozenset()

    @classmethod
    def read(cls) -> Concepts:
        """Those of the database. One query."""
        rows = list(Concept.objects.values_list("scheme", "code", "uri", "old_uri"))
        return cls(
            by_code={(scheme, code): uri for scheme, code, uri, _old in rows},
            by_address={(scheme, old): uri for scheme, _code, uri, old in rows if old}
            | {(scheme, uri): uri for scheme, _code, uri, _old in rows},
            stored=frozenset(uri for _scheme, _code, uri, _old in rows),
        )

    def with_new(self, more: Iterable[WantedConcept]) -> Concepts:
        """These and more; a name that is known stays what it is."""
        new = list(more)
        addresses = {(each.scheme, each.old_uri): each.uri for each in new if each.old_uri}
        addresses |= {(each.scheme, each.uri): each.uri for each in new}
        return replace(
            self,
            by_code={(each.scheme, each.code): each.uri for each in new} | dict(self.by_code),
            by_address=addresses | dict(self.by_address),
        )

    def find(self, scheme: str, uri: str = "", code: str = "") -> str | None:
        """The address of a class by what an entry calls it.

        Older data call P4 `…:ptvl:P4` or `…:ptvl:v1030`, the lists of today `…/code/P4`.
        """
        found = self.by_address.get((scheme, uri))
        if found is None and ("ptvl" in uri or "/codelist/ptv/" in uri):
            found = self.by_code.get((scheme, uri.replace("/", ":").rpartition(":")[2]))
        if found is None and not uri:
            found = self.by_code.get((scheme, code))
        return found


def write_concepts(wanted: Sequence[WantedConcept], *, now: datetime, whole: Collection[str]) -> Counts:
    """Add classes and change those that say something else.

    Of the schemes in `whole`, what is not wanted is retired: the whole list has been read.
    """
    counts = Counts()
    held = {each.uri: each for each in Concept.objects.all()}
    rows = []
    for each in wanted:
        values = asdict(each) | {"label": each.label, "note": each.note}
        row = Concept(broader_id=values.pop("broader"), retired_at=None, **values)
        there = held.get(each.uri)
        if there and _said(there) == _said(row):
            counts.unchanged += 1
            continue
        (counts.changed if there else counts.added).append(each.uri)
        rows.append(row)
    upsert(Concept, rows)
    gone = {uri for uri, each in held.items() if each.scheme in whole and each.retired_at is None}
    counts.retired = sorted(gone - {each.uri for each in wanted})
    for some in chunks(counts.retired):
        Concept.objects.filter(pk__in=some).update(retired_at=now)
    return counts


def _said(concept: Concept) -> tuple[object, ...]:
    return tuple(getattr(concept, each.attname) for each in Concept._meta.concrete_fields)
