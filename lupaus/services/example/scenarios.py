"""Two scenarios of the example's chain of older people, to be compared. Their shares are made up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import transaction

from lupaus.accounts.actors import Actor
from lupaus.services.chains.asked import Asked, WishRefused
from lupaus.services.chains.scenarios import editable, save_scenario
from lupaus.services.models import Scenario
from lupaus.web.clock import Clock
from lupaus.web.texts import Text

CHAIN: Final = "ikaihmiset-kotona"

#: Title, note and the shares of the five stages in per cent, the lightest first.
SCENARIOS: Final[Sequence[tuple[Text, Text, Asked]]] = (
    (
        Text(fi="Tavoite toteutuu", sv="Målet nås", en="The goal is reached"),
        Text(
            fi="Apu tulee kotiin aiemmin: 95 prosenttia asuu kotona vuonna 2030.",
            sv="Hjälpen kommer hem tidigare: 95 procent bor hemma 2030.",
            en="Help comes home earlier: 95 per cent live at home in 2030.",
        ),
        Asked(shares=("73", "11", "11", "1", "4"), full_by="2030"),
    ),
    (
        Text(fi="Apu viivästyy", sv="Hjälpen dröjer", en="Help comes late"),
        Text(
            fi="Kotihoitoon ei saada tekijöitä, ja ympärivuorokautinen hoiva kasvaa.",
            sv="Hemvården får inte personal, och vården dygnet runt ökar.",
            en="Home care lacks staff, and round-the-clock care grows.",
        ),
        Asked(shares=("70", "10", "9.5", "2", "8.5"), full_by="2030"),
    ),
)


def keep_scenarios(*, actor: Actor, clock: Clock) -> int:
    """Keep the scenarios, unless the chain has had any, kept or removed; how many were kept.

    Whoever brought figures of their own may have none that a scenario could be computed from: then none is
    kept. Raises `NotAllowed`, `NotFound`.
    """
    editable(actor, CHAIN)
    if Scenario.objects.filter(work=CHAIN).exists():
        return 0
    try:
        with transaction.atomic():
            for title, note, asked in SCENARIOS:
                save_scenario(actor=actor, clock=clock, work=CHAIN, title=title, note=note, asked=asked)
    except WishRefused:
        return 0
    return len(SCENARIOS)
