from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from lupaus.accounts.actors import Actor, operator
from lupaus.accounts.audit import record
from lupaus.accounts.sealing.folder import Folder, own_folder
from lupaus.accounts.sealing.sealer import seal_waiting
from lupaus.web.clock import Clock

#: Writes so many records about goals, numbered on from `first`, then perhaps seals them.
Write = Callable[..., None]


@pytest.fixture
def write(clock: Clock) -> Write:
    def write(count: int, *, first: int = 0, sealed: bool = False, actor: Actor | None = None) -> None:
        for number in range(first, first + count):
            record(
                actor=actor or operator(),
                clock=lambda: clock() + timedelta(seconds=number),  # noqa: B023 - used at once
                verb="save",
                kind="goal",
                object_id=f"goal-{number}",
                before={"number": number, "share": 0.1},
                after={"number": number + 1, "title": {"fi": "Työ", "sv": None}},
            )
        if sealed:
            seal_waiting(clock=clock)

    return write


@pytest.fixture
def folder() -> Folder:
    return own_folder()


@pytest.fixture
def sealed(db: None, write: Write) -> None:
    """Twelve records under three checkpoints: of 5, 9 and 12."""
    write(5, sealed=True)
    write(4, first=5, sealed=True)
    write(3, first=9, sealed=True)
