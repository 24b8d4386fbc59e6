"""`/oparl/v1/…`: ids of objects are addresses, so none of these ever changes."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.urls import URLPattern, path, re_path

import lupaus.decisions.oparl.converters  # noqa: F401 - makes what stands in the addresses known
from lupaus.decisions.oparl import list_views, views
from lupaus.decisions.oparl.doors import door, nothing

_ROOT: Final = "oparl/v1"


@door
def _nothing_here(request: HttpRequest, at: object) -> dict[str, object]:
    raise nothing()


urlpatterns: list[URLPattern] = [
    path(f"{_ROOT}/system", views.system, name="oparl-system"),
    path(f"{_ROOT}/body", list_views.body_list, name="oparl-bodies"),
    path(f"{_ROOT}/body/<slug:slug>", views.body, name="oparl-body"),
    path(f"{_ROOT}/body/<slug:slug>/<oparl_list:listed>", list_views.list_of, name="oparl-list"),
    path(f"{_ROOT}/legislativeterm/<slug:slug>/<oparl_days:days>", views.legislative_term, name="oparl-term"),
    path(f"{_ROOT}/organization/<slug:slug>", views.organization, name="oparl-organization"),
    path(f"{_ROOT}/organization/<slug:slug>/meeting", list_views.meetings_of, name="oparl-meetings"),
    path(
        f"{_ROOT}/organization/<slug:slug>/consultation",
        list_views.consultations_of,
        name="oparl-consultations",
    ),
    path(f"{_ROOT}/person/<slug:slug>/<oparl_key:key>", views.person, name="oparl-person"),
    path(f"{_ROOT}/membership/<slug:slug>/<oparl_key:key>", views.membership, name="oparl-membership"),
    path(f"{_ROOT}/meeting/<oparl_row:pk>", views.meeting, name="oparl-meeting"),
    path(f"{_ROOT}/location/<oparl_row:pk>", views.location, name="oparl-location"),
    path(f"{_ROOT}/agendaitem/<oparl_row:pk>", views.agenda_item, name="oparl-agendaitem"),
    path(f"{_ROOT}/consultation/<oparl_row:pk>", views.consultation, name="oparl-consultation"),
    path(f"{_ROOT}/file/<oparl_row:pk>-<oparl_row:position>", views.file, name="oparl-file"),
    path(f"{_ROOT}/file/item-<oparl_row:pk>", views.item_print, name="oparl-item-print"),
    path(f"{_ROOT}/file/meeting-<oparl_row:pk>", views.meeting_print, name="oparl-meeting-print"),
    path(f"{_ROOT}/paper/<slug:slug>", views.paper, name="oparl-paper"),
    re_path(r"^oparl(?:/.*)?$", _nothing_here),
]
