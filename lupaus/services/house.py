"""What the services room puts into the shell when it starts."""

from __future__ import annotations


def move_in() -> None:
    """Called once, when the room starts."""
