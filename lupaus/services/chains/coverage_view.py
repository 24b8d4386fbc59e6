"""The page that tells whether a chain holds everywhere."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lupaus.services.chains import queries
from lupaus.services.chains.coverage import coverage as coverage_of
from lupaus.services.chains.sentences import gaps, summary
from lupaus.web.address import PageRequest


@require_safe
def coverage(request: PageRequest, work: str) -> HttpResponse:
    found = coverage_of(queries.chain(work))
    language = request.address.language
    told = list(gaps(found, language))
    services = len(found.services)
    context = {
        "chain": found.chain,
        "found": found,
        "summary": summary(found),
        "services": told[:services],
        "ways": told[services:],
    }
    return render(request, "services/chains/coverage.html", context)
