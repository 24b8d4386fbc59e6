from __future__ import annotations

from django.urls import path, register_converter

from lupaus.strategy import views
from lupaus.web.converters import RegionCode

register_converter(RegionCode, "region")

app_name = "strategy"
urlpatterns = [
    path("", views.front, name="front"),
    path("goals/<slug:goal>/", views.goal, name="goal"),
    path("promises/<slug:promise>/", views.promise, name="promise"),
    path("regions/", views.regions, name="regions"),
    path("regions/<region:code>/", views.region, name="region"),
    path("about/", views.about, name="about"),
]
