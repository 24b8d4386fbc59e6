"""Two people wrote the same part: both versions beside each other, and a form in which nothing is lost.

What only one of them changed goes along by itself. Where both changed the same words, the second one chooses:
their own words, the other's, or a text made of both.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.web.differences import difference
from lupaus.web.forms import Sent, Typed
from lupaus.web.languages import NAMES
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.content import PartValue, Values, value_at
from lupaus.workspace.models import Part
from lupaus.workspace.operations import Collision
from lupaus.workspace.pages.desk import Desk, Step
from lupaus.workspace.pages.form import FormField, form_fields, put
from lupaus.workspace.pages.part import part_page

THEIRS, YOURS = "theirs", "yours"


class Met(NamedTuple):
    """One place where the two differ. `path` is the name of its field, with the language where it has one.

    Each pair of markup is (as it was at the beginning, as it was written), with what differs marked.
    """

    path: str
    label: str
    language: str
    theirs: tuple[Markup, Markup]
    yours: tuple[Markup, Markup]


@dataclass(frozen=True, slots=True)
class CollisionPage:
    """`clashes` holds what both changed; `theirs_alone` what goes along from the other, by its label."""

    title: Text
    trail: tuple[Step, ...]
    address: str
    sentence: str
    by: str
    at: datetime
    revision: int
    clashes: tuple[tuple[FormField, tuple[Met, ...]], ...]
    theirs_alone: tuple[Met, ...]
    rest: tuple[FormField, ...]
    typed: Typed


def collision_page(desk: Desk, slug: str, met: Collision) -> CollisionPage:
    """What the second of two writers is shown, with their words in the fields."""
    page = part_page(desk, slug)
    fields = form_fields(desk.declared, desk.attributes, desk.content, slug=slug, standing=met.yours)
    merged = deepcopy(met.yours)
    clashes: dict[str, list[Met]] = {}
    alone: list[Met] = []
    for field in fields:
        for path in _paths(field):
            base, theirs, yours = (value_at(each, path) for each in (met.base, met.theirs, met.yours))
            if theirs in (yours, base):
                continue
            place = _met(desk, PartValue(desk.declared.name, slug), field, path, (base, theirs, yours))
            if yours == base:
                put(merged, path, theirs)
                alone.append(place)
            else:
                clashes.setdefault(field.name, []).append(place)
    return CollisionPage(
        title=page.title,
        trail=page.trail,
        address=page.address("part"),
        sentence=met.problems[0].message,
        by=met.by,
        at=met.at,
        revision=met.revision,
        clashes=tuple((field, tuple(clashes[field.name])) for field in fields if field.name in clashes),
        theirs_alone=tuple(alone),
        rest=tuple(field for field in fields if field.name not in clashes),
        typed=Typed.kept(merged),
    )


def settled(
    part: Part, began: int, fields: tuple[FormField, ...], sent: Sent, values: Values
) -> tuple[Values, Typed]:
    """What was written, with the other's words where they were chosen: those of the revision that was met.

    The second of the pair is what the fields show if the form has to be shown again.
    """
    chosen = [
        path
        for field in fields
        for path in _paths(field)
        if sent.has(f"take.{path}") and sent.choice(f"take.{path}", (THEIRS, YOURS)) == THEIRS
    ]
    if not chosen:
        return values, sent.typed
    met = part.revisions.filter(number=began).first()
    theirs: Mapping[str, Any] = met.content if met else part.content
    both = deepcopy(values)
    for path in chosen:
        put(both, path, value_at(theirs, path))
    return both, sent.typed.over({path: value_at(theirs, path) for path in chosen})


def _paths(field: FormField) -> tuple[str, ...]:
    """Where a field keeps what can differ: a text in each language, everything else once."""
    if field.form in ("words", "prose"):
        return tuple(f"{field.name}.{language}" for language in LANGUAGES)
    return (field.name,)


def _met(desk: Desk, part: PartValue, field: FormField, path: str, values: tuple[Any, Any, Any]) -> Met:
    language = path.rpartition(".")[2] if field.form in ("words", "prose") else ""
    was, other, own = (_in_letters(desk, part, field, value) for value in values)
    first, second = difference(was, other), difference(was, own)
    label = f"{field.label}, {NAMES[language]}" if language else field.label
    return Met(path, label, language, (first.before, first.after), (second.before, second.after))


def _in_letters(desk: Desk, part: PartValue, field: FormField, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if field.form in ("words", "prose"):
        return str(value)
    if field.name.startswith("attributes."):
        return desk.labels.attribute(part.kind, field.name.partition(".")[2], value)[1]
    declared = next(each for each in desk.declared.fields if each.name == field.name)
    return desk.labels.value(part, declared, value) or _("nothing")
