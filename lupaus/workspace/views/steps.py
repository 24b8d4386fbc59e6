"""The steps of a version: each is asked on a page of its own, and done by that page's form alone."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.web.clock import real_clock
from lupaus.web.forms import Sent, Typed
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace import operations
from lupaus.workspace.models import Version
from lupaus.workspace.operations.parts import PartRefused
from lupaus.workspace.operations.states import NotReady
from lupaus.workspace.pages import steps
from lupaus.workspace.pages.opened import opened
from lupaus.workspace.rights import nothing_here


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: PersonRequest, work: str, number: int, step: str) -> HttpResponse:
    if step not in steps.STEPS:
        raise nothing_here()
    page = steps.step_page(opened(request.actor, work, number), step)
    if request.method != "POST":
        return _asked(request, page)
    sent = Sent(request)
    try:
        _take(request, work, number, step, sent)
    except (NotReady, PartRefused, _Unread) as refused:
        # What stands in the way may have come since: the page is asked anew.
        page = steps.step_page(opened(request.actor, work, number), step)
        return _asked(request, page, refused=refused, typed=sent.typed)
    return _to(reverse("workspace:version", args=[work, number]), step)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: PersonRequest, work: str) -> HttpResponse:
    page = steps.begin_page(request.actor, work)
    if request.method != "POST":
        return _asked(request, page)
    version = operations.begin_draft(actor=request.actor, clock=real_clock, work=work)
    return _to(reverse("workspace:version", args=[work, version.number]), "begin")


class _Unread(Refused):
    """The form itself was not filled in."""


def _take(request: PersonRequest, work: str, number: int, step: str, sent: Sent) -> Version:
    what: dict[str, Any] = {"actor": request.actor, "clock": real_clock, "work": work, "number": number}
    if step == "submit":
        return operations.submit(**what)
    if step == "publish":
        return operations.publish(**what)
    if step == "approve":
        decision = sent.line("decision", due=True)
        _check(sent)
        return operations.approve(**what, decision=decision)
    reason = sent.prose("reason", due=True, longest=2000)
    _check(sent)
    return operations.return_to_draft(**what, reason=reason)


def _check(sent: Sent) -> None:
    if sent.problems:
        raise _Unread(sent.problems)


def _asked(
    request: PersonRequest,
    page: steps.StepPage,
    *,
    refused: Refused | None = None,
    typed: Typed | None = None,
) -> HttpResponse:
    fields = ("decision", "reason")
    problems: tuple[Problem, ...] = refused.problems if refused else ()
    context = {
        "page": page,
        "typed": typed or Typed({}),
        "problems": [problem for problem in problems if problem.path in fields],
        "refusals": [problem.message for problem in problems if problem.path not in fields],
    }
    return render(request, "workspace/step.html", context, status=refused.status if refused else 200)


def _to(address: str, step: str) -> HttpResponse:
    return HttpResponseRedirect(f"{address}?done={step}")
