from __future__ import annotations

from django.urls import path

from lupaus.indicators import views

app_name = "indicators"
urlpatterns = [
    path("indicators/", views.listing, name="list"),
    path("indicators/<slug:id>/", views.indicator, name="indicator"),
]
