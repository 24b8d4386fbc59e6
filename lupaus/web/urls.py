from __future__ import annotations

from django.urls import path

from lupaus.web import views

app_name = "web"
urlpatterns = [path("accessibility/", views.accessibility, name="accessibility")]
