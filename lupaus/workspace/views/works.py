"""The works, and beginning a new one."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.web.clock import real_clock
from lupaus.web.forms import Sent
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace import operations
from lupaus.workspace.operations import PartRefused
from lupaus.workspace.pages import works as pages
from lupaus.workspace.pages.form import proposed_slug, read_form
from lupaus.workspace.rights import nothing_here


@signed_in
@require_safe
def works(request: PersonRequest) -> HttpResponse:
    return render(request, "workspace/works.html", {"page": pages.works(request.actor)})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    """Choose the kind of work and the organisation (GET), then write its head (POST)."""
    page = pages.new_work(request.actor, request.address)
    if request.method != "POST":
        return render(request, "workspace/new_work.html", {"page": page})
    sent = Sent(request)
    kind, organisation = page.kind, page.organisation
    if kind is None or not organisation:
        raise nothing_here()
    values = read_form(sent, page.fields, {})
    slug = sent.line("id", longest=80) or proposed_slug(page.fields, values)
    try:
        if sent.problems:
            raise PartRefused(sent.problems)
        if slug in pages.RESERVED:
            raise PartRefused(
                Problem(_("This id is needed by the service itself. Choose another one."), path="id")
            )
        operations.open_work(
            actor=request.actor,
            clock=real_clock,
            kind=kind.name,
            work=slug,
            organisation=organisation,
            content=values,
        )
    except Refused as refused:
        page = pages.new_work(request.actor, request.address, typed=sent.typed, problems=refused.problems)
        return render(request, "workspace/new_work.html", {"page": page}, status=refused.status)
    return HttpResponseRedirect(f"{reverse('workspace:version', args=[slug, 1])}?done=opened")
