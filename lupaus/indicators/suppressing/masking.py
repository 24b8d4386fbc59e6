"""Taking out of what is told the figures that are about too few people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from lupaus.indicators.observations import SUPPRESSED, Observation
from lupaus.indicators.suppressing.cells import Figure

#: The figures of each indicator that are not told; indicators that tell everything are not in it.
Hidden: TypeAlias = Mapping[str, frozenset[Figure]]


def masked(observations: Iterable[Observation], hidden: Hidden) -> Iterator[Observation]:
    """The same observations, the hidden ones without value, numerator and denominator, their status `Q`."""
    if not hidden:
        yield from observations
        return
    for seen in observations:
        figures = hidden.get(seen.indicator)
        if figures is not None and seen[1:4] in figures:
            yield seen._replace(value=None, numerator=None, denominator=None, status=SUPPRESSED)
        else:
            yield seen
