"""The review: remarks are written, answered, closed and taken up again beside the text."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.web.clock import real_clock
from lupaus.web.forms import Sent, Typed
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace import operations
from lupaus.workspace.operations.comments import LONGEST, LONGEST_PASSAGE, CommentRefused
from lupaus.workspace.pages import passages
from lupaus.workspace.pages.opened import Opened, opened
from lupaus.workspace.pages.review import review as review_page
from lupaus.workspace.pages.review import texts_of
from lupaus.workspace.rights import allow

DEEDS = {
    "write": "write_comment",
    "answer": "write_comment",
    "close": "close_comment",
    "reopen": "reopen_comment",
}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: PersonRequest, work: str, number: int) -> HttpResponse:
    found = opened(request.actor, work, number)
    if request.method != "POST":
        return _shown(request, found)
    sent = Sent(request)
    deed = sent.choice("deed", DEEDS, due=True)
    if deed:
        # Remarks are on the version on its way: a form of another one must not write into it.
        allow(request.actor, DEEDS[deed], found.work.organisation, found.state)
    try:
        sent.check()
        remark = _do(request, found, deed, sent)
    except CommentRefused as refused:
        return _shown(request, found, sent, refused.problems, refused.status)
    except Refused as refused:
        if type(refused) is not Refused:  # not here, not allowed: no page of ours
            raise
        return _shown(request, found, sent, refused.problems, refused.status)
    here = str(request.address.with_(kind=None, part=None, done=deed))
    return HttpResponseRedirect(f"{here}#remark-{remark}")


def _do(request: PersonRequest, found: Opened, deed: str, sent: Sent) -> int:
    """Do what the form asks; returns the number of the remark it was about."""
    what: dict[str, Any] = {"actor": request.actor, "clock": real_clock, "work": found.work.pk}
    if deed == "write":
        return _write(request, found, sent)
    remark = sent.whole("remark", due=True, least=1)
    words = sent.prose("words", due=True, longest=LONGEST) if deed == "answer" else ""
    sent.check()
    assert remark is not None  # noqa: S101 - it was due
    if deed == "answer":
        operations.write_comment(**what, words=words, answers_to=remark)
    elif deed == "close":
        operations.close_comment(**what, comment=remark)
    else:
        operations.reopen_comment(**what, comment=remark)
    return remark


def _write(request: PersonRequest, found: Opened, sent: Sent) -> int:
    kind, slug = sent.line("kind", longest=80), sent.line("slug", longest=80)
    passage = sent.prose("passage", longest=LONGEST_PASSAGE)
    words = sent.prose("words", due=True, longest=LONGEST)
    read = request.address.value("language") or request.address.language
    place = passages.find(passage, texts_of(found, kind, slug, first=read)) if passage else None
    if passage and place is None:
        sent.wrong("passage", _("These words are not in the text. Copy them from it, or leave this empty."))
    sent.check()
    field, language = place or ("", "")
    is_whole = kind == found.kind.head.name and not passage
    return operations.write_comment(
        actor=request.actor,
        clock=real_clock,
        work=found.work.pk,
        words=words,
        kind="" if is_whole else kind,
        slug="" if is_whole else slug,
        field=field,
        language=language,
        passage=passage,
    ).pk


def _shown(
    request: PersonRequest,
    found: Opened,
    sent: Sent | None = None,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": review_page(found, request.address),
        "typed": sent.typed if sent else Typed({}),
        "problems": problems,
    }
    return render(request, "workspace/review.html", context, status=status)
