"""The attachments of an item, as lines of a list."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from lupaus.decisions.files.views import address_of_file
from lupaus.decisions.models import Attachment, Item
from lupaus.decisions.reading.names import language, seen
from lupaus.web.numbers import number
from lupaus.web.texts import Text

_KILO: Final = 1000


class AttachmentLine(NamedTuple):
    """`href` is empty where there is nothing to open; `why` says then why."""

    title: Text
    href: str
    about: str  # “PDF, 1,2 MB”
    why: str
    removed_at: datetime | None


def attachment_lines(item: Item) -> list[AttachmentLine]:
    """Needs the item's attachments with their files; no query of its own."""
    return [_line(each) for each in item.attachments.all()]


def _line(each: Attachment) -> AttachmentLine:
    title = seen(each.title)
    if not each.public:
        return AttachmentLine(title, "", "", _("not public"), None)
    if each.removed_at:
        return AttachmentLine(title, "", "", "", each.removed_at)
    if each.file is not None and each.file.deleted_at is None:
        return AttachmentLine(title, address_of_file(each), _about(each), "", None)
    if each.source_url:
        return AttachmentLine(title, each.source_url, _("in the former service"), "", None)
    return AttachmentLine(title, "", "", _("cannot be opened here"), None)


def _about(attachment: Attachment) -> str:
    file = attachment.file
    size = size_in_words(file.size) if file else ""
    _stem, dot, end = attachment.file_name.rpartition(".")
    return f"{end.upper()}, {size}" if dot and end.isalnum() and len(end) <= 5 else size


def size_in_words(size: int) -> str:
    """A size in bytes as people say it: “340 kB”, “1.2 MB”."""
    if size < _KILO**2:
        return _("%(number)s kB") % {"number": number(max(1, round(size / _KILO)), language())}
    return _("%(number)s MB") % {"number": number(size / _KILO**2, language(), 1)}
