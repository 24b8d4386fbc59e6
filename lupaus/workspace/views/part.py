"""One part: reading and writing it, and meeting somebody else who writes it too."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.web.clock import real_clock
from lupaus.web.forms import Sent
from lupaus.web.refusals import NotFound, Problem, Refused
from lupaus.workspace import operations
from lupaus.workspace.content import Values
from lupaus.workspace.operations import Collision, PartRefused
from lupaus.workspace.operations.parts import read_content
from lupaus.workspace.pages import collision as meeting
from lupaus.workspace.pages import part as pages
from lupaus.workspace.pages.desk import Desk, stored
from lupaus.workspace.pages.desk import desk as desk_of
from lupaus.workspace.pages.form import form_fields, proposed_slug, read_form
from lupaus.workspace.rights import WrongState, allow, nothing_here

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@WRITES
def part(request: PersonRequest, work: str, number: int, kind: str, slug: str) -> HttpResponse:
    desk = desk_of(request.actor, work, number, kind)
    if request.method == "POST":
        return _save(request, desk, slug)
    return _page(request, pages.part_page(desk, slug))


@signed_in
@require_POST
def preview(request: PersonRequest, work: str, number: int, kind: str, slug: str) -> HttpResponse:
    """What the part would come to: a fragment for a script, without one the whole page."""
    desk = desk_of(request.actor, work, number, kind)
    standing = stored(desk, slug)
    sent = Sent(request)
    values = _written(desk, sent, standing.content, slug)
    if desk.declared.preview is None:
        raise NotFound(_("There is nothing to preview here."))
    if request.headers.get("HX-Request"):
        return HttpResponse(pages.preview_of(desk, slug, standing.parent, values))
    return _page(request, pages.part_page(desk, slug, typed=sent.typed, written=values), fields_sent=sent)


@signed_in
@WRITES
def new(request: PersonRequest, work: str, number: int, kind: str) -> HttpResponse:
    desk = desk_of(request.actor, work, number, kind)
    if request.method != "POST":
        allow(request.actor, "add_part", desk.version.work.organisation, desk.version.state_now)
        if not desk.may_add():
            raise nothing_here()
        return _page(request, pages.new_page(desk, request.address.value("parent") or ""))
    sent = Sent(request)
    fields = form_fields(desk.declared, desk.attributes, desk.content)
    values = read_form(sent, fields, {})
    parent = _parent(desk, sent)
    slug = sent.line("id", longest=80) or proposed_slug(fields, values)
    if sent.has("preview"):
        if request.headers.get("HX-Request"):
            return HttpResponse(pages.preview_of(desk, slug, parent, values) or "")
        return _page(request, pages.new_page(desk, parent, typed=sent.typed, written=values))
    try:
        _check_number(desk)
        _check(desk, sent, values)
        operations.add_part(
            actor=request.actor,
            clock=real_clock,
            work=work,
            kind=kind,
            slug=slug,
            content=values,
            parent=parent,
        )
    except Refused as refused:
        problems, twin = _about_the_id(desk, slug, refused.problems)
        page = pages.new_page(desk, parent, typed=sent.typed, written=values, problems=problems, twin=twin)
        return _page(request, page, status=refused.status)
    return HttpResponseRedirect(f"{desk.address('part', kind, slug)}?done=added")


def _save(request: PersonRequest, desk: Desk, slug: str) -> HttpResponse:
    standing = stored(desk, slug)
    sent = Sent(request)
    began = sent.whole("revision", least=0) or 0
    fields = form_fields(desk.declared, desk.attributes, desk.content, slug=slug, standing=standing.content)
    values, typed = meeting.settled(standing, began, fields, sent, read_form(sent, fields, standing.content))
    try:
        _check_number(desk)
        if standing.removed_at is not None:
            raise WrongState(
                _("This was taken out while you were writing. Have it brought back first, then save again.")
            )
        _check(desk, sent, values)
        operations.change_part(
            actor=request.actor,
            clock=real_clock,
            work=desk.version.work_id,
            kind=desk.declared.name,
            slug=slug,
            revision=began,
            content=values,
        )
    except Collision as met:
        found = meeting.collision_page(desk, slug, met)
        return render(request, "workspace/collision.html", {"page": found}, status=met.status)
    except Refused as refused:
        page = pages.part_page(desk, slug, typed=typed, written=values, problems=refused.problems)
        return _page(request, page, status=refused.status, fields_sent=sent)
    return HttpResponseRedirect(f"{desk.address('part', desk.declared.name, slug)}?done=saved")


def _written(desk: Desk, sent: Sent, standing: Values, slug: str) -> Values:
    fields = form_fields(desk.declared, desk.attributes, desk.content, slug=slug, standing=standing)
    return read_form(sent, fields, standing)


def _check(desk: Desk, sent: Sent, values: Values) -> None:
    """Tell everything at once: what could not be read, and what the kind of work refuses."""
    if not sent.problems:
        return
    problems = list(sent.problems)
    told = {problem.path for problem in problems}
    try:
        read_content(desk.version, desk.declared.name, values)
    except PartRefused as refused:
        problems += [problem for problem in refused.problems if not _told(problem.path, told)]
    raise PartRefused(problems)


def _told(path: str, told: set[str]) -> bool:
    """Whether a mistake in this field, or in a language of it, was already told."""
    return path in told or any(each.startswith(f"{path}.") for each in told)


def _check_number(desk: Desk) -> None:
    """Operations write in the version on its way: the page must be of that one."""
    if not desk.is_on_its_way:
        raise WrongState(
            _("This cannot be done while the version is %(state)s.") % {"state": desk.version.state_now.label}
        )


def _parent(desk: Desk, sent: Sent) -> str:
    offered = dict(pages.parents_of(desk))
    return sent.found("parent", offered, due=True) if offered or desk.declared.parent else ""


def _about_the_id(desk: Desk, slug: str, problems: Sequence[Problem]) -> tuple[tuple[Problem, ...], str]:
    """Where the id is taken: the address of the part that has it, which may be this very form, sent twice."""
    if all(problem.path != "id" for problem in problems):
        return tuple(problems), ""
    if not slug:
        others = tuple(problem for problem in problems if problem.path != "id")
        sentence = _("Write an id, or a title from which one can be made.")
        return others or (Problem(sentence, path="id"),), ""
    try:
        stored(desk, slug)
    except NotFound:
        return tuple(problems), ""
    return tuple(problems), desk.address("part", desk.declared.name, slug)


def _page(
    request: PersonRequest, page: pages.PartPage, *, status: int = 200, fields_sent: Sent | None = None
) -> HttpResponse:
    revision = fields_sent.typed["revision"] if fields_sent else page.revision
    context = {"page": page, "revision": revision, "done": request.address.value("done") or ""}
    return render(request, "workspace/part.html", context, status=status)
