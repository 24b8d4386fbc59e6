"""The content version: the part of a page's key that changes with every write."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from lupaus.web.models import ContentVersion


def content_version() -> int:
    """The number of writes so far. One query."""
    return ContentVersion.objects.values_list("number", flat=True).first() or 0


def advance_content_version() -> None:
    """Count one write. Call it inside the transaction that writes."""
    with transaction.atomic():
        if not ContentVersion.objects.update(number=F("number") + 1):
            ContentVersion.objects.get_or_create(only=True)
            ContentVersion.objects.update(number=F("number") + 1)
