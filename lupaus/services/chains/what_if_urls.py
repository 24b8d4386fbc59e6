from __future__ import annotations

from django.urls import URLPattern, path

from lupaus.services.chains import what_if_views as views

_OWN = "workspace/services/<slug:work>/scenarios/"

urlpatterns: list[URLPattern] = [
    path(_OWN, views.own_scenarios, name="own-scenarios"),
    path(f"{_OWN}new/", views.new_scenario, name="scenario-new"),
    path(f"{_OWN}<slug:slug>/remove/", views.remove, name="scenario-remove"),
    path("chains/<slug:work>/figures/", views.figures, name="chain-figures"),
    path("chains/<slug:work>/what-if/", views.what_if, name="chain-what-if"),
    path("chains/<slug:work>/what-if/compare/", views.scenarios, name="chain-scenarios"),
]
