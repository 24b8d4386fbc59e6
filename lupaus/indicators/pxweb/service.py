"""Asking Statistics Finland's PxWeb, version 1 of its interface, which is all it has today.

Source: https://pxdata.stat.fi/api1.html. The service tells its limits at `?config`: so many cells in one
answer, so many calls in so many seconds. They are kept here whatever it says, and more strictly if it asks.
"""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from django.utils.translation import gettext as _

from lupaus.indicators.pxweb.tables import label_of
from lupaus.web.network import Client, Rate, Reply, Trouble, What, host_of, opener_for
from lupaus.web.refusals import Problem, Refused

BASE: Final = "https://pxdata.stat.fi/PxWeb/api/v1"
LANGUAGES: Final = ("fi", "sv", "en")
#: Asked for at most, whatever the service allows.
MOST_CELLS: Final = 120_000
RATE: Final = Rate(40, 60.0)

_TIMEOUT: Final = 60.0
_LARGEST: Final = 64 * 1024 * 1024


class NoAnswer(Refused):
    """PxWeb did not answer, or not with what was asked for."""

    status = 502

    def __init__(self, sentence: str, *, is_of_the_service: bool = False) -> None:
        super().__init__(sentence)
        #: Whether PxWeb as a whole has trouble, so that another question would fare no better.
        self.is_of_the_service = is_of_the_service


class NoSuchTable(NoAnswer):
    """PxWeb does not know the table (400, 404): its id may have changed."""

    status = 404


