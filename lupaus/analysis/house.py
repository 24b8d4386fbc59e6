"""What the analysis room puts into the shell when it starts."""

from __future__ import annotations

from lupaus.analysis.comparing.ways_in import similar_to_a_region, views_of_an_indicator
from lupaus.web import panels


def move_in() -> None:
    """Called once, when the room starts."""
    panels.register_panel("indicator", views_of_an_indicator, order=50)
    panels.register_panel("region", similar_to_a_region, order=50)
