from __future__ import annotations

from django.urls import URLPattern, path

from lupaus.decisions.removal import views

urlpatterns: list[URLPattern] = [
    path("workspace/decisions/removal/", views.going, name="going"),
    path("workspace/decisions/removal/<int:item>/", views.remove, name="remove"),
]
