from __future__ import annotations

from django.urls import URLPattern, path

from lupaus.decisions.search import views

urlpatterns: list[URLPattern] = [
    path("decisions/search/", views.search, name="search"),
    path("decisions/saved/", views.save, name="save"),
    path("decisions/saved/sent/", views.sent, name="saved-sent"),
    path("decisions/saved/ended/", views.ended, name="saved-ended"),
    path("decisions/saved/<str:secret>/", views.one, name="saved"),
    path("decisions/saved/<str:secret>/end/", views.end, name="saved-end"),
]
