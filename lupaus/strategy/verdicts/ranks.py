"""A region's place among the regions of its kind."""

from __future__ import annotations

from collections.abc import Mapping

from lupaus.strategy.verdicts.words import Rank


def rank(values: Mapping[str, float], region: str, *, polarity: int, category: str) -> Rank | None:
    """Place of `region` among `values` (by region code, of one category and year), 1 the best.

    `polarity` is 1 where higher is better, -1 where lower is. Equal values share the better place. `None`
    where neither side is better (0), the region has no value, or nobody else has.
    """
    own = values.get(region)
    if not polarity or own is None or len(values) < 2:
        return None
    ahead = sum(1 for value in values.values() if (value - own) * polarity > 0)
    return Rank(position=ahead + 1, of=len(values), category=category)
