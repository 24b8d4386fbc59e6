"""`/oparl/v1/…`: ids of objects are addresses, so none of these ever changes."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.urls import URLPattern, path, re_path

from lupaus.decisions.oparl import list_views, views
from lupaus.decisions.oparl.doors import door, nothing

_ROOT: Final = "oparl/v1/"
_SLUG: Final = r"(?P<slug>[A-Za-z0-9_-]{1,80})"
_KEY: Final = r"(?P<key>[0-9a-f]{20})"
_DAYS: Final = r"(?P<key>[0-9]{4}-[0-9]{2}-[0-9]{2}(?:_[0-9]{4}-[0-9]{2}-[0-9]{2})?)"
_PK: Final = r"(?P<pk>[0-9]{1,18})"
_LIST: Final = f"(?P<name>{'|'.join(list_views.NAMES)})"


def _at(pattern: str, view: object, name: str) -> URLPattern:
    found: URLPattern = re_path(f"^{_ROOT}{pattern}$", view, name=f"oparl-{name}")  # type: ignore[call-overload]
    return found


@door
def _nothing_here(request: HttpRequest, at: object) -> dict[str, object]:
    raise nothing()


urlpatterns: list[URLPattern] = [
    path(f"{_ROOT}system", views.system, name="oparl-system"),
    path(f"{_ROOT}body", list_views.body_list, name="oparl-bodies"),
    _at(f"body/{_SLUG}", views.body, "body"),
    _at(f"body/{_SLUG}/{_LIST}", list_views.list_of, "list"),
    _at(f"legislativeterm/{_SLUG}/{_DAYS}", views.legislative_term, "legislativeterm"),
    _at(f"organization/{_SLUG}", views.organization, "organization"),
    _at(f"organization/{_SLUG}/meeting", list_views.meetings_of, "organization-meetings"),
    _at(f"organization/{_SLUG}/consultation", list_views.consultations_of, "organization-consultations"),
    _at(f"person/{_SLUG}/{_KEY}", views.person, "person"),
    _at(f"membership/{_SLUG}/{_KEY}", views.membership, "membership"),
    _at(f"meeting/{_PK}", views.meeting, "meeting"),
    _at(f"location/{_PK}", views.location, "location"),
    _at(f"agendaitem/{_PK}", views.agenda_item, "agendaitem"),
    _at(f"consultation/{_PK}", views.consultation, "consultation"),
    _at(f"file/{_PK}-(?P<position>[0-9]{{1,6}})", views.file, "file"),
    _at(f"paper/{_SLUG}", views.paper, "paper"),
    re_path(r"^oparl(?:/.*)?$", _nothing_here),
]
