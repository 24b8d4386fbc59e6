"""What may be done to the register of regions."""

from lupaus.regions.operations.own_register import load_register

__all__ = ["load_register"]
