"""A whole version taken out: as a file, as one page to print, as PDF. For who may read it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.web.clock import real_clock
from lupaus.web.printing import pdf
from lupaus.workspace.pages.document import document
from lupaus.workspace.pages.opened import opened
from lupaus.workspace.pages.printed import draft_mark, report
from lupaus.workspace.pages.taken import attachment, file_of


@signed_in
@require_safe
def take(request: PersonRequest, work: str, number: int, form: str) -> HttpResponse:
    found = opened(request.actor, work, number)
    return file_of(found.version, found.kind, found.content, form)


@signed_in
@require_safe
def printed(request: PersonRequest, work: str, number: int) -> HttpResponse:
    found = opened(request.actor, work, number)
    context = {
        "opened": found,
        "document": document(found.kind, found.content, found.attributes),
        "mark": draft_mark(found.version),
    }
    return render(request, "workspace/print.html", context)


@signed_in
@require_safe
def as_pdf(request: PersonRequest, work: str, number: int) -> HttpResponse:
    found = opened(request.actor, work, number)
    address = request.build_absolute_uri(str(request.address))
    printed = report(
        found.version, found.kind, found.content, found.attributes, address=address, made_at=real_clock()
    )
    return attachment(pdf(printed), "application/pdf", f"{work}-{number}.pdf")
