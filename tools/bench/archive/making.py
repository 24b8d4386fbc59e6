"""Bodies, meetings and items written straight into the public tables, as an import writes them.

The shapes are those of four real pages of the service that was here before:
which parts an item has and how many words stand in each.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from tools.bench.archive.words import Words

BODIES: Final = 40
ITEMS_OF_A_MEETING: Final = 12
FIRST_DAY: Final = date(2012, 1, 9)
#: Parts of an item and their words: a short notice, two items of a county executive, and a long account.
SHAPES: Final = (
    (("proposal", 25), ("decision", 30)),
    (("proposal", 60), ("handling", 12), ("decision", 30), ("account", 25)),
    (("proposal", 45), ("decision", 12), ("account", 85)),
    (("summary", 60), ("account", 380), ("proposal", 70), ("decision", 40)),
)
_BATCH: Final = 2_000


def make(items: int) -> Words:
    """An archive of so many items; the vocabulary it was written with."""
    from lupaus.decisions.models import Body, BodyKind, Change, Meeting, Stage  # noqa: PLC0415 - after setup
    from lupaus.web.texts import Text  # noqa: PLC0415

    chance = random.Random(5)  # noqa: S311 - the same archive each time, nothing secret
    words = Words(chance)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    Body.objects.bulk_create(
        Body(
            id=f"body-{number}",
            organisation="somewhere",
            name=Text(f"Toimielin {number}"),
            kind=BodyKind.OFFICE_HOLDER if number % 8 == 7 else BodyKind.BOARD,
            made_at=now,
            changed_at=now,
        )
        for number in range(BODIES)
    )
    meetings = -(-items // ITEMS_OF_A_MEETING)
    Meeting.objects.bulk_create(
        (
            Meeting(
                body_id=f"body-{number % BODIES}",
                date=(held := FIRST_DAY + timedelta(days=14 * (number // BODIES))),
                slug=f"{held}",
                stage=Stage.MINUTES,
                agenda_published_at=now,
                minutes_published_at=now,
                changed_at=now,
            )
            for number in range(meetings)
        ),
        batch_size=_BATCH,
    )
    keys = list(Meeting.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, items, _BATCH):
        _some(range(start, min(start + _BATCH, items)), keys, words, now)
    Change.objects.bulk_create([Change(number=1, item_id=_last())])
    return words


def _some(numbers: range, meetings: list[int], words: Words, now: datetime) -> None:
    from lupaus.decisions.models import Concerned, Item, ItemText, Matter  # noqa: PLC0415 - after setup
    from lupaus.web.texts import Text  # noqa: PLC0415

    matters = Matter.objects.bulk_create(
        Matter(
            organisation="somewhere",
            diary_number=f"{number}/00.01.02/{2012 + number % 14}",
            slug=f"m-{number}",
            title=Text(words.title()),
            changed_at=now,
        )
        for number in numbers
        if number % 3 == 0
    )
    items = Item.objects.bulk_create(
        Item(
            meeting_id=meetings[number // ITEMS_OF_A_MEETING],
            position=number % ITEMS_OF_A_MEETING,
            slug=str(number % ITEMS_OF_A_MEETING + 1),
            section=number % ITEMS_OF_A_MEETING + 1,
            matter=matters[place // 3] if place // 3 < len(matters) else None,
            title=Text(words.title()),
            preparers="Palvelujohtaja",
            appeal="claim",
            published_at=now,
            changed_at=now,
        )
        for place, number in enumerate(numbers)
    )
    ItemText.objects.bulk_create(
        ItemText(item=item, position=position, kind=kind, text=Text(text))
        for item in items
        for position, (kind, text) in enumerate(_parts(item, words))
    )
    Concerned.objects.bulk_create(
        Concerned(item=item, position=0, name=f"goal:region/goal-{item.pk % 20}")
        for item in items
        if item.pk % 4 == 0
    )


def _parts(item: Any, words: Words) -> Iterator[tuple[str, str]]:
    for kind, length in SHAPES[item.pk % len(SHAPES)]:
        yield kind, words.text(words.chance.randint(length * 2 // 3, length * 4 // 3))


def _last() -> int:
    from lupaus.decisions.models import Item  # noqa: PLC0415 - after setup

    return int(Item.objects.order_by("-pk").values_list("pk", flat=True)[0])
