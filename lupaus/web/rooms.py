"""Rooms move in when somebody first looks for what they bring, not when the program starts.

What a room puts into the shell (menu entries, panels, kinds of works, checks of health) needs most of what
the room has, and most commands look at none of it: they start in half the time without.
"""

from __future__ import annotations

import threading
from importlib import import_module
from typing import Final

#: Modules with a function `move_in`, in the order of the rooms.
_expected: Final[list[str]] = []
_moving: Final = threading.RLock()
_all_in = True


def expect(house: str) -> None:
    """Called once by each room when the program starts, with the module whose `move_in` is to be called."""
    global _all_in  # noqa: PLW0603 - what has happened to a process is its state by nature
    _expected.append(house)
    _all_in = False


def all_in() -> None:
    """See that all rooms have moved in: whoever looks at what rooms registered asks this first.

    Other threads wait; a room that asks while it moves in does not. Raises what `move_in` raises, each time.
    """
    global _all_in  # noqa: PLW0603 - as above
    if _all_in:
        return
    with _moving:
        while _expected:
            house = _expected.pop(0)
            try:
                import_module(house).move_in()
            except BaseException:
                _expected.insert(0, house)
                raise
        _all_in = True
