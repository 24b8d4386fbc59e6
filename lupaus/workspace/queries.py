"""Reading works, versions, parts, comments: what is public to everybody, the rest to its organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Count, F, Q

from lupaus.accounts.actors import Actor, require_somewhere
from lupaus.accounts.models import Grant, Role, User
from lupaus.workspace import attributes
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.models import (
    ON_ITS_WAY,
    PUBLIC,
    Assignment,
    Attribute,
    Comment,
    Part,
    Revision,
    State,
    Version,
    Work,
)
from lupaus.workspace.rights import NOT_RESPONSIBLE, allow, may_read, nothing_here, roles_of

READERS = roles_of("read")


class WorkLine(NamedTuple):
    """A work with its version on its way and its published one, where it has them."""

    work: Work
    on_its_way: Version | None
    published: Version | None
    title: PartValue | None  # the head of the newest of both


def works(*, actor: Actor) -> list[WorkLine]:
    """The works of the organisations the actor may read in. Three queries."""
    require_somewhere(actor, *READERS)
    found = list(Work.objects.filter(_readable(actor)))
    shown: dict[str, dict[str, Version]] = {work.pk: {} for work in found}
    rows = Version.objects.filter(work__in=found, state__in=(*ON_ITS_WAY, State.PUBLISHED))
    for version in rows.select_related("work"):
        place = "published" if version.state == State.PUBLISHED else "on_its_way"
        shown[version.work_id][place] = version
    newest = {work: both.get("on_its_way") or both.get("published") for work, both in shown.items()}
    heads = Part.objects.filter(version__in=[v for v in newest.values() if v], kind=F("version__work__kind"))
    head_of = {part.version_id: value_of(part) for part in heads}
    return [
        WorkLine(
            work,
            shown[work.pk].get("on_its_way"),
            shown[work.pk].get("published"),
            head_of.get(chosen.pk) if (chosen := newest[work.pk]) else None,
        )
        for work in found
    ]


def work(*, actor: Actor, work: str) -> Work:
    """One query. Raises `NotFound`, also for a work of an organisation the actor may not read in."""
    require_somewhere(actor, *READERS)
    found = Work.objects.filter(pk=work).first() if "\x00" not in work else None
    if found is None or not may_read(actor, found.organisation):
        raise nothing_here()
    return found


def versions(*, actor: Actor, work: str) -> list[Version]:
    """Every version of a work, the newest first. Two queries. Raises `NotFound`."""
    require_somewhere(actor, *READERS)
    found = _work_for(actor, work)
    return list(found.versions.select_related("work").order_by("-number"))


def version(*, actor: Actor, work: str, number: int) -> Version:
    """One version, whatever its state. Raises `NotFound`."""
    require_somewhere(actor, *READERS)
    return _version_of(_work_for(actor, work), number)


def on_its_way(*, actor: Actor, work: str) -> Version | None:
    """The version that is being written, reviewed or waits to be published. Raises `NotFound`."""
    require_somewhere(actor, *READERS)
    found = _work_for(actor, work)
    return found.versions.select_related("work").filter(state__in=ON_ITS_WAY).first()


def content(version: Version) -> Content:
    """Every part that is in a version, internal attributes too. One query; call it for who may read it."""
    return Content(_values(version))


def content_when_asked(version: Version) -> Content:
    """As `content`, read from the database only when something of it is asked for."""
    return Content(lambda: _values(version))


def _values(version: Version) -> Iterable[PartValue]:
    """As rows, not as models: a version of five thousand parts is read in a tenth of a second."""
    rows = version.parts.filter(removed_at=None).order_by("position", "pk")
    return [
        PartValue(*row)
        for row in rows.values_list("kind", "slug", "parent", "content", "position", "revision")
    ]


def public_content(version: Version) -> Content:
    """What everybody may see of a published version: without internal attributes. Two queries.

    What was internal when it was approved stays so; what became internal since is kept back too.
    """
    if not version.is_public:
        raise nothing_here()
    hidden = attributes.internal(version.work.organisation).union(version.internal)
    return Content(part.without_attributes(hidden) for part in content(version).parts)


def public_versions(work: str) -> list[Version]:
    """Every version of a work that was published, the newest first. One query."""
    if "\x00" in work:
        return []
    found = Version.objects.filter(work=work, state__in=PUBLIC).select_related("work")
    return list(found.order_by("-number"))


def public_version(work: str, number: int) -> Version:
    """A published or superseded version: its address stays. One query. Raises `NotFound`."""
    for found in public_versions(work):
        if found.number == number:
            return found
    raise nothing_here()


def part(*, actor: Actor, work: str, number: int, kind: str, slug: str) -> Part:
    """One part of a version, also one that was taken out. Raises `NotFound`."""
    require_somewhere(actor, *READERS)
    chosen = _version_of(_work_for(actor, work), number)
    known = "\x00" not in f"{kind}{slug}"
    rows = chosen.parts.filter(kind=kind, slug=slug).select_related("version__work")
    found = rows.first() if known else None
    if found is None:
        raise nothing_here()
    return found


def history(*, actor: Actor, work: str, number: int, kind: str, slug: str) -> list[Revision]:
    """Every change of a part in its version, the newest first. Raises `NotFound`."""
    require_somewhere(actor, *READERS)
    found = part(actor=actor, work=work, number=number, kind=kind, slug=slug)
    return list(found.revisions.order_by("-number"))


def removed_parts(*, actor: Actor, work: str, number: int) -> list[Part]:
    """What was taken out of a version and can be brought back, the newest first. Raises `NotFound`."""
    require_somewhere(actor, *READERS)
    chosen = _version_of(_work_for(actor, work), number)
    return list(chosen.parts.exclude(removed_at=None).order_by("-removed_at", "pk"))


def recent_changes(
    *, actor: Actor, work: str, number: int, limit: int = 100, skip: int = 0
) -> list[Revision]:
    """What was done to the parts of a version since it was begun, the newest first. Raises `NotFound`."""
    require_somewhere(actor, *READERS)
    chosen = _version_of(_work_for(actor, work), number)
    found = Revision.objects.filter(part__version=chosen).exclude(at=chosen.begun_at)
    return list(found.select_related("part").order_by("-at", "-pk")[skip : skip + limit])


def comments(*, actor: Actor, work: str, number: int) -> list[Comment]:
    """The remarks on a version, the oldest first, each with its answers. Raises `NotFound`."""
    require_somewhere(actor, *READERS)
    chosen = _version_of(_work_for(actor, work), number)
    return list(chosen.comments.filter(answers_to=None).prefetch_related("answers"))


def remarks_on(version: Version, kind: str, slug: str) -> list[Comment]:
    """The open remarks on one part, the oldest first, each with its answers; for who may read them."""
    found = version.comments.filter(kind=kind, slug=slug, answers_to=None, closed_at=None)
    return list(found.prefetch_related("answers"))


def responsible_people(work: Work, kind: str, slug: str) -> list[User]:
    """Who answers for a part, by name. One query; for who may read the work."""
    chosen = Assignment.objects.filter(work=work, kind=kind, slug=slug).values("user")
    return list(User.objects.filter(pk__in=chosen).order_by("name"))


def candidates(*, actor: Actor, organisation: str) -> list[User]:
    """Who may be named as a responsible person in an organisation, by name. One query.

    Raises `NotFound`, `NotAllowed` for whoever names nobody there.
    """
    require_somewhere(actor, *roles_of("assign"))
    allow(actor, "assign", organisation)
    held = Grant.objects.filter(organisation__in=("", organisation))
    held = held.exclude(role__in=NOT_RESPONSIBLE)
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name"))


def open_remarks(versions: Iterable[Version]) -> dict[int, int]:
    """How many remarks are open, by the key of the version. One query; ask for who may read them."""
    rows = Comment.objects.filter(version__in=list(versions), answers_to=None, closed_at=None)
    return dict(rows.order_by().values_list("version").annotate(Count("pk")))


def own_parts(*, actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """The parts the actor answers for: work → (kind, slug). One query."""
    require_somewhere(actor, *READERS)
    found: dict[str, list[tuple[str, str]]] = {}
    rows = Assignment.objects.filter(user=actor.user_id).exclude(user=None)
    for work_id, kind, slug in rows.order_by("kind", "slug").values_list("work", "kind", "slug"):
        found.setdefault(work_id, []).append((kind, slug))
    return found


def attributes_of(*, actor: Actor, organisation: str, retired: bool = False) -> list[Attribute]:
    """The attributes of an organisation, by kind of part. One query. Raises `NotFound`."""
    require_somewhere(actor, *READERS)
    if not may_read(actor, organisation):
        raise nothing_here()
    found = Attribute.objects.filter(organisation=organisation)
    return list(found if retired else found.filter(retired_at=None))


def assignments(*, actor: Actor, work: str) -> Mapping[tuple[str, str], tuple[Assignment, ...]]:
    """The responsible people of each part of a work, by (kind, slug). Raises `NotFound`."""
    require_somewhere(actor, *READERS)
    found: dict[tuple[str, str], tuple[Assignment, ...]] = {}
    rows = Assignment.objects.filter(work=_work_for(actor, work)).select_related("user")
    for row in rows.order_by("user__name"):
        found[row.kind, row.slug] = (*found.get((row.kind, row.slug), ()), row)
    return found


def value_of(part: Part) -> PartValue:
    return PartValue(part.kind, part.slug, part.parent, part.content, part.position, part.revision)


def _readable(actor: Actor) -> Q:
    """The organisations in which the actor holds a role."""
    held = {scope for role, scope in actor.grants if role in (*READERS, Role.ADMINISTRATOR)}
    return Q() if "" in held else Q(organisation__in=held)


def _work_for(actor: Actor, name: str) -> Work:
    return work(actor=actor, work=name)


def _version_of(chosen: Work, number: int) -> Version:
    found = chosen.versions.select_related("work").filter(number=number).first()
    if found is None:
        raise nothing_here()
    return found
