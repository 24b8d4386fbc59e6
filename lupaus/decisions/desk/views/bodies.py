"""My bodies, one body, its form, its members, a new meeting of it."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.decisions import operations
from lupaus.decisions.desk.operations import new_meeting as begin_meeting
from lupaus.decisions.desk.pages import bodies as forms
from lupaus.decisions.desk.pages.asked import FormPage
from lupaus.decisions.desk.pages.front import body_desk, front, own_body
from lupaus.decisions.models import Body
from lupaus.decisions.operations import BodyRefused
from lupaus.web.clock import real_clock
from lupaus.web.forms import Sent
from lupaus.web.refusals import Refused
from lupaus.workspace.rights import nothing_here

FORM = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def desk(request: PersonRequest) -> HttpResponse:
    return render(request, "decisions/desk/front.html", {"page": front(request.actor)})


@signed_in
@require_safe
def body(request: PersonRequest, body: str) -> HttpResponse:
    page = body_desk(request.actor, body)
    done = request.address.value("done") or ""
    return render(request, "decisions/desk/body.html", {"page": page, "done": done})


@signed_in
@FORM
def new_body(request: PersonRequest) -> HttpResponse:
    organisation = request.address.value("organisation")
    if organisation is None:
        raise nothing_here()
    page = forms.new_body_form(request.actor, organisation)
    if request.method != "POST":
        return asked(request, page)
    sent = Sent(request)
    try:
        saved = _save(request, sent, organisation, sent.line("id", due=True, longest=80).lower(), is_new=True)
    except Refused as refused:
        return asked(request, page.refused(sent.typed, refused.problems), status=refused.status)
    return HttpResponseRedirect(f"{reverse('decisions:desk-body', args=[saved.pk])}?done=made")


@signed_in
@FORM
def change_body(request: PersonRequest, body: str) -> HttpResponse:
    of = own_body(request.actor, body)
    page = forms.body_form(request.actor, of)
    if request.method != "POST":
        return asked(request, page)
    sent = Sent(request)
    try:
        _save(request, sent, of.organisation, of.pk, is_new=False)
    except Refused as refused:
        return asked(request, page.refused(sent.typed, refused.problems), status=refused.status)
    return HttpResponseRedirect(f"{reverse('decisions:desk-body', args=[of.pk])}?done=saved")


def _save(request: PersonRequest, sent: Sent, organisation: str, id_: str, *, is_new: bool) -> Body:
    """Raises `BodyRefused`, for a new one also where its id is taken."""
    name = sent.words("name", due=True)
    kind = sent.line("kind", due=True)
    above = sent.line("above")
    position = sent.whole("position", least=0, most=10_000) or 0
    began, ended = sent.day("began"), sent.day("ended")
    if is_new and Body.objects.filter(pk=id_).exists():
        sent.wrong("id", forms.taken(id_))
    if sent.problems:
        raise BodyRefused(sent.problems)
    return operations.save_body(
        actor=request.actor,
        clock=real_clock,
        organisation=organisation,
        id=id_,
        name=name,
        kind=kind,
        above=above,
        position=position,
        began=began,
        ended=ended,
    )


@signed_in
@FORM
def members(request: PersonRequest, body: str) -> HttpResponse:
    of = own_body(request.actor, body)
    page = forms.members_form(request.actor, of)
    if request.method != "POST":
        return asked(request, page)
    sent = Sent(request)
    given = forms.read_members(sent, of)
    try:
        if sent.problems:
            raise BodyRefused(sent.problems)
        operations.save_members(actor=request.actor, clock=real_clock, body=of.pk, members=given)
    except Refused as refused:
        return asked(request, page.refused(sent.typed, refused.problems), status=refused.status)
    return HttpResponseRedirect(f"{reverse('decisions:desk-body', args=[of.pk])}?done=members")


@signed_in
@FORM
def new_meeting(request: PersonRequest, body: str) -> HttpResponse:
    of = own_body(request.actor, body)
    page = forms.new_meeting_form(request.actor, of)
    if request.method != "POST":
        return asked(request, page)
    sent = Sent(request)
    held_on = sent.day("held_on", due=True)
    try:
        if sent.problems or held_on is None:
            raise BodyRefused(sent.problems)
        version = begin_meeting(
            actor=request.actor,
            clock=real_clock,
            body=of.pk,
            held_on=held_on,
            starts=forms.time_typed(sent.line("starts")),
            place=sent.words("place"),
            number=sent.line("number"),
        )
    except Refused as refused:
        return asked(request, page.refused(sent.typed, refused.problems), status=refused.status)
    return HttpResponseRedirect(f"{reverse('decisions:desk-meeting', args=[version.work_id])}?done=begun")


def asked(request: PersonRequest, page: FormPage, *, status: int = 200) -> HttpResponse:
    return render(request, "decisions/desk/form.html", {"page": page}, status=status)
