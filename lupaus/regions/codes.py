"""Codes of regions: Statistics Finland's bare code behind a prefix that names the category.

`KU049` is municipality 049, `HVA03` wellbeing services county 03, `SSS` the whole country. Statistics Finland
publishes prefixes for the categories it gives statistics for; for the others (hospital districts, special
responsibility areas, agencies, foreign countries) no published prefix exists and the ones below are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lupaus.regions.models import Category

COUNTRY: Final = "SSS"

#: Category → prefix of its codes. No prefix is the beginning of another one followed by a digit.
PREFIXES: Final[Mapping[Category, str]] = {
    Category.COUNTRY: "",
    Category.MAINLAND: "MA",
    Category.MAJOR_REGION: "SA",
    Category.REGION: "MK",
    Category.COUNTY: "HVA",
    Category.SUBREGION: "SK",
    Category.MUNICIPALITY: "KU",
    Category.COLLABORATIVE_AREA: "YTA",
    Category.HOSPITAL_DISTRICT: "SHP",
    Category.SPECIAL_RESPONSIBILITY_AREA: "ERVA",
    Category.ELY_CENTRE: "ELY",
    Category.ECONOMIC_DEVELOPMENT_CENTRE: "EVK",
    Category.ADMINISTRATIVE_AGENCY: "AVI",
    Category.FOREIGN_COUNTRY: "MAA",
    Category.COUNTRY_GROUP: "MAAR",
}

#: Category → digits of a bare code. Spreadsheets lose the leading zeros; they are put back.
WIDTHS: Final[Mapping[Category, int]] = {
    Category.COUNTRY: 3,
    Category.MAINLAND: 1,
    Category.MAJOR_REGION: 1,
    Category.REGION: 2,
    Category.COUNTY: 2,
    Category.SUBREGION: 3,
    Category.MUNICIPALITY: 3,
    Category.COLLABORATIVE_AREA: 1,
    Category.HOSPITAL_DISTRICT: 2,
    Category.SPECIAL_RESPONSIBILITY_AREA: 1,
    Category.ELY_CENTRE: 2,
    Category.ECONOMIC_DEVELOPMENT_CENTRE: 2,
    Category.ADMINISTRATIVE_AGENCY: 1,
    Category.FOREIGN_COUNTRY: 3,
    Category.COUNTRY_GROUP: 2,
}

#: From the smallest area to the largest, the order in which a reader is told where a place lies.
INWARDS_OUT: Final = (
    Category.MUNICIPALITY,
    Category.SUBREGION,
    Category.COUNTY,
    Category.HOSPITAL_DISTRICT,
    Category.REGION,
    Category.ELY_CENTRE,
    Category.ECONOMIC_DEVELOPMENT_CENTRE,
    Category.ADMINISTRATIVE_AGENCY,
    Category.SPECIAL_RESPONSIBILITY_AREA,
    Category.COLLABORATIVE_AREA,
    Category.MAJOR_REGION,
    Category.MAINLAND,
    Category.COUNTRY,
    Category.FOREIGN_COUNTRY,
    Category.COUNTRY_GROUP,
)

#: Sotkanet's word for a category → ours. Its foreign regions are told apart in `files.sotkanet`.
SOTKANET_CATEGORIES: Final[Mapping[str, Category]] = {
    "MAA": Category.COUNTRY,
    "NUTS1": Category.MAINLAND,
    "SUURALUE": Category.MAJOR_REGION,
    "MAAKUNTA": Category.REGION,
    "HYVINVOINTIALUE": Category.COUNTY,
    "SEUTUKUNTA": Category.SUBREGION,
    "KUNTA": Category.MUNICIPALITY,
    "YTA": Category.COLLABORATIVE_AREA,
    "SAIRAANHOITOPIIRI": Category.HOSPITAL_DISTRICT,
    "ERVA": Category.SPECIAL_RESPONSIBILITY_AREA,
    "ELY-KESKUS": Category.ELY_CENTRE,
    "ELINVOIMAKESKUS": Category.ECONOMIC_DEVELOPMENT_CENTRE,
    "ALUEHALLINTOVIRASTO": Category.ADMINISTRATIVE_AGENCY,
    "EUROOPPA": Category.FOREIGN_COUNTRY,
    "POHJOISMAAT": Category.FOREIGN_COUNTRY,
    "EURALUEET": Category.COUNTRY_GROUP,
}


def number_of(category: Category, bare: str) -> str:
    """The bare code at its full width: `"49"` of a municipality → `"049"`; the country's is `"SSS"`."""
    return COUNTRY if category == Category.COUNTRY else bare.strip().zfill(WIDTHS[category])


def code_of(category: Category, bare: str) -> str:
    """The prefixed code: municipality `"49"` → `"KU049"`."""
    return PREFIXES[category] + number_of(category, bare)
