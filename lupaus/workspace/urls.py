from __future__ import annotations

from django.urls import path, register_converter

from lupaus.web.converters import Ordinal
from lupaus.workspace.review_urls import review_paths
from lupaus.workspace.views import attributes, history, kind, part, pasted, people, version, works

register_converter(Ordinal, "ordinal")

_VERSION = "<slug:work>/<ordinal:number>/"
_PART = f"{_VERSION}<slug:kind>/<slug:slug>/"
_ATTRIBUTES = "attributes/<slug:organisation>/"

app_name = "workspace"
urlpatterns = [
    path("", works.works, name="works"),
    path("new/", works.new, name="new-work"),
    path("pasted/", pasted.pasted, name="pasted"),
    path(_ATTRIBUTES, attributes.attributes, name="attributes"),
    path(f"{_ATTRIBUTES}new/", attributes.new, name="new-attribute"),
    path(f"{_ATTRIBUTES}<slug:kind>/<slug:slug>/", attributes.attribute, name="attribute"),
    path(f"{_ATTRIBUTES}<slug:kind>/<slug:slug>/retire/", attributes.retire, name="retire-attribute"),
    path("<slug:work>/", version.work, name="work"),
    path(_VERSION, version.version, name="version"),
    *review_paths(),
    path(f"{_VERSION}history/", history.changes, name="changes"),
    path(f"{_VERSION}removed/", history.removed, name="removed"),
    # "new" stands before the kind: after it, it would hide a part whose id is "new".
    path(f"{_VERSION}new/<slug:kind>/", part.new, name="new-part"),
    path(f"{_VERSION}<slug:kind>/", kind.kind, name="kind"),
    path(_PART, part.part, name="part"),
    path(f"{_PART}preview/", part.preview, name="part-preview"),
    path(f"{_PART}move/", kind.move, name="part-move"),
    path(f"{_PART}remove/", history.remove, name="part-remove"),
    path(f"{_PART}people/", people.people, name="part-people"),
    path(f"{_PART}history/", history.history, name="part-history"),
]
