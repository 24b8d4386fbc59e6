from __future__ import annotations

from django.urls import URLPattern, path

from lupaus.decisions.feeds import views

urlpatterns: list[URLPattern] = [
    path("decisions/feeds/<slug:feed>.<slug:syntax>", views.feed, name="feed"),
    path("decisions/calendar.ics", views.calendar, name="calendar"),
    path(
        "decisions/<slug:body>/<slug:meeting>/<slug:section>/appeal.ics",
        views.appeal,
        name="appeal-calendar",
    ),
]
