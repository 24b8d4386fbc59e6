"""How often a test tries anew what chance decides: seldom in every run, often before a release.

What is tried is the same; `LUPAUS_THOROUGH=1 make test` tries more of it.
"""

from __future__ import annotations

import os
from typing import Final

THOROUGH: Final = os.environ.get("LUPAUS_THOROUGH") == "1"


def times(ordinary: int, *, thorough: int) -> int:
    """How often to try in this run."""
    return thorough if THOROUGH else ordinary
