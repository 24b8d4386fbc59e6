from __future__ import annotations

from django.urls import URLPattern, path

from lupaus.decisions.printing import views

urlpatterns: list[URLPattern] = [
    path("decisions/<slug:body>/<slug:meeting>.pdf", views.meeting, name="meeting-pdf"),
    path("decisions/<slug:body>/<slug:meeting>/<slug:section>.pdf", views.item, name="item-pdf"),
]
