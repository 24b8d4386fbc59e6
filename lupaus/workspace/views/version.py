"""A version as a whole: where it stands, what it holds, what was done to it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.workspace import queries
from lupaus.workspace.pages import version as pages
from lupaus.workspace.pages.steps import done_words
from lupaus.workspace.rights import nothing_here


@signed_in
@require_safe
def work(request: PersonRequest, work: str) -> HttpResponse:
    """The version on its way, else the newest one."""
    found = queries.versions(actor=request.actor, work=work)
    if not found:
        raise nothing_here()
    return _version(request, work, found[0].number)


@signed_in
@require_safe
def version(request: PersonRequest, work: str, number: int) -> HttpResponse:
    return _version(request, work, number)


def _version(request: PersonRequest, work: str, number: int) -> HttpResponse:
    step = request.address.value("done") or ""
    done = _("The work has begun: write it now.") if step == "opened" else done_words(step, number)
    check = request.address.value("show") == "check"
    page = pages.version(request.actor, work, number, check=check)
    return render(request, "workspace/version.html", {"page": page, "done": done})
