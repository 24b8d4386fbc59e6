"""The review: remarks on a passage, answers, and closing what is settled."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require_somewhere
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import LANGUAGES
from lupaus.workspace.models import Comment, Version
from lupaus.workspace.operations.asking import kind_of, tell, version_for
from lupaus.workspace.rights import nothing_here, roles_of

LONGEST = 5000
LONGEST_PASSAGE = 1000


class CommentRefused(Refused):
    """The remark cannot be kept like this."""


def write_comment(
    *,
    actor: Actor,
    clock: Clock,
    work: str,
    words: str,
    kind: str = "",
    slug: str = "",
    field: str = "",
    language: str = "",
    passage: str = "",
    answers_to: int | None = None,
) -> Comment:
    """Remark on a passage of a part, on a part, or (no kind) on the whole; or answer a remark.

    An answer to a closed remark opens it again. Raises `CommentRefused`, `WrongState`, `NotFound`.
    """
    require_somewhere(actor, *roles_of("write_comment"))
    with transaction.atomic():
        version = version_for(actor, "write_comment", work)
        answered = _comment(version, answers_to) if answers_to is not None else None
        comment = Comment(
            version=version,
            words=words.strip(),
            by=actor.name,
            at=clock(),
            answers_to=answered,
            kind=answered.kind if answered else kind,
            slug=answered.slug if answered else slug,
            field=answered.field if answered else field,
            language=answered.language if answered else language,
            passage="" if answered else passage.strip(),
        )
        _check(version, comment, answered)
        comment.save()
        if answered is not None and answered.closed_at is not None:
            answered.closed_at, answered.closed_by = None, ""
            answered.save(update_fields=["closed_at", "closed_by"])
        _tell(actor, clock, "write_comment", version, comment, before=None)
    return comment


def close_comment(*, actor: Actor, clock: Clock, work: str, comment: int) -> Comment:
    """Say that a remark is settled. Closing it again changes nothing. Raises `NotFound`, `WrongState`."""
    require_somewhere(actor, *roles_of("close_comment"))
    with transaction.atomic():
        version = version_for(actor, "close_comment", work)
        found = _comment(version, comment)
        if found.closed_at is None:
            before = _state(found)
            found.closed_at, found.closed_by = clock(), actor.name
            found.save(update_fields=["closed_at", "closed_by"])
            _tell(actor, clock, "close_comment", version, found, before=before)
    return found


def reopen_comment(*, actor: Actor, clock: Clock, work: str, comment: int) -> Comment:
    """Take up a settled remark again. Raises `NotFound`, `WrongState`."""
    require_somewhere(actor, *roles_of("reopen_comment"))
    with transaction.atomic():
        version = version_for(actor, "reopen_comment", work)
        found = _comment(version, comment)
        if found.closed_at is not None:
            before = _state(found)
            found.closed_at, found.closed_by = None, ""
            found.save(update_fields=["closed_at", "closed_by"])
            _tell(actor, clock, "reopen_comment", version, found, before=before)
    return found


def _check(version: Version, comment: Comment, answered: Comment | None) -> None:
    problems = []
    if not comment.words:
        problems.append(Problem(_("Write something."), path="words"))
    if len(comment.words) > LONGEST:
        problems.append(
            Problem(_("The remark is longer than %(most)d letters.") % {"most": LONGEST}, path="words")
        )
    if len(comment.passage) > LONGEST_PASSAGE:
        problems.append(
            Problem(
                _("The passage is longer than %(most)d letters.") % {"most": LONGEST_PASSAGE}, path="passage"
            )
        )
    if any("\x00" in each for each in (comment.words, comment.passage, comment.field)):
        problems.append(Problem(_("The text holds a control character."), path="words"))
    if comment.language not in ("", *LANGUAGES):
        problems.append(Problem(_("This language is not one of ours."), path="language"))
    if answered is None:
        problems += _place_problems(version, comment)
    if problems:
        raise CommentRefused(problems)


def _place_problems(version: Version, comment: Comment) -> list[Problem]:
    """What is wrong with what a remark is about. Raises `NotFound` for a part that is not there."""
    if not comment.kind:
        if comment.slug or comment.field:
            return [Problem(_("Say of which part: its kind is missing."), path="kind")]
        return []
    declared = kind_of(version.work).part(comment.kind)
    known = version.parts.filter(kind=comment.kind, slug=comment.slug, removed_at=None)
    if declared is None or "\x00" in comment.slug or not known.exists():
        raise nothing_here()
    if comment.field and comment.field not in {each.name for each in declared.fields}:
        return [Problem(_("The part has no such field."), path="field")]
    return []


def _comment(version: Version, number: int) -> Comment:
    """A remark of this version (never an answer). Raises `NotFound`."""
    found = version.comments.filter(pk=number, answers_to=None).first()
    if found is None:
        raise nothing_here()
    return found


def _state(comment: Comment) -> dict[str, Any]:
    return {
        "words": comment.words,
        "passage": comment.passage,
        "answers_to": comment.answers_to_id,
        "closed": comment.closed_at is not None,
    }


def _tell(
    actor: Actor,
    clock: Clock,
    verb: str,
    version: Version,
    comment: Comment,
    *,
    before: dict[str, Any] | None,
) -> None:
    place = f"comment/{comment.pk}"
    tell(actor, clock, verb, version, part=place, before=before, after=_state(comment))
