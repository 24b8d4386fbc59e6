"""Which strategy a page is about: the one its address names, else the one pages show by themselves."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from lupaus.strategy.models import Strategy
from lupaus.strategy.queries import strategies, strategy
from lupaus.web.address import Address
from lupaus.web.refusals import NotFound
from lupaus.web.texts import Text


@dataclass(frozen=True, slots=True)
class OtherStrategy:
    """A strategy beside the one a page is about, and the address of its front page."""

    title: Text
    href: str


def strategy_of(address: Address) -> Strategy:
    """One query. Raises `NotFound`."""
    return strategy(address.strategy)


def name_in_address(id_: str) -> str | None:
    """How an address says that it is about a strategy: not at all where that goes without saying.

    At most one query. A link that is to be kept names the strategy nevertheless: another one may come.
    """
    return None if id_ == _shown_by_themselves() else id_


def others(address: Address) -> tuple[OtherStrategy, ...]:
    """The strategies in force that the page is not about. Two or three queries. Raises `NotFound`."""
    here = strategy_of(address) if address.strategy else None
    known = strategies()
    if not known:
        return ()
    shown = _shown_by_themselves()
    front = reverse("strategy:front")
    return tuple(
        OtherStrategy(each.title, address.link(front, strategy=None if each.id == shown else each.id))
        for each in known
        if each.id != (here.id if here else shown)
    )


def _shown_by_themselves() -> str | None:
    try:
        return strategy().id
    except NotFound:
        return None
