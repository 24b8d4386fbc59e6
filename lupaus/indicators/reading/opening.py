"""Derived files held open between questions."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final, Generic, Protocol, TypeVar

from lupaus.indicators.reading.layout import Broken

_log = logging.getLogger(__name__)

#: Open files of a kind and a process: three releases of a whole bank.
_MOST_OPEN: Final = 256


class Derived(Protocol):
    """An open file that says so when it turned out to be damaged."""

    @property
    def broken(self) -> bool: ...


Kind = TypeVar("Kind", bound=Derived)
_openers: list[Opener[Derived]] = []


class Opener(Generic[Kind]):
    """Opens files of a kind, which raises `Broken` for what is none, and holds them open."""

    def __init__(self, kind: Callable[[Path], Kind]) -> None:
        self._held = lru_cache(maxsize=_MOST_OPEN)(kind)
        _openers.append(self)  # type: ignore[arg-type]  # only to let go of what it holds

    def __call__(self, path: Path) -> Kind | None:
        """The file, open; `None` where it is missing. A broken one is taken away, so that it is made anew."""
        try:
            found = self._held(path)
            if found.broken:
                self.let_go()
                found = self._held(path)
        except FileNotFoundError:
            return None
        except Broken as trouble:
            take_away(path, trouble)
            return None
        except OSError as trouble:
            _log.warning("%s cannot be read: %s", path.name, trouble)
            return None
        return found

    def let_go(self) -> None:
        """Close what nobody reads at the moment."""
        self._held.cache_clear()


def let_go_of_all() -> None:
    """Close every file nobody reads at the moment: those that were taken away give their room back."""
    for opener in _openers:
        opener.let_go()


def take_away(path: Path, trouble: Exception) -> Broken:
    """Take away a file that is damaged, so that it is made anew; returns what to raise."""
    _log.warning("%s is broken (%s), and will be made anew", path.name, trouble)
    with suppress(OSError):
        path.unlink(missing_ok=True)
    return trouble if isinstance(trouble, Broken) else Broken("not readable")
