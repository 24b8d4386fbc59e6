"""Who answers for a part: naming them, and taking the duty away again."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.web.clock import real_clock
from lupaus.web.forms import Sent
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace import operations, queries
from lupaus.workspace.operations import PartRefused
from lupaus.workspace.pages.desk import Desk, desk
from lupaus.workspace.pages.part import part_page
from lupaus.workspace.rights import nothing_here


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: PersonRequest, work: str, number: int, kind: str, slug: str) -> HttpResponse:
    before = desk(request.actor, work, number, kind)
    organisation = before.version.work.organisation
    candidates = queries.candidates(actor=request.actor, organisation=organisation)
    if not before.declared.by_responsible:
        raise nothing_here()
    sent = Sent(request)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            done = _change(request, before, slug, sent, {user.username: user.name for user in candidates})
        except Refused as refused:
            problems, status = refused.problems, refused.status
        else:
            return HttpResponseRedirect(f"{before.address('part-people', kind, slug)}?done={done}")
    page = part_page(before, slug)
    named = {user.pk for user in page.people}
    words = {
        "page": page,
        "offered": [(user.username, user.name) for user in candidates if user.pk not in named],
        "typed": sent.typed,
        "problems": problems,
        "done": request.address.value("done") or "",
    }
    return render(request, "workspace/people.html", words, status=status)


def _change(request: PersonRequest, before: Desk, slug: str, sent: Sent, names: dict[str, str]) -> str:
    work, kind = before.version.work_id, before.declared.name
    if sent.has("away"):
        operations.unassign(
            actor=request.actor,
            clock=real_clock,
            work=work,
            kind=kind,
            slug=slug,
            username=sent.line("away"),
        )
        return "unassigned"
    username = sent.choice("username", names, due=True)
    if sent.problems:
        raise PartRefused(sent.problems)
    operations.assign(
        actor=request.actor, clock=real_clock, work=work, kind=kind, slug=slug, username=username
    )
    return "assigned"
