"""What was done to a part, and to a version: who, when, and what it changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.web import dates
from lupaus.web.clock import HELSINKI
from lupaus.web.languages import NAMES
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace import queries
from lupaus.workspace.comparing import PartDifference, field_differences
from lupaus.workspace.content import PartValue
from lupaus.workspace.kinds import PartKind, WorkKind
from lupaus.workspace.models import Deed, Part, Revision
from lupaus.workspace.pages.compared import ShownDifference, shown_difference
from lupaus.workspace.pages.desk import Desk, Step, stored
from lupaus.workspace.pages.shown import Labels

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class ShownRevision:
    """One change. `back` is the revision that this one can be made again, None where it is how things are."""

    number: int
    deed: str
    words: str
    at: datetime
    when: str
    by: str
    fields: tuple[ShownDifference, ...]
    moved: str
    back: int | None
    removed: bool


@dataclass(frozen=True, slots=True)
class HistoryPage:
    desk: Desk
    slug: str
    title: Text
    trail: tuple[Step, ...]
    revisions: tuple[ShownRevision, ...]
    newest: int
    undo: int | None  # the revision before the newest one
    removed: bool
    may_restore: bool


def history_page(desk: Desk, slug: str) -> HistoryPage:
    """Every change of a part in its version, the newest first. Raises `NotFound`."""
    part = stored(desk, slug)
    revisions = list(part.revisions.order_by("-number"))
    value = queries.value_of(part)
    title = desk.labels.title(value)
    may_restore = desk.may("restore_part")
    kind = desk.declared
    trail = [*desk.trail(), desk.kind_step()] if kind is not desk.kind.head else desk.trail()
    return HistoryPage(
        desk=desk,
        slug=slug,
        title=title,
        trail=(*trail, Step(title, desk.address("part", kind.name, slug))),
        revisions=tuple(
            _shown(desk, kind, slug, revision, before, is_newest=place == 0)
            for place, (revision, before) in enumerate(zip(revisions, [*revisions[1:], None], strict=True))
        ),
        newest=part.revision,
        undo=part.revision - 1 if len(revisions) > 1 else None,
        removed=part.removed_at is not None,
        may_restore=may_restore,
    )


@dataclass(frozen=True, slots=True)
class Happened:
    """One change in a version: what it was done to, and in which of its fields."""

    title: Text
    kind: str
    href: str
    words: str
    deed: str
    at: datetime
    when: str
    by: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangesPage:
    desk: Desk
    title: Text
    trail: tuple[Step, ...]
    changes: tuple[Happened, ...]
    page: int
    more: bool


def changes_page(desk: Desk, page: int) -> ChangesPage:
    """What was done in a version since it was begun, a hundred a page. The same number of queries always."""
    found = queries.recent_changes(
        actor=desk.actor,
        work=desk.version.work_id,
        number=desk.version.number,
        limit=PER_PAGE + 1,
        skip=(page - 1) * PER_PAGE,
    )
    shown = found[:PER_PAGE]
    before = _before(shown)
    return ChangesPage(
        desk=desk,
        title=desk.version_title,
        trail=tuple(desk.trail()),
        changes=tuple(_happened(desk, each, before) for each in shown),
        page=page,
        more=len(found) > PER_PAGE,
    )


@dataclass(frozen=True, slots=True)
class RemovedPart:
    kind: str
    title: Text
    at: datetime
    when: str
    by: str
    slug: str
    history: str
    back: int | None  # its last revision before it was taken out
    revision: int
    under: str


@dataclass(frozen=True, slots=True)
class RemovedPage:
    desk: Desk
    title: Text
    trail: tuple[Step, ...]
    parts: tuple[RemovedPart, ...]
    may_restore: bool


def removed_page(desk: Desk) -> RemovedPage:
    """What was taken out of a version, the newest first."""
    parts = queries.removed_parts(actor=desk.actor, work=desk.version.work_id, number=desk.version.number)
    last = _last_in(parts)
    return RemovedPage(
        desk=desk,
        title=desk.version_title,
        trail=tuple(desk.trail()),
        parts=tuple(
            RemovedPart(
                kind=_label(desk.kind, part.kind),
                title=desk.labels.title(queries.value_of(part)),
                at=part.removed_at or part.changed_at,
                when=_when(part.removed_at or part.changed_at),
                by=part.changed_by,
                slug=part.slug,
                history=desk.address("part-history", part.kind, part.slug),
                back=last.get(part.pk),
                revision=part.revision,
                under=part.parent,
            )
            for part in parts
        ),
        may_restore=desk.may("restore_part"),
    )


def _last_in(parts: Sequence[Part]) -> Mapping[int, int]:
    """The last revision of each part in which it was not taken out. One query."""
    rows = Revision.objects.filter(part__in=[part.pk for part in parts], removed=False)
    return dict(rows.order_by("number").values_list("part", "number"))


def _shown(
    desk: Desk, kind: PartKind, slug: str, revision: Revision, before: Revision | None, *, is_newest: bool
) -> ShownRevision:
    fields: tuple[ShownDifference, ...] = ()
    if before is not None and revision.deed != Deed.REMOVED:
        fields = _differences(desk.labels, slug, before, revision, kind)
    return ShownRevision(
        number=revision.number,
        deed=revision.deed,
        words=str(Deed(revision.deed).label),
        at=revision.at,
        when=_when(revision.at),
        by=revision.by,
        fields=fields,
        moved=_moved(before, revision),
        back=None if is_newest or revision.removed else revision.number,
        removed=revision.removed,
    )


def _differences(
    labels: Labels, slug: str, before: Revision, after: Revision, kind: PartKind
) -> tuple[ShownDifference, ...]:
    old, new = (
        PartValue(kind.name, slug, each.parent, each.content, each.position) for each in (before, after)
    )
    fields = field_differences(old.content, new.content, labels.kind, kind.name)
    found = PartDifference(Deed.CHANGED, old, new, new, fields)
    return tuple(shown_difference(each, found, labels) for each in found.fields)


def _moved(before: Revision | None, after: Revision) -> str:
    if before is None or before.removed or after.removed:
        return ""
    if before.parent != after.parent:
        return _("From under “%(old)s” to under “%(new)s”.") % {"old": before.parent, "new": after.parent}
    if before.position != after.position and after.deed != Deed.CHANGED:
        return _("From place %(old)d to place %(new)d.") % {
            "old": before.position + 1,
            "new": after.position + 1,
        }
    return ""


def _before(revisions: Iterable[Revision]) -> Mapping[tuple[int, int], Revision]:
    """The revisions just before these. One query."""
    wanted = {(each.part_id, each.number - 1) for each in revisions}
    rows = Revision.objects.filter(
        part__in={part for part, _number in wanted}, number__in={number for _part, number in wanted}
    )
    return {key: row for row in rows if (key := (row.part_id, row.number)) in wanted}


def _happened(desk: Desk, revision: Revision, before: Mapping[tuple[int, int], Revision]) -> Happened:
    part = revision.part
    declared = desk.kind.part(part.kind)
    earlier = before.get((part.pk, revision.number - 1))
    changed: dict[str, None] = {}
    if earlier is not None and declared is not None and revision.deed != Deed.REMOVED:
        labels = {field.name: str(field.label()) for field in declared.fields}
        for each in field_differences(earlier.content, revision.content, desk.kind, part.kind):
            label = labels.get(each.field) or each.field.removeprefix("attributes.")
            changed[f"{label} ({NAMES[each.language]})" if each.language in NAMES else label] = None
    return Happened(
        title=desk.labels.title(PartValue(part.kind, part.slug, part.parent, revision.content)),
        kind=_label(desk.kind, part.kind),
        href=desk.address("part-history", part.kind, part.slug),
        words=str(Deed(revision.deed).label),
        deed=revision.deed,
        at=revision.at,
        when=_when(revision.at),
        by=revision.by,
        fields=tuple(changed),
    )


def _when(at: datetime) -> str:
    """A day and a time in Finland, in the reader's language."""
    local, language = at.astimezone(HELSINKI), get_language() or LANGUAGES[0]
    return f"{dates.day(local, language)} {local:{'%H:%M' if language == 'en' else '%H.%M'}}"


def _label(kind: WorkKind, name: str) -> str:
    declared = kind.part(name)
    return str(declared.label()) if declared else name
