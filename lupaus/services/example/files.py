"""Where the example's files lie."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent
CATALOGUE: Final = FOLDER / "palvelut.yaml"
MATRIX: Final = FOLDER / "uudenmaan-matriisi.yaml"
CHILDREN: Final = FOLDER / "lastensuojelu.yaml"
OLDER: Final = FOLDER / "ikaihmiset-kotona.yaml"
PROCESSES: Final = FOLDER / "prosessikartta.yaml"
#: Points people of each municipality are spread over, made by `make_population_points.py`.
POPULATION_POINTS: Final = FOLDER / "population_points.csv"
