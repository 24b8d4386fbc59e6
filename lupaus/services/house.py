"""What the services room puts into the shell when it starts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lupaus.services.chains.kind import KIND as CHAIN
from lupaus.services.chains.panels import chains_of_a_service, steps_that_help, way_to_chains
from lupaus.services.matrix.kind import KIND as MATRIX
from lupaus.services.matrix.panels import places_of_a_service, table_of_a_version, way_to_the_matrix
from lupaus.services.points.panels import way_to_help, way_to_points, way_to_reach
from lupaus.services.processes.kind import KIND as PROCESS_MAP
from lupaus.web import panels
from lupaus.web.panels import Entry
from lupaus.workspace.kinds import register_kind


def move_in() -> None:
    """Called once, when the room starts."""
    for kind in (MATRIX, CHAIN, PROCESS_MAP):
        register_kind(kind)
    panels.register_entry(Entry("main", 15, lambda: _("Services"), "services:catalogue"))
    panels.register_panel("service", chains_of_a_service)
    panels.register_panel("services", way_to_help, order=10)
    panels.register_panel("services", way_to_points, order=20)
    panels.register_panel("services", way_to_reach, order=30)
    panels.register_panel("services", way_to_chains)
    panels.register_panel("help", steps_that_help)
    panels.register_panel("service", places_of_a_service)
    panels.register_panel("services", way_to_the_matrix)
    panels.register_panel("workspace-version", table_of_a_version)
