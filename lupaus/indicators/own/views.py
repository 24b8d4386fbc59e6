"""Private pages: own indicators, the grid to type in, files, and the question before it is done."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.indicators import queries
from lupaus.indicators.downloads import XLSX
from lupaus.indicators.files.mapping import map_of
from lupaus.indicators.operations import FigureKey, OwnCollision, record_own_observations
from lupaus.indicators.operations.own import Collided, own_indicators, require_own
from lupaus.indicators.own import grid as grids
from lupaus.indicators.own.asking import ONE_BY_ONE, AskPage, ask_page
from lupaus.indicators.own.intended import Intended, NotWhole, standing
from lupaus.indicators.own.listing import list_page
from lupaus.indicators.own.uploading import read_upload, workbook_of
from lupaus.web import panels
from lupaus.web.clock import real_clock
from lupaus.web.forms import Sent
from lupaus.web.refusals import NotAllowed, NotFound, Problem, Refused
from lupaus.web.texts import Text

MOST_BYTES = 10 * 2**20
_LONGEST_SEAL = 4 * 2**20
_WRITES = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def listing(request: PersonRequest) -> HttpResponse:
    page = list_page(request.actor, real_clock)
    done = request.address.value("done") == "saved"
    return render(request, "indicators/own/list.html", {"page": page, "done": done})


@signed_in
@_WRITES
def grid(request: PersonRequest, organisation: str, indicator: str) -> HttpResponse:
    """Figures to be typed. A POST is read and leads to the question; it writes nothing itself."""
    where = grids.found(request.actor, real_clock, organisation, indicator, request.address)
    if request.method != "POST":
        page = grids.grid_page(where, organisation, request.address, real_clock, queries.newest_release())
        return _grid(request, page)
    sent = Sent(request)
    if sent.has("intended"):
        return _typed_again(request, where, organisation, sent)
    base = sent.whole("base", due=True, least=0, most=2**31 - 1)
    problems: list[Problem] = []
    if base is not None:
        intended = grids.read_grid(sent, where, organisation, base, back=str(request.address))
        if not sent.problems and (intended.rows or intended.withdraw):
            return _ask(request, ask_page(intended, request.address.language))
        if not sent.problems:
            problems = [Problem(_("Nothing was changed: the figures are as they were."))]
    release = queries.release(base) if base else None
    page = grids.grid_page(where, organisation, request.address, real_clock, release)
    return _grid(
        request, page, typed=page.kept.over(_as_typed(sent, page)), problems=[*sent.problems, *problems]
    )


@signed_in
@_WRITES
def bring(request: PersonRequest, organisation: str) -> HttpResponse:
    """Choose a file. What it holds is read and shown; nothing is changed here."""
    require_own(request.actor, organisation)
    if request.method != "POST":
        return _chosen(request, organisation)
    sent = Sent(request)
    file = sent.file("file", due=True, most_bytes=MOST_BYTES)
    said = sent.file("mapping", most_bytes=2**20)
    try:
        sent.check()
        assert file is not None  # noqa: S101 - it was due
        intended = read_upload(
            file.read(),
            file.name or "",
            organisation=organisation,
            said=map_of(said.read(), said.name or "") if said else None,
            whole=sent.yes("whole"),
        )
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return _chosen(request, organisation, refused)
    return _ask(request, ask_page(intended, request.address.language))


@signed_in
@require_safe
def take(request: PersonRequest, organisation: str, indicator: str) -> HttpResponse:
    """The figures of one indicator as a workbook to change and bring back, with nothing kept back."""
    require_own(request.actor, organisation)
    entry = own_indicators(organisation).get(indicator)
    if entry is None:
        raise grids.no_such_indicator(indicator)
    content = workbook_of(entry, request.address.language)
    headers = {
        "Content-Disposition": f'attachment; filename="{entry.pk}.xlsx"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=XLSX, headers=headers)


@signed_in
@require_http_methods(["POST"])
def check(request: PersonRequest, organisation: str) -> HttpResponse:
    """The answer to the question: the figures are written, unless somebody else wrote one meanwhile."""
    require_own(request.actor, organisation)
    sent = Sent(request)
    intended = Intended.unsealed(sent.line("intended", due=True, longest=_LONGEST_SEAL), organisation)
    language = request.address.language
    apart = _answered(sent, intended)
    if sent.problems:
        collided = _still(intended)
        return _ask(request, ask_page(intended, language, collided), status=422, problems=sent.problems)
    intended = replace(intended.without(apart), collided=())
    try:
        record_own_observations(
            actor=request.actor,
            clock=real_clock,
            organisation=organisation,
            rows=intended.rows,
            withdraw=intended.withdraw,
            base=intended.base,
            source=intended.source,
        )
    except OwnCollision as collision:
        newest = queries.newest_release()
        again = replace(
            intended,
            base=newest.pk if newest else 0,
            collided=tuple(each.key for each in collision.collided),
            first=intended.first or intended.base,
        )
        return _ask(request, ask_page(again, language, collision.collided), status=collision.status)
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        page = ask_page(intended, language)
        return _ask(request, page, status=refused.status, problems=refused.problems)
    return HttpResponseRedirect(f"{reverse('own:list')}?done=saved")


def _answered(sent: Sent, intended: Intended) -> set[FigureKey]:
    """The figures that stay as the other one wrote them; each has to be answered for, or all at once."""
    if len(intended.collided) > ONE_BY_ONE:
        stay = sent.choice("keep.all", ("theirs", "yours"), due=True) == "theirs"
        return set(intended.collided) if stay else set()
    kept: set[FigureKey] = set()
    for place, key in enumerate(intended.collided):
        if sent.choice(f"keep.{place}", ("theirs", "yours"), due=True) == "theirs":
            kept.add(key)
    return kept


def _still(intended: Intended) -> tuple[Collided, ...]:
    """The figures that somebody else wrote, as they stand in the release that is before the writer now."""
    began, now = (standing(intended.collided, release) for release in (intended.first, intended.base))
    return tuple(Collided(key, began.get(key), now.get(key)) for key in intended.collided)


def _typed_again(request: PersonRequest, where: grids.Found, organisation: str, sent: Sent) -> HttpResponse:
    """Back from the question to the grid, with everything that was typed."""
    try:
        intended = Intended.unsealed(sent.line("intended", due=True, longest=_LONGEST_SEAL), organisation)
    except NotWhole as refused:
        page = grids.grid_page(where, organisation, request.address, real_clock, queries.newest_release())
        return _grid(request, page, problems=list(refused.problems))
    release = queries.release(intended.base) if intended.base else None
    page = grids.grid_page(where, organisation, request.address, real_clock, release)
    return _grid(request, page, typed=grids.retyped(page, intended), changed=True)


def _as_typed(sent: Sent, page: grids.GridPage) -> dict[str, str]:
    typed = sent.typed
    fields = (cell.field for line in page.lines for cell in line.cells)
    return {field: typed[field] for field in (*fields, "status") if field in typed}


def _grid(
    request: PersonRequest,
    page: grids.GridPage,
    *,
    typed: object = None,
    problems: list[Problem] | None = None,
    changed: bool = False,
) -> HttpResponse:
    context = {
        "page": page,
        "typed": page.kept if typed is None else typed,
        "problems": problems or [],
        "labels": grids.labels(page),
        "changed": changed or typed is not None,
    }
    return render(request, "indicators/own/grid.html", context, status=422 if problems else 200)


def _chosen(request: PersonRequest, organisation: str, refused: Refused | None = None) -> HttpResponse:
    context = {
        "organisation": organisation,
        "name": next(iter(panels.organisation_names([organisation])), Text.same(organisation)),
        "indicators": own_indicators(organisation).values(),
        "problems": refused.problems if refused else (),
    }
    return render(request, "indicators/own/bring.html", context, status=refused.status if refused else 200)


def _ask(request: PersonRequest, page: AskPage, *, status: int = 200, problems: object = ()) -> HttpResponse:
    context = {"page": page, "problems": problems}
    return render(request, "indicators/own/ask.html", context, status=status)
