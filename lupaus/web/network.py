"""Asking another service over the network: one host, politely, to its end, and nowhere else.

One client for every room that fetches. It asks one host only; a redirect may lead on within that host and
never from https back to http. It pauses between questions, keeps to a number of calls in a time where there
is one, waits as long as `Retry-After` says, tries a few times what a second try can mend, and lets go of an
answer that is too large or drips. It can ask whether anything has changed (`ETag`, `Last-Modified`).

What goes wrong is told as a `Trouble`: facts, no words. The room says it in its own sentence.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
import zlib
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from lupaus import __version__

_CHUNK: Final = 64 * 1024
_PORTS: Final = {"http": 80, "https": 443}
_MEGABYTE: Final = 1024 * 1024
_GZIP: Final = 31  # the window bits by which zlib knows a gzip header
_TRY_AGAIN_STATUSES: Final = frozenset({429, 503})


class What(Enum):
    """How an answer failed to come."""

    STATUS = auto()  # the service answered with an HTTP status that is no answer: `code`
    LATE = auto()  # nothing came in time
    DRIPS = auto()  # it came too slowly to wait for its end
    UNREACHABLE = auto()  # no connection, or none that the client may make: `reason`
    ELSEWHERE = auto()  # it leads to another host, or from https to http
    BROKEN = auto()  # it broke off
    LARGE = auto()  # more than `megabytes`
    OTHER_HOST = auto()  # the address is not of the host that was named; nothing was asked


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong with one question."""

    what: What
    address: str
    code: int = 0
    reason: str = ""
    #: Seconds the service asked to wait; 0 where it did not say.
    wait: float = 0.0
    megabytes: int = 0

    @property
    def is_late(self) -> bool:
        return self.what in (What.LATE, What.DRIPS)

    @property
    def is_of_the_service(self) -> bool:
        """Whether the service as a whole has trouble, so that another question would fare no better."""
        at_fault = {What.LATE, What.UNREACHABLE, What.BROKEN}
        return self.what in at_fault or self.code in _TRY_AGAIN_STATUSES or self.code >= 500


class Known(NamedTuple):
    """What an earlier answer said of itself, so that the same need not be sent again."""

    etag: str = ""
    last_modified: str = ""


NOTHING_KNOWN: Final = Known()


@dataclass(frozen=True, slots=True)
class Reply:
    """What came. `is_unchanged`: the service says that nothing changed since the `Known`; no body then."""

    address: str
    body: bytes
    known: Known = NOTHING_KNOWN
    kind: str = ""
    is_unchanged: bool = False


class Rate(NamedTuple):
    """At most `calls` questions within any `seconds`."""

    calls: int
    seconds: float


class _Failed(Exception):  # noqa: N818 - says what happened
    """One try failed; `again` when another may do better, after `wait` seconds at least."""

    def __init__(self, trouble: Trouble, *, again: bool = False, wait: float = 0.0) -> None:
        super().__init__()
        self.trouble, self.again, self.wait = trouble, again, wait


class _LeadsElsewhere(Exception):  # noqa: N818 - says what happened
    """A redirect that is not followed."""


