"""What an upper room knows of an indicator: the verdicts of the targets set for it, the promises it shows.

Services stand below the strategy, so they never ask it. The room that judges registers itself when it starts
(`judge_with`, `promise_with`); while none has, nothing is judged and nothing was promised.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from lupaus.web.address import Address
from lupaus.web.rooms import all_in
from lupaus.web.texts import Text


class Mark(NamedTuple):
    """A verdict as shown: the word of the code (`on_track`) and the word of the reader."""

    status: str
    word: str


class Judged(NamedTuple):
    """A target that is judged by an indicator, and the page that tells all about it."""

    indicator: str
    mark: Mark
    title: Text
    href: str


class Together(Protocol):
    """One verdict of several, by the rule of a goal."""

    def __call__(self, statuses: Iterable[str]) -> Mark: ...


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The verdicts by indicator; an indicator without targets has none."""

    of: Mapping[str, tuple[Judged, ...]] = field(default_factory=dict)
    rule: Together | None = None

    def together(self, indicators: Iterable[str]) -> Mark | None:
        """One verdict of all targets of some indicators; None where there is no target."""
        found = [
            each.mark.status for indicator in dict.fromkeys(indicators) for each in self.of.get(indicator, ())
        ]
        return self.rule(found) if self.rule and found else None


class Promised(NamedTuple):
    """A service promise that an indicator bears witness to: kept or not, and the page of it."""

    title: Text
    mark: Mark
    href: str


class Judge(Protocol):
    """Gets the page's address, the indicators wanted, and the region to judge (None: that of the address)."""

    def __call__(self, address: Address, indicators: Collection[str], region: str | None) -> Verdicts: ...


class Promises(Protocol):
    def __call__(
        self, address: Address, indicators: Collection[str], region: str | None
    ) -> tuple[Promised, ...]: ...


def _nothing_judged(address: Address, indicators: Collection[str], region: str | None) -> Verdicts:
    return Verdicts()


def _nothing_promised(
    address: Address, indicators: Collection[str], region: str | None
) -> tuple[Promised, ...]:
    return ()


_judge: Judge = _nothing_judged
_promises: Promises = _nothing_promised


def judge_with(judge: Judge) -> None:
    """Called once, by the room that judges."""
    global _judge  # noqa: PLW0603 - one registration at start-up, read-only afterwards
    _judge = judge


def promise_with(promises: Promises) -> None:
    """Called once, by the room that keeps the promises."""
    global _promises  # noqa: PLW0603 - one registration at start-up, read-only afterwards
    _promises = promises


def judged(address: Address, indicators: Collection[str], *, region: str | None = None) -> Verdicts:
    """The verdicts of the targets of some indicators. The queries do not depend on how many there are."""
    all_in()
    return _judge(address, indicators, region) if indicators else Verdicts()


def promised(
    address: Address, indicators: Collection[str], *, region: str | None = None
) -> tuple[Promised, ...]:
    """The promises that rest on some indicators, each once."""
    all_in()
    return _promises(address, indicators, region) if indicators else ()
