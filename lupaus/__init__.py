"""Lupaus: a region's strategy and service promise, followed with statistics."""

__version__ = "0.1.0"
