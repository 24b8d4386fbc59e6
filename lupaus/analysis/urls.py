from __future__ import annotations

from django.urls import URLPattern, path

import lupaus.web.converters  # noqa: F401 - makes the converter “region” known
from lupaus.analysis.comparing import views as comparing
from lupaus.analysis.situation import views as situation

app_name = "analysis"
urlpatterns: list[URLPattern] = [
    path("compare/<slug:indicator>/<slug:view>/", comparing.compare, name="compare"),
    path("regions/<region:code>/situation/", situation.situation, name="situation"),
]
