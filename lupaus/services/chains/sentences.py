"""What is lacking in a chain, in sentences: the same on the page and in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.services.chains.coverage import Coverage, Municipality, ServiceGap


class Gap(NamedTuple):
    """`municipalities` are named only where it is not everywhere; `service` is an id of the catalogue."""

    words: str
    stage: str
    service: str
    municipalities: tuple[Municipality, ...] = ()


def summary(found: Coverage) -> str:
    """Whether the chain holds, in one sentence."""
    if not found.count:
        return _("The chain holds: nothing was found lacking.")
    return ngettext(
        "The chain does not hold yet: %(count)d gap.",
        "The chain does not hold yet: %(count)d gaps.",
        found.count,
    ) % {"count": found.count}


def gaps(found: Coverage, language: str) -> Iterator[Gap]:
    """Services first, then the ways between stages."""
    for gap in found.services:
        yield service_gap(gap, language)
    for without in found.handovers:
        words = _("There is no hand-over from “%(lighter)s” to “%(heavier)s”.") % {
            "lighter": without.lighter.title.words(language),
            "heavier": without.heavier.title.words(language),
        }
        yield Gap(words, without.lighter.id, "")
    for handover in found.nobody:
        words = _("Nobody is responsible for the hand-over from “%(giver)s” to “%(taker)s”.") % {
            "giver": found.chain.stage[handover.from_stage].title.words(language),
            "taker": found.chain.stage[handover.to_stage].title.words(language),
        }
        yield Gap(words, handover.from_stage, "")


def service_gap(gap: ServiceGap, language: str) -> Gap:
    words = {"service": gap.service.title.words(language), "stage": gap.stage.title.words(language)}
    if gap.why == "unlinked":
        told = _("%(service)s (“%(stage)s”) is not linked to the catalogue of services.") % words
    elif gap.why == "ended":
        told = _("%(service)s (“%(stage)s”) has ended.") % words
    elif gap.why == "nobody":
        told = _("%(service)s (“%(stage)s”) has no producer anywhere.") % words
    else:
        count = len(gap.municipalities)
        told = ngettext(
            "%(service)s (“%(stage)s”) is not given in %(count)d municipality.",
            "%(service)s (“%(stage)s”) is not given in %(count)d municipalities.",
            count,
        ) % {**words, "count": count}
    where = gap.municipalities if gap.why == "some" else ()
    return Gap(told, gap.stage.id, gap.service.service if gap.why != "unlinked" else "", where)
