"""A region chosen once stays chosen, and pages still depend on their address alone.

The choice is part of the address (`?region=KU444`) and every link carries it. A functional cookie remembers
it only so that somebody who comes back without it is sent to the address that has it. `?region=` forgets it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from lupaus.web.address import REGION_CODE, Address
from lupaus.web.rooms import all_in
from lupaus.web.texts import Text

COOKIE: Final = "lupaus-region"
ONE_YEAR: Final = 365 * 24 * 3600
_CODE = re.compile(REGION_CODE)


class Option(NamedTuple):
    """A region one may choose."""

    code: str
    name: Text


class OptionGroup(NamedTuple):
    """Options under one heading. `label` is translated already."""

    label: str
    options: tuple[Option, ...]


class Regions(Protocol):
    """What the shell asks of the room that knows the regions."""

    def groups(self, address: Address) -> Sequence[OptionGroup]:
        """The regions offered on a page, in the order a reader looks for them. Few queries."""

    def named(self, code: str) -> Text | None:
        """The name of any region; None when there is none of this code. At most one query."""

    def page_of(self, code: str) -> str:
        """The path of the region's own page; empty where there is none."""

    def list_page(self) -> str:
        """The path of the page that lists the regions; empty where there is none."""


class _NoRegions:
    def groups(self, address: Address) -> Sequence[OptionGroup]:
        return ()

    def named(self, code: str) -> Text | None:
        return None

    def page_of(self, code: str) -> str:
        return ""

    def list_page(self) -> str:
        return ""


_known: Regions = _NoRegions()


def offer(regions: Regions) -> None:
    """Called once, when the room that knows the regions starts."""
    global _known  # noqa: PLW0603 - one registration at start-up, read-only afterwards
    _known = regions


def regions() -> Regions:
    all_in()
    return _known


def recall(request: HttpRequest, address: Address) -> HttpResponse | None:
    """Where to send a reader whose address does not say what was chosen; None when nothing is to be done."""
    if address.region is not None or address.is_private:
        return None
    remembered = request.COOKIES.get(COOKIE, "")
    if "region" in request.GET:
        response = _redirect(address)
        if remembered:
            response.delete_cookie(COOKIE, samesite="Lax")
        return response
    if _CODE.fullmatch(remembered) and regions().named(remembered) is not None:
        return _redirect(address.with_(region=remembered))
    return None


def remember(request: HttpRequest, response: HttpResponse, address: Address) -> None:
    """Keep the chosen region on the way out of a page that was found."""
    if address.region is None or response.status_code != 200:
        return
    if request.COOKIES.get(COOKIE) != address.region:
        response.set_cookie(
            COOKIE,
            address.region,
            max_age=ONE_YEAR,
            samesite="Lax",
            httponly=True,
            secure=request.is_secure(),
        )


def _redirect(address: Address) -> HttpResponse:
    response = HttpResponseRedirect(str(address))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Cookie"
    return response
