"""What can be done to the catalogue and to the observations. One function per verb."""

from __future__ import annotations

from lupaus.indicators.operations.catalogue import save_indicators
from lupaus.indicators.operations.importing import import_observations
from lupaus.indicators.operations.rows import Imported, ImportSource, Progress, Row, Scope
from lupaus.indicators.operations.sotkanet import import_from_sotkanet, import_sotkanet_file
from lupaus.indicators.operations.tidy import import_observations_file

__all__ = [
    "ImportSource",
    "Imported",
    "Progress",
    "Row",
    "Scope",
    "import_from_sotkanet",
    "import_observations",
    "import_observations_file",
    "import_sotkanet_file",
    "save_indicators",
]
