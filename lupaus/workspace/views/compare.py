"""Two versions side by side, and the checklist of one."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.workspace import queries
from lupaus.workspace.pages.checklist import checklist as checklist_of
from lupaus.workspace.pages.comparison import comparison
from lupaus.workspace.pages.opened import must_read_somewhere, opened
from lupaus.workspace.rights import nothing_here


@signed_in
@require_safe
def compare(request: PersonRequest, work: str, number: int, other: int) -> HttpResponse:
    """`number` is set beside `other`: the lower of the two stands before."""
    older, newer = sorted((number, other))
    page = comparison(request.actor, work, older, newer, request.address)
    return render(request, "workspace/compare.html", {"page": page})


@signed_in
@require_safe
def choose(request: PersonRequest, work: str) -> HttpResponse:
    """From the form that chooses two versions to their comparison; without a choice, the newest two."""
    must_read_somewhere(request.actor)
    known = [version.number for version in queries.versions(actor=request.actor, work=work)]
    chosen = [request.address.value("from") or "", request.address.value("to") or ""]
    numbers = [int(each) for each in chosen if each.isdigit()] if any(chosen) else known[:2]
    if len(numbers) != 2 or not set(numbers) <= set(known):
        raise nothing_here()
    return HttpResponseRedirect(reverse("workspace:compare", args=[work, max(numbers), min(numbers)]))


@signed_in
@require_safe
def checklist(request: PersonRequest, work: str, number: int) -> HttpResponse:
    found = opened(request.actor, work, number)
    points = checklist_of(found.kind, found.content, tuple(found.attributes))
    return render(request, "workspace/checklist.html", {"page": {"opened": found, "list": points}})
