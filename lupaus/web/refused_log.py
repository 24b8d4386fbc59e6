"""The security log: every attempt that was refused, on the logger `lupaus.security`.

A line tells when, by whom (their username, nothing else of them), through which door and which form of
address, and how it was refused. What stood in the address or in a form is not told: it may be anything.
"""

from __future__ import annotations

import logging
from typing import Final

from django.http import HttpRequest

_log = logging.getLogger("lupaus.security")

#: What is an attempt at something one may not do, and what is as likely a mistake.
_ATTEMPTS: Final = frozenset({401, 403, 404, 413, 415, 429})
_MISTAKES: Final = frozenset({400, 409, 422})


def tell_refused(request: HttpRequest, status: int) -> None:
    """Write a line if the status is one of a refusal; otherwise nothing."""
    if status not in _ATTEMPTS | _MISTAKES:
        return
    actor = getattr(request, "actor", None)
    match = request.resolver_match
    _log.log(
        logging.WARNING if status in _ATTEMPTS else logging.INFO,
        "refused status=%d user=%s channel=%s method=%s route=%s",
        status,
        getattr(actor, "name", "") or "-",
        getattr(actor, "channel", "-"),
        request.method if request.method in _METHODS else "other",
        match.route if match else "-",
    )


_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
