"""What an item may concern, though only rooms above know it: a goal, a promise, a plan.

An item keeps names such as `goal:uusimaa-2030/employment`. The room that knows goals registers here what they
are called and where they stand; without it the name itself is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from lupaus.web.rooms import all_in
from lupaus.web.texts import Text


@dataclass(frozen=True, slots=True)
class Concern:
    """Something an item may concern. `address` is that of its page in a language; empty where it has none."""

    name: str  # “goal:uusimaa-2030/employment”
    title: Text
    kind: Callable[[], str]  # “Strategic goal”, in the reader's language
    address: Callable[[str], str]


#: Gives everything of one kind that may be chosen now, by name. Asked once a page, in few queries.
Known = Callable[[], Mapping[str, Concern]]

_known: dict[str, Known] = {}


def register_concerns(kind: str, known: Known) -> None:
    """Make a kind of concern known: the word before the colon. Registering it again replaces it."""
    _known[kind] = known


def kinds() -> tuple[str, ...]:
    all_in()
    return tuple(_known)


def known_concerns(kinds: Iterable[str] | None = None) -> dict[str, Concern]:
    """Everything that may be chosen, by name."""
    all_in()
    wanted = _known if kinds is None else {kind: _known[kind] for kind in kinds if kind in _known}
    return {name: concern for known in wanted.values() for name, concern in known().items()}


def concerns_of(names: Iterable[str]) -> list[Concern]:
    """The concerns of those names, in their order; what is no longer known goes by its name."""
    wanted = list(names)
    there = known_concerns({name.partition(":")[0] for name in wanted})
    return [there.get(name) or _unknown(name) for name in wanted]


def _unknown(name: str) -> Concern:
    return Concern(name, Text.same(name.partition(":")[2] or name), lambda: "", lambda _language: "")
