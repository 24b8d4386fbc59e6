"""Which area a file means: a code with its prefix, a bare number of a kind of area, or a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from lupaus.indicators.files.mapping import RegionWords
from lupaus.regions.models import Region
from lupaus.regions.queries import sotkanet_codes
from lupaus.workspace.files.report import shown


class NoSuchArea(Exception):  # noqa: N818 - named for what happened, as refusals are
    """Nobody knows which area is meant; the sentence says why."""


class _Known(NamedTuple):
    code: str
    category: str
    ended: bool


class Places:
    """All areas, by code, number and name. At most two queries, when it is first asked."""

    def __init__(self, said: RegionWords) -> None:
        self._said = said
        self._answers: dict[tuple[str, str], str | NoSuchArea] = {}
        self._codes: dict[str, _Known] = {}
        self._numbers: dict[tuple[str, str], str] = {}
        self._names: dict[str, list[_Known]] = defaultdict(list)
        self._sotkanet: dict[int, str] = {}

    def code_of(self, given: str, kind: str = "") -> str:
        """The code of an area. `kind`: what the row says of its kind, in the file's own words.

        Raises `NoSuchArea`.
        """
        found = self._answers.get((given, kind))
        if found is None:
            if not self._codes:
                self._learn()
            try:
                found = self._found(given, kind)
            except NoSuchArea as none:
                found = none
            self._answers[given, kind] = found
        if isinstance(found, NoSuchArea):
            raise NoSuchArea(*found.args)
        return found

    def _learn(self) -> None:
        for region in Region.objects.all():
            known = _Known(region.code, region.category, region.valid_to is not None)
            self._codes[region.code] = known
            self._numbers[region.category, _bare(region.number)] = region.code
            for name in {words.casefold() for words in region.name.as_dict().values()}:
                self._names[name].append(known)
        if self._said.sotkanet:
            self._sotkanet = sotkanet_codes()

    def _found(self, given: str, kind: str) -> str:
        words = {"area": f"“{shown(given)}”"}
        category = self._category(kind)
        if self._said.sotkanet:
            code = self._sotkanet.get(int(given)) if given.isascii() and given.isdigit() else None
            if code is None:
                raise NoSuchArea(_("No area is known by Sotkanet's number %(area)s.") % words)
            return code
        if given in self._codes:
            return given
        if given.isascii() and given.isdigit():
            return self._by_number(given, category)
        found = [each for each in self._names.get(given.casefold(), ()) if category in ("", each.category)]
        found = [each for each in found if not each.ended] or found
        if len(found) == 1:
            return found[0].code
        if not found:
            raise NoSuchArea(_("There is no area %(area)s, neither by code nor by name.") % words)
        raise NoSuchArea(
            _("Several areas are called %(area)s (%(codes)s): say under regions.category which kind it is.")
            % {**words, "codes": _listed(each.code for each in found)}
        )

    def _by_number(self, given: str, category: str) -> str:
        words = {"area": f"“{shown(given)}”", "category": category}
        if not category:
            raise NoSuchArea(
                _("%(area)s is a bare number: say under regions.category of which kind of area it is.")
                % words
            )
        code = self._numbers.get((category, _bare(given)))
        if code is None:
            raise NoSuchArea(_("There is no area of the kind %(category)s with the number %(area)s.") % words)
        return code

    def _category(self, kind: str) -> str:
        if not self._said.category_column:
            return self._said.category
        found = self._said.categories.get(kind, self._said.category)
        if not found:
            raise NoSuchArea(
                _("The kind of area “%(kind)s” is not mapped: say under regions.categories what it is.")
                % {"kind": shown(kind)}
            )
        return found


def _bare(number: str) -> str:
    return number.lstrip("0")


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(sorted(codes))
