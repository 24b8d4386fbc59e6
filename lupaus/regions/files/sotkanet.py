"""Sotkanet's answer to `/regions`: a JSON list of every region with the internal ids of its parents.

Shape of an entry, from THL's service (CC BY 4.0):
`{"id": 20, "code": "049", "category": "KUNTA", "title": {"fi": …, "sv": …, "en": …}, "memberOf": [658, …]}`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from lupaus.regions.codes import SOTKANET_CATEGORIES, WIDTHS, code_of, number_of
from lupaus.regions.files.own import county_ids
from lupaus.regions.models import Category
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import LANGUAGES, Text

_LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class SotkanetRegion:
    """A region as Sotkanet tells of it, already under our code. `member_of` are its internal ids."""

    code: str
    category: Category
    number: str
    name: Text
    ids: frozenset[int]
    member_of: frozenset[int]


class SotkanetAnswer(NamedTuple):
    """Regions by our code, and the categories we have no place for with how many regions they held."""

    regions: dict[str, SotkanetRegion]
    left_out: dict[str, int]


def parse(document: Any, file: str) -> SotkanetAnswer:
    """Read the answer. Raises `Refused` with every problem and its place (`[12].memberOf`)."""
    if not isinstance(document, list) or not document:
        raise Refused(Problem(_("A list of regions was expected."), file=file))
    reader = _Reader(file)
    for position, item in enumerate(document):
        reader.read(item, f"[{position}]")
    if reader.problems:
        raise Refused(reader.problems)
    return SotkanetAnswer(reader.regions, dict(reader.left_out))


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.regions: dict[str, SotkanetRegion] = {}
        self.left_out: Counter[str] = Counter()
        self._seen: set[int] = set()

    def read(self, item: Any, path: str) -> None:
        if not isinstance(item, dict):
            self._wrong(path, _("An object with id, code, category and title was expected."))
            return
        before = len(self.problems)
        number = self._id(item.get("id"), f"{path}.id")
        if number is not None:
            if number in self._seen:
                self._wrong(f"{path}.id", _("The id %(id)s is used twice.") % {"id": number})
            self._seen.add(number)
        name = self._name(item.get("title"), f"{path}.title")
        members = self._members(item.get("memberOf", []), f"{path}.memberOf")
        bare = self._bare(item.get("code"), f"{path}.code")
        word = self._word(item.get("category"), f"{path}.category")
        if len(self.problems) > before or number is None:
            return
        if word not in SOTKANET_CATEGORIES:
            self.left_out[word] += 1
            return
        category = _category(word, bare)
        if len(bare) > WIDTHS[category]:
            self._wrong(f"{path}.code", _("The code %(code)s is too long.") % {"code": bare})
            return
        code = code_of(category, bare)
        if category == Category.COUNTY:
            # Before 2022 the counties had other ids and other numbers: former 20 is today's 03.
            code = county_ids().get(number, code)
        ours = number_of(category, code[3:]) if category == Category.COUNTY else number_of(category, bare)
        self._add(SotkanetRegion(code, category, ours, name, frozenset([number]), frozenset(members)), path)

    def _add(self, told: SotkanetRegion, path: str) -> None:
        known = self.regions.get(told.code)
        if known is None:
            self.regions[told.code] = told
            return
        # The same area under a former id, or a Nordic country that is listed as a European one too.
        foreign = told.category in {Category.FOREIGN_COUNTRY, Category.COUNTRY_GROUP, Category.COUNTY}
        if not foreign and known.name != told.name:
            self._wrong(
                f"{path}.code",
                _("%(code)s names two different regions: %(one)s and %(other)s.")
                % {"code": told.code, "one": known.name, "other": told.name},
            )
            return
        self.regions[told.code] = SotkanetRegion(
            known.code,
            known.category,
            known.number,
            known.name,
            known.ids | told.ids,
            known.member_of | told.member_of,
        )

    def _wrong(self, path: str, message: str) -> None:
        self.problems.append(Problem(message, file=self.file, path=path))

    def _id(self, value: Any, path: str) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LARGEST_ID:
            return value
        self._wrong(path, _("A whole number was expected."))
        return None

    def _word(self, value: Any, path: str) -> str:
        if isinstance(value, str) and value.strip():
            return value.strip()
        self._wrong(path, _("A category was expected."))
        return ""

    def _bare(self, value: Any, path: str) -> str:
        bare = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
        if not (bare.isascii() and bare.isdigit()):
            self._wrong(path, _("A code of digits was expected."))
        return bare

    def _members(self, value: Any, path: str) -> list[int]:
        if not isinstance(value, list):
            self._wrong(path, _("A list of ids was expected."))
            return []
        found = (self._id(item, f"{path}[{position}]") for position, item in enumerate(value))
        return [number for number in found if number is not None]

    def _name(self, value: Any, path: str) -> Text:
        words = value if isinstance(value, dict) else {}
        clean = {
            language: words[language].strip()
            for language in LANGUAGES
            if isinstance(words.get(language), str)
        }
        if not clean.get("fi") or any("\x00" in name or len(name) > 200 for name in clean.values()):
            self._wrong(path, _("A name in Finnish of at most 200 characters was expected."))
        return Text.of(clean)


def _category(word: str, bare: str) -> Category:
    category = SOTKANET_CATEGORIES[word]
    # Among its foreign countries Sotkanet lists groups of them; their codes are shorter than three digits.
    if category == Category.FOREIGN_COUNTRY and len(bare) < WIDTHS[category]:
        return Category.COUNTRY_GROUP
    return category
