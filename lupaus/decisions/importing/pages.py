"""Pages of other services, kept whole: what was read, and what of it was not understood.

A page that was fetched anew stands here before anything is made of it, without its item. So a reading that
broke goes on with the pages it has, and a page is passed over only if its item says what it says.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from lupaus.decisions.models import ImportedPage, Item
from lupaus.web.clock import Clock

#: After this a broken reading begins anew: too much has changed meanwhile.
LASTS: Final = timedelta(days=7)
_READING: Final = "reading"
_OF_NOTHING: Final = hashlib.sha256(b"").hexdigest()
_MOST_LEFT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Read:
    """A page as it was read. `name` is what it is called among the pages of its host."""

    name: str
    content: bytes
    address: str = ""

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class Pages:
    """The kept pages of a host. `began` is when the reading began that may be gone on with."""

    def __init__(self, source: str, host: str, clock: Clock) -> None:
        self.source, self.host, self._clock = source, host[:200], clock
        self.began: datetime | None = None  # of a broken reading that is gone on with
        self.staged = 0  # pages that this reading fetched
        self.kept = 0  # pages that an earlier, broken reading had left

    @property
    def rows(self) -> QuerySet[ImportedPage]:
        return ImportedPage.objects.filter(source=self.source, host=self.host)

    # A reading that may break

    def begin(self, what: str, resume: bool | None) -> bool:
        """Begin a reading or go on with a broken one of the same; whether one was there to go on with."""
        name = f"{_READING} {what}"[:200]
        now = self._clock()
        row = self.rows.filter(page_id=name).first()
        if row is not None and resume is not False and row.read_at >= now - LASTS:
            self.began = row.read_at
            return True
        if row is not None:
            row.delete()
        ImportedPage.objects.create(
            source=self.source,
            host=self.host,
            page_id=name,
            checksum="",
            content=zlib.compress(b""),
            read_at=now,
        )
        return False

    def end(self, what: str) -> None:
        self.rows.filter(page_id=f"{_READING} {what}"[:200]).delete()

    def fresh(self, name: str) -> Read | None:
        """A page that this reading has read already, before it broke."""
        if self.began is None:
            return None
        row = self.rows.filter(page_id=name[:200], read_at__gte=self.began).first()
        content = content_of(row) if row is not None else b""
        if row is None or not content:
            return None
        self.kept += 1
        return Read(name, content, row.url)

    # Keeping

    def stage(self, read: Read) -> None:
        """Keep a page as it was fetched, before anything is made of it."""
        if self.is_emptied(read.name):
            return
        self.staged += 1
        now = self._clock()
        same = self.rows.filter(page_id=read.name[:200], checksum=read.checksum)
        if not same.update(read_at=now):
            self._put(read, (), None, now)

    def is_written(self, read: Read) -> bool:
        """Whether an item says already what this page says."""
        return self.rows.filter(page_id=read.name[:200], checksum=read.checksum).exclude(item=None).exists()

    def is_emptied(self, name: str) -> bool:
        """Whether personal data was removed from this page here: neither it nor its item is written again."""
        row = self.rows.filter(page_id=name[:200]).first()
        return row is not None and row.checksum != _OF_NOTHING and not content_of(row)

    def keep(self, read: Read, left_over: Sequence[str] = (), item: Item | None = None) -> bool:
        """Keep a page with what became of it; whether that is anything new."""
        if self.is_emptied(read.name):
            return False
        left = [each[:5000] for each in left_over[:_MOST_LEFT]]
        row = self.rows.filter(page_id=read.name[:200], checksum=read.checksum).first()
        if row is None:
            self._put(read, left, item, self._clock())
            return True
        item_id = item.pk if item is not None else None
        if (row.left_over, row.item_id) == (left, item_id):
            return False
        row.left_over, row.item_id = left, item_id
        row.save(update_fields=["left_over", "item"])
        return True

    def _put(self, read: Read, left_over: Sequence[str], item: Item | None, at: datetime) -> None:
        ImportedPage.objects.update_or_create(
            source=self.source,
            host=self.host,
            page_id=read.name[:200],
            defaults={
                "url": read.address if len(read.address) <= 500 else "",
                "checksum": read.checksum,
                "content": zlib.compress(read.content, 6),
                "read_at": at,
                "left_over": list(left_over),
                "item": item,
            },
        )


def content_of(row: ImportedPage) -> bytes:
    """A kept page as it was read."""
    return zlib.decompress(bytes(row.content))


def left_over(organisation: str = "") -> QuerySet[ImportedPage]:
    """The pages of which something was not understood, each with its item."""
    found = ImportedPage.objects.exclude(left_over=[]).select_related("item__meeting__body").defer("content")
    if organisation:
        found = found.filter(Q(item__meeting__body__organisation=organisation) | Q(host=organisation))
    return found.order_by("source", "host", "page_id")
