"""What can be done to the catalogue and to the observations. One function per verb."""

from __future__ import annotations

from lupaus.indicators.operations.catalogue import save_indicators
from lupaus.indicators.operations.files import import_observations_file
from lupaus.indicators.operations.importing import import_observations
from lupaus.indicators.operations.own import (
    FigureKey,
    OwnCollision,
    record_own_observations,
    withdraw_own_observations,
)
from lupaus.indicators.operations.rows import Imported, ImportSource, Progress, Row, Scope
from lupaus.indicators.operations.sotkanet import (
    import_from_sotkanet,
    import_sotkanet_file,
    import_whole_sotkanet,
    save_sotkanet_catalogue,
)

__all__ = [
    "FigureKey",
    "ImportSource",
    "Imported",
    "OwnCollision",
    "Progress",
    "Row",
    "Scope",
    "import_from_sotkanet",
    "import_observations",
    "import_observations_file",
    "import_sotkanet_file",
    "import_whole_sotkanet",
    "record_own_observations",
    "save_indicators",
    "save_sotkanet_catalogue",
    "withdraw_own_observations",
]
