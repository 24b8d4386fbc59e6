"""What may be done to the files of a draft: bring one, take one out again; and cleaning up after all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, not_allowed, require_somewhere
from lupaus.accounts.audit import record
from lupaus.accounts.models import Role
from lupaus.decisions.files import store
from lupaus.decisions.files.looking import look
from lupaus.decisions.files.malware import ask_scanner
from lupaus.decisions.files.names import safe_name
from lupaus.decisions.files.receiving import Received, most_bytes, too_big
from lupaus.decisions.files.refused import FileRefused
from lupaus.decisions.meeting.declared import ATTACHMENT, NAME
from lupaus.decisions.models import Attachment, StoredFile, Upload
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotFound
from lupaus.workspace.models import ON_ITS_WAY, Assignment, Part, Version, Work
from lupaus.workspace.operations.asking import version_for
from lupaus.workspace.rights import nothing_here, roles_of

#: How many files a meeting may have.
_MOST_FILES = 500
_KIND = f"{NAME}-file"


def upload_file(*, actor: Actor, clock: Clock, work: str, received: Received) -> Upload:
    """Take a received file into the draft of a meeting, under a safe name; the same file again is the same.

    Needs the right to write parts of the draft. The file is looked into and examined before anything is
    written. Raises `FileRefused`, `FileTooBig`, `NotAllowed`, `WrongState`, `NotFound`.
    """
    require_somewhere(actor, *roles_of("change_part"))
    with transaction.atomic():
        draft_for(actor, work)
    if received.size > most_bytes():
        raise too_big()
    name = safe_name(received.name)
    looked = look(received.path, name)
    ask_scanner(received.path)
    with transaction.atomic():
        version = draft_for(actor, work)
        known = Upload.objects.filter(work=work, file=received.checksum).first()
        if known is not None and known.file.deleted_at is None:
            return known
        if Upload.objects.filter(work=work).count() >= _MOST_FILES:
            raise FileRefused(_("A meeting has room for %(most)d files.") % {"most": _MOST_FILES})
        file = _stored(received, looked.media_type, clock())
        upload, _is_new = Upload.objects.update_or_create(
            work=work, file=file, defaults={"name": name, "by": actor.name, "at": clock()}
        )
        _tell(actor, clock, "upload_file", version.work, upload, before=None, after=_state(upload))
    return upload


def _stored(received: Received, media_type: str, at: datetime) -> StoredFile:
    """The row of a file, and its bytes in their place before the row is committed."""
    file = StoredFile.objects.select_for_update().filter(pk=received.checksum).first()
    if file is None or file.deleted_at is not None:
        file, _is_new = StoredFile.objects.update_or_create(
            checksum=received.checksum,
            defaults={
                "size": received.size,
                "media_type": media_type,
                "stored_at": at,
                "deleted_at": None,
            },
        )
        store.keep(received.path, received.checksum)
    return file


def drop_upload(*, actor: Actor, clock: Clock, work: str, upload: int) -> None:
    """Take a file out of a draft that no part of the meeting names. Raises `FileRefused`, `NotFound`."""
    require_somewhere(actor, *roles_of("change_part"))
    with transaction.atomic():
        version = draft_for(actor, work)
        found = Upload.objects.select_related("file").filter(work=work, pk=upload).first()
        if found is None:
            raise nothing_here()
        if found.file_id in named_files(work):
            raise FileRefused(_("An attachment uses this file: take the attachment out first."))
        before = _state(found)
        found.delete()
        forget_files([found.file], at=clock())
        _tell(actor, clock, "drop_upload", version.work, found, before=before, after=None)
        transaction.on_commit(lambda: store.delete(found.file_id))


def draft_for(actor: Actor, work: str) -> Version:
    """The draft of a meeting, locked, for somebody who may write in it. Call it inside a transaction.

    An editor may, and who answers for a part of it. Raises `NotAllowed`, `WrongState`, `NotFound`.
    """
    version = version_for(actor, "change_part", work)
    if version.work.kind != NAME:
        raise nothing_here()
    answers = Assignment.objects.filter(work=work, user=actor.user_id).exclude(user=None)
    if not actor.may(Role.EDITOR, version.work.organisation) and not answers.exists():
        raise not_allowed(actor, Role.EDITOR)
    return version


def upload_to_read(actor: Actor, work: str, upload: int) -> Upload:
    """A file of a meeting, for those who write, approve or publish it: not for readers and partners.

    Raises `NotFound` for everybody else. Two queries.
    """
    found = Work.objects.filter(pk=work, kind=NAME).first() if "\x00" not in work else None
    roles = (Role.EDITOR, Role.RESPONSIBLE, Role.APPROVER, Role.PUBLISHER)
    if found is None or not any(actor.may(role, found.organisation) for role in roles):
        raise nothing_here()
    chosen = Upload.objects.select_related("file").filter(work=work, pk=upload, file__deleted_at=None).first()
    if chosen is None:
        raise NotFound(_("This file is not here any more."))
    return chosen


def named_files(work: str) -> set[str]:
    """The checksums that attachments of any version of a work name, also those taken out of a draft."""
    rows = Part.objects.filter(version__work=work, kind=ATTACHMENT).values_list(
        "content", "removed_at", "version__state"
    )
    return {
        content["file"]
        for content, removed_at, state in rows
        if content.get("file") and (removed_at is None or state in ON_ITS_WAY)
    }


def forget_files(files: list[StoredFile], *, at: datetime) -> list[StoredFile]:
    """Mark as deleted those files that nobody has any more; which ones. A sweep deletes their bytes."""
    gone = []
    for file in files:
        wanted = Upload.objects.filter(file=file).exists() or Attachment.objects.filter(file=file).exists()
        if not wanted and file.deleted_at is None:
            StoredFile.objects.filter(pk=file.pk).update(deleted_at=at)
            gone.append(file)
    return gone


def unused_uploads() -> list[Upload]:
    """The files of finished meetings (no version on its way) that no attachment names."""
    finished = Work.objects.filter(kind=NAME).exclude(versions__state__in=ON_ITS_WAY)
    works = Upload.objects.filter(work__in=finished.values("pk")).values_list("work", flat=True).distinct()
    unused: list[Upload] = []
    for work in works.order_by("work"):
        named = named_files(work)
        uploads = Upload.objects.filter(work=work).select_related("file")
        unused += [each for each in uploads if each.file_id not in named]
    return unused


def clean_upload(actor: Actor, clock: Clock, upload: Upload) -> None:
    """Take away a file that a finished meeting does not use. Called by `tidy`, which has asked who may."""
    with transaction.atomic():
        work = Work.objects.select_for_update().filter(pk=upload.work).first()
        still = Upload.objects.filter(pk=upload.pk).exists()
        if work is None or not still or upload.file_id in named_files(upload.work):
            return
        before = _state(upload)
        Upload.objects.filter(pk=upload.pk).delete()
        forget_files([upload.file], at=clock())
        _tell(actor, clock, "clean_upload", work, upload, before=before, after=None)


def path_to_read(file: StoredFile) -> Path:
    """Where the bytes are. Raises `NotFound` where they are gone."""
    path = store.path_of(file.pk)
    if file.deleted_at is not None or not path.is_file():
        raise NotFound(_("This file is not here any more."))
    return path


def _state(upload: Upload) -> dict[str, Any]:
    file = upload.file
    return {"name": upload.name, "file": file.pk, "size": file.size, "media_type": file.media_type}


def _tell(
    actor: Actor,
    clock: Clock,
    verb: str,
    work: Work,
    upload: Upload,
    *,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    record(
        actor=actor,
        clock=clock,
        verb=verb,
        kind=_KIND,
        object_id=f"{work.pk}/{upload.file_id}",
        before=before,
        after=after,
        public=False,
    )
