"""One part of a version, as somebody reads or writes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.accounts.models import User
from lupaus.web.forms import Typed
from lupaus.web.refusals import Problem
from lupaus.web.texts import Text
from lupaus.workspace import outline, queries
from lupaus.workspace.content import PartValue, Values, value_at
from lupaus.workspace.kinds import PartKind
from lupaus.workspace.languages import lacking
from lupaus.workspace.models import Attribute, Comment
from lupaus.workspace.operations.parts import may_change
from lupaus.workspace.pages.desk import Desk, Step, sentence_case, stored
from lupaus.workspace.pages.form import FormField, form_fields, labels_of
from lupaus.workspace.pages.shown import Labels
from lupaus.workspace.queries import value_of


class Branch(NamedTuple):
    """The parts of one kind that stand under a part: how many, where they are, where one is added."""

    kind: str
    plural: str
    label: str
    total: int
    href: str
    new: str  # empty where none may be added


class ShownValue(NamedTuple):
    """A field as it is read: three languages, or one value in letters."""

    label: str
    words: Text | None
    value: str
    reach: str


@dataclass(frozen=True, slots=True)
class PartPage:
    """`typed` stands in the fields; `writes` is whether they are fields at all, else `values` are shown."""

    desk: Desk
    slug: str  # empty for a part that is still to be added
    parent: str
    title: Text
    eyebrow: str
    trail: tuple[Step, ...]
    revision: int
    changed_at: datetime | None
    changed_by: str
    removed: bool
    lacks: tuple[str, ...]
    fields: tuple[FormField, ...]
    typed: Typed
    writes: bool
    may_save: bool
    values: tuple[ShownValue, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[Comment, ...]  # on the part as a whole
    people: tuple[User, ...]
    branches: tuple[Branch, ...]
    parents: tuple[tuple[str, str], ...] = ()  # what a new part may stand under
    preview: Markup | None = None
    twin: str = ""  # address of the part that has the id already

    @property
    def labels(self) -> dict[str, str]:
        return labels_of(self.fields, self.typed)

    def address(self, name: str) -> str:
        return self.desk.address(name, self.desk.declared.name, self.slug)


def part_page(
    desk: Desk,
    slug: str,
    *,
    typed: Typed | None = None,
    written: Values | None = None,
    problems: Sequence[Problem] = (),
) -> PartPage:
    """A part as it stands; with `typed`, what somebody wrote instead (`written`, as far as it could be read).

    The same number of queries whatever the version holds. Raises `NotFound`.
    """
    part = stored(desk, slug)
    value = value_of(part)
    people = (
        queries.responsible_people(desk.version.work, part.kind, slug) if desk.declared.by_responsible else []
    )
    answers_for = any(user.pk == desk.actor.user_id for user in people)
    removed = part.removed_at is not None
    may_save = not removed and may_change(desk.actor, desk.version, desk.declared, answers_for)
    remarks = queries.remarks_on(desk.version, part.kind, slug)
    fields = form_fields(
        desk.declared, desk.attributes, desk.content, slug=slug, standing=value.content, remarks=remarks
    )
    named = {field.name for field in fields}
    above = _above(desk, value.parent)
    return PartPage(
        desk=desk,
        slug=slug,
        parent=value.parent,
        title=desk.labels.title(value),
        eyebrow=sentence_case(str(desk.declared.label())),
        trail=(*desk.trail(), *above, *_list_step(desk)),
        revision=part.revision,
        changed_at=part.changed_at,
        changed_by=part.changed_by,
        removed=removed,
        lacks=lacking(desk.declared, value.content),
        fields=fields,
        typed=typed or Typed.kept(value.content),
        writes=may_save or typed is not None,
        may_save=may_save,
        values=()
        if may_save and typed is None
        else shown_values(desk.labels, desk.declared, value, desk.attributes),
        problems=tuple(problems),
        remarks=tuple(remark for remark in remarks if remark.field not in named),
        people=tuple(people),
        branches=() if removed else _branches(desk, slug),
        preview=preview_of(desk, slug, value.parent, written or value.content)
        if may_save or typed is not None
        else None,
    )


def new_page(
    desk: Desk,
    parent: str,
    *,
    typed: Typed | None = None,
    written: Values | None = None,
    problems: Sequence[Problem] = (),
    twin: str = "",
) -> PartPage:
    """The form of a part that is still to be added. Raises `NotFound` where none may be."""
    chain = outline.ancestors(desk.kind, desk.declared)
    parents = _parents(desk, chain[0]) if chain else ()
    fields = form_fields(desk.declared, desk.attributes, desk.content)
    return PartPage(
        desk=desk,
        slug="",
        parent=parent,
        title=Text.same(_("Add: %(kind)s") % {"kind": desk.declared.label()}),
        eyebrow="",
        trail=(*desk.trail(), *_above(desk, parent), *_list_step(desk)),
        revision=0,
        changed_at=None,
        changed_by="",
        removed=False,
        lacks=(),
        fields=fields,
        typed=typed or Typed.kept({"parent": parent}),
        writes=True,
        may_save=desk.may_add(),
        values=(),
        problems=tuple(problems),
        remarks=(),
        people=(),
        branches=(),
        parents=parents,
        preview=preview_of(desk, "", parent, written or {}),
        twin=twin,
    )


def preview_of(desk: Desk, slug: str, parent: str, written: Values) -> Markup | None:
    """What the part would come to as written; None where its kind shows nothing."""
    if desk.declared.preview is None:
        return None
    own = {name: value for name, value in written.items() if name != "attributes"}
    read = desk.kind.read(desk.declared.name, own)
    part = PartValue(desk.declared.name, slug, parent, read.content)
    return desk.declared.preview(
        actor=desk.actor,
        version=desk.version,
        part=part,
        content=desk.content,
        language=desk.labels.language,
    )


def shown_values(
    labels: Labels, declared: PartKind, part: PartValue, attributes: Iterable[Attribute]
) -> tuple[ShownValue, ...]:
    """Every field that has something in it, for whoever reads and does not write."""
    found = []
    for field in declared.fields:
        value = value_at(part.content, field.name)
        if value in (None, "", {}, []):
            continue
        if field.form in ("words", "prose"):
            found.append(ShownValue(str(field.label()), Text.of(value), "", ""))
        else:
            found.append(ShownValue(str(field.label()), None, labels.field(part, field), ""))
    public = {each.slug for each in attributes if each.is_public and each.kind == part.kind}
    for slug, value in (part.content.get("attributes") or {}).items():
        label, words = labels.attribute(part.kind, slug, value)
        found.append(ShownValue(label, None, words, _("public") if slug in public else _("internal")))
    return tuple(found)


def _parents(desk: Desk, above: PartKind) -> tuple[tuple[str, str], ...]:
    """What a part may stand under, in the order of the document, by title. Few queries."""
    held = outline.values(desk.version, above.name)
    found = [
        (line.slug, desk.labels.title(held[line.slug]).words(desk.labels.language))
        for line in outline.outline(desk.version, desk.kind, above)
        if line.slug in held
    ]
    seen: set[str] = set()
    told = []
    for slug, title in found:
        told.append((slug, f"{title} ({slug})" if title.casefold() in seen else title))
        seen.add(title.casefold())
    return tuple(told)


def parents_of(desk: Desk) -> tuple[tuple[str, str], ...]:
    """What parts of this kind may stand under: (id, title); empty where they stand under the whole."""
    chain = outline.ancestors(desk.kind, desk.declared)
    return _parents(desk, chain[0]) if chain else ()


def _above(desk: Desk, parent: str) -> list[Step]:
    """The parts a part stands under, the widest first. One query for each kind above."""
    found: list[Step] = []
    for kind in outline.ancestors(desk.kind, desk.declared):
        part = outline.values(desk.version, kind.name, [parent]).get(parent)
        if part is None:
            break
        found.insert(0, Step(desk.labels.title(part), desk.address("part", kind.name, part.slug)))
        parent = part.parent
    return found


def _list_step(desk: Desk) -> tuple[Step, ...]:
    return () if desk.declared is desk.kind.head else (desk.kind_step(),)


def _branches(desk: Desk, slug: str) -> tuple[Branch, ...]:
    kinds = outline.standing_under(desk.kind, desk.declared)
    if desk.declared is desk.kind.head or not kinds:
        return ()
    counts = outline.counts_under(desk.version, [kind.name for kind in kinds])
    return tuple(
        Branch(
            kind.name,
            sentence_case(str(kind.plural())),
            str(kind.label()),
            counts.get((kind.name, slug), 0),
            f"{desk.address('kind', kind.name)}?parent={slug}",
            f"{desk.address('new-part', kind.name)}?parent={slug}" if desk.may_add(kind) else "",
        )
        for kind in kinds
    )
