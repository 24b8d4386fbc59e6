"""What an organisation asks of its parts beyond what everybody does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.text import slugify

from lupaus.accounts.actors import Actor
from lupaus.web import panels
from lupaus.web.forms import Sent, Typed
from lupaus.web.refusals import Problem
from lupaus.web.texts import Text
from lupaus.workspace import queries
from lupaus.workspace.content import Values
from lupaus.workspace.kinds import kinds
from lupaus.workspace.models import Attribute, Form
from lupaus.workspace.pages.form import LONGEST_SLUG
from lupaus.workspace.rights import may

#: Empty lines offered for further choices.
_SPARE = 4
_MOST_CHOICES = 50


class Group(NamedTuple):
    """The attributes of one kind of part, in order."""

    kind: str
    label: str
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class AttributesPage:
    organisation: str
    name: Text
    groups: tuple[Group, ...]
    retired: tuple[Attribute, ...]
    may_save: bool


@dataclass(frozen=True, slots=True)
class AttributePage:
    """The form of one attribute, None for a new one. `rows` are the ids of its choices, "" for spare ones."""

    organisation: str
    name: Text
    attribute: Attribute | None
    typed: Typed
    rows: tuple[str, ...]
    part_kinds: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]


def attributes_page(actor: Actor, organisation: str) -> AttributesPage:
    """Raises `NotFound`, `NotAllowed`."""
    found = queries.attributes_of(actor=actor, organisation=organisation, retired=True)
    labels = dict(part_kinds())
    groups: dict[str, list[Attribute]] = {kind: [] for kind in labels}
    for each in found:
        if each.retired_at is None:
            groups.setdefault(each.kind, []).append(each)
    return AttributesPage(
        organisation=organisation,
        name=name_of(organisation),
        groups=tuple(
            Group(kind, labels.get(kind, kind), tuple(held)) for kind, held in groups.items() if held
        ),
        retired=tuple(each for each in found if each.retired_at is not None),
        may_save=may(actor, "save_attribute", organisation),
    )


def attribute_page(
    organisation: str,
    attribute: Attribute | None,
    *,
    typed: Typed | None = None,
    problems: Sequence[Problem] = (),
) -> AttributePage:
    if typed is None:
        typed = Typed.kept(_kept(attribute) if attribute else {"form": Form.CHOICE.value})
    return AttributePage(
        organisation=organisation,
        name=name_of(organisation),
        attribute=attribute,
        typed=typed,
        rows=_rows(typed),
        part_kinds=part_kinds(),
        problems=tuple(problems),
    )


def read_choices(sent: Sent) -> list[Values]:
    """The choices that were written, each with the id it has or one made of its words."""
    found: list[Values] = []
    typed = sent.typed
    for place in range(_MOST_CHOICES + _SPARE):
        title = sent.words(f"choice-{place}", longest=100)
        if not title:
            continue
        slug = typed[f"choice-{place}.id"]
        if not slug:
            words = next(words for language in ("en", "fi", "sv") if (words := getattr(title, language)))
            slug = slugify(words)[:LONGEST_SLUG].replace("_", "-").strip("-")
        found.append({"id": slug or f"choice-{place + 1}", "title": title.as_dict()})
    return found


def proposed_slug(title: Text) -> str:
    words = title.en or title.fi or title.sv
    return slugify(words)[:LONGEST_SLUG].replace("_", "-").strip("-")


def part_kinds() -> tuple[tuple[str, str], ...]:
    """Every kind of part that can have attributes: (name, label), each once."""
    return tuple({part.name: str(part.label()) for kind in kinds() for part in kind.parts}.items())


def name_of(organisation: str) -> Text:
    return next(iter(panels.organisation_names([organisation])), Text.same(organisation))


def address(organisation: str) -> str:
    return reverse("workspace:attributes", args=[organisation])


def _kept(attribute: Attribute) -> Values:
    values: Values = {
        "kind": attribute.kind,
        "id": attribute.slug,
        "title": attribute.title,
        "form": attribute.form,
        "public": attribute.is_public,
    }
    for place, choice in enumerate(attribute.choices):
        values[f"choice-{place}"] = Text.of(choice["title"])
        values[f"choice-{place}.id"] = choice["id"]
    return values


def _rows(typed: Typed) -> tuple[str, ...]:
    filled = 0
    for place in range(_MOST_CHOICES):
        if typed.words(f"choice-{place}"):
            filled = place + 1
    count = min(filled + _SPARE, _MOST_CHOICES)
    return tuple(typed[f"choice-{place}.id"] for place in range(count))
