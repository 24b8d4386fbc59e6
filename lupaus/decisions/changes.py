"""Telling what follows what is published (search, feeds, OParl) that something changed."""

from __future__ import annotations

from collections.abc import Iterable

from lupaus.decisions.models import Change, Item
from lupaus.web.versions import advance_content_version, content_version


def tell_changes(items: Iterable[Item]) -> int:
    """Count a write and note the items it changed; the number it got. Call it inside the transaction.

    Counting locks one row until the end of the transaction, so numbers are committed in their order.
    """
    advance_content_version()
    number = content_version()
    Change.objects.bulk_create(Change(number=number, item=item) for item in items)
    return number
