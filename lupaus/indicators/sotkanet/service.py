"""Asking Sotkanet over the network.

Source of the interface: https://sotkanet.fi/rest/1.1/ (no key; parameters repeat). What goes wrong there is
told here in a sentence each, because it goes wrong in many ways: it turns away programs that do not say who
they are, and answers a page for people when it is being mended.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from lupaus import __version__
from lupaus.web.refusals import Refused

BASE = "https://sotkanet.fi/rest/1.1"
GENDERS = ("male", "female", "total")

_TIMEOUT = 60.0
#: Ten times the largest answer there is today: one indicator, all regions, all years, three genders.
_LARGEST_ANSWER = 64 * 1024 * 1024


class NoAnswer(Refused):
    """Sotkanet did not answer, or not with what was asked for."""

    status = 502


@dataclass(frozen=True, slots=True)
class Answer:
    """What came, and the address it came from."""

    url: str
    body: bytes


class Sotkanet:
    """The service. `opener` is what opens addresses; the ordinary one speaks HTTPS and nothing else."""

    def __init__(
        self,
        *,
        base: str = BASE,
        opener: urllib.request.OpenerDirector | None = None,
        timeout: float = _TIMEOUT,
        largest: int = _LARGEST_ANSWER,
    ) -> None:
        self._base = base
        self._opener = opener or https_only()
        self._timeout = timeout
        self._largest = largest

    def observations(self, indicator: int, years: Iterable[int]) -> Answer:
        """All observations of an indicator in some years, for every region and gender."""
        query: list[tuple[str, object]] = [("indicator", indicator)]
        query += [("years", year) for year in years]
        query += [("genders", gender) for gender in GENDERS]
        return self._get(f"{self._base}/json?{urlencode(query)}", indicator)

    def metadata(self, indicator: int) -> Answer:
        """What Sotkanet says of an indicator: names, unit, producer, first and last year."""
        return self._get(f"{self._base}/indicators/{indicator}", indicator)

    def _get(self, url: str, indicator: int) -> Answer:
        request = urllib.request.Request(  # noqa: S310 - the opener opens https only
            url, headers={"User-Agent": f"Lupaus/{__version__}", "Accept": "application/json"}
        )
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                body = response.read(self._largest + 1)
                promised = response.headers.get("Content-Length", "")
        except urllib.error.HTTPError as trouble:
            with trouble:
                raise NoAnswer(_sentence(trouble, indicator)) from trouble
        except TimeoutError as trouble:
            raise NoAnswer(_("Sotkanet did not answer in time. Try again later.")) from trouble
        except urllib.error.URLError as trouble:
            if isinstance(trouble.reason, TimeoutError):
                raise NoAnswer(_("Sotkanet did not answer in time. Try again later.")) from trouble
            raise NoAnswer(
                _("Sotkanet cannot be reached (%(reason)s). Check the network, or import a file.")
                % {"reason": trouble.reason}
            ) from trouble
        except (http.client.HTTPException, OSError) as trouble:
            raise NoAnswer(_("Sotkanet's answer broke off. Try again.")) from trouble
        return Answer(url, self._whole(body, promised))

    def _whole(self, body: bytes, promised: str) -> bytes:
        if len(body) > self._largest:
            raise NoAnswer(
                _("Sotkanet's answer is larger than %(megabytes)s MB. Ask for fewer years at a time.")
                % {"megabytes": self._largest // (1024 * 1024)}
            )
        if promised.isdigit() and len(body) < int(promised):
            raise NoAnswer(_("Sotkanet's answer broke off. Try again."))
        if body.lstrip().startswith(b"<"):
            raise NoAnswer(
                _("Sotkanet answered with a web page instead of data; it may be closed for maintenance.")
            )
        return body


def https_only() -> urllib.request.OpenerDirector:
    """Opens https addresses, through the proxy the environment names, and follows them nowhere else."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _sentence(trouble: urllib.error.HTTPError, indicator: int) -> str:
    match trouble.code:
        case 403:
            return _("Sotkanet turned the request away (403). A proxy may have taken its User-Agent out.")
        case 404:
            return _("Sotkanet has no indicator %(indicator)s (404).") % {"indicator": indicator}
        case 429:
            return _("Sotkanet has had too many requests (429). Wait a while and try again.")
        case code if code >= 500:
            return _("Sotkanet is out of order (%(code)s). Try again later.") % {"code": code}
        case code:
            return _("Sotkanet refused the request (%(code)s).") % {"code": code}
