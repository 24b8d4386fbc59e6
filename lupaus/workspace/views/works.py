"""The works, and beginning a new one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.workspace.pages import works as pages


@signed_in
@require_safe
def works(request: PersonRequest) -> HttpResponse:
    return render(request, "workspace/works.html", {"page": pages.works(request.actor)})
