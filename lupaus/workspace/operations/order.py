"""The order of siblings: they are numbered from 0, without a gap."""

from __future__ import annotations

from django.db.models import QuerySet

from lupaus.workspace.models import Part, Version
from lupaus.workspace.operations.asking import kind_of


def siblings(version: Version, kind: str, parent: str) -> QuerySet[Part]:
    """The parts of a kind that stand under one part now, in order."""
    rows = Part.objects.filter(version=version, kind=kind, parent=parent, removed_at=None)
    return rows.order_by("position", "pk")


def after(part: Part) -> list[Part]:
    """The siblings that stand after a part now."""
    found = list(siblings(part.version, part.kind, part.parent))
    return found[found.index(part) + 1 :]


def set_order(parts: list[Part], *, leave_free: int | None = None) -> None:
    """Number siblings from 0; `leave_free` keeps one place open. Writes only what slid."""
    for index, part in enumerate(parts):
        place = index + 1 if leave_free is not None and index >= leave_free else index
        if part.position != place:
            part.position = place
            Part.objects.filter(pk=part.pk).update(position=place)


def close_gap(part: Part, left: str) -> None:
    """Number the family a part has left anew; nothing to do while it stayed under the same parent."""
    if left != part.parent:
        set_order(list(siblings(part.version, part.kind, left)))


def count_under(part: Part) -> int:
    """How many parts stand under this one."""
    kinds = [each.name for each in kind_of(part.version.work).parts if each.parent == part.kind]
    under = Part.objects.filter(version=part.version, kind__in=kinds, parent=part.slug, removed_at=None)
    return under.count()
