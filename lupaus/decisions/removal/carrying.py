"""Carrying a removal out everywhere at once: one transaction for a meeting, whole or not at all.

What it touches: the public tables, every version of the work with the history of its parts, remarks and
offers, the matter's title, pages that were read from another service, files nobody else has, and the words of
the audit trail. Nothing outside the meeting's own work and matters.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Q

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import AuditRecord
from lupaus.accounts.sealing.erasing import NotSealedYet, erase_words
from lupaus.accounts.sealing.sealer import seal_waiting
from lupaus.decisions.changes import tell_changes
from lupaus.decisions.files import store
from lupaus.decisions.files.operations import forget_files
from lupaus.decisions.models import (
    Attachment,
    ImportedPage,
    Matter,
    Meeting,
    Source,
    StoredFile,
    Upload,
)
from lupaus.decisions.removal.published import take_out_of_published
from lupaus.decisions.removal.wishes import Masks, Wish
from lupaus.decisions.removal.words import Mask
from lupaus.decisions.removal.written import take_out_of_work
from lupaus.web.clock import Clock
from lupaus.workspace.models import Work

_TRIES: Final = 5
#: The reason that stays in the audit trail; it names nobody.
WHY: Final = "personal data of a meeting"


@dataclass(frozen=True, slots=True)
class Removed:
    """What a removal did."""

    items: int
    names: int
    files: int
    stones: int


#: Makes the wish anew, inside the transaction; None when there is nothing to do any more.
Wished = Callable[[Meeting], Wish | None]


def carry_out(
    by: Actor, clock: Clock, meeting: int, wished: Wished, told: Callable[[Meeting, Wish], None]
) -> Removed | None:
    """Do what is wished of a meeting. `told` writes the record of the verb, in the same transaction.

    The trail is sealed first, since only what is sealed can be erased; should somebody write in between, once
    more. Bytes of files go after the commit, and with the next sweep if the machine stops just there.
    """
    for _attempt in range(_TRIES):
        seal_waiting(clock=clock)
        try:
            with transaction.atomic():
                return _carry_out(by, clock, meeting, wished, told)
        except NotSealedYet:
            continue
    raise NotSealedYet


def _carry_out(
    by: Actor, clock: Clock, pk: int, wished: Wished, told: Callable[[Meeting, Wish], None]
) -> Removed | None:
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("body")
    meeting = rows.get(pk=pk)
    Work.objects.select_for_update().filter(pk=meeting.work or "").first()
    wish = wished(meeting)
    if wish is None or wish.is_empty:
        return None
    at = clock()
    masks = Masks(meeting, wish)
    files = _checksums(meeting, wish)
    in_work = take_out_of_work(meeting, masks, by, at)
    changed = take_out_of_published(meeting, masks, wish, at)
    Upload.objects.filter(work=meeting.work or "-", file__in=files).delete()
    forgotten = forget_files(list(StoredFile.objects.filter(pk__in=files)), at=at)
    in_pages = _pages(meeting, masks.all, wish)
    in_trail = _trail(by, clock, meeting, masks.all, files)
    if not (changed or in_work or in_pages or in_trail or files):
        return None  # nothing was written
    tell_changes(changed)
    told(meeting, wish)
    transaction.on_commit(lambda: _delete(forgotten))
    return Removed(len(changed), len(masks.all.phrases), len(files), len(wish.stones))


def _delete(files: Sequence[StoredFile]) -> None:
    for file in files:
        store.delete(file.pk)


def _checksums(meeting: Meeting, wish: Wish) -> list[str]:
    """The files that leave this meeting."""
    rows = Attachment.objects.filter(item__meeting=meeting, pk__in=wish.attachments).exclude(file=None)
    return sorted({*wish.files, *(str(each) for each in rows.values_list("file", flat=True))} - {""})


# What was read from elsewhere, and the trail


def _pages(meeting: Meeting, mask: Mask, wish: Wish) -> int:
    """Pages of another service that hold one of the words, or an item that goes whole: their content goes."""
    if meeting.source == Source.OWN:
        return 0
    emptied = 0
    items = {each.pk for each in meeting.items.all()}
    for page in ImportedPage.objects.filter(source=meeting.source).iterator(chunk_size=200):
        is_whole = page.item_id in wish.stones
        if is_whole or _page_has(page, mask) or (page.item_id in items and mask.has(page.left_over)):
            page.content = zlib.compress(b"")
            page.left_over = [] if is_whole else mask.value(page.left_over)
            page.save(update_fields=["content", "left_over"])
            emptied += 1
    return emptied


def _page_has(page: ImportedPage, mask: Mask) -> bool:
    if not mask.phrases:
        return False
    try:
        raw = zlib.decompress(bytes(page.content))
    except zlib.error:
        return False
    return mask.has([raw.decode("utf-8", "replace"), raw.decode("iso-8859-1")])


def _trail(by: Actor, clock: Clock, meeting: Meeting, mask: Mask, files: Iterable[str]) -> int:
    """Erase the words of the records that hold what goes; how many."""
    matters = Matter.objects.filter(items__meeting=meeting).values_list("slug", flat=True).distinct()
    among = Q(kind="matter", object_id__in=list(matters))
    of_files = {f"{meeting.work}/{checksum}" for checksum in files}
    if meeting.work:
        among |= Q(object_id=meeting.work) | Q(object_id__startswith=f"{meeting.work}/")

    def chosen(record: AuditRecord) -> bool:
        return record.object_id in of_files or mask.has([record.before, record.after])

    return erase_words(by, clock, why=WHY, among=among, chosen=chosen)
