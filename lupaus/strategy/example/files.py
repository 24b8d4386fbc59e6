"""Where the example's files lie."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent
STRATEGY: Final = FOLDER / "uusimaa-2030.yaml"
OBSERVATIONS: Final = FOLDER / "observations.csv.gz"
