from __future__ import annotations

from django.urls import path

from lupaus.indicators import views
from lupaus.indicators.proof import views as proof
from lupaus.indicators.quality import views as quality

app_name = "indicators"
urlpatterns = [
    path("indicators/", views.listing, name="list"),
    path("indicators/quality/", quality.quality, name="quality"),
    path("indicators/quality/<ordinal:number>/", quality.quality, name="quality-release"),
    path("indicators/releases/", views.releases, name="releases"),
    path("indicators/releases/<ordinal:number>/", views.release, name="release"),
    path("indicators/<slug:id>/", views.indicator, name="indicator"),
    path("indicators/<slug:id>/releases/", views.indicator_releases, name="indicator-releases"),
    path(
        "figures/<ordinal:release>/<ordinal:edition>/<slug:indicator>/<region:region>/<slug:gender>/<slug:period>/",
        proof.figure,
        name="figure",
    ),
]
