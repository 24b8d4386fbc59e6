"""Addresses that have no language: those of the service that was here before, OParl and Akoma Ntoso."""

from __future__ import annotations

from django.urls import URLPattern

from lupaus.decisions.akn.urls import urlpatterns as akn
from lupaus.decisions.feeds.machine_urls import urlpatterns as feeds
from lupaus.decisions.oparl.urls import urlpatterns as oparl

app_name = "decisions-machine"
urlpatterns: list[URLPattern] = [*feeds, *oparl, *akn]
