"""Matters: the list, a new one, one of them."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lupaus.accounts.actors import Actor
from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.decisions import operations, queries
from lupaus.decisions.desk.pages import matters as pages
from lupaus.decisions.desk.pages.meeting import last_told
from lupaus.decisions.desk.views.bodies import FORM, asked
from lupaus.decisions.operations import BodyRefused
from lupaus.decisions.reading.names import language
from lupaus.web import clock, panels
from lupaus.web.clock import real_clock
from lupaus.web.forms import Sent
from lupaus.web.refusals import Refused
from lupaus.workspace.rights import may_read, nothing_here


@signed_in
@require_safe
def matters(request: PersonRequest) -> HttpResponse:
    page = pages.matters_page(request.actor, request.address, _organisations(request.actor))
    done = request.address.value("done") or ""
    context = {"page": page, "last_told": last_told, "done": done}
    return render(request, "decisions/desk/matters.html", context)


def _organisations(actor: Actor) -> list[tuple[str, str]]:
    """Those with bodies that the actor may read in, and those in which the actor holds a role."""
    held = {scope for _role, scope in actor.grants if scope}
    known = {each.organisation for each in queries.bodies()}
    slugs = sorted(slug for slug in held | known if may_read(actor, slug))
    names = panels.organisation_names(slugs) if slugs else ()
    return [(slug, name.words(language())) for slug, name in zip(slugs, names, strict=True)]


@signed_in
@FORM
def new(request: PersonRequest) -> HttpResponse:
    organisation = request.address.value("organisation")
    if organisation is None:
        raise nothing_here()
    page = pages.matter_form(request.actor, organisation, None)
    if request.method != "POST":
        return asked(request, page)
    sent = Sent(request)
    number, title = sent.line("diary_number", due=True), sent.words("title", due=True)
    try:
        if sent.problems:
            raise BodyRefused(sent.problems)
        operations.open_matter(
            actor=request.actor,
            clock=real_clock,
            organisation=organisation,
            diary_number=number,
            title=title,
        )
    except Refused as refused:
        return asked(request, page.refused(sent.typed, refused.problems), status=refused.status)
    return _to_list(organisation, "opened")


@signed_in
@FORM
def matter(request: PersonRequest, slug: str) -> HttpResponse:
    found = pages.own_matter(request.actor, slug)
    page = pages.matter_form(request.actor, found.organisation, found)
    if request.method != "POST":
        return asked(request, page)
    sent = Sent(request)
    title, closed = sent.words("title", due=True), sent.yes("closed")
    today = clock.day_of(real_clock)
    try:
        if sent.problems:
            raise BodyRefused(sent.problems)
        operations.open_matter(
            actor=request.actor,
            clock=real_clock,
            organisation=found.organisation,
            diary_number=found.diary_number,
            title=title,
        )
        closed_on = (found.closed_on or today) if closed else None
        operations.close_matter(actor=request.actor, clock=real_clock, matter=found.slug, closed_on=closed_on)
    except Refused as refused:
        return asked(request, page.refused(sent.typed, refused.problems), status=refused.status)
    return _to_list(found.organisation, "saved")


def _to_list(organisation: str, done: str) -> HttpResponse:
    address = reverse("decisions:desk-matters")
    return HttpResponseRedirect(f"{address}?organisation={organisation}&done={done}")
