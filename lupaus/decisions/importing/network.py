"""Asking a decision service over the network: one host, politely, and as long as it may take.

One question in two seconds, as those who read these services for years do; where it says how long to wait
(`Retry-After`), that long. A link never leads to another host, and neither does a redirect.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from lupaus import __version__
from lupaus.decisions.importing.addresses import host_of
from lupaus.decisions.importing.decoding import LARGEST
from lupaus.web.refusals import Refused
from lupaus.workspace.files.report import shown

#: Seconds between the beginnings of two questions.
PAUSE: Final = 2.0
_TIMEOUT: Final = 30.0
#: The longest a whole answer may take, in seconds: a page that drips is let go.
_WHOLE: Final = 120.0
#: Whoever asks to wait longer is asked another day.
_LONGEST_WAIT: Final = 900.0
_TRIES: Final = 4
_CHUNK: Final = 64 * 1024


class NoAnswer(Refused):
    """The service did not answer, or not with what was asked for."""

    status = 502


class Gone(NoAnswer):
    """The service has nothing at an address (404, 410)."""

    status = 404


class _Again(Exception):  # noqa: N818 - says what to do
    """Ask again, after `wait` seconds."""

    def __init__(self, refusal: NoAnswer, wait: float = 0.0) -> None:
        super().__init__()
        self.refusal, self.wait = refusal, wait


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows only to the same host, and never from https back to http."""

    def redirect_request(  # noqa: PLR0917 - as the library calls it
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        old, new = req.full_url, newurl
        falls_back = urlsplit(old).scheme == "https" and urlsplit(new).scheme != "https"
        if not host_of(new) or host_of(old) != host_of(new) or falls_back:
            raise urllib.error.URLError(_("it leads to another address"))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def web_only() -> urllib.request.OpenerDirector:
    """Opens http and https addresses, through the proxy the environment names, and nothing else."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        _SameHost(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


@dataclass
class Host:
    """The one host that is asked. Time and sleep are passed in; `tick` counts seconds from anywhere."""

    name: str
    opener: urllib.request.OpenerDirector = field(default_factory=web_only)
    tick: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    pause: float = PAUSE
    timeout: float = _TIMEOUT
    whole: float = _WHOLE
    largest: int = LARGEST
    asked: int = 0
    _last: float | None = None

    def get(self, address: str) -> bytes:
        """What is answered at an address of the host. Raises `NoAnswer` with a sentence, `Gone`."""
        if host_of(address) != self.name:
            raise NoAnswer(
                _("Only the host that was named is asked, not %(address)s.") % {"address": shown(address)}
            )
        for attempt in range(1, _TRIES + 1):
            try:
                return self._once(address)
            except _Again as again:
                if attempt == _TRIES:
                    raise again.refusal from again
                self.sleep(max(again.wait, self.pause * attempt))
        raise AssertionError("a try ends in an answer or a refusal")

    def _once(self, address: str) -> bytes:
        self._wait()
        self.asked += 1
        request = urllib.request.Request(  # noqa: S310 - the opener opens http and https only
            address,
            headers={"User-Agent": f"Lupaus/{__version__}", "Accept": "text/html, application/rss+xml, */*"},
        )
        try:
            with self.opener.open(request, timeout=self.timeout) as response:
                body = self._read(response)
                promised = response.headers.get("Content-Length", "")
        except urllib.error.HTTPError as trouble:
            with trouble:
                raise self._refusal(trouble, address) from trouble
        except urllib.error.URLError as trouble:
            if isinstance(trouble.reason, TimeoutError):
                raise _Again(_late()) from trouble
            if isinstance(trouble.reason, ConnectionError):
                raise _Again(_unreachable(trouble.reason)) from trouble
            raise _unreachable(trouble.reason) from trouble
        except TimeoutError as trouble:
            raise _Again(_late()) from trouble
        except (http.client.HTTPException, OSError, ValueError) as trouble:
            raise _Again(_broken()) from trouble
        if promised.isdigit() and len(body) < int(promised):
            raise _Again(_broken())
        return body

    def _wait(self) -> None:
        """Wait until the pause since the last question is over."""
        now = self.tick()
        if self._last is not None and (left := self._last + self.pause - now) > 0:
            self.sleep(left)
            now = self.tick()
        self._last = now

    def _read(self, response: Any) -> bytes:
        begun = self.tick()
        body = b""
        while chunk := response.read1(_CHUNK):
            body += chunk
            if len(body) > self.largest:
                raise NoAnswer(
                    _("The answer of the service is larger than %(megabytes)d MB.")
                    % {"megabytes": max(1, self.largest // (1024 * 1024))}
                )
            if self.tick() - begun > self.whole:
                raise _late()
        return body

    def _refusal(self, trouble: urllib.error.HTTPError, address: str) -> Exception:
        code = trouble.code
        if code in (404, 410):
            return Gone(
                _("The service has nothing at %(address)s (%(code)d).")
                % {"address": shown(address), "code": code}
            )
        if code in (429, 503):
            wait = self._asked_to_wait(str(trouble.headers.get("Retry-After") or ""))
            refusal = NoAnswer(
                _("The service asks to wait %(seconds)d seconds (%(code)d). Try again then.")
                % {"seconds": wait, "code": code}
                if wait
                else _("The service has too much to do (%(code)d). Try again later.") % {"code": code}
            )
            return refusal if wait > _LONGEST_WAIT else _Again(refusal, wait or self.pause * 5)
        if code >= 500:
            return _Again(
                NoAnswer(_("The service is out of order (%(code)d). Try again later.") % {"code": code})
            )
        return NoAnswer(_("The service refused the request (%(code)d).") % {"code": code})

    def _asked_to_wait(self, words: str) -> float:
        """Seconds of a `Retry-After`, which is a number or a moment; 0 for none."""
        if words.isdigit() and len(words) < 8:
            return float(words)
        try:
            until = parsedate_to_datetime(words)
        except (TypeError, ValueError):
            return 0.0
        moment = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, (moment - self.now()).total_seconds())


def _late() -> NoAnswer:
    return NoAnswer(_("The service did not answer in time. Try again later."))


def _broken() -> NoAnswer:
    return NoAnswer(_("The answer of the service broke off. Try again."))


def _unreachable(reason: object) -> NoAnswer:
    return NoAnswer(
        _("The service cannot be reached (%(reason)s). Check the address and the network.")
        % {"reason": shown(str(reason))}
    )
