"""The small country of the indicators' tests, and imports into it."""

from __future__ import annotations

from tests.indicators.conftest import bring_in, catalogue, country

__all__ = ["bring_in", "catalogue", "country"]
