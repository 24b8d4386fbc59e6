from __future__ import annotations

from django.urls import path

from lupaus.practices import views

app_name = "practices"
urlpatterns = [
    path("workspace/practices/reviews/", views.reviews, name="reviews"),
    path("practices/", views.handbooks, name="handbooks"),
    path("practices/<slug:work>/", views.contents, name="contents"),
    path("practices/<slug:work>/versions/", views.versions, name="versions"),
    path("practices/<slug:work>/versions/<int:number>/", views.contents, name="version"),
    path("practices/<slug:work>/versions/<int:number>/practices.pdf", views.pdf, name="version-pdf"),
    path("practices/<slug:work>/versions/<int:older>/compare/<int:newer>/", views.compare, name="compare"),
    path(
        "practices/<slug:work>/versions/<int:number>/<slug:chapter>/", views.chapter, name="version-chapter"
    ),
    path(
        "practices/<slug:work>/versions/<int:number>/<slug:chapter>/chapter.pdf",
        views.pdf,
        name="chapter-pdf",
    ),
    path("practices/<slug:work>/<slug:chapter>/", views.chapter, name="chapter"),
]
