"""One meeting: its desk, matters for its agenda, its minutes, publishing, a correction, the preview."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lupaus.accounts.actors import require
from lupaus.accounts.models import Role
from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.decisions.desk import operations, preview
from lupaus.decisions.desk.operations.asking import newest_version
from lupaus.decisions.desk.pages import meeting as pages
from lupaus.decisions.desk.pages.front import must_read
from lupaus.decisions.desk.pages.steps import minutes_form, publish_form
from lupaus.decisions.desk.views.bodies import FORM, asked
from lupaus.decisions.meeting.declared import ITEM
from lupaus.web.clock import real_clock
from lupaus.web.forms import Sent
from lupaus.web.refusals import Refused
from lupaus.workspace import queries
from lupaus.workspace.operations import begin_draft, move_part
from lupaus.workspace.rights import nothing_here


@signed_in
@FORM
def meeting(request: PersonRequest, work: str) -> HttpResponse:
    """The desk of a meeting; a POST moves an item to another place."""
    if request.method == "POST":
        _move(request, work)
        return _to(work, "moved")
    page = pages.meeting_desk(request.actor, work)
    done = request.address.value("done") or ""
    return render(request, "decisions/desk/meeting.html", {"page": page, "done": done})


def _move(request: PersonRequest, work: str) -> None:
    sent = Sent(request)
    slug, to = sent.line("part", due=True), sent.whole("to", due=True, least=0, most=10**6)
    sent.check()
    newest_version(request.actor, work)
    move_part(
        actor=request.actor,
        clock=real_clock,
        work=work,
        kind=ITEM,
        slug=slug,
        position=max((to or 0) - 1, 0),
    )


@signed_in
@FORM
def choose(request: PersonRequest, work: str) -> HttpResponse:
    """Open matters with a box each; those that are ticked become items, in the order of the list."""
    page = pages.choose_page(request.actor, work, request.address.value("q") or "")
    require(request.actor, Role.EDITOR, page.desk.opened.work.organisation)
    if request.method != "POST":
        return _choose(request, page)
    sent = Sent(request)
    chosen = request.POST.getlist("matters")
    try:
        operations.add_matters(actor=request.actor, clock=real_clock, work=work, matters=chosen)
    except Refused as refused:
        return _choose(request, page, refused=refused, chosen=sent.typed.all("matters"))
    return _to(work, "added")


def _choose(
    request: PersonRequest,
    page: pages.ChoosePage,
    *,
    refused: Refused | None = None,
    chosen: tuple[str, ...] = (),
) -> HttpResponse:
    context = {
        "page": page,
        "last_told": pages.last_told,
        "problems": refused.problems if refused else (),
        "chosen": chosen,
    }
    return render(request, "decisions/desk/choose.html", context, status=refused.status if refused else 200)


@signed_in
@FORM
def minutes(request: PersonRequest, work: str) -> HttpResponse:
    desk = pages.meeting_desk(request.actor, work)
    page = minutes_form(request.actor, desk)
    if request.method != "POST":
        return asked(request, page)
    sent = Sent(request)
    try:
        operations.begin_minutes(
            actor=request.actor,
            clock=real_clock,
            work=work,
            with_proposals=sent.yes("with_proposals"),
            all_present=sent.yes("all_present"),
        )
    except Refused as refused:
        return asked(request, page.refused(sent.typed, refused.problems), status=refused.status)
    return _to(work, "minutes")


@signed_in
@require_POST
def number(request: PersonRequest, work: str) -> HttpResponse:
    operations.number_sections(actor=request.actor, clock=real_clock, work=work)
    return _to(work, "numbered")


@signed_in
@require_POST
def correct(request: PersonRequest, work: str) -> HttpResponse:
    """Begin the next version: a correction of minutes, or an agenda anew."""
    newest_version(request.actor, work)
    begin_draft(actor=request.actor, clock=real_clock, work=work)
    return _to(work, "correction")


@signed_in
@FORM
def publish(request: PersonRequest, work: str) -> HttpResponse:
    desk = pages.meeting_desk(request.actor, work)
    page = publish_form(request.actor, desk)
    if request.method != "POST":
        return asked(request, page)
    sent = Sent(request)
    decision = sent.line("decision", due=True)
    try:
        sent.check()
        operations.publish_meeting(actor=request.actor, clock=real_clock, work=work, decision=decision)
    except Refused as refused:
        return asked(request, page.refused(sent.typed, refused.problems), status=refused.status)
    return _to(work, "published")


@signed_in
@require_safe
def preview_meeting(request: PersonRequest, work: str, number: int) -> HttpResponse:
    return _preview(request, work, number, "")


@signed_in
@require_safe
def preview_item(request: PersonRequest, work: str, number: int, item: str) -> HttpResponse:
    return _preview(request, work, number, item)


def _preview(request: PersonRequest, work: str, number: int, item: str) -> HttpResponse:
    must_read(request.actor)
    if newest_version(request.actor, work).number != number:
        raise nothing_here()
    seen = preview.draft(queries.version(actor=request.actor, work=work, number=number))
    if not seen.is_whole:
        page = pages.meeting_desk(request.actor, work)
        return render(request, "decisions/desk/not_yet.html", {"page": page}, status=409)
    html, status = (
        preview.item_preview(request, seen, item) if item else preview.meeting_preview(request, seen)
    )
    return HttpResponse(html, status=status)


def _to(work: str, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('decisions:desk-meeting', args=[work])}?done={done}")
