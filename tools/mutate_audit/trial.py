"""One verifier against many mutations of one log."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from time import perf_counter

from tools.mutate_audit.log import make_log
from tools.mutate_audit.mutations import Mutation, mutate
from tools.mutate_audit.verifiers import VERIFIERS


@dataclass(slots=True)
class Result:
    """What a verifier found; times in seconds."""

    sound: bool = False  # whether it found nothing wrong with the log as it was sealed
    found: int = 0
    batches: int = 0
    preparing: float = 0.0
    asking: float = 0.0
    kinds: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)


def trial(name: str, *, records: int, mutations: int, chance: Random) -> Result:
    """Make a log, change it in so many ways, and count what the verifier finds."""
    result = Result()
    begun = perf_counter()
    log = make_log(records, chance)
    result.batches = len(log.batches)
    with VERIFIERS[name](log) as verifier:
        result.sound = not verifier.findings(Mutation("none"))
        result.preparing = perf_counter() - begun
        for _each in range(mutations):
            mutation = mutate(log, chance)
            asked = perf_counter()
            found = verifier.findings(mutation)
            result.asking += perf_counter() - asked
            result.kinds[mutation.kind] += 1
            result.found += bool(found)
            result.missed[mutation.kind] += not found
    return result
