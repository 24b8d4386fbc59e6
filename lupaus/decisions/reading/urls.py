from __future__ import annotations

from django.urls import URLPattern, path

from lupaus.decisions.reading import views

urlpatterns: list[URLPattern] = [
    path("decisions/", views.index, name="index"),
    path("decisions/matters/<slug:slug>/", views.matter, name="matter"),
    path("decisions/<slug:body>/", views.body, name="body"),
    path("decisions/<slug:body>/<slug:meeting>/", views.meeting, name="meeting"),
    path("decisions/<slug:body>/<slug:meeting>/<slug:section>/", views.item, name="item"),
]
