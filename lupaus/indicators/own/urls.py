from __future__ import annotations

from django.urls import path

from lupaus.indicators.own import views

#: Under `workspace/observations/`.
app_name = "own"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<slug:organisation>/file/", views.bring, name="bring"),
    path("<slug:organisation>/file/<slug:indicator>/", views.take, name="take"),
    path("<slug:organisation>/check/", views.check, name="check"),
    path("<slug:organisation>/figures/<slug:indicator>/", views.grid, name="grid"),
]
