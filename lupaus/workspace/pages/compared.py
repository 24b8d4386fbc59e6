"""Two contents side by side, as a reader sees them: what came, went, moved and changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.web.differences import difference
from lupaus.web.texts import Text
from lupaus.workspace.comparing import Comparison, FieldDifference, PartDifference, compare
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.kinds import WorkKind
from lupaus.workspace.models import Attribute, Deed
from lupaus.workspace.pages.document import heading_of
from lupaus.workspace.pages.shown import Labels

#: Parts that differ on one page.
PER_PAGE = 100


class ShownDifference(NamedTuple):
    """One field that differs, as markup. `language` is empty for what is not in words."""

    label: str
    language: str
    before: Markup
    after: Markup


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One part that differs. `before_place` and `after_place` say where it stands, where that changed."""

    kind: str
    slug: str
    label: str
    title: Text
    under: Text  # what it stands under; empty for the whole
    deed: str
    deed_words: str
    before_place: str
    after_place: str
    fields: tuple[ShownDifference, ...]


class KindCount(NamedTuple):
    kind: str
    label: str
    parts: int


@dataclass(frozen=True, slots=True)
class Compared:
    """`counts` holds (deed, words, count) of every deed there is; `changes` those of the page asked for."""

    total: int
    shown_total: int  # of the kind that was chosen
    counts: tuple[tuple[str, str, int], ...]
    kinds: tuple[KindCount, ...]
    chosen: str
    changes: tuple[ShownChange, ...]
    page: int
    pages: int


def compared(
    before: Content,
    after: Content,
    kind: WorkKind,
    *,
    attributes: Iterable[Attribute] = (),
    only: str = "",
    page: int = 1,
) -> Compared:
    """What differs, of one kind of part (`only`) or all; a page holds at most `PER_PAGE` parts."""
    found = compare(before, after, kind)
    chosen = found.of_kind(only) if only else found.parts
    pages = max(1, -(-len(chosen) // PER_PAGE))
    page = min(page, pages)
    labels = Labels(kind, (before, after), attributes)
    shown = chosen[(page - 1) * PER_PAGE : page * PER_PAGE]
    return Compared(
        total=len(found.parts),
        shown_total=len(chosen),
        counts=_counts(chosen),
        kinds=_kinds(found, kind),
        chosen=only,
        changes=tuple(_shown(each, labels, before, after) for each in shown),
        page=page,
        pages=pages,
    )


def _counts(parts: Sequence[PartDifference]) -> tuple[tuple[str, str, int], ...]:
    counted = Counter(each.deed for each in parts)
    return tuple((deed.value, str(deed.label), counted[deed]) for deed in Deed if counted[deed])


def _kinds(found: Comparison, kind: WorkKind) -> tuple[KindCount, ...]:
    counted = Counter(each.part.kind for each in found.parts)
    return tuple(
        KindCount(part.name, heading_of(part), counted[part.name])
        for part in kind.parts
        if counted[part.name]
    )


def _shown(found: PartDifference, labels: Labels, before: Content, after: Content) -> ShownChange:
    declared = labels.kind_of(found.part)
    under = _above(found.part, labels, after) or _above(found.part, labels, before)
    places = _places(found, labels, before, after)
    return ShownChange(
        kind=found.part.kind,
        slug=found.part.slug,
        label=_sentence(str(declared.label())),
        title=labels.title(found.part),
        under=labels.title(under) if under else Text(),
        deed=found.deed.value,
        deed_words=str(found.deed.label),
        before_place=places[0],
        after_place=places[1],
        fields=tuple(shown_difference(each, found, labels) for each in found.fields),
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _places(found: PartDifference, labels: Labels, before: Content, after: Content) -> tuple[str, str]:
    """Where a part that moved stood and stands: under what, and which of its siblings it is."""
    old, new = found.before, found.after
    if old is None or new is None or (found.deed != Deed.MOVED and old.parent == new.parent):
        return "", ""
    return _place(old, labels, before), _place(new, labels, after)


def _place(part: PartValue, labels: Labels, content: Content) -> str:
    above = _above(part, labels, content)
    words = {"place": part.position + 1, "of": len(content.under(part.kind, part.parent))}
    if above is None:
        return _("place %(place)d of %(of)d") % words
    title = labels.title(above).words(labels.language)
    return _("under “%(title)s”, place %(place)d of %(of)d") % {**words, "title": title}


def _above(part: PartValue, labels: Labels, content: Content) -> PartValue | None:
    declared = labels.kind_of(part)
    return content.get(declared.parent, part.parent) if declared.parent and part.parent else None


def shown_difference(found: FieldDifference, part: PartDifference, labels: Labels) -> ShownDifference:
    if found.field.startswith("attributes."):
        slug = found.field.removeprefix("attributes.")
        old, new = (labels.attribute(part.part.kind, slug, value) for value in found.values)
        return ShownDifference(old[0], "", Markup.escape(old[1]), Markup.escape(new[1]))
    field = next(each for each in labels.kind_of(part.part).fields if each.name == found.field)
    label = str(field.label())
    if found.language:
        old, new = found.values
        if not old or not new:  # the side that has words needs no marks: the other one says that it has none
            return ShownDifference(label, found.language, Markup.escape(old), Markup.escape(new))
        marked = difference(old, new)
        return ShownDifference(label, found.language, marked.before, marked.after)
    before, after = (
        labels.value(side, field, value) if side else ""
        for side, value in zip((part.before, part.after), found.values, strict=True)
    )
    if field.form == "rows" and before and after:
        marked = difference(before, after)
        return ShownDifference(label, "", marked.before, marked.after)
    return ShownDifference(label, "", Markup.escape(before), Markup.escape(after))
