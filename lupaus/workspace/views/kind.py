"""The list of one kind of part: reading it, and putting it in order."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.web.clock import real_clock
from lupaus.web.forms import Sent
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace import operations
from lupaus.workspace.operations import PartRefused
from lupaus.workspace.pages import kind as pages
from lupaus.workspace.pages import part as parts
from lupaus.workspace.pages.desk import Desk
from lupaus.workspace.pages.desk import desk as desk_of
from lupaus.workspace.rights import WrongState, allow, nothing_here

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@WRITES
def kind(request: PersonRequest, work: str, number: int, kind: str) -> HttpResponse:
    """A POST puts one part at another place among its siblings, and leads back to the list."""
    desk = desk_of(request.actor, work, number, kind)
    if desk.declared is desk.kind.head:
        return HttpResponseRedirect(desk.address("part", kind, work))
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            _move(request, desk)
        except Refused as refused:
            problems, status = refused.problems, refused.status
        else:
            return HttpResponseRedirect(str(request.address))
    page = pages.kind_page(desk, request.address)
    words = {"page": page, "problems": problems, "done": request.address.value("done") or ""}
    return render(request, "workspace/kind.html", words, status=status)


@signed_in
@WRITES
def move(request: PersonRequest, work: str, number: int, kind: str, slug: str) -> HttpResponse:
    """Put a part under another one."""
    desk = desk_of(request.actor, work, number, kind)
    allow(request.actor, "move_part", desk.version.work.organisation, desk.version.state_now)
    page = parts.part_page(desk, slug)
    offered = parts.parents_of(desk)
    if not offered:
        raise nothing_here()
    problems: tuple[Problem, ...] = ()
    status = 200
    sent = Sent(request)
    if request.method == "POST":
        to = sent.found("parent", dict(offered), due=True)
        try:
            if sent.problems:
                raise PartRefused(sent.problems)
            operations.move_part(
                actor=request.actor,
                clock=real_clock,
                work=work,
                kind=kind,
                slug=slug,
                position=10**6,
                parent=to,
            )
        except Refused as refused:
            problems, status = refused.problems, refused.status
        else:
            return HttpResponseRedirect(f"{desk.address('part', kind, slug)}?done=moved")
    words = {
        "page": page,
        "offered": offered,
        "value": sent.typed["parent"] if request.method == "POST" else page.parent,
        "problems": problems,
    }
    return render(request, "workspace/move.html", words, status=status)


def _move(request: PersonRequest, desk: Desk) -> None:
    sent = Sent(request)
    slug = sent.line("part", due=True)
    to = sent.whole("to", due=True, least=0, most=10**6)
    if sent.problems or to is None:
        raise PartRefused(sent.problems)
    if not desk.is_on_its_way:
        raise WrongState(
            _("This cannot be done while the version is %(state)s.") % {"state": desk.version.state_now.label}
        )
    operations.move_part(
        actor=request.actor,
        clock=real_clock,
        work=desk.version.work_id,
        kind=desk.declared.name,
        slug=slug,
        position=max(to - 1, 0),
    )
