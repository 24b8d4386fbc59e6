"""Taking words out of the work a meeting was written in: every version, with all its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lupaus.accounts.actors import Actor
from lupaus.decisions.meeting.declared import ITEM
from lupaus.decisions.models import Meeting, Upload
from lupaus.decisions.removal.wishes import Masks
from lupaus.decisions.removal.words import Mask
from lupaus.workspace.models import ON_ITS_WAY, Comment, Deed, Offer, Revision, Version
from lupaus.workspace.operations.parts import revision_of
from lupaus.workspace.queries import content as content_of


def take_out_of_work(meeting: Meeting, masks: Masks, by: Actor, at: datetime) -> bool:
    """Whether anything changed."""
    if not meeting.work:
        return False
    any_changed = False
    versions = list(Version.objects.filter(work=meeting.work))
    for version in versions:
        changed = _parts(version, masks, by, at)
        any_changed |= changed
        decision = masks.all.line(version.decision)
        if changed and version.digest:
            version.digest = content_of(version).digest
        if (changed and version.digest) or decision != version.decision:
            version.decision = decision
            version.save(update_fields=["digest", "decision"])
    return _beside(meeting, versions, masks.all) or any_changed


def _beside(meeting: Meeting, versions: Sequence[Version], mask: Mask) -> bool:
    """Remarks, offers and names of files; whether any changed."""
    changed = False
    for comment in Comment.objects.filter(version__in=versions):
        words, passage = mask.line(comment.words), mask.line(comment.passage)
        if (words, passage) != (comment.words, comment.passage):
            comment.words, comment.passage = words, passage[:1000]
            comment.save(update_fields=["words", "passage"])
            changed = True
    for offer in Offer.objects.filter(version__in=versions):
        if mask.has(offer.parts) or mask.has(offer.file_name):
            offer.delete()
            changed = True
    for upload in Upload.objects.filter(work=meeting.work):
        if mask.has(upload.name):
            upload.name = mask.line(upload.name)[:200]
            upload.save(update_fields=["name"])
            changed = True
    return changed


def _parts(version: Version, masks: Masks, by: Actor, at: datetime) -> bool:
    """The parts of a version with their history; whether any of them changed.

    In a version that is still written the change counts as one, so that a form that was opened before cannot
    bring the words back unseen.
    """
    changed = False
    for part in version.parts.prefetch_related("revisions"):
        for revision in part.revisions.all():
            slug = part.slug if part.kind == ITEM else revision.parent
            content = masks.of_part(slug, revision.content).value(revision.content)
            if content != revision.content:
                Revision.objects.filter(pk=revision.pk).update(content=content)
        slug = part.slug if part.kind == ITEM else part.parent
        content = masks.of_part(slug, part.content).value(part.content)
        if content == part.content:
            continue
        changed = True
        part.content = content
        if version.state in ON_ITS_WAY:
            part.revision, part.changed_at, part.changed_by = part.revision + 1, at, by.name
        part.save()
        if version.state in ON_ITS_WAY:
            revision_of(part, Deed.CHANGED).save(force_insert=True)
    return changed