def host_of(address: str) -> str:
    """Host and port, without a port that the scheme has anyway; "" for what is no address of the web."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").casefold(), parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not host:
        return ""
    return host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"


class SameHost(urllib.request.HTTPRedirectHandler):
    """Follows only to the same host, never from https back to http, and never where something was sent."""

    def redirect_request(  # noqa: PLR0917 - as the library calls it
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        old, new = req.full_url, newurl
        falls_back = urlsplit(old).scheme == "https" and urlsplit(new).scheme != "https"
        if not host_of(new) or host_of(old) != host_of(new) or falls_back or req.data is not None:
            fp.close()
            raise _LeadsElsewhere
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def opener_for(schemes: Collection[str] = ("https",)) -> urllib.request.OpenerDirector:
    """Opens addresses of these schemes, through the proxy the environment names, and nothing else."""
    opener = urllib.request.OpenerDirector()
    handlers: list[urllib.request.BaseHandler] = [
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        SameHost(),
        urllib.request.HTTPErrorProcessor(),
    ]
    if "http" in schemes:
        handlers.append(urllib.request.HTTPHandler())
    if "https" in schemes:
        handlers.append(urllib.request.HTTPSHandler())
    for handler in handlers:
        opener.add_handler(handler)
    return opener


@dataclass
class Client:
    """Asks one host. Time and sleep are passed in; `tick` counts seconds from anywhere.

    `says` makes the refusal a room tells a trouble by. `pause` is between the beginnings of two questions,
    `timeout` for a piece of an answer, `whole` for all of it (seconds); `largest` is in bytes, after
    unpacking. Who asks to wait longer than `longest_wait` seconds is asked another day.
    """

    host: str
    says: Callable[[Trouble], Exception]
    opener: urllib.request.OpenerDirector = field(default_factory=opener_for)
    accept: str = "application/json"
    pause: float = 0.0
    rate: Rate | None = None
    tries: int = 4
    timeout: float = 60.0
    whole: float = 600.0
    largest: int = 64 * _MEGABYTE
    longest_wait: float = 900.0
    #: Seconds to wait for one who has too much to do and does not say how long; else five pauses.
    patience: float | None = None
    tick: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    #: Questions put so far, tries that failed among them.
    asked: int = 0
    _begun: float | None = None
    #: When the last answers had come: the service counted each call before that, whatever the way took.
    _ended: deque[float] = field(default_factory=lambda: deque(maxlen=10_000))

    def get(self, address: str, known: Known | None = None) -> Reply:
        """What is answered at an address of the host. Raises what `says` makes of a trouble."""
        headers = {}
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        return self._ask(address, None, headers)

    def post(self, address: str, body: bytes, kind: str = "application/json") -> Reply:
        """What is answered to a question that is sent; only for questions that change nothing there,
        for it is put again where the answer broke off."""
        return self._ask(address, body, {"Content-Type": kind})

    def _ask(self, address: str, sent: bytes | None, headers: dict[str, str]) -> Reply:
        if host_of(address) != self.host:
            raise self.says(Trouble(What.OTHER_HOST, address))
        for attempt in range(1, self.tries + 1):
            try:
                return self._once(address, sent, headers)
            except _Failed as failed:
                if not failed.again or attempt >= self.tries:
                    raise self.says(failed.trouble) from failed
                self.sleep(max(failed.wait, self.pause * attempt))
        raise AssertionError("a try ends in an answer or a refusal")

    def _once(self, address: str, sent: bytes | None, headers: dict[str, str]) -> Reply:
        self._wait()
        self.asked += 1
        try:
            return self._open(address, sent, headers)
        finally:
            self._ended.append(self.tick())

    def _open(self, address: str, sent: bytes | None, headers: dict[str, str]) -> Reply:
        try:
            request = urllib.request.Request(  # noqa: S310 - the opener opens http and https only
                address,
                data=sent,
                headers={
                    "User-Agent": f"Lupaus/{__version__}",
                    "Accept": self.accept,
                    "Accept-Encoding": "gzip",
                    **headers,
                },
            )
            with self.opener.open(request, timeout=self.timeout) as response:
                return self._reply(address, response)
        except urllib.error.HTTPError as trouble:
            with trouble:
                if trouble.code == 304:
                    return Reply(address, b"", _known(trouble.headers), is_unchanged=True)
                raise self._failed(trouble, address) from trouble
        except _LeadsElsewhere as trouble:
            raise _Failed(Trouble(What.ELSEWHERE, address)) from trouble
        except urllib.error.URLError as trouble:
            if isinstance(trouble.reason, TimeoutError):
                raise _Failed(Trouble(What.LATE, address), again=True) from trouble
            told = Trouble(What.UNREACHABLE, address, reason=str(trouble.reason))
            raise _Failed(told, again=isinstance(trouble.reason, ConnectionError)) from trouble
        except TimeoutError as trouble:
            raise _Failed(Trouble(What.LATE, address), again=True) from trouble
        except (http.client.HTTPException, OSError, ValueError, zlib.error) as trouble:
            raise _Failed(Trouble(What.BROKEN, address), again=True) from trouble

    def _wait(self) -> None:
        """Wait until the pause since the last question is over, and a place in the time is free."""
        now = self.tick()
        free = now
        if self._begun is not None:
            free = self._begun + self.pause
        if self.rate and len(self._ended) >= self.rate.calls:
            free = max(free, self._ended[-self.rate.calls] + self.rate.seconds)
        if free > now:
            self.sleep(free - now)
            now = self.tick()
        self._begun = now

    def _reply(self, address: str, response: Any) -> Reply:
        headers = response.headers
        unpack = zlib.decompressobj(_GZIP) if "gzip" in headers.get("Content-Encoding", "") else None
        begun = self.tick()
        body = bytearray()
        came = 0
        while chunk := response.read1(_CHUNK):
            came += len(chunk)
            body += unpack.decompress(chunk, self.largest + 1) if unpack else chunk
            if len(body) > self.largest:
                megabytes = max(1, self.largest // _MEGABYTE)
                raise _Failed(Trouble(What.LARGE, address, megabytes=megabytes))
            if self.tick() - begun > self.whole:
                raise _Failed(Trouble(What.DRIPS, address))
        promised = headers.get("Content-Length", "")
        if (promised.isdigit() and came < int(promised)) or (unpack and not unpack.eof):
            raise _Failed(Trouble(What.BROKEN, address), again=True)
        return Reply(address, bytes(body), _known(headers), headers.get("Content-Type", ""))

    def _failed(self, trouble: urllib.error.HTTPError, address: str) -> _Failed:
        code = trouble.code
        if code in _TRY_AGAIN_STATUSES:
            asked = self._asked_to_wait(str(trouble.headers.get("Retry-After") or ""))
            told = Trouble(What.STATUS, address, code=code, wait=asked)
            patience = self.pause * 5 if self.patience is None else self.patience
            return _Failed(told, again=asked <= self.longest_wait, wait=asked or patience)
        return _Failed(Trouble(What.STATUS, address, code=code), again=code >= 500)

    def _asked_to_wait(self, words: str) -> float:
        """Seconds of a `Retry-After`, which is a number or a moment; 0 for none."""
        if words.isascii() and words.isdigit() and len(words) < 8:
            return float(words)
        try:
            until = parsedate_to_datetime(words)
        except (TypeError, ValueError):
            return 0.0
        moment = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, (moment - self.now()).total_seconds())


def _known(headers: Any) -> Known:
    return Known(str(headers.get("ETag") or "")[:200], str(headers.get("Last-Modified") or "")[:60])
