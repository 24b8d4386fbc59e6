from __future__ import annotations

from django.urls import URLPattern, path

from lupaus.services.catalogue import views

urlpatterns: list[URLPattern] = [
    path("services/", views.catalogue, name="catalogue"),
    path("services/classes/", views.classes, name="classes"),
    path("services/classes/<str:code>/", views.one_class, name="class"),
    path("services/<slug:id>/", views.service, name="service"),
]