class TooManyCells(NoAnswer):
    """PxWeb says that the answer would have too many cells (403)."""

    status = 403


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be asked: cells in one answer, and calls in a time."""

    cells: int = MOST_CELLS
    rate: Rate = RATE


class Listed(NamedTuple):
    """One line of a list of PxWeb: a database, a folder, or a table.

    `updated` is when the table's figures changed last, as PxWeb writes it; empty where it does not say.
    """

    id: str
    title: str
    is_table: bool = False
    updated: str = ""


class PxWeb:
    """The service in one language. Time and sleep are passed in, see `web.network.Client`."""

    def __init__(
        self,
        *,
        base: str = BASE,
        language: str = "fi",
        opener: urllib.request.OpenerDirector | None = None,
        timeout: float = _TIMEOUT,
        whole: float = 600.0,
        largest: int = _LARGEST,
        tick: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._base = f"{base.rstrip('/')}/{language}"
        self._client = Client(
            host_of(base),
            _refusal,
            opener=opener or opener_for(),
            rate=RATE,
            pause=0.2,
            timeout=timeout,
            whole=whole,
            largest=largest,
            patience=RATE.seconds,
            tick=tick,
            sleep=sleep,
            now=now,
        )
        self._limits: Limits | None = None

    @property
    def asked(self) -> int:
        """Questions put so far, each try counted."""
        return self._client.asked

    def address(self, table: str) -> str:
        """Where a table is: the database, and the way to the table in it."""
        return f"{self._base}/{quote(table.strip('/'))}"

    def listing(self, folder: str = "") -> tuple[Listed, ...]:
        """What a folder holds; all databases for "". Raises `NoSuchTable`, `NoAnswer`."""
        address = f"{self.address(folder)}/" if folder.strip("/") else f"{self._base}/"
        told = _json(self._client.get(address), address)
        if not isinstance(told, list):
            raise Refused(Problem(_("Expected a list of tables."), file=address))
        return tuple(_listed(each) for each in told if isinstance(each, dict))

    def limits(self) -> Limits:
        """What the service allows, asked for once; never more than what is written above."""
        if self._limits is None:
            told = self._config()
            cells = min(_count(told, "maxCells", MOST_CELLS), _count(told, "maxValues", MOST_CELLS))
            calls = min(RATE.calls, _count(told, "maxCalls", RATE.calls))
            seconds = max(RATE.seconds, float(_count(told, "timeWindow", 60)))
            self._limits = Limits(min(MOST_CELLS, cells), Rate(calls, seconds))
            self._client.rate = self._limits.rate
        return self._limits

    def metadata(self, table: str) -> Any:
        """What a table holds, as JSON: its title and variables. Raises `NoSuchTable`, `NoAnswer`."""
        address = self.address(table)
        reply = self._client.get(address)
        return _json(reply, address)

    def data(self, table: str, query: Sequence[tuple[str, Sequence[str]]]) -> Reply:
        """The cells of a table for these values of its variables, as json-stat2.

        Raises `TooManyCells`, `NoSuchTable`, `NoAnswer`.
        """
        asked = {
            "query": [
                {"code": code, "selection": {"filter": "item", "values": list(values)}}
                for code, values in query
            ],
            "response": {"format": "json-stat2"},
        }
        reply = self._client.post(self.address(table), json.dumps(asked, ensure_ascii=False).encode())
        _refuse_a_web_page(reply)
        return reply

    def _config(self) -> Mapping[str, Any]:
        """The limits as the service tells them; nothing where it tells none that can be understood."""
        try:
            reply = self._client.get(f"{self._base}/?config")
            told = json.loads(reply.body)
        except (Refused, ValueError, RecursionError):
            return {}
        return told if isinstance(told, dict) else {}


def _json(reply: Reply, address: str) -> Any:
    _refuse_a_web_page(reply)
    try:
        return json.loads(reply.body.decode("utf-8-sig"))
    except UnicodeDecodeError as trouble:
        raise Refused(Problem(_("The text is not UTF-8."), file=address)) from trouble
    except (ValueError, RecursionError) as trouble:
        raise Refused(
            Problem(_("This is not JSON, or it was cut short. Fetch it again."), file=address)
        ) from trouble


def _refuse_a_web_page(reply: Reply) -> None:
    if reply.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise NoAnswer(
            _(
                "Statistics Finland answered with a web page instead of data; it may be closed for"
                " maintenance."
            ),
            is_of_the_service=True,
        )


def _listed(told: Mapping[str, Any]) -> Listed:
    updated = told.get("updated")
    return Listed(
        label_of(told.get("id") or told.get("dbid")),
        label_of(told.get("text")),
        told.get("type") == "t",
        updated[:40] if isinstance(updated, str) else "",
    )


def _count(told: Mapping[str, Any], key: str, usual: int) -> int:
    """A number of the limits that can be meant; else the usual one."""
    value = told.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else usual


def _refusal(trouble: Trouble) -> NoAnswer:
    code = trouble.code
    if trouble.what is What.STATUS and not trouble.wait:
        if code in (400, 404, 410):
            return NoSuchTable(
                _(
                    "Statistics Finland does not know %(address)s, or not what is asked of it (%(code)s). Ids"
                    " of tables and codes of variables change: look the table up and mend the mapping."
                )
                % {"address": trouble.address, "code": code}
            )
        if code == 403:
            return TooManyCells(_("Statistics Finland says that this is too much at a time (403)."))
    return NoAnswer(_sentence(trouble), is_of_the_service=trouble.is_of_the_service)


def _sentence(trouble: Trouble) -> str:
    match trouble.what:
        case What.STATUS:
            return _sentence_of_status(trouble)
        case What.LATE | What.DRIPS:
            return _("Statistics Finland did not answer in time. Try again later.")
        case What.BROKEN:
            return _("Statistics Finland's answer broke off. Try again.")
        case What.LARGE:
            return _("Statistics Finland's answer is larger than %(megabytes)s MB. Choose fewer values.") % {
                "megabytes": trouble.megabytes
            }
        case What.ELSEWHERE | What.OTHER_HOST | What.UNREACHABLE:
            return _(
                "Statistics Finland cannot be reached (%(reason)s). Check the network, or import a file."
            ) % {"reason": trouble.reason or _("it leads to another address")}


def _sentence_of_status(trouble: Trouble) -> str:
    code = trouble.code
    if trouble.wait:
        return _("Statistics Finland asks to wait %(seconds)s seconds (%(code)s). Try again then.") % {
            "seconds": round(trouble.wait),
            "code": code,
        }
    if code == 429:
        return _("Statistics Finland has had too many calls (429). Wait a minute and try again.")
    if code >= 500:
        return _("Statistics Finland is out of order (%(code)s). Try again later.") % {"code": code}
    return _("Statistics Finland refused the request (%(code)s).") % {"code": code}
