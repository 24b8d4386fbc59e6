from __future__ import annotations

from django.urls import URLPattern, path

from lupaus.services.points import views

urlpatterns: list[URLPattern] = [
    path("services/points/", views.points, name="points"),
    path("services/points/<slug:point>/", views.point, name="point"),
    path("services/reach/", views.reach, name="reach"),
    path("help/", views.help_, name="help"),
]
