"""Bringing a whole version from a file: shown first, change by change, and done only on a second yes."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.web.clock import real_clock
from lupaus.web.forms import Sent
from lupaus.web.refusals import NotAllowed, NotFound, Refused
from lupaus.workspace.operations import Collision, offers
from lupaus.workspace.pages.bringing import bring_page, check_page
from lupaus.workspace.pages.opened import Opened, opened
from lupaus.workspace.rights import WrongState, allow

MOST_BYTES = 10 * 2**20


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: PersonRequest, work: str, number: int) -> HttpResponse:
    """Choose a file. What it holds is read and shown on the next page; nothing is changed here."""
    found = _opened(request, work, number)
    if request.method != "POST":
        return _chosen(request, found)
    sent = Sent(request)
    file = sent.file("file", due=True, most_bytes=MOST_BYTES)
    try:
        sent.check()
        assert file is not None  # noqa: S101 - it was due
        offers.offer_file(
            actor=request.actor,
            clock=real_clock,
            work=work,
            number=number,
            file_name=file.name or "",
            data=file.read(),
        )
    except (NotFound, NotAllowed, WrongState):
        raise
    except Refused as refused:
        return _chosen(request, found, refused)
    return HttpResponseRedirect(found.address("bring-check"))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: PersonRequest, work: str, number: int) -> HttpResponse:
    """Every change the file would make, and the button that makes them."""
    found = _opened(request, work, number)
    if request.method != "POST":
        return _checked(request, found)
    sent = Sent(request)
    what: dict[str, Any] = {"actor": request.actor, "clock": real_clock, "work": work, "number": number}
    if sent.choice("deed", ("take", "drop"), due=True) != "take":
        offers.drop_offer(**what)
        return HttpResponseRedirect(found.address("bring"))
    try:
        offers.accept_offer(**what, seen=sent.line("seen", longest=64))
    except Collision as collision:
        return _checked(request, found, collision)
    return HttpResponseRedirect(f"{found.home}?done=bring")


def _opened(request: PersonRequest, work: str, number: int) -> Opened:
    found = opened(request.actor, work, number)
    allow(request.actor, "take", found.work.organisation, found.state)
    return found


def _chosen(request: PersonRequest, found: Opened, refused: Refused | None = None) -> HttpResponse:
    context = {"page": bring_page(found, refused.problems if refused else ())}
    return render(request, "workspace/bring.html", context, status=refused.status if refused else 200)


def _checked(request: PersonRequest, found: Opened, refused: Refused | None = None) -> HttpResponse:
    page = check_page(found, real_clock, request.address)
    sentence = _("The draft was changed while you were reading. This is what the file would change now.")
    context = {"page": page, "changed": sentence if refused else ""}
    return render(request, "workspace/bring_check.html", context, status=refused.status if refused else 200)
