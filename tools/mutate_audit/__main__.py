from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections import Counter
from random import Random
from time import perf_counter

import django


def main() -> int:
    words = ArgumentParser(
        prog="python -m tools.mutate_audit", description="Mutate a sealed log; ask the verifiers."
    )
    words.add_argument("--mutations", type=int, default=10_000)
    words.add_argument("--records", type=int, default=100_000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--with", dest="verifiers", default="python,node")
    asked = words.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lupaus.config.settings")
    django.setup()
    from tools.mutate_audit.trial import trial  # noqa: PLC0415 - after django.setup()

    failed = False
    for name in asked.verifiers.split(","):
        begun, used = perf_counter(), sum(os.times()[:4])
        chance = Random(asked.seed)  # noqa: S311 - the same mutations again for the same seed
        result = trial(name, records=asked.records, mutations=asked.mutations, chance=chance)
        print(
            f"{name}: {result.found} of {asked.mutations} mutations found in a log of {asked.records} "
            f"records ({result.batches} batches): {perf_counter() - begun:.0f} s, of which "
            f"{result.preparing:.0f} s to make and read the log, {result.asking:.0f} s to judge it; "
            f"processor: {sum(os.times()[:4]) - used:.0f} s"
        )
        for kind, count in sorted(Counter(result.kinds).items()):
            print(f"  {kind:9}{count:6}, {result.missed[kind]} missed")
        failed = failed or result.found < asked.mutations or not result.sound
    return int(failed)


sys.exit(main())
