"""Answers kept until all are there: a broken reading goes on where it broke."""

from __future__ import annotations

import hashlib
from typing import Any, Protocol

from lupaus.services.models import CatalogueImport, CataloguePage


class Stage(Protocol):
    """Keeps answers until all are there."""

    def get(self, question: str) -> Any: ...
    def put(self, question: str, answer: Any) -> None: ...


class InMemory:
    """Keeps nothing beyond this reading."""

    def get(self, question: str) -> Any:
        return None

    def put(self, question: str, answer: Any) -> None:
        """Nothing is kept."""


class InDatabase:
    """Keeps the pages of a reading, so that a broken one goes on where it broke."""

    def __init__(self, reading: CatalogueImport) -> None:
        self._reading = reading
        self._kept = set(reading.pages.values_list("question", flat=True))

    def get(self, question: str) -> Any:
        key = _key(question)
        if key not in self._kept:
            return None
        return self._reading.pages.values_list("answer", flat=True).get(question=key)

    def put(self, question: str, answer: Any) -> None:
        key = _key(question)
        CataloguePage.objects.update_or_create(
            reading=self._reading, question=key, defaults={"answer": answer}
        )
        self._kept.add(key)
        self._reading.progress = {"pages": len(self._kept)}
        self._reading.save(update_fields=["progress"])


def _key(question: str) -> str:
    return hashlib.sha256(question.encode()).hexdigest()
