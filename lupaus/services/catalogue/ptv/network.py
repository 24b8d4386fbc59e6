"""Asking the national service catalogue over the network, politely and over https only."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from lupaus.services.catalogue.ptv.answers import json_of
from lupaus.web.network import Client, Trouble, What, host_of, opener_for
from lupaus.web.refusals import Refused
from lupaus.workspace.files.report import shown

_TIMEOUT: Final = 60.0
#: Several times a page of a thousand services.
_LARGEST: Final = 128 * 1024 * 1024
#: Seconds between two questions: the service is everybody's.
_PAUSE: Final = 0.2


class NoAnswer(Refused):
    """The service did not answer, or not with what was asked for."""

    status = 502


class NoSuchPath(NoAnswer):
    """The service does not know what was asked for (404)."""

    status = 404


class Ptv:
    """The service at a base address such as `https://api.palvelutietovaranto.suomi.fi/api/v11`.

    A question is put once: a reading that breaks off is gone on with, so the person is told at once.
    """

    def __init__(
        self,
        base: str,
        *,
        opener: urllib.request.OpenerDirector | None = None,
        timeout: float = _TIMEOUT,
        largest: int = _LARGEST,
        pause: float = _PAUSE,
        tick: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base = base.rstrip("/")
        self._client = Client(
            host_of(base),
            _refusal,
            opener=opener or opener_for(),
            pause=pause,
            tries=1,
            timeout=timeout,
            largest=largest,
            tick=tick,
            sleep=sleep,
        )

    def get(self, path: str, **query: object) -> Any:
        """What is answered at a path, as JSON. Raises `NoAnswer` with a sentence."""
        url = self.address(path, **query)
        return json_of(self._client.get(url).body, shown(url))

    def address(self, path: str, **query: object) -> str:
        words = urlencode({key: each for key, each in query.items() if each not in (None, "")})
        return f"{self.base}/{path}{'?' if words else ''}{words}"


def _refusal(trouble: Trouble) -> NoAnswer:
    match trouble.what:
        case What.STATUS:
            return _of_status(trouble)
        case What.LATE | What.DRIPS:
            return NoAnswer(_("The service catalogue did not answer in time. Try again later."))
        case What.BROKEN:
            return NoAnswer(_("The answer of the service catalogue broke off. Try again."))
        case What.LARGE:
            return NoAnswer(
                _("The answer of the service catalogue is larger than %(megabytes)d MB.")
                % {"megabytes": trouble.megabytes}
            )
        case What.ELSEWHERE | What.OTHER_HOST | What.UNREACHABLE:
            reason = shown(trouble.reason) or _("it leads to another address")
            return NoAnswer(
                _("The service catalogue cannot be reached (%(reason)s). Check the address and the network.")
                % {"reason": reason}
            )


def _of_status(trouble: Trouble) -> NoAnswer:
    code = trouble.code
    if trouble.wait:
        return NoAnswer(
            _("The service catalogue asks to wait %(seconds)s seconds (%(code)d). Try again then.")
            % {"seconds": round(trouble.wait), "code": code}
        )
    if code in (429, 503):
        return NoAnswer(
            _("The service catalogue has too much to do (%(code)d). Try again later.") % {"code": code}
        )
    if code == 404:
        return NoSuchPath(
            _("The service catalogue has nothing at %(address)s (404).") % {"address": shown(trouble.address)}
        )
    if code >= 500:
        return NoAnswer(
            _("The service catalogue is out of order (%(code)d). Try again later.") % {"code": code}
        )
    return NoAnswer(_("The service catalogue refused the request (%(code)d).") % {"code": code})
