"""The way of a version: draft → in review → approved → published → superseded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.accounts.actors import Actor, require_somewhere
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.attributes import internal
from lupaus.workspace.kinds import kinds
from lupaus.workspace.models import ON_ITS_WAY, Deed, Part, Revision, State, Version, Work
from lupaus.workspace.operations.asking import kind_of, tell, version_for, work_for
from lupaus.workspace.operations.parts import PartRefused, read_content, revision_of
from lupaus.workspace.queries import content as content_of
from lupaus.workspace.rights import allow, roles_of

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_DECISION = 300
_REASON = 2000


class NotReady(Refused):
    """The version cannot go on like this: every reason at once."""

    status = 409


def open_work(
    *, actor: Actor, clock: Clock, kind: str, work: str, organisation: str, content: Mapping[str, Any]
) -> Version:
    """Begin a new work with its first draft; `content` is that of its head.

    Raises `PartRefused`, `NotFound`, `NotAllowed`.
    """
    require_somewhere(actor, *roles_of("open_work"))
    allow(actor, "open_work", organisation)
    declared = next((each for each in kinds() if each.name == kind), None)
    problems = [] if declared else [Problem(_("There is no such kind of work."), path="kind")]
    if not _SLUG.fullmatch(work):
        problems.append(Problem(_("An id has small letters a–z, digits and hyphens, at most 80."), path="id"))
    if not _SLUG.fullmatch(organisation):
        problems.append(Problem(_("This is not an organisation's id."), path="organisation"))
    if problems or declared is None:
        raise PartRefused(problems)
    with transaction.atomic():
        made, is_new = Work.objects.get_or_create(
            pk=work, defaults={"kind": kind, "organisation": organisation, "created_at": clock()}
        )
        if not is_new:
            raise PartRefused(
                Problem(_("There is already a work with the id %(id)s.") % {"id": work}, path="id")
            )
        version = _new_version(actor, clock, made, 1, based_on=None)
        head = {(declared.head.name, work): read_content(version, declared.head.name, content)}
        fixed = {(part, slug): values for part, slug, values in declared.fixed_parts()}
        keep_parts(
            version,
            (
                Part(version=version, kind=part, slug=slug, position=place, content=values)
                for place, ((part, slug), values) in enumerate((head | fixed).items())
            ),
        )
        tell(actor, clock, "open_work", version, before=None, after=state(version))
    return version


def begin_draft(*, actor: Actor, clock: Clock, work: str) -> Version:
    """Begin the next version as a copy of the newest one. Raises `NotReady` while one is on its way."""
    require_somewhere(actor, *roles_of("begin_draft"))
    with transaction.atomic():
        found = work_for(actor, "begin_draft", work)
        newest = found.versions.order_by("-number").first()
        if newest is None:
            raise NotReady(_("This work has no version to go on from."))
        if newest.state in ON_ITS_WAY:
            raise NotReady(
                _("Version %(number)d is %(state)s: finish it first.")
                % {"number": newest.number, "state": newest.state_now.label}
            )
        version = _new_version(actor, clock, found, newest.number + 1, based_on=newest.number)
        copied = newest.parts.filter(removed_at=None).order_by("position", "pk")
        keep_parts(
            version,
            (
                Part(
                    version=version,
                    kind=part.kind,
                    slug=part.slug,
                    parent=part.parent,
                    position=part.position,
                    content=part.content,
                )
                for part in copied
            ),
        )
        tell(actor, clock, "begin_draft", version, before=None, after=state(version))
    return version


def submit(*, actor: Actor, clock: Clock, work: str, number: int) -> Version:
    """Hand a draft to the review. Raises `NotReady` with everything the kind of work finds wrong with it."""
    require_somewhere(actor, *roles_of("submit"))
    with transaction.atomic():
        version = version_for(actor, "submit", work, number)
        _check_whole(version)
        before = state(version)
        version.state = State.IN_REVIEW
        version.submitted_at, version.submitted_by = clock(), actor.name
        return _stepped(actor, clock, "submit", version, before)


def return_to_draft(*, actor: Actor, clock: Clock, work: str, number: int, reason: str = "") -> Version:
    """Give a version back to its writers.

    `reason` stays in the audit trail, and stands as an open remark on the whole: the writers see it, and
    nobody approves before it is settled. Raises `PartRefused` when it is too long.
    """
    require_somewhere(actor, *roles_of("return_to_draft"))
    with transaction.atomic():
        version = version_for(actor, "return_to_draft", work, number)
        words = reason.replace("\x00", "").strip()
        if len(words) > _REASON:
            sentence = _("The reason is longer than %(most)d letters.") % {"most": _REASON}
            raise PartRefused(Problem(sentence, path="reason"))
        before = state(version)
        version.state = State.DRAFT
        version.submitted_at, version.submitted_by = None, ""
        version.approved_at, version.approved_by, version.digest = None, "", ""
        version.decision, version.internal = "", []
        if words:
            version.comments.create(words=words, by=actor.name, at=clock())
        return _stepped(actor, clock, "return_to_draft", version, before, reason=words)


def approve(*, actor: Actor, clock: Clock, work: str, number: int, decision: str) -> Version:
    """Say that a version is right, and by which decision. From now on its digest is over every part of it.

    Raises `NotReady` while remarks are open or something is wrong with the whole, `PartRefused` without the
    decision.
    """
    require_somewhere(actor, *roles_of("approve"))
    with transaction.atomic():
        version = version_for(actor, "approve", work, number)
        named = check_decision(decision)
        unsettled = version.comments.filter(answers_to=None, closed_at=None).count()
        if unsettled:
            raise NotReady(
                ngettext(
                    "%(count)d remark is still open. Close it first.",
                    "%(count)d remarks are still open. Close them first.",
                    unsettled,
                )
                % {"count": unsettled}
            )
        _check_whole(version)
        before = state(version)
        version.state = State.APPROVED
        version.approved_at, version.approved_by = clock(), actor.name
        version.decision = named
        version.digest = content_of(version).digest
        version.internal = sorted(internal(version.work.organisation))
        return _stepped(actor, clock, "approve", version, before)


def publish(*, actor: Actor, clock: Clock, work: str, number: int) -> Version:
    """Put an approved version before the public; the one before it is superseded and keeps its address.

    Raises `NotReady` when the parts are not those that were approved.
    """
    require_somewhere(actor, *roles_of("publish"))
    with transaction.atomic():
        version = version_for(actor, "publish", work, number)
        content = content_of(version)
        if content.digest != version.digest:
            raise NotReady(
                _("The version is not what was approved: its seal is broken. Have it approved anew.")
            )
        before = state(version)
        supersede(actor, clock, version.work)
        version.state = State.PUBLISHED
        version.published_at, version.published_by = clock(), actor.name
        stepped = _stepped(actor, clock, "publish", version, before)
        hook = kind_of(version.work).put_in_force
        if hook:
            hook(actor=actor, clock=clock, work=version.work, version=version, content=content)
        return stepped


def supersede(actor: Actor, clock: Clock, work: Work) -> None:
    """The published version, if there is one, steps back."""
    for version in work.versions.filter(state=State.PUBLISHED):
        before = state(version)
        version.state = State.SUPERSEDED
        version.superseded_at = clock()
        version.work = work
        _stepped(actor, clock, "supersede", version, before)


def check_decision(decision: str) -> str:
    """The name of a decision, without spaces around it. Raises `PartRefused`."""
    named = decision.strip()
    if not named or len(named) > _DECISION or "\x00" in named or "\n" in named:
        raise PartRefused(
            Problem(_("Name the decision on one line: body, date and section."), path="decision")
        )
    return named


def keep_parts(version: Version, parts: Any) -> None:
    """Store the parts a version begins with, each with the first line of its history."""
    made = []
    for part in parts:
        part.changed_at, part.changed_by, part.revision = version.begun_at, version.begun_by, 1
        made.append(part)
    stored = Part.objects.bulk_create(made, batch_size=500)
    Revision.objects.bulk_create((revision_of(part, Deed.ADDED) for part in stored), batch_size=500)


def state(version: Version) -> dict[str, Any]:
    """A version as the audit trail keeps it."""
    return {
        "state": version.state,
        "based_on": version.based_on,
        "decision": version.decision,
        "digest": version.digest,
    }


def _new_version(actor: Actor, clock: Clock, work: Work, number: int, *, based_on: int | None) -> Version:
    return Version.objects.create(
        work=work,
        number=number,
        state=State.DRAFT,
        based_on=based_on,
        begun_at=clock(),
        begun_by=actor.name,
    )


def _check_whole(version: Version) -> None:
    checked = kind_of(version.work).check(version.work, content_of(version))
    if checked.problems:
        raise NotReady(checked.problems)


def _stepped(
    actor: Actor, clock: Clock, verb: str, version: Version, before: dict[str, Any], **also: str
) -> Version:
    version.save()
    tell(actor, clock, verb, version, before=before, after=state(version) | also)
    return version
