"""Pages of the handbooks: what is in force, earlier versions, and what is to be reviewed."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.practices import pages, queries
from lupaus.practices.addresses import Place
from lupaus.practices.printing import printed
from lupaus.practices.reviews import reviews as reviews_of
from lupaus.web import printing
from lupaus.web.address import PageRequest

#: Lines of the list of reviews on one page.
PER_PAGE: Final = 100


@require_safe
def handbooks(request: PageRequest) -> HttpResponse:
    return render(request, "practices/handbooks.html", {"handbooks": pages.handbooks_page()})


@require_safe
def contents(request: PageRequest, work: str, number: int | None = None) -> HttpResponse:
    page = pages.contents_page(request.address, work, number)
    return render(request, "practices/contents.html", {"page": page})


@require_safe
def chapter(request: PageRequest, work: str, chapter: str, number: int | None = None) -> HttpResponse:
    page = pages.chapter_page(request.address, work, chapter, number)
    return render(request, "practices/chapter.html", {"page": page})


@require_safe
def versions(request: PageRequest, work: str) -> HttpResponse:
    return render(request, "practices/versions.html", {"page": pages.versions_page(request.address, work)})


@require_safe
def compare(request: PageRequest, work: str, older: int, newer: int) -> HttpResponse:
    page = pages.compare_page(request.address, work, older, newer)
    return render(request, "practices/compare.html", {"page": page})


@require_safe
def pdf(request: PageRequest, work: str, number: int, chapter: str | None = None) -> HttpResponse:
    """A version, or a chapter of it, to print. One address for each: nothing but the path decides."""
    if request.address.query:
        return HttpResponseRedirect(request.address.full_path)
    found = queries.handbook(work, number)
    chosen = found.chapter(chapter) if chapter else None
    place = Place(request.address, work, number)
    report = printed(
        found,
        chapter=chosen,
        language=request.address.language,
        address=request.build_absolute_uri(place.chapter(chosen.id) if chosen else place.contents),
        today=pages.today(),
    )
    name = "-".join(filter(None, (work, str(number), chapter, request.address.language)))
    return HttpResponse(
        printing.pdf(report),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )


@require_safe
@signed_in
def reviews(request: PersonRequest) -> HttpResponse:
    mine = request.address.value("show") == "mine"
    found = reviews_of(actor=request.actor, today=pages.today())
    due = [each for each in found.due if each.mine or not mine]
    last = max(1, -(-len(due) // PER_PAGE))
    page = min(int(request.address.value("page") or 1), last)
    context = {
        "due": due[(page - 1) * PER_PAGE : page * PER_PAGE],
        "total": len(due),
        "page": page,
        "pages": last,
        "undated": found.undated,
        "only_mine": mine,
    }
    return render(request, "practices/reviews.html", context)
