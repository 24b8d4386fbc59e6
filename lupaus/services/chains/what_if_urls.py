from __future__ import annotations

from django.urls import URLPattern, path

from lupaus.services.chains import what_if_views as views

urlpatterns: list[URLPattern] = [
    path("chains/<slug:work>/figures/", views.figures, name="chain-figures"),
]
