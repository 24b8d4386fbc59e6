"""Editing a draft of a matrix as a table: moving, adding and taking out services."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.services.matrix import operations
from lupaus.services.matrix.layout import PlaceName
from lupaus.services.matrix.pages import grid as pages
from lupaus.services.matrix.pages.cell import name_of
from lupaus.services.matrix.pages.grid import Grid
from lupaus.web.clock import real_clock
from lupaus.web.forms import Sent
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.operations import Collision

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@WRITES
def grid(request: PersonRequest, work: str, number: int) -> HttpResponse:
    """A POST moves one service: what dragging does."""
    found = pages.grid(request.actor, work, number)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        sent = Sent(request)
        problems, status = _tried(lambda: _move(request, found, sent, sent.line("from", longest=80)))
        if not problems:
            return HttpResponseRedirect(f"{found.home}?done=moved")
        found = pages.grid(request.actor, work, number)  # as it stands now
    context = {"grid": found, "problems": problems, "done": _done(request)}
    return render(request, "services/matrix/grid.html", context, status=status)


@signed_in
@WRITES
def place(
    request: PersonRequest, work: str, number: int, *, entity: str, segment: str, task: str
) -> HttpResponse:
    """A POST puts a service of the catalogue into the place."""
    found = pages.grid(request.actor, work, number)
    name = name_of(entity, segment, task)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        sent = Sent(request)
        problems, status = _tried(lambda: _add(request, found, sent, name))
        if not problems:
            return HttpResponseRedirect(f"{found.place_address(name)}?done=added")
        found = pages.grid(request.actor, work, number)
    page = pages.place_page(
        found,
        name,
        q=request.address.value("q") or "",
        page=int(request.address.value("page") or 1),
    )
    context = {"page": page, "grid": found, "problems": problems, "done": _done(request)}
    return render(request, "services/matrix/grid_place.html", context, status=status)


@signed_in
@WRITES
def item(request: PersonRequest, work: str, number: int, cell: str, service: str) -> HttpResponse:
    """A POST moves the service to another place, or takes it out."""
    found = pages.grid(request.actor, work, number)
    problems: tuple[Problem, ...] = ()
    status = 200
    typed = ""
    if request.method == "POST":
        sent = Sent(request)
        typed = sent.typed["to"]
        takes_out = sent.has("remove")
        problems, status = _tried(
            lambda: (
                _remove(request, found, sent, cell, service)
                if takes_out
                else _move(request, found, sent, cell, service)
            )
        )
        if not problems:
            return HttpResponseRedirect(f"{found.home}?done={'removed' if takes_out else 'moved'}")
        found = pages.grid(request.actor, work, number)
        if service not in getattr(found.layout.cells.get(cell), "services", ()):
            context = {"grid": found, "problems": problems, "done": ""}
            return render(request, "services/matrix/grid.html", context, status=status)
    page = pages.item_page(found, cell, service)
    context = {"page": page, "grid": found, "problems": problems, "typed": typed or page.here}
    return render(request, "services/matrix/grid_item.html", context, status=status)


def _move(request: PersonRequest, found: Grid, sent: Sent, from_cell: str, service: str = "") -> None:
    chosen = service or sent.line("service", due=True, longest=80)
    to = pages.place_named(sent.line("to", due=True, longest=250))
    revisions = _revisions(found, sent, from_cell, to)
    sent.check()
    operations.move_service(
        actor=request.actor,
        clock=real_clock,
        work=found.opened.work.pk,
        number=found.opened.number,
        service=chosen,
        from_cell=from_cell,
        to=to,
        revisions=revisions,
    )


def _add(request: PersonRequest, found: Grid, sent: Sent, name: PlaceName) -> None:
    chosen = sent.line("service", due=True, longest=80)
    revisions = _revisions(found, sent, "", name)
    sent.check()
    operations.add_service(
        actor=request.actor,
        clock=real_clock,
        work=found.opened.work.pk,
        number=found.opened.number,
        service=chosen,
        to=name,
        revisions=revisions,
    )


def _remove(request: PersonRequest, found: Grid, sent: Sent, cell: str, service: str) -> None:
    operations.remove_service(
        actor=request.actor,
        clock=real_clock,
        work=found.opened.work.pk,
        number=found.opened.number,
        service=service,
        from_cell=cell,
        revisions={cell: sent.whole("from_revision", least=0) or 0},
    )


def _revisions(found: Grid, sent: Sent, from_cell: str, to: PlaceName) -> Mapping[str, int]:
    """What the writer has seen of the cells: of the one left, and of the one the service comes to.

    A form for a choice of places sends the sum of what it knows of each as `seen.<cell>`.
    """
    place = found.layout.place(to)
    target = place.cell.id if place and place.cell else ""
    own = f"seen.{target}"
    seen = sent.whole(own if sent.has(own) else "to_revision", least=0) or 0
    return {from_cell: sent.whole("from_revision", least=0) or 0} | ({target: seen} if target else {})


def _tried(write: Callable[[], None]) -> tuple[tuple[Problem, ...], int]:
    """What was refused, and its status; nothing where it was done."""
    try:
        write()
    except Collision as met:
        sentence = _(
            "%(name)s changed one of these cells meanwhile. Nothing was moved: this is how they stand now. "
            "Do it again if it is still right."
        )
        return (Problem(sentence % {"name": met.by}),), met.status
    except Refused as refused:
        return refused.problems, refused.status
    return (), 200


def _done(request: PersonRequest) -> str:
    return pages.done_words(request.address.value("done") or "")
