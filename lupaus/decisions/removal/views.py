"""The doors of removal: what goes and when, and removing from an item now, asked twice."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.decisions.removal import pages
from lupaus.decisions.removal.operations import check_wish, remove_personal_data
from lupaus.web.clock import day_of, real_clock
from lupaus.web.forms import Sent, Typed
from lupaus.web.refusals import NotAllowed, NotFound, Problem, Refused

_LONGEST_WORDS = 10_000


@signed_in
@require_safe
def going(request: PersonRequest) -> HttpResponse:
    context = {
        "page": pages.going_page(request.actor, day_of(real_clock)),
        "done": request.address.value("done") or "",
    }
    return render(request, "decisions/removal/going.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: PersonRequest, item: int) -> HttpResponse:
    """Say what shall go, see it said again, and only then have it done."""
    page = pages.remove_page(request.actor, item)
    if request.method != "POST":
        return _page(request, page, Typed.kept({}))
    sent = Sent(request)
    words = [each for each in sent.prose("words", longest=_LONGEST_WORDS).split("\n") if each.strip()]
    chosen = sent.several("attachments", [position for position, _title in page.attachments])
    wish: dict[str, Any] = {
        "why": sent.line("why", longest=500),
        "words": words,
        "attachments": [int(each) for each in chosen],
        "marked": sent.yes("marked"),
        "whole": sent.yes("whole"),
    }
    try:
        sent.check()
        check_wish(**wish)
        if not sent.has("sure"):
            context = {"page": page, "typed": sent.typed, "words": words, "chosen": chosen, **wish}
            return render(request, "decisions/removal/sure.html", {**context, "names": words})
        remove_personal_data(actor=request.actor, clock=real_clock, item=item, **wish)
    except (NotFound, NotAllowed):
        raise
    except Refused as refused:
        return _page(request, page, sent.typed, refused.problems, status=refused.status)
    return HttpResponseRedirect(f"{reverse('decisions:going')}?done=removed")


def _page(
    request: PersonRequest,
    page: pages.RemovePage,
    typed: Typed,
    problems: tuple[Problem, ...] = (),
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {"page": page, "typed": typed, "problems": problems}
    return render(request, "decisions/removal/remove.html", context, status=status)
