"""What the entries of the national catalogue are understood by: regions, classes, general descriptions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from lupaus.regions.codes import PREFIXES, WIDTHS
from lupaus.regions.models import Category
from lupaus.services.catalogue.codes import Concepts
from lupaus.services.catalogue.ptv.enumerations import AREAS, REGIONS
from lupaus.services.catalogue.ptv.told import Told
from lupaus.services.catalogue.wanted import WantedConcept
from lupaus.services.models import Area, Scheme
from lupaus.workspace.files.report import shown

#: Where the classes of today have their addresses.
ADDRESSES: Final = "http://uri.suomi.fi/codelist/ptv/"


@dataclass
class Ground:
    """`regions`: codes. `descriptions`: the catalogue's own id → reference code."""

    regions: Collection[str]
    concepts: Concepts
    descriptions: Mapping[str, str] = field(default_factory=dict)
    #: Classes that are not known yet are added as answers describe them, which a planner may.
    adds_classes: bool = False
    added: dict[str, WantedConcept] = field(default_factory=dict)

    def region(self, category: str, number: str) -> str | None:
        """The code of a region by the bare code of its category; None where nobody knows it."""
        code = PREFIXES[Category(category)] + number.zfill(WIDTHS[Category(category)])
        return code if code in self.regions else None

    def municipality(self, told: Told, key: str = "municipality") -> str | None:
        """The municipality an address lies in, an object with its code or the bare code."""
        value = told.value.get(key)
        holder = told.one(key) if isinstance(value, dict) else told
        number = holder.word("code" if isinstance(value, dict) else key, 20) if holder else ""
        if not number:
            return None
        code = self.region(Category.MUNICIPALITY, number)
        if code is None:
            told.refuse(key, _("There is no municipality %(code)s.") % {"code": shown(number)})
        return code

    def area(self, told: Told) -> tuple[str, list[str]]:
        """Where something is given: the kind of area and the codes of regions."""
        codes = list(dict.fromkeys(self._regions(told)))
        area = told.one_of("areaType", AREAS, default=Area.LIMITED if codes else Area.COUNTRY)
        if area != Area.LIMITED:
            return area, []
        if not codes:
            told.refuse("areas", _("The area is limited, but no region in it is known here."))
        return area, codes

    def _regions(self, told: Told) -> Iterator[str]:
        for each in told.objects("areas"):
            category = each.one_of("type", REGIONS)
            number = each.word("code", 20)
            code = self.region(category, number) if category and number else None
            if code is not None:
                yield code
                continue
            inside = [self.municipality(of, "code") for of in each.objects("municipalities")]
            yield from filter(None, inside)
            if not any(inside):
                each.refuse("code", _("There is no region %(code)s.") % {"code": shown(number)})

    def classes(self, told: Told, scheme: Scheme, key: str) -> Iterator[str]:
        """The addresses of the classes an entry names, by any name they have had."""
        for each in told.objects(key):
            uri = each.word("uri", 200) or each.word("key", 200)
            code = each.word("code", 20)
            found = self.concepts.find(scheme, uri, code) or self._added(each, scheme, uri, code)
            if found is None:
                each.refuse("", _("The class %(code)s is not known here.") % {"code": shown(code or uri)})
            else:
                yield found

    def _added(self, told: Told, scheme: Scheme, uri: str, code: str) -> str | None:
        """A class as an answer describes it, when it is described well enough to be one."""
        name = told.text("name")
        if not self.adds_classes or not code or not name or not uri.startswith(ADDRESSES):
            return None
        above = told.word("parentUri", 200)
        if uri not in self.added:
            self.added[uri] = WantedConcept(
                uri=uri, scheme=scheme, code=code, label=name, broader=self.concepts.find(scheme, above)
            )
            self.concepts = self.concepts.with_new([self.added[uri]])
        return uri
