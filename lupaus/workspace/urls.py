from __future__ import annotations

from django.urls import path, register_converter

from lupaus.web.converters import Ordinal
from lupaus.workspace.review_urls import review_paths
from lupaus.workspace.views import version, works

register_converter(Ordinal, "ordinal")

_VERSION = "<slug:work>/<ordinal:number>/"
_PART = f"{_VERSION}<slug:kind>/<slug:slug>/"

app_name = "workspace"
urlpatterns = [
    path("", works.works, name="works"),
    path("<slug:work>/", version.work, name="work"),
    path(_VERSION, version.version, name="version"),
    *review_paths(),
]
