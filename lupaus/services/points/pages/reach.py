"""The page of how near service points are: the share of residents within a distance, now and then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.services.points import finding
from lupaus.services.points.pages.choices import ClassGroup, chosen_service, classes, place, services
from lupaus.services.points.reach.queries import USUAL, Reach, ReachLine, reach
from lupaus.web import clock
from lupaus.web.address import Address
from lupaus.web.charts.dumbbell import DumbbellChart, Pair, dumbbell_chart
from lupaus.web.numbers import number
from lupaus.web.texts import Text


@dataclass(frozen=True)
class ReachPage:
    reach: Reach
    answer: str
    more: Sequence[str]
    chart: Markup
    lines: Sequence[ReachLine]
    year: int
    untold: str
    whose: str
    classes: Sequence[ClassGroup]
    services: Sequence[tuple[str, Text]]
    chosen_service: Text | None
    api: str

    @property
    def is_illustrative(self) -> bool:
        return bool(self.reach.living.illustrative)


def reach_page(address: Address) -> ReachPage:
    """Raises `NotFound` and `BadAddress`."""
    wanted = finding.wanted_by(address, clock.day_of(clock.real_clock))
    found = reach(wanted, int(address.value("distance") or USUAL))
    language = address.language
    # The fewest first: where it is furthest to a point, or will be.
    lines = sorted(
        found.lines,
        key=lambda each: (
            each.share_then if each.share_then is not None else 101.0,
            each.name.words(language).casefold(),
        ),
    )
    return ReachPage(
        reach=found,
        answer=_answer(address, found),
        more=_more(found, language),
        chart=_chart(address, found, lines),
        lines=lines,
        year=found.then.year,
        untold=", ".join(sorted(name.words(language) for _code, name in found.untold)),
        whose="; ".join(found.living.attributions),
        classes=classes(),
        services=services(),
        chosen_service=chosen_service(wanted.service),
        api=_api(address, found),
    )


def _answer(address: Address, found: Reach) -> str:
    total, language = found.total, address.language
    if total.share is None or total.share_then is None:
        return _("It is not known where people live: no population has been brought in yet.")
    values = {
        "place": place(address),
        "share": number(total.share, language),
        "then": number(total.share_then, language),
        "km": found.kilometres,
        "year": found.then.year,
    }
    if found.points == 0 and found.points_then == 0:
        return _("There are no such service points, neither now nor later.")
    return (
        _(
            "%(place)s: %(share)s %% of residents live within %(km)s km of a service point now, "
            "%(then)s %% at the end of %(year)s."
        )
        % values
    )


def _more(found: Reach, language: str) -> list[str]:
    """Where it falls most, and how many people that is."""
    falling = [each for each in found.lines if each.change is not None and each.change < -0.05]
    if not found.lines or (found.points == 0 and found.points_then == 0):
        return []
    if not falling:
        return [_("The share falls in no municipality.")]
    worst = min(falling, key=lambda each: (each.change or 0.0, each.code))
    values = {
        "place": worst.name.words(language),
        "points": number(-(worst.change or 0.0), language, 1),
        "people": number(worst.now - worst.then, language),
    }
    return [
        _(
            "It falls most here: %(place)s, by %(points)s percentage points. "
            "%(people)s residents fewer than today have a point this near."
        )
        % values
    ]


def _chart(address: Address, found: Reach, lines: Sequence[ReachLine]) -> Markup:
    language = address.language
    year = found.then.year
    return dumbbell_chart(
        DumbbellChart(
            id="reach",
            title=_("Share of residents within %(km)s km of a service point") % {"km": found.kilometres},
            description=_(
                "Today and at the end of %(year)s, by municipality. The table holds the same figures."
            )
            % {"year": year},
            language=language,
            unit="%",
            decimals=0,
            pairs=[
                Pair(
                    name=each.name.words(language),
                    first=each.share,
                    second=each.share_then,
                    href=address.link(reverse("services:points"), region=each.code),
                    chosen=each.code == address.region,
                    tentative=each.illustrative,
                )
                for each in lines
            ],
            first_word=_("today"),
            second_word=_("at the end of %(year)s") % {"year": year},
            missing=_("not known"),
            no_observations=_("There are no figures to draw yet."),
        )
    )


def _api(address: Address, found: Reach) -> str:
    """The same figures over the API."""
    names = ("region", "service", "class", "language", "accessible")
    asked = {name: value for name in names if (value := address.value(name))}
    bare = Address(address.language, "/", ())
    own = {**asked, "distance": str(found.kilometres), "year": str(found.then.year)}
    return bare.link("/api/v1/reach", **own)
