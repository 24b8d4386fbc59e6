from __future__ import annotations

from django.urls import URLPattern, path

from lupaus.decisions.files import views

_FILES = "workspace/decisions/<slug:work>/files/"

urlpatterns: list[URLPattern] = [
    path("decisions/files/<int:item>-<int:position>/<str:name>", views.file, name="file"),
    path(_FILES, views.files, name="files"),
    path(f"{_FILES}<int:upload>/", views.draft_file, name="draft-file"),
    path(f"{_FILES}<int:upload>/attach/", views.attach, name="attach-file"),
    path(f"{_FILES}<int:upload>/drop/", views.drop, name="drop-file"),
]
