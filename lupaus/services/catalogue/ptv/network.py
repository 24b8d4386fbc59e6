"""Asking the national service catalogue over the network, politely and over https only."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.utils.translation import gettext as _

from lupaus import __version__
from lupaus.services.catalogue.ptv.answers import json_of
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


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows only where the same host leads on the same way."""

    def redirect_request(  # noqa: PLR0917 - as the library calls it
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if (old.scheme, old.netloc) != (new.scheme, new.netloc):
            raise urllib.error.URLError(_("it leads to another address"))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def https_only() -> urllib.request.OpenerDirector:
    """Opens https addresses, through the proxy the environment names, and follows them nowhere else."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        _SameHost(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


class Ptv:
    """The service at a base address such as `https://api.palvelutietovaranto.suomi.fi/api/v11`."""

    def __init__(
        self,
        base: str,
        *,
        opener: urllib.request.OpenerDirector | None = None,
        timeout: float = _TIMEOUT,
        largest: int = _LARGEST,
        pause: float = _PAUSE,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base = base.rstrip("/")
        self._opener = opener or https_only()
        self._timeout = timeout
        self._largest = largest
        self._pause = pause
        self._sleep = sleep
        self._has_asked = False

    def get(self, path: str, **query: object) -> Any:
        """What is answered at a path, as JSON. Raises `NoAnswer` with a sentence."""
        if self._has_asked:
            self._sleep(self._pause)
        self._has_asked = True
        url = self.address(path, **query)
        return json_of(self._body(url), shown(url))

    def address(self, path: str, **query: object) -> str:
        words = urlencode({key: each for key, each in query.items() if each not in (None, "")})
        return f"{self.base}/{path}{'?' if words else ''}{words}"

    def _body(self, url: str) -> bytes:
        request = urllib.request.Request(  # noqa: S310 - the opener opens https only
            url, headers={"User-Agent": f"Lupaus/{__version__}", "Accept": "application/json"}
        )
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                body: bytes = response.read(self._largest + 1)
                promised = response.headers.get("Content-Length", "")
        except urllib.error.HTTPError as trouble:
            with trouble:
                raise _refusal(trouble) from trouble
        except TimeoutError as trouble:
            raise NoAnswer(_("The service catalogue did not answer in time. Try again later.")) from trouble
        except urllib.error.URLError as trouble:
            if isinstance(trouble.reason, TimeoutError):
                raise NoAnswer(
                    _("The service catalogue did not answer in time. Try again later.")
                ) from trouble
            raise NoAnswer(
                _("The service catalogue cannot be reached (%(reason)s). Check the address and the network.")
                % {"reason": shown(str(trouble.reason))}
            ) from trouble
        except (http.client.HTTPException, OSError, ValueError) as trouble:
            raise NoAnswer(_("The answer of the service catalogue broke off. Try again.")) from trouble
        if len(body) > self._largest:
            raise NoAnswer(
                _("The answer of the service catalogue is larger than %(megabytes)d MB.")
                % {"megabytes": self._largest // (1024 * 1024)}
            )
        if promised.isdigit() and len(body) < int(promised):
            raise NoAnswer(_("The answer of the service catalogue broke off. Try again."))
        return body


def _refusal(trouble: urllib.error.HTTPError) -> NoAnswer:
    code = trouble.code
    if code in (429, 503):
        wait = str(trouble.headers.get("Retry-After") or "")
        if wait.isdigit() and len(wait) < 8:
            return NoAnswer(
                _("The service catalogue asks to wait %(seconds)s seconds (%(code)d). Try again then.")
                % {"seconds": wait, "code": code}
            )
        return NoAnswer(
            _("The service catalogue has too much to do (%(code)d). Try again later.") % {"code": code}
        )
    if code == 404:
        return NoSuchPath(
            _("The service catalogue has nothing at %(address)s (404).") % {"address": shown(trouble.url)}
        )
    if code >= 500:
        return NoAnswer(
            _("The service catalogue is out of order (%(code)d). Try again later.") % {"code": code}
        )
    return NoAnswer(_("The service catalogue refused the request (%(code)d).") % {"code": code})
