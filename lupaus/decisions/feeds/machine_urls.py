from __future__ import annotations

from django.urls import URLPattern

from lupaus.decisions.feeds.incumbent.urls import urlpatterns as incumbent

urlpatterns: list[URLPattern] = [*incumbent]
