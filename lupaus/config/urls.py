"""Every address of the service: pages under their language, the machine's own beside them."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from lupaus.config import api, write_api
from lupaus.web import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.door),
    path("healthz", views.healthz),
    path("api/v1/workspace/", write_api.urls),
    path("api/v1/", api.urls),
    api.nothing_here,
    path("", include("lupaus.decisions.machine_urls")),
    *i18n_patterns(
        path("", include("lupaus.accounts.urls")),
        path("", include("lupaus.practices.urls")),
        path("", include("lupaus.decisions.urls")),
        path("", include("lupaus.services.urls")),
        path("workspace/audit/", include("lupaus.accounts.audit_urls")),  # before the works
        path("workspace/observations/", include("lupaus.indicators.own.urls")),  # so are these
        path("workspace/", include("lupaus.workspace.urls")),
        path("", include("lupaus.strategy.urls")),
        path("", include("lupaus.analysis.urls")),
        path("", include("lupaus.indicators.urls")),
        path("", include("lupaus.web.urls")),
    ),
]

handler400 = "lupaus.web.problems.bad_request"
handler403 = "lupaus.web.problems.permission_denied"
handler404 = "lupaus.web.problems.page_not_found"
handler500 = "lupaus.web.problems.server_error"
