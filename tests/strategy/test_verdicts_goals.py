from __future__ import annotations

import pytest

from lupaus.strategy.verdicts.goals import counted, goal_status
from lupaus.strategy.verdicts.words import FAILING, KEPT, UNJUDGED, Status

A, T, R, OFF, B, M = (
    Status.ACHIEVED,
    Status.ON_TRACK,
    Status.AT_RISK,
    Status.OFF_TRACK,
    Status.REVERSING,
    Status.MISSED,
)
N, L = Status.NO_DATA, Status.BASELINE_ONLY
UP, UPP, DOWN, DOWNN = (
    Status.IMPROVING,
    Status.IMPROVING_CLEARLY,
    Status.WORSENING,
    Status.WORSENING_CLEARLY,
)


@pytest.mark.parametrize(
    ("targets", "word"),
    [
        ([], Status.NO_DATA),
        ([A], Status.ON_TRACK),
        ([A, T, UP, UPP], Status.ON_TRACK),
        ([A, T, N], Status.AT_RISK),  # every one must be, and one is not known
        ([R], Status.AT_RISK),
        ([T, R, R], Status.AT_RISK),
        ([OFF], Status.OFF_TRACK),
        ([T, B], Status.OFF_TRACK),  # exactly half
        ([T, T, M], Status.AT_RISK),  # under half
        ([DOWN, T], Status.OFF_TRACK),
        ([DOWNN, R], Status.OFF_TRACK),
        ([OFF, N], Status.OFF_TRACK),  # half of all the targets, whatever the other would say
        ([OFF, N, N], Status.NO_DATA),
        ([T, N], Status.AT_RISK),  # half can be judged
        ([T, N, L], Status.NO_DATA),  # under half
        ([L], Status.NO_DATA),
    ],
)
def test_the_word_for_a_goal(targets: list[Status], word: Status) -> None:
    assert goal_status(counted(targets)) is word


def test_every_status_is_counted_also_those_nobody_has() -> None:
    counts = counted([T, T, OFF])
    assert list(counts) == list(Status)
    assert {status: n for status, n in counts.items() if n} == {T: 2, OFF: 1}


def test_every_status_but_at_risk_belongs_to_one_group() -> None:
    assert KEPT | FAILING | UNJUDGED | {Status.AT_RISK} == set(Status)
    assert len(KEPT) + len(FAILING) + len(UNJUDGED) + 1 == len(Status)
