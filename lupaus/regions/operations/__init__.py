"""What may be done to the register of regions."""

from lupaus.regions.operations.boundaries import import_boundaries
from lupaus.regions.operations.importing import import_regions
from lupaus.regions.operations.own_register import load_register

__all__ = ["import_boundaries", "import_regions", "load_register"]
