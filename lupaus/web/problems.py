"""Problem pages: calm, in the language of the address, saying what happened and what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from lupaus.web.address import is_private
from lupaus.web.languages import language_of, preferred_language
from lupaus.web.refusals import Refused
from lupaus.web.refused_log import tell_refused

_log = logging.getLogger(__name__)

_LAST_RESORT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Lupaus</title>
<p lang="fi">Palvelussa on häiriö. Yritä hetken kuluttua uudelleen.
<p lang="sv">Det är ett fel i tjänsten. Försök på nytt om en stund.
<p lang="en">The service has a problem. Try again in a moment."""


class RefusedMiddleware:
    """Answers a refusal raised by a page (`NotFound`, `BadAddress`, …) with a problem page.

    What a private page refused, however it said so, is told to the security log.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_private(request.path_info):
            tell_refused(request, response.status_code)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused) or language_of(request.path_info) is None:
            return None
        return problem_page(request, exception.status, [p.message for p in exception.problems])


def problem_page(request: HttpRequest, status: int, reasons: list[str] | None = None) -> HttpResponse:
    """A page for an HTTP status. Depends on no database, so that it works when nothing else does."""
    language = language_of(request.path_info) or preferred_language(
        request.headers.get("Accept-Language", "")
    )
    # What the address asked for was wrong: the links of the problem page must not carry it on.
    request.__dict__.pop("address", None)
    with translation.override(language):
        title, advice = _words(status)
        context = {"status": status, "title": title, "advice": advice, "reasons": reasons or []}
        response = render(request, "web/problem.html", context, status=status)
    patch_vary_headers(response, ["Accept-Language"] if language_of(request.path_info) is None else [])
    return response


def _words(status: int) -> tuple[str, str]:
    """Title and advice for a status."""
    if status == HTTPStatus.NOT_FOUND:
        return (
            _("This page was not found"),
            _("The address may be mistyped, or the page may have moved. Start from the front page."),
        )
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _("Too many attempts"), _("Wait a while and try again. Nothing was changed.")
    if status == HTTPStatus.FORBIDDEN:
        return _("You may not open this page"), _("If you think you should, ask whoever runs the service.")
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return (
            _("The address cannot be understood"),
            _("Check the end of the address, or start from the front page. Nothing was changed."),
        )
    return (
        _("The service has a problem"),
        _("The fault is ours and it has been recorded. Nothing was changed. Try again in a moment."),
    )


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its key: it was open too long, or another site sent it."""
    sentence = _("The form was open too long or did not come from this service. Open its page again.")
    return problem_page(request, HTTPStatus.FORBIDDEN, [sentence])


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_page(request, HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_page(request, HTTPStatus.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_page(request, HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    try:
        return problem_page(request, HTTPStatus.INTERNAL_SERVER_ERROR)
    except Exception:  # noqa: BLE001 - the last page there is must come out
        _log.exception("The problem page itself failed")
        return HttpResponse(_LAST_RESORT, status=HTTPStatus.INTERNAL_SERVER_ERROR)
