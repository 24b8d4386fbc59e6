from __future__ import annotations

from django.urls import URLPattern, path

from lupaus.services.processes import views

urlpatterns: list[URLPattern] = [
    path("processes/", views.process_maps, name="process-maps"),
    path("processes/<slug:work>/", views.process_map, name="process-map"),
    *views.DOORS.urls,
    path("processes/<slug:work>/versions/<ordinal:number>/", views.process_map, name="process-map-version"),
]
