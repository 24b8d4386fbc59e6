from __future__ import annotations

from django.urls import path

import lupaus.web.converters
import lupaus.workspace.urls  # noqa: F401 - makes the converter “ordinal” known
from lupaus.strategy import version_views, views

_VERSIONS = "strategies/<slug:work>/versions/"
_VERSION = f"{_VERSIONS}<ordinal:number>/"

app_name = "strategy"
urlpatterns = [
    path("", views.front, name="front"),
    path("goals/<slug:goal>/", views.goal, name="goal"),
    path("promises/<slug:promise>/", views.promise, name="promise"),
    path("regions/", views.regions, name="regions"),
    path("regions/<region:code>/", views.region, name="region"),
    path("about/", views.about, name="about"),
    path(_VERSIONS, version_views.versions, name="versions"),
    path(f"{_VERSIONS}compare/", version_views.choose, name="version-choose"),
    path(_VERSION, version_views.version, name="version"),
    path(f"{_VERSION}compare/<ordinal:other>/", version_views.compare, name="version-compare"),
    path(f"{_VERSION}print/", version_views.printable, name="version-print"),
    path(f"{_VERSION}strategy.pdf", version_views.as_pdf, name="version-pdf"),
    path(f"{_VERSION}parts.json", version_views.sealed, name="version-parts"),
    path(f"{_VERSION}strategy.<slug:form>", version_views.take, name="version-take"),
]
