"""What is told of one row of the table: figures of rounds side by side, their ratio, whether it reaches."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

_COMPARED: Final = {"≥": operator.ge, "≤": operator.le}


@dataclass(frozen=True)
class Spread:
    """Figures of several rounds: the median, the lowest and the highest."""

    rounds: tuple[float, ...]

    @classmethod
    def of(cls, rounds: Sequence[float]) -> Spread:
        return cls(tuple(rounds))

    def told(self) -> dict[str, Any]:
        return {
            "median": _short(median(self.rounds)),
            "lowest": _short(min(self.rounds)),
            "highest": _short(max(self.rounds)),
            "rounds": len(self.rounds),
        }

    def over(self, other: Spread) -> Spread:
        """Round by round, so that a slow moment of the machine counts on both sides."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return Spread(tuple(mine / theirs for mine, theirs in pairs))


@dataclass(eq=False)
class Row:
    """One row. `reach` is `≥ 3` or `≤ 0.3`, of the ratio where there is a peer, else of `ours`."""

    work: str
    against: str
    reach: str
    unit: str
    ours: Spread | None = None
    peer: Spread | None = None
    ratio: Spread | None = None
    state: str = "measured"  # or: not run: why; an error: what
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def measured(self) -> float | None:
        """What is held against `reach`."""
        spread = self.ratio or self.ours
        return None if spread is None else median(spread.rounds)

    @property
    def reached(self) -> bool | None:
        if self.measured is None or not self.reach:
            return None
        sign, _space, number = self.reach.partition(" ")
        return bool(_COMPARED[sign](self.measured, float(number)))

    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = {"what": self.work, "against": self.against, "reach": self.reach}
        for name in ("ours", "peer", "ratio"):
            spread: Spread | None = getattr(self, name)
            if spread is not None:
                told[name] = spread.told()
        return {**told, "unit": self.unit, "reached": self.reached, "state": self.state, **self.notes}


def faster(row: Row, ours: Sequence[float], peer: Sequence[float]) -> Row:
    """Filled in with rates (more is better): the ratio says how many times the peer's."""
    row.ours, row.peer = Spread.of(ours), Spread.of(peer)
    row.ratio = row.ours.over(row.peer)
    return row


def times_its_time(row: Row, ours: Sequence[float], peer: Sequence[float]) -> Row:
    """Filled in with seconds: the ratio says how many times the peer's time."""
    return faster(row, ours, peer)


def times_as_fast(row: Row, ours: Sequence[float], peer: Sequence[float]) -> Row:
    """Filled in with seconds: the ratio says how many times as fast as the peer."""
    row.ours, row.peer = Spread.of(ours), Spread.of(peer)
    row.ratio = row.peer.over(row.ours)
    return row


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The rows as a person reads them."""
    lines = []
    for row in rows:
        if row["state"] != "measured":
            lines.append(f"  –  {row['what']} against {row['against']}: {row['state']}")
            continue
        mark = {True: "✓", False: "✗", None: " "}[row["reached"]]
        ours, ratio = row["ours"], row.get("ratio")
        told = f"{ours['median']:g} {row['unit']} ({ours['lowest']:g}–{ours['highest']:g})"
        if ratio:
            peer = row["peer"]
            told += f", {row['against']} {peer['median']:g} ({peer['lowest']:g}–{peer['highest']:g})"
            told += f": ratio {ratio['median']:g} ({ratio['lowest']:g}–{ratio['highest']:g})"
        lines.append(
            f"  {mark}  {row['what']}: {told}{', asked for ' + row['reach'] if row['reach'] else ''}"
        )
    return "\n".join(lines)


def _short(value: float) -> float:
    return float(f"{value:.4g}")
