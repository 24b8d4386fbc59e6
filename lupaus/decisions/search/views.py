"""Pages of the search: hits, and letters about new ones."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lupaus.accounts.where import network_of_client
from lupaus.decisions.search import saved
from lupaus.decisions.search.page import SEEN, asked_of, narrowed_to, search_page
from lupaus.web import clock
from lupaus.web.address import PageRequest
from lupaus.web.refusals import NotFound, Problem, Refused


@require_safe
def search(request: PageRequest) -> HttpResponse:
    page = search_page(request.address)
    context = {"page": page, "mails": saved.sends_mail(), "seen": SEEN}
    response = render(request, "decisions/search/search.html", context)
    if page.problem:
        response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: PageRequest) -> HttpResponse:
    """Ask for letters about new hits of the search that the address holds."""
    if not saved.sends_mail():
        raise NotFound(_("This service sends no letters. A feed of the search tells what is new too."))
    query = asked_of(request.address)
    if not query:
        return HttpResponseRedirect(reverse("decisions:search"))
    problems: tuple[Problem, ...] = ()
    typed, status = "", 200
    if request.method == "POST":
        typed = request.POST.get("address", "")[:300]
        try:
            saved.ask_for_letters(
                clock=clock.real_clock,
                address=typed,
                language=request.address.language,
                query=query,
                network=network_of_client(request),
            )
            return HttpResponseRedirect(reverse("decisions:saved-sent"))
        except Refused as refused:
            problems, status = refused.problems, refused.status
    context = {"query": _told(query), "problems": problems, "typed": typed}
    return _private(render(request, "decisions/search/save.html", context, status=status))


@require_safe
def sent(request: PageRequest) -> HttpResponse:
    return render(request, "decisions/search/sent.html", {})


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: PageRequest, secret: str) -> HttpResponse:
    """A saved search by the link of its letters: to confirm it, to go on for another year, or to end it.

    Following the link changes nothing: programs that look into letters follow every link.
    """
    found = saved.saved_search(secret, network=network_of_client(request), clock=clock.real_clock)
    if request.method == "POST":
        saved.confirm(found, clock=clock.real_clock)
        return _private(HttpResponseRedirect(reverse("decisions:saved", args=[secret])))
    context = {"saved": found, "secret": secret, "query": _told(found.query)}
    return _private(render(request, "decisions/search/saved.html", context))


@csrf_exempt  # a mail program ends it by one click (RFC 8058); the secret is what allows it
@require_POST
def end(request: HttpRequest, secret: str) -> HttpResponse:
    found = saved.saved_search(secret, network=network_of_client(request), clock=clock.real_clock)
    saved.end(found)
    return _private(HttpResponseRedirect(reverse("decisions:saved-ended")))


@require_safe
def ended(request: PageRequest) -> HttpResponse:
    return render(request, "decisions/search/ended.html", {})


def _told(query: str) -> dict[str, object]:
    """A saved search as a page tells it: its words, what it is narrowed down to, the address of its hits."""
    words, filters = saved.asked(query)
    return {
        "words": words,
        "narrowed": narrowed_to(filters),
        "href": f"{reverse('decisions:search')}?{query}",
    }


def _private(response: HttpResponse) -> HttpResponse:
    """Kept nowhere, and the secret of the address goes to no other site.

    Nor may its own forms hide where they come from: a browser that keeps quiet to everybody sends them with
    the origin “null”, and they are refused.
    """
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
