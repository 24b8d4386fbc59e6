"""Asking Sotkanet over the network.

Source of the interface: https://sotkanet.fi/rest/1.1/ (no key; parameters repeat). What goes wrong there is
told here in a sentence each, because it goes wrong in many ways: it turns away programs that do not say who
they are, and answers a page for people when it is being mended.
"""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from lupaus.web.network import NOTHING_KNOWN, Client, Known, Trouble, What, host_of, opener_for
from lupaus.web.refusals import Refused

BASE: Final = "https://sotkanet.fi/rest/1.1"
GENDERS: Final = ("male", "female", "total")
#: Seconds between the beginnings of two questions. No limit is written down: 120 a minute trouble nobody.
PAUSE: Final = 0.5

_TIMEOUT: Final = 60.0
#: Ten times the largest answer there is today: one indicator, all regions, all years, three genders.
_LARGEST_ANSWER: Final = 64 * 1024 * 1024


class NoAnswer(Refused):
    """Sotkanet did not answer, or not with what was asked for."""

    status = 502

    def __init__(self, sentence: str, *, is_of_the_service: bool = False) -> None:
        super().__init__(sentence)
        #: Whether Sotkanet as a whole has trouble, so that another question would fare no better.
        self.is_of_the_service = is_of_the_service


class NoSuchIndicator(NoAnswer):
    """Sotkanet has no such indicator, or no longer (404, 410)."""

    status = 404


class _Nothing(Exception):  # noqa: N818 - says what happened
    """There is nothing at an address; what that means, the question knows."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """What came, and where from. `is_unchanged`: nothing new since what was `known`, so no body."""

    url: str
    body: bytes
    known: Known = NOTHING_KNOWN
    is_unchanged: bool = False


class Sotkanet:
    """The service. `opener` is what opens addresses; the ordinary one speaks HTTPS and nothing else.

    Time and sleep are passed in, see `web.network.Client`.
    """

    def __init__(
        self,
        *,
        base: str = BASE,
        opener: urllib.request.OpenerDirector | None = None,
        timeout: float = _TIMEOUT,
        whole: float = 600.0,
        largest: int = _LARGEST_ANSWER,
        pause: float = PAUSE,
        tries: int = 4,
        tick: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.base = base.rstrip("/")
        self._client = Client(
            host_of(base),
            _refusal,
            opener=opener or opener_for(),
            timeout=timeout,
            whole=whole,
            largest=largest,
            pause=pause,
            tries=tries,
            patience=max(5.0, pause * 10),
            tick=tick,
            sleep=sleep,
            now=now,
        )

    @property
    def asked(self) -> int:
        """Questions put so far, each try counted."""
        return self._client.asked

    def catalogue(self, known: Known = NOTHING_KNOWN) -> Answer:
        """Every indicator in a few words: id, title, producer, genders and kinds of region."""
        return self._get(f"{self.base}/indicators", known)

    def metadata(self, indicator: int, known: Known = NOTHING_KNOWN) -> Answer:
        """What Sotkanet says of an indicator: names, unit, producer, first and last year."""
        return self._get(f"{self.base}/indicators/{indicator}", known, indicator)

    def observations(
        self,
        indicator: int,
        years: Iterable[int],
        known: Known = NOTHING_KNOWN,
        *,
        form: Literal["json", "csv"] = "json",
    ) -> Answer:
        """All observations of an indicator in some years, for every region and gender."""
        query: list[tuple[str, object]] = [("indicator", indicator)]
        query += [("years", year) for year in years]
        query += [("genders", gender) for gender in GENDERS]
        return self._get(f"{self.base}/{form}?{urlencode(query)}", known, indicator)

    def _get(self, url: str, known: Known, indicator: int | None = None) -> Answer:
        try:
            reply = self._client.get(url, known)
        except _Nothing as nothing:
            if indicator is None:
                raise NoAnswer(
                    _("Sotkanet refused the request (%(code)s).") % {"code": nothing.code}
                ) from nothing
            raise NoSuchIndicator(
                _("Sotkanet has no indicator %(indicator)s (%(code)s).")
                % {"indicator": indicator, "code": nothing.code}
            ) from nothing
        if reply.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            raise NoAnswer(
                _("Sotkanet answered with a web page instead of data; it may be closed for maintenance."),
                is_of_the_service=True,
            )
        return Answer(url, reply.body, reply.known, reply.is_unchanged)


def _refusal(trouble: Trouble) -> Exception:
    if trouble.code in (404, 410):
        return _Nothing(trouble.code)
    return NoAnswer(_sentence(trouble), is_of_the_service=trouble.is_of_the_service)


def _sentence(trouble: Trouble) -> str:
    match trouble.what:
        case What.STATUS:
            return _sentence_of_status(trouble)
        case What.LATE | What.DRIPS:
            return _("Sotkanet did not answer in time. Try again later.")
        case What.BROKEN:
            return _("Sotkanet's answer broke off. Try again.")
        case What.LARGE:
            return _("Sotkanet's answer is larger than %(megabytes)s MB. Ask for fewer years at a time.") % {
                "megabytes": trouble.megabytes
            }
        case What.ELSEWHERE | What.OTHER_HOST | What.UNREACHABLE:
            return _("Sotkanet cannot be reached (%(reason)s). Check the network, or import a file.") % {
                "reason": trouble.reason or _("it leads to another address")
            }


def _sentence_of_status(trouble: Trouble) -> str:
    code = trouble.code
    if trouble.wait:
        return _("Sotkanet asks to wait %(seconds)s seconds (%(code)s). Try again then.") % {
            "seconds": round(trouble.wait),
            "code": code,
        }
    if code == 403:
        return _("Sotkanet turned the request away (403). A proxy may have taken its User-Agent out.")
    if code == 429:
        return _("Sotkanet has had too many requests (429). Wait a while and try again.")
    if code >= 500:
        return _("Sotkanet is out of order (%(code)s). Try again later.") % {"code": code}
    return _("Sotkanet refused the request (%(code)s).") % {"code": code}
