"""What the figures of a matrix are called, and how they are written for a reader."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.services.matrix.figures import DECIMALS, Change, Figure, Heat, Sum
from lupaus.web import numbers

_PLUS: Final = "+"


def figure_name(figure: Figure) -> str:
    return {
        Figure.PEOPLE: _("People served"),
        Figure.MONEY: _("Net costs"),
        Figure.ACCESS: _("Access to service"),
        Figure.SATISFACTION: _("Satisfaction of clients"),
        Figure.VERDICT: _("Verdict on the targets"),
        Figure.SERVICES: _("Number of services"),
    }[figure]


def unit(figure: Figure, scale: int = 1) -> str:
    """What a figure is counted in; empty for a verdict."""
    return {
        Figure.PEOPLE: _("people a year"),
        Figure.MONEY: _("1,000 euros a year") if scale == 1000 else _("euros a year"),
        Figure.ACCESS: _("days from contact to service, median"),
        Figure.SATISFACTION: _("mean of answers from 1 to 5"),
        Figure.VERDICT: "",
        Figure.SERVICES: _("services"),
    }[figure]


def short_unit(figure: Figure) -> str:
    """The unit behind a number in running text and on charts."""
    return {
        Figure.PEOPLE: _("people"),
        Figure.MONEY: "€",
        Figure.ACCESS: _("days"),
    }.get(figure, "")


def column_unit(figure: Figure) -> str:
    """The unit as it stands under the head of a column; empty where the head says it."""
    return {Figure.MONEY: "€", Figure.ACCESS: _("days"), Figure.SATISFACTION: "1–5"}.get(figure, "")


def how_summed(figure: Figure) -> str:
    """How the sums of a figure are made."""
    return {
        Figure.PEOPLE: _("Added up. Whoever uses several services is counted in each of them."),
        Figure.MONEY: _("Added up."),
        Figure.ACCESS: _("Sums are means weighted by the people served."),
        Figure.SATISFACTION: _("Sums are means weighted by the people served."),
        Figure.VERDICT: _("Sums follow the rule of a strategic goal."),
        Figure.SERVICES: _("In the sums each service is counted once."),
    }[figure]


def amount(value: float | None, figure: Figure, language: str, scale: int = 1) -> str:
    """A figure as a number, money divided by `scale`; a dash where it is not known."""
    return numbers.number(None if value is None else value / scale, language, DECIMALS[figure])


def percent(change: Change | None, language: str) -> str:
    """`+12 %`, `−0,4 %`; empty where there is none to tell."""
    if change is None or change.percent is None:
        return ""
    is_small = abs(change.percent) < 10 and not round(change.percent, 1).is_integer()
    decimals = 1 if is_small else 0
    return f"{signed(change.percent, language, decimals)}\u00a0%"


def difference(change: Change | None, figure: Figure, language: str, scale: int = 1) -> str:
    """`+240`; empty where there is none."""
    if change is None:
        return ""
    parts_of_days = figure is Figure.ACCESS and not float(change.absolute).is_integer()
    return signed(change.absolute / scale, language, 1 if parts_of_days else DECIMALS[figure])


def signed(value: float, language: str, decimals: int) -> str:
    words = numbers.number(value, language, decimals)
    return f"{_PLUS}{words}" if round(value, decimals) > 0 else words


def way(change: Change | None) -> str:
    """`up`, `down` or `same`: which arrow stands before a change; empty where there is none."""
    if change is None:
        return ""
    if abs(change.absolute) < 1e-9:
        return "same"
    return "up" if change.absolute > 0 else "down"


def places_sentence(whole: Sum, year: int | None, language: str) -> list[str]:
    """How much is missing and how much is too full."""
    places, empty, over = (
        numbers.number(count, language) for count in (whole.places, whole.empty, whole.overloaded)
    )
    if not whole.places:
        return [_("There is no place in the matrix yet.")]
    if whole.empty:
        said = [
            ngettext(
                "%(empty)s of %(places)s places is empty: a service is missing there.",
                "%(empty)s of %(places)s places are empty: services are missing there.",
                whole.empty,
            )
            % {"empty": empty, "places": places}
        ]
    else:
        said = [
            ngettext(
                "The one place has services.", "Each of the %(places)s places has services.", whole.places
            )
            % {"places": places}
        ]
    if whole.overloaded and year is not None:
        said.append(
            ngettext(
                "%(count)s was overloaded in %(year)s: more people than it has room for.",
                "%(count)s were overloaded in %(year)s: more people than they have room for.",
                whole.overloaded,
            )
            % {"count": over, "year": year}
        )
    return said


def figure_sentence(found: Sum, figure: Figure, year: int | None, language: str) -> str:
    """What several places come to; empty where nothing is known."""
    if figure is Figure.SERVICES:
        return (
            ngettext(
                "There is %(count)s service in all.", "There are %(count)s services in all.", found.services
            )
            % {"count": numbers.number(found.services, language)}
            if found.services
            else ""
        )
    if figure is Figure.VERDICT:
        return (
            _("Judged together by the targets of their indicators: %(word)s.") % {"word": found.mark.word}
            if found.mark
            else _("No indicator here has a target to be judged by.")
        )
    if found.value is None or year is None:
        return ""
    said = {"year": year, "value": amount(found.value, figure, language)}
    return {
        Figure.PEOPLE: _("In %(year)s the services had %(value)s clients."),
        Figure.MONEY: _("In %(year)s the services cost %(value)s euros."),
        Figure.ACCESS: _("In %(year)s it took %(value)s days on average to get to a service."),
        Figure.SATISFACTION: _("In %(year)s clients gave the services %(value)s out of 5."),
    }[figure] % said


def change_sentence(found: Change | None, figure: Figure, against: int, language: str) -> str:
    """How much more or less than in another year; empty where it cannot be told."""
    if found is None:
        return ""
    if way(found) == "same":
        return _("As much as in %(year)s.") % {"year": against}
    if found.percent is None or figure is Figure.SATISFACTION:
        size = numbers.with_unit(abs(found.absolute), short_unit(figure), language, DECIMALS[figure])
    else:
        size = percent(found._replace(percent=abs(found.percent)), language).removeprefix(_PLUS)
    said = {"size": size, "year": against}
    if found.absolute > 0:
        return _("That is %(size)s more than in %(year)s.") % said
    return _("That is %(size)s less than in %(year)s.") % said


def told_of(found: Sum, figure: Figure) -> str:
    """Of how many cells a sum is made; empty where all tell it, and where it is always known."""
    if figure in (Figure.VERDICT, Figure.SERVICES) or found.known == found.of:
        return ""
    return _("known in %(known)s of %(of)s") % {"known": found.known, "of": found.of}


def classes_said(heat: Heat, language: str) -> list[str]:
    """The classes of a heat map as numbers: “5–120”."""
    ends = "\u00a0%" if heat.against is not None else ""
    said = []
    for each in heat.classes:
        low, high = (numbers.number(value, language, heat.decimals) for value in (each.low, each.high))
        between = "–" if each.low >= 0 else " … "  # a dash beside a minus is no range
        said.append(f"{low}{ends}" if low == high else f"{low}{between}{high}{ends}")
    return said
