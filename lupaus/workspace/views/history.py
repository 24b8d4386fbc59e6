"""What was done, and undoing it."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.web.clock import real_clock
from lupaus.web.forms import Sent
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace import operations, queries
from lupaus.workspace.kinds import kind_named
from lupaus.workspace.operations import PartRefused
from lupaus.workspace.pages import history as pages
from lupaus.workspace.pages.desk import Desk, desk
from lupaus.workspace.pages.part import part_page
from lupaus.workspace.rights import WrongState, allow, nothing_here

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@WRITES
def history(request: PersonRequest, work: str, number: int, kind: str, slug: str) -> HttpResponse:
    """A POST makes the part what it was after one of its revisions."""
    before = desk(request.actor, work, number, kind)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            _restore(request, before, slug)
        except Refused as refused:
            problems, status = refused.problems, refused.status
        else:
            return HttpResponseRedirect(f"{before.address('part', kind, slug)}?done=restored")
    words = {"page": pages.history_page(before, slug), "problems": problems}
    return render(request, "workspace/history.html", words, status=status)


@signed_in
@WRITES
def remove(request: PersonRequest, work: str, number: int, kind: str, slug: str) -> HttpResponse:
    """Asks before a part is taken out; the form of this page alone does it."""
    before = desk(request.actor, work, number, kind)
    allow(request.actor, "remove_part", before.version.work.organisation, before.version.state_now)
    if not before.may_move():
        raise nothing_here()
    page = part_page(before, slug)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        sent = Sent(request)
        try:
            operations.remove_part(
                actor=request.actor,
                clock=real_clock,
                work=work,
                kind=kind,
                slug=slug,
                revision=sent.whole("revision", least=0) or 0,
            )
        except Refused as refused:
            problems, status = refused.problems, refused.status
        else:
            return HttpResponseRedirect(f"{before.address('removed')}?done=removed")
    return render(request, "workspace/remove.html", {"page": page, "problems": problems}, status=status)


@signed_in
@require_safe
def changes(request: PersonRequest, work: str, number: int) -> HttpResponse:
    page = pages.changes_page(_head(request, work, number), int(request.address.value("page") or 1))
    return render(request, "workspace/changes.html", {"page": page})


@signed_in
@require_safe
def removed(request: PersonRequest, work: str, number: int) -> HttpResponse:
    page = pages.removed_page(_head(request, work, number))
    words = {"page": page, "done": request.address.value("done") or ""}
    return render(request, "workspace/removed.html", words)


def _head(request: PersonRequest, work: str, number: int) -> Desk:
    version = queries.version(actor=request.actor, work=work, number=number)
    kind = kind_named(version.work.kind)
    return Desk(request.actor, version, kind, kind.head)


def _restore(request: PersonRequest, before: Desk, slug: str) -> None:
    sent = Sent(request)
    to = sent.whole("to", due=True, least=1, most=10**9)
    revision = sent.whole("revision", due=True, least=1, most=10**9)
    if to is None or revision is None:
        raise PartRefused(sent.problems)
    if not before.is_on_its_way:
        raise WrongState(
            _("This cannot be done while the version is %(state)s.")
            % {"state": before.version.state_now.label}
        )
    operations.restore_part(
        actor=request.actor,
        clock=real_clock,
        work=before.version.work_id,
        kind=before.declared.name,
        slug=slug,
        to=to,
        revision=revision,
    )
