"""What the picture of a chain shows: plain values and words in the reader's language, nothing to look up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A service of a step; `href` is its page in the catalogue, empty where it has none."""

    title: str
    href: str = ""
    critical: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A stage. `share` and `target` are per cent of the clients, None where not known or not set.

    `figures` are the words beside the bar, the first of them the weightiest; `more` leads to all services.
    """

    title: str
    need: str = ""
    services: tuple[Name, ...] = ()
    more: str = ""
    share: float | None = None
    target: float | None = None
    figures: tuple[str, ...] = ()
    tentative: bool = False  # illustrative or estimated: drawn dashed


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Clients go from one step to another, or ought to: a hand-over, or that there is none.

    `lower` and `upper` are places among the steps, counting from 0; `up` leads to heavier need. `flow` is the
    number of clients a year. `weak` says in words why it is a weak place; `missing`: it is none at all.
    """

    lower: int
    upper: int
    up: bool = True
    flow: float | None = None
    words: str = ""
    weak: str = ""
    missing: bool = False
    tentative: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of some steps together, by their places."""

    words: str
    steps: tuple[int, ...]
    reached: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureWords:
    critical: str  # heading of the services a step cannot do without
    others: str  # heading of the rest
    more: str  # "+ %(count)s more"
    beneath: str  # heading of what runs beneath
    nothing: str  # instead of a picture
    goals: str  # heading of the goals where they stand in a list


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainPicture:
    id: str
    title: str
    description: str
    steps: tuple[Step, ...]
    passages: tuple[Passage, ...] = ()
    goals: tuple[Goal, ...] = ()
    bands: tuple[str, ...] = ()
    words: PictureWords
