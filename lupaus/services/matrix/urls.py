from __future__ import annotations

from django.urls import URLPattern, path

from lupaus.services.matrix import grid_views, views

_GRID = "workspace/<slug:work>/<ordinal:number>/grid/"
_VERSION = "matrix/<slug:work>/versions/<ordinal:number>/"


def _pages(root: str, name: str) -> list[URLPattern]:
    """The pages of a matrix: of the version in force, and of each version for ever."""
    return [
        path(root, views.matrix, name=name),
        path(f"{root}matrix.csv", views.csv, name=f"{name}-csv"),
        path(f"{root}tasks/<slug:task>/", views.task, name=f"{name}-task"),
        path(f"{root}entities/<slug:entity>/", views.entity, name=f"{name}-entity"),
        path(f"{root}cells/<slug:cell>/", views.cell, name=f"{name}-cell"),
        path(f"{root}cells/<slug:cell>/figures.csv", views.cell_csv, name=f"{name}-cell-csv"),
        path(
            f"{root}places/<slug:entity>/<slug:segment>/<slug:task>/",
            views.empty_place,
            name=f"{name}-place",
        ),
    ]


urlpatterns: list[URLPattern] = [
    path("matrix/", views.matrices, name="matrices"),
    *_pages("matrix/<slug:work>/", "matrix"),
    *views.DOORS.urls,
    *_pages(_VERSION, "matrix-version"),
    path(_GRID, grid_views.grid, name="matrix-grid"),
    path(
        f"{_GRID}places/<slug:entity>/<slug:segment>/<slug:task>/", grid_views.place, name="matrix-grid-place"
    ),
    path(f"{_GRID}cells/<slug:cell>/<str:service>/", grid_views.item, name="matrix-grid-item"),
]
