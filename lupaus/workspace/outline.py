"""The parts of one kind in the order of the document, found without reading what they hold.

A version may have five thousand measures: a page of a hundred reads the places of all and the content of
those it shows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.db.models import Count

from lupaus.workspace.content import PartValue
from lupaus.workspace.kinds import PartKind, WorkKind
from lupaus.workspace.models import Comment, Version


class Line(NamedTuple):
    """One part: its id, what it stands under, and its place among its siblings, from 0 without a gap."""

    slug: str
    parent: str
    place: int
    siblings: int


def ancestors(kind: WorkKind, part: PartKind) -> tuple[PartKind, ...]:
    """The kinds that a kind of part stands under, the nearest first; the head is not among them."""
    found: list[PartKind] = []
    above = kind.part(part.parent) if part.parent else None
    while above is not None and above is not kind.head and above not in found:
        found.append(above)
        above = kind.part(above.parent) if above.parent else None
    return tuple(found)


def outline(version: Version, kind: WorkKind, part: PartKind) -> list[Line]:
    """Every part of a kind, in the order of the document. One query for each kind above, and one."""
    chain = (part, *ancestors(kind, part))
    rows: dict[str, list[tuple[str, str]]] = {each.name: [] for each in chain}
    standing = version.parts.filter(kind__in=rows, removed_at=None).order_by("position", "pk")
    for name, slug, parent in standing.values_list("kind", "slug", "parent"):
        rows[name].append((slug, parent))
    order: dict[str, int] = {"": -1}
    for each in reversed(chain[1:]):
        placed = sorted(rows[each.name], key=lambda row: order.get(row[1], len(order)))
        order = {"": -1} | {slug: place for place, (slug, _parent) in enumerate(placed)}
    families: dict[str, list[str]] = {}
    for slug, parent in rows[part.name]:
        families.setdefault(parent, []).append(slug)
    return [
        Line(slug, parent, place, len(families[parent]))
        for parent in sorted(families, key=lambda parent: order.get(parent, len(order)))
        for place, slug in enumerate(families[parent])
    ]


def values(version: Version, kind: str, slugs: Collection[str] | None = None) -> dict[str, PartValue]:
    """Parts of a kind by their ids, those named or all. One query."""
    rows = version.parts.filter(kind=kind, removed_at=None)
    if slugs is not None:
        rows = rows.filter(slug__in=list(slugs))
    columns = rows.values_list("kind", "slug", "parent", "content", "position", "revision")
    return {row[1]: PartValue(*row) for row in columns}


def counts_under(version: Version, kinds: Iterable[str]) -> Mapping[tuple[str, str], int]:
    """How many parts of each kind stand under which part: (kind, parent) → count. One query."""
    rows = version.parts.filter(kind__in=list(kinds), removed_at=None).order_by()
    counted = rows.values_list("kind", "parent").annotate(Count("pk"))
    return {(kind, parent): count for kind, parent, count in counted}


def remarks_on(version: Version, kind: str) -> Mapping[str, int]:
    """How many remarks are open on each part of a kind. One query."""
    rows = Comment.objects.filter(version=version, kind=kind, answers_to=None, closed_at=None).order_by()
    return dict(rows.values_list("slug").annotate(Count("pk")))


def standing_under(kind: WorkKind, part: PartKind) -> tuple[PartKind, ...]:
    """The kinds of part that stand under a kind; under the head those that name no parent or name it."""
    if part is kind.head:
        return tuple(each for each in kind.parts[1:] if each.parent in (None, part.name) and each is not part)
    return tuple(each for each in kind.parts if each.parent == part.name)
