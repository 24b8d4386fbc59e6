"""Matters by their diary numbers, and what the numbers become in addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lupaus.decisions.models import Matter
from lupaus.web.texts import Text


def slug_of(diary_number: str) -> str:
    """A diary number as it stands in addresses: “70/00.00.00/2018” is `70-00-00-00-2018`."""
    return re.sub(r"[^a-z0-9]+", "-", diary_number.casefold()).strip("-")[:70] or "matter"


def canonical_number(diary_number: str) -> str:
    """A diary number without what only a writer's hand adds: spaces around slashes and at the ends."""
    return re.sub(r"\s*/\s*", "/", " ".join(diary_number.split()))


def matter_of(organisation: str, diary_number: str, *, title: Text, at: datetime) -> Matter:
    """The matter of that number, made where there is none. One or three queries, inside a transaction."""
    number = canonical_number(diary_number)
    found = Matter.objects.filter(organisation=organisation, diary_number=number).first()
    if found is not None:
        return found
    with transaction.atomic():
        taken = set(Matter.objects.filter(slug__startswith=slug_of(number)).values_list("slug", flat=True))
        slug = _free(slug_of(number), taken)
        return Matter.objects.create(
            organisation=organisation, diary_number=number, slug=slug, title=title, changed_at=at
        )


def _free(slug: str, taken: Iterable[str]) -> str:
    """The slug itself, or with the first number behind it that is free."""
    known = set(taken)
    if slug not in known:
        return slug
    return next(name for count in range(2, len(known) + 3) if (name := f"{slug}-{count}") not in known)
