"""The doors of the documents. One address for each: nothing but the path and the day decides.

Each has a second one (`download`) that says it is to be kept, for programs that tell the two apart.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Final

from django.http import HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from lupaus.decisions import queries
from lupaus.decisions.printing.documents import file_name, of_item, of_meeting
from lupaus.web import clock, printing
from lupaus.web.address import PageRequest
from lupaus.web.clock import HELSINKI
from lupaus.web.printing import Report

_ITEM: Final = {False: "decisions:item-pdf", True: "decisions:item-pdf-download"}


@require_safe
def meeting(request: PageRequest, body: str, meeting: str, *, download: bool = False) -> HttpResponse:
    """The agenda or the minutes, whole."""
    if request.address.query:
        return HttpResponseRedirect(request.address.full_path)
    found = queries.meeting(body, meeting)
    page = request.build_absolute_uri(reverse("decisions:meeting", args=[body, meeting]))
    report = of_meeting(found, language=request.address.language, address=page, now=_midnight())
    return _answer(report, file_name(body, meeting, language=request.address.language), download=download)


@require_safe
def item(
    request: PageRequest, body: str, meeting: str, section: str, *, download: bool = False
) -> HttpResponse:
    """One item; a former address leads to the one it has now."""
    if request.address.query:
        return HttpResponseRedirect(request.address.full_path)
    found = queries.item(body, meeting, section)
    if found.moved_to is not None:
        return HttpResponsePermanentRedirect(reverse(_ITEM[download], args=[body, meeting, found.moved_to]))
    page = request.build_absolute_uri(reverse("decisions:item", args=[body, meeting, section]))
    report = of_item(found.item, language=request.address.language, address=page, now=_midnight())
    name = file_name(body, meeting, section, language=request.address.language)
    return _answer(report, name, download=download)


def _answer(report: Report, name: str, *, download: bool) -> HttpResponse:
    disposition = "attachment" if download else "inline"
    return HttpResponse(
        printing.pdf(report),
        content_type="application/pdf",
        headers={"Content-Disposition": f'{disposition}; filename="{name}"'},
    )


def _midnight() -> datetime:
    """The beginning of the day: the same document until the next one."""
    return datetime.combine(clock.day_of(clock.real_clock), time(), HELSINKI)
