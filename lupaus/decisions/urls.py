from __future__ import annotations

from django.urls import URLPattern

import lupaus.workspace.urls  # noqa: F401 - makes the converter “ordinal” known
from lupaus.decisions.desk.urls import urlpatterns as desk
from lupaus.decisions.feeds.urls import urlpatterns as feeds
from lupaus.decisions.files.urls import urlpatterns as files
from lupaus.decisions.printing.urls import urlpatterns as printing
from lupaus.decisions.reading.urls import urlpatterns as reading
from lupaus.decisions.removal.urls import urlpatterns as removal
from lupaus.decisions.search.urls import urlpatterns as search

app_name = "decisions"
#: Reading last: an id of a body stands where the words of the others do.
urlpatterns: list[URLPattern] = [*search, *feeds, *files, *removal, *desk, *printing, *reading]
