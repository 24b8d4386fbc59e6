"""Words that are written nearly alike: what somebody may have meant."""

from __future__ import annotations

from collections.abc import Mapping


def nearest(word: str, common: Mapping[str, int], *, most: int = 3) -> list[str]:
    """Known words that begin alike and have a letter or two otherwise, the nearest and most common first.

    `common` says of each known word in how many texts it stands. A word of five letters may differ in one.
    """
    allowed = 1 if len(word) < 6 else 2
    near = [
        (apart, -texts, term)
        for term, texts in common.items()
        if term[0] == word[0]
        and abs(len(term) - len(word)) <= allowed
        and (apart := distance(word, term, allowed)) <= allowed
    ]
    return [term for _apart, _texts, term in sorted(near)][:most]


def distance(one: str, other: str, most: int) -> int:
    """How many letters are put in, taken out, changed or swapped with the next; beyond `most` it ends."""
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before_last, last = last, row
    return last[-1]
