"""Figures on a chain as plain values: what the picture, the text and the pages show beside each stage.

`figures` computes them from indicators; whoever draws or writes needs no indicator, no query and no release.
A figure that is not known is None; one of few people is suppressed, and then its value is None as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

#: Why a hand-over is weak: it takes longer than promised, nobody is responsible, or there is none at all.
Weak = Literal["late", "nobody", "missing"]
LATE: Final[Weak] = "late"
NOBODY: Final[Weak] = "nobody"
MISSING: Final[Weak] = "missing"


@dataclass(frozen=True, slots=True)
class Value:
    """A figure of a year. `suppressed`: so few people that it is not told, and `value` is None."""

    value: float | None = None
    year: int | None = None
    suppressed: bool = False
    illustrative: bool = False

    @property
    def is_known(self) -> bool:
        return self.value is not None and not self.suppressed


#: Nothing is known.
UNKNOWN: Final = Value()


@dataclass(frozen=True, slots=True)
class StageFigures:
    """Of one stage. Shares are per cent of the clients of all stages whose number is known in the year."""

    clients: Value = UNKNOWN
    share: Value = UNKNOWN
    cost: Value = UNKNOWN  # € a client a year
    capacity: Value = UNKNOWN
    reentries: Value = UNKNOWN
    share_before: Value = UNKNOWN  # an earlier year, to see where the weight is moving
    target_share: float | None = None  # per cent; only where a goal sets it for this stage alone
    target_year: int | None = None


@dataclass(frozen=True, slots=True)
class HandoverFigures:
    """Of one hand-over: median days it took, and clients who go this way in a year."""

    days: Value = UNKNOWN
    flow: Value = UNKNOWN
    promise_days: int | None = None
    kept: bool | None = None  # None: nothing was promised, or the days are not known
    weak: Weak | None = None


@dataclass(frozen=True, slots=True)
class TargetFigures:
    """Of one goal of the chain: the share (per cent) its stages have now, and whether it has been reached."""

    share: Value = UNKNOWN
    reached: bool | None = None  # None: it has no level, or the share is not known


@dataclass(frozen=True, slots=True)
class ChainFigures:
    """Of a whole chain, by id; what nothing is known of is not there. `year` is that of the shares."""

    stages: Mapping[str, StageFigures] = field(default_factory=dict)
    handovers: Mapping[str, HandoverFigures] = field(default_factory=dict)
    targets: Mapping[str, TargetFigures] = field(default_factory=dict)
    year: int | None = None
    clients: Value = UNKNOWN  # of all stages together
    illustrative: bool = False  # some figure here is

    def stage(self, id_: str) -> StageFigures:
        return self.stages.get(id_, StageFigures())

    def handover(self, id_: str) -> HandoverFigures:
        return self.handovers.get(id_, HandoverFigures())

    def target(self, id_: str) -> TargetFigures:
        return self.targets.get(id_, TargetFigures())


def weakness(*, responsible: bool, promise_days: int | None, days: Value) -> Weak | None:
    """Why a hand-over is weak, the gravest reason first; None: as far as is known, it is not."""
    if not responsible:
        return NOBODY
    if promise_days is not None and days.value is not None and days.value > promise_days:
        return LATE
    return None
