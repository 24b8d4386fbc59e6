"""A ledger with two chapters and three notes, in its first draft."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from lupaus.web.clock import Clock
from lupaus.workspace import kinds, operations
from lupaus.workspace.models import Version
from tests import world
from tests.workspace import ledger


@pytest.fixture(autouse=True)
def _ledgers_are_known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(kinds._kinds, "ledger", ledger.LEDGER)
    ledger.in_force.clear()
    yield
    ledger.in_force.clear()


@pytest.fixture
def draft(db: None, clock: Clock) -> Version:
    """`book`, version 1: chapters a (notes x, y) and b (note z)."""
    made = operations.open_work(
        actor=ledger.EDITOR,
        clock=clock,
        kind="ledger",
        work="book",
        organisation=ledger.ORGANISATION,
        content={"title": ledger.words("Book")},
    )
    for kind, slug, parent in (
        ("chapter", "a", ""),
        ("chapter", "b", ""),
        ("note", "x", "a"),
        ("note", "y", "a"),
        ("note", "z", "b"),
    ):
        operations.add_part(
            actor=ledger.EDITOR,
            clock=clock,
            work="book",
            kind=kind,
            slug=slug,
            parent=parent,
            content={"title": ledger.words(slug)},
        )
    return made


@pytest.fixture
def cast(db: None, clock: Clock, settings: Settings) -> None:
    """Everybody of the cast has an account: `tests.signed_in.client_of(PIRKKO)` is their browser."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    world.settle(clock)
