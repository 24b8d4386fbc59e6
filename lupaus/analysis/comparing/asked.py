"""What is asked of a comparison: the indicator, the view, and what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

from lupaus.regions.models import Category
from lupaus.web.address import Address
from lupaus.web.refusals import NotFound


class View(StrEnum):
    """The ways to look at a comparison, in the order they are offered."""

    LINES = "lines"
    RANKING = "ranking"
    MAP = "map"
    MULTIPLES = "multiples"
    DUMBBELL = "dumbbell"
    SCATTER = "scatter"
    GENDERS = "genders"
    SIMILAR = "similar"


#: What every view may be asked.
ALWAYS: Final = frozenset({"category", "within", "regions"})
#: What else a view may be asked; anything further makes no difference to it and is left out of its links.
TAKES: Final[Mapping[View, frozenset[str]]] = {
    View.LINES: frozenset({"gender"}),
    View.RANKING: frozenset({"gender", "year"}),
    View.MAP: frozenset({"gender", "year"}),
    View.MULTIPLES: frozenset({"gender"}),
    View.DUMBBELL: frozenset({"gender", "year", "against"}),
    View.SCATTER: frozenset({"gender", "year", "with"}),
    View.GENDERS: frozenset({"year"}),
    View.SIMILAR: frozenset({"gender", "year"}),
}
#: The parameters a comparison's own page knows beside the scope.
PARAMETERS: Final = ("category", "within", "regions", "gender", "year", "against", "with", "q")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question. None and empty are for what was not chosen; `other` is the second indicator's id, `own` the
    reader's own region, which stands out wherever it is."""

    indicator: str
    view: View
    language: str
    category: str | None = None
    within: str | None = None
    regions: tuple[str, ...] = ()
    gender: str | None = None
    year: str | None = None
    against: str | None = None
    other: str | None = None
    own: str | None = None
    release: int | None = None
    as_of: int | None = None


def view_called(name: str) -> View:
    """Raises `NotFound` for a view that is not there."""
    try:
        return View(name)
    except ValueError:
        raise NotFound(_("There is no view called “%(name)s”.") % {"name": name}) from None


def asked_by(address: Address, indicator: str, view: str) -> Asked:
    """The question of a page's address. Raises `NotFound` for a view or a kind of area that is not there."""
    kind = view_called(view)
    category = address.value("category")
    check_category(category)
    return Asked(
        indicator=indicator,
        view=kind,
        language=address.language,
        category=category,
        within=address.value("within"),
        regions=address.values("regions"),
        gender=address.value("gender"),
        year=address.value("year"),
        against=address.value("against"),
        other=address.value("with"),
        own=address.region,
        release=address.release,
        as_of=address.as_of,
    )


def check_category(category: str | None) -> None:
    """Raises `NotFound` for a kind of area that is not there."""
    if category is not None and category not in Category.values:
        raise NotFound(_("There is no kind of area called “%(name)s”.") % {"name": category})
