from __future__ import annotations

from django.urls import URLPattern, path

from lupaus.decisions.printing import views

_DOWNLOAD = {"download": True}

urlpatterns: list[URLPattern] = [
    path("decisions/<slug:body>/<slug:meeting>.pdf", views.meeting, name="meeting-pdf"),
    path(
        "decisions/<slug:body>/<slug:meeting>/download.pdf",
        views.meeting,
        _DOWNLOAD,
        name="meeting-pdf-download",
    ),
    path("decisions/<slug:body>/<slug:meeting>/<slug:section>.pdf", views.item, name="item-pdf"),
    path(
        "decisions/<slug:body>/<slug:meeting>/<slug:section>/download.pdf",
        views.item,
        _DOWNLOAD,
        name="item-pdf-download",
    ),
]
