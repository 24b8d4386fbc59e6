"""The attributes an organisation adds to what its parts tell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require_somewhere
from lupaus.accounts.audit import record
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import Text
from lupaus.workspace.kinds import kinds
from lupaus.workspace.models import Attribute, Form
from lupaus.workspace.rights import allow, nothing_here, roles_of

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_TITLE = 100
_CHOICES = 50


class AttributeRefused(Refused):
    """An attribute cannot be like this: every reason at once."""


def save_attribute(
    *,
    actor: Actor,
    clock: Clock,
    organisation: str,
    kind: str,
    slug: str,
    title: Text,
    form: str,
    is_public: bool = False,
    choices: Sequence[Mapping[str, Any]] = (),
    position: int = 0,
) -> Attribute:
    """Add an attribute to a kind of part, or change one; a retired one is taken up again.

    Its form never changes: values that were written would lose their meaning. `choices` holds
    `{"id": …, "title": {"fi": …}}`; a choice that is left out can no longer be chosen. Raises
    `AttributeRefused`, `NotAllowed`, `NotFound`.
    """
    require_somewhere(actor, *roles_of("save_attribute"))
    allow(actor, "save_attribute", organisation)
    with transaction.atomic():
        stored = _stored(organisation, kind, slug)
        read_choices = [{"id": str(c.get("id", "")), "title": _words(c.get("title"))} for c in choices]
        problems = _problems(
            kind=kind,
            slug=slug,
            title=title,
            form=form,
            choices=read_choices,
            position=position,
            stored=stored,
        )
        if problems:
            raise AttributeRefused(problems)
        attribute = stored or Attribute(organisation=organisation, kind=kind, slug=slug, form=form)
        before = _state(stored) if stored else None
        attribute.title, attribute.choices = title, read_choices
        attribute.is_public, attribute.position, attribute.retired_at = is_public, position, None
        if before != _state(attribute):
            _keep(attribute, is_new=stored is None)
            _tell(actor, clock, "save_attribute", attribute, before)
    return attribute


def retire_attribute(*, actor: Actor, clock: Clock, organisation: str, kind: str, slug: str) -> None:
    """Use an attribute no longer; values that were written stay where they were. Raises `NotFound`."""
    require_somewhere(actor, *roles_of("retire_attribute"))
    allow(actor, "retire_attribute", organisation)
    with transaction.atomic():
        rows = Attribute.objects.select_for_update()
        found = rows.filter(organisation=organisation, kind=kind, slug=slug, retired_at=None).first()
        if found is None:
            raise nothing_here()
        before = _state(found)
        found.retired_at = clock()
        found.save(update_fields=["retired_at"])
        _tell(actor, clock, "retire_attribute", found, before)


def _stored(organisation: str, kind: str, slug: str) -> Attribute | None:
    if not _SLUG.fullmatch(organisation):
        raise nothing_here()
    if not _SLUG.fullmatch(kind) or not _SLUG.fullmatch(slug):
        return None  # `_problems` says what is wrong with it
    rows = Attribute.objects.select_for_update().filter(organisation=organisation, kind=kind, slug=slug)
    return rows.first()


def _keep(attribute: Attribute, *, is_new: bool) -> None:
    """Store it. Two people may add the same one at the same moment: the second is told."""
    try:
        with transaction.atomic():
            attribute.save(force_insert=is_new)
    except IntegrityError as met:
        raise AttributeRefused(
            Problem(_("Somebody else has just added it. Open the page again."), path="id")
        ) from met


def _problems(
    *,
    kind: str,
    slug: str,
    title: Text,
    form: str,
    choices: Sequence[Mapping[str, Any]],
    position: int,
    stored: Attribute | None,
) -> list[Problem]:
    problems = []
    if kind not in {part.name for work in kinds() for part in work.parts}:
        problems.append(Problem(_("There is no such kind of part."), path="kind"))
    if not _SLUG.fullmatch(slug):
        sentence = _("An id has small letters a–z, digits and hyphens, at most 80.")
        problems.append(Problem(sentence, path="id"))
    if not title or any(len(words) > _TITLE or "\x00" in words for words in title.as_dict().values()):
        sentence = _("Give the attribute a name of at most %(most)d letters.") % {"most": _TITLE}
        problems.append(Problem(sentence, path="title"))
    if form not in Form.values:
        problems.append(Problem(_("Choose what the attribute holds."), path="form"))
    elif stored is not None and stored.form != form:
        problems.append(Problem(_("What an attribute holds cannot change. Add another one."), path="form"))
    ids = [choice["id"] for choice in choices]
    if form == Form.CHOICE and not (1 <= len(ids) <= _CHOICES and len(set(ids)) == len(ids)):
        sentence = _("Give from 1 to %(most)d choices, each once.") % {"most": _CHOICES}
        problems.append(Problem(sentence, path="choices"))
    if not 0 <= position <= _CHOICES * _CHOICES:
        problems.append(Problem(_("The place is not in the list."), path="position"))
    if any(not _SLUG.fullmatch(choice["id"]) or not choice["title"] for choice in choices):
        problems.append(Problem(_("Each choice needs an id and a name."), path="choices"))
    return problems


def _words(value: Any) -> dict[str, str]:
    """The title of a choice, as it is stored."""
    given = value if isinstance(value, Mapping) else {}
    words = {
        str(language): str(each).replace("\x00", "").strip()[:_TITLE] for language, each in given.items()
    }
    return Text.of(words).as_dict()


def _state(attribute: Attribute) -> dict[str, Any]:
    return {
        "title": attribute.title.as_dict(),
        "form": attribute.form,
        "choices": attribute.choices,
        "public": attribute.is_public,
        "position": attribute.position,
        "retired": attribute.retired_at is not None,
    }


def _tell(actor: Actor, clock: Clock, verb: str, attribute: Attribute, before: dict[str, Any] | None) -> None:
    record(
        actor=actor,
        clock=clock,
        verb=verb,
        kind="attribute",
        object_id=f"{attribute.organisation}/{attribute.kind}/{attribute.slug}",
        before=before,
        after=_state(attribute),
    )
