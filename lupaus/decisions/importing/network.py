"""Asking a decision service over the network: one host, politely, and as long as it may take.

One question in two seconds, as those who read these services for years do; where it says how long to wait
(`Retry-After`), that long. A link never leads to another host, and neither does a redirect.
"""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from django.utils.translation import gettext as _

from lupaus.decisions.importing.decoding import LARGEST
from lupaus.web.network import Client, Trouble, What, opener_for
from lupaus.web.refusals import Refused
from lupaus.workspace.files.report import shown

#: Seconds between the beginnings of two questions.
PAUSE: Final = 2.0
_TIMEOUT: Final = 30.0
#: The longest a whole answer may take, in seconds: a page that drips is let go.
_WHOLE: Final = 120.0


class NoAnswer(Refused):
    """The service did not answer, or not with what was asked for."""

    status = 502


class Gone(NoAnswer):
    """The service has nothing at an address (404, 410)."""

    status = 404


@dataclass
class Host:
    """The one host that is asked. Time and sleep are passed in; `tick` counts seconds from anywhere."""

    name: str
    opener: urllib.request.OpenerDirector = field(default_factory=lambda: opener_for(("http", "https")))
    tick: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    pause: float = PAUSE
    timeout: float = _TIMEOUT
    whole: float = _WHOLE
    largest: int = LARGEST

    def __post_init__(self) -> None:
        self._client = Client(
            self.name,
            _refusal,
            opener=self.opener,
            accept="text/html, application/rss+xml, */*",
            pause=self.pause,
            timeout=self.timeout,
            whole=self.whole,
            largest=self.largest,
            tick=self.tick,
            sleep=self.sleep,
            now=self.now,
        )

    def get(self, address: str) -> bytes:
        """What is answered at an address of the host. Raises `NoAnswer` with a sentence, `Gone`."""
        return self._client.get(address).body


def _refusal(trouble: Trouble) -> NoAnswer:
    match trouble.what:
        case What.OTHER_HOST:
            return NoAnswer(
                _("Only the host that was named is asked, not %(address)s.")
                % {"address": shown(trouble.address)}
            )
        case What.STATUS:
            return _of_status(trouble)
        case What.LATE | What.DRIPS:
            return NoAnswer(_("The service did not answer in time. Try again later."))
        case What.BROKEN:
            return NoAnswer(_("The answer of the service broke off. Try again."))
        case What.LARGE:
            return NoAnswer(
                _("The answer of the service is larger than %(megabytes)d MB.")
                % {"megabytes": trouble.megabytes}
            )
        case What.ELSEWHERE | What.UNREACHABLE:
            leads_away = trouble.what is What.ELSEWHERE
            reason = _("it leads to another address") if leads_away else shown(trouble.reason)
            return NoAnswer(
                _("The service cannot be reached (%(reason)s). Check the address and the network.")
                % {"reason": reason}
            )


def _of_status(trouble: Trouble) -> NoAnswer:
    code = trouble.code
    if code in (404, 410):
        return Gone(
            _("The service has nothing at %(address)s (%(code)d).")
            % {"address": shown(trouble.address), "code": code}
        )
    if trouble.wait:
        return NoAnswer(
            _("The service asks to wait %(seconds)d seconds (%(code)d). Try again then.")
            % {"seconds": trouble.wait, "code": code}
        )
    if code in (429, 503):
        return NoAnswer(_("The service has too much to do (%(code)d). Try again later.") % {"code": code})
    if code >= 500:
        return NoAnswer(_("The service is out of order (%(code)d). Try again later.") % {"code": code})
    return NoAnswer(_("The service refused the request (%(code)d).") % {"code": code})
