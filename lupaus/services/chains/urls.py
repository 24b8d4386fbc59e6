from __future__ import annotations

from django.urls import URLPattern, path

from lupaus.services.chains import views
from lupaus.services.chains.coverage_view import coverage
from lupaus.services.chains.what_if_urls import urlpatterns as what_if

urlpatterns: list[URLPattern] = [
    path("chains/", views.chains, name="chains"),
    path("chains/<slug:work>/", views.chain, name="chain"),
    path("chains/<slug:work>/coverage/", coverage, name="chain-coverage"),
    *what_if,
    *views.DOORS.urls,
    path("chains/<slug:work>/versions/<ordinal:number>/", views.chain, name="chain-version"),
]
