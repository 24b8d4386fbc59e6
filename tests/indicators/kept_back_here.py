"""What is kept back of many made-up Uusimaas, told: to be run in processes that keep sets in other orders.

`python -m tests.indicators.kept_back_here` writes a line for each, with the regions whose figure is not told.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from random import Random
from typing import Final

COUNTRIES: Final = 120
SMALLEST: Final = 5


def lines() -> Iterator[str]:
    from lupaus.indicators.observations import Observation
    from lupaus.indicators.places import Place, Places
    from lupaus.indicators.suppressing.cells import kept_by_period
    from lupaus.indicators.suppressing.history import History
    from lupaus.regions.files.own import own_entries

    entries = own_entries()
    children: defaultdict[str, list[str]] = defaultdict(list)
    for code, entry in entries.items():
        for parent in entry.parents:
            children[parent].append(code)
    places = Places(
        {code: Place(entry.category, None, None, "") for code, entry in entries.items()},
        {code: tuple(inside) for code, inside in children.items()},
    )
    municipalities = sorted(code for code, entry in entries.items() if entry.category == "municipality")
    for number in range(COUNTRIES):
        chance = Random(number)
        people = {
            code: chance.choice([chance.randint(0, 6), chance.randint(5, 40)]) for code in municipalities
        }
        given = {code: count for code, count in people.items() if number % 4 or chance.random() < 0.8}
        for code in sorted(entries):
            if code not in people and (entries[code].category != "subregion" or number % 3 == 0):
                given[code] = sum(people[each] for each in places.inside(code, "municipality"))
        rows = [
            Observation("x", code, "total", "2024", float(count), None, None, "A", 1)
            for code, count in sorted(given.items())
        ]
        kept = kept_by_period(rows, counts_people=True, per=None, own=True, ours=(1,))["2024"]
        history = History().after(kept, places, smallest=SMALLEST)
        yield " ".join(sorted(figure.region for figure in history.hidden))


if __name__ == "__main__":
    import django

    django.setup()
    for line in lines():
        sys.stdout.write(f"{line}\n")
