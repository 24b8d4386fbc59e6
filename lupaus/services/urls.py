from __future__ import annotations

from django.urls import URLPattern

import lupaus.workspace.urls  # noqa: F401 - makes the converter “ordinal” known
from lupaus.services.catalogue.urls import urlpatterns as catalogue
from lupaus.services.chains.urls import urlpatterns as chains
from lupaus.services.matrix.urls import urlpatterns as matrix
from lupaus.services.points.urls import urlpatterns as points
from lupaus.services.processes.urls import urlpatterns as processes

app_name = "services"
#: Points first: an id of a service stands where their words do.
urlpatterns: list[URLPattern] = [*points, *catalogue, *matrix, *chains, *processes]
