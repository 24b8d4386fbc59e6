"""Observations as a JSON-stat 2.0 dataset (https://json-stat.org/full/), the form of Statistics Finland."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any, Final

from lupaus.indicators.models import Gender, Indicator, Release, SourceKind
from lupaus.indicators.observations import STATUSES, Observation
from lupaus.regions.models import Region
from lupaus.web.refusals import Refused

#: Cells a dataset may have; every combination of its categories is one, filled or not.
LARGEST_CUBE: Final = 500_000

#: Names of the genders where the interface is not there to translate them.
_GENDERS: Final[Mapping[str, Mapping[str, str]]] = {
    "fi": {"total": "yhteensä", "female": "naiset", "male": "miehet"},
    "sv": {"total": "totalt", "female": "kvinnor", "male": "män"},
    "en": {"total": "total", "female": "women", "male": "men"},
}
_DIMENSIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "fi": {"indicator": "Indikaattori", "region": "Alue", "gender": "Sukupuoli", "year": "Vuosi"},
    "sv": {"indicator": "Indikator", "region": "Område", "gender": "Kön", "year": "År"},
    "en": {"indicator": "Indicator", "region": "Region", "gender": "Gender", "year": "Year"},
}


def dataset(
    observations: Sequence[Observation],
    *,
    indicators: Mapping[str, Indicator],
    regions: Mapping[str, Region],
    release: Release | None,
    illustrative: frozenset[int],
    language: str,
) -> dict[str, Any]:
    """The observations as a cube indicator × region × gender × year, labelled in one language.

    What is absent is `null`; `status` holds the status of each cell that is not a normal value.
    `extension.illustrative` names the releases in it whose figures are no statistics; `extension.numerator`
    and `.denominator` hold those of the cells that have them, by place as `status` does. Raises `Refused` for
    a cube of more than `LARGEST_CUBE` cells. `extension.derived` says how indicators that are worked out from
    others are.
    """
    axes = {
        "indicator": sorted({seen.indicator for seen in observations}),
        "region": sorted({seen.region for seen in observations}),
        "gender": [gender for gender in Gender.values if any(seen.gender == gender for seen in observations)],
        "year": sorted({seen.period for seen in observations}),
    }
    size = [len(categories) for categories in axes.values()]
    if prod(size) > LARGEST_CUBE:
        raise Refused(
            f"This selection makes a cube of {prod(size)} cells; at most {LARGEST_CUBE} are given. Narrow it."
        )
    cells: dict[tuple[str, ...], Observation] = {
        (seen.indicator, seen.region, seen.gender, seen.period): seen for seen in observations
    }
    ordered = [cells.get(place) for place in product(*axes.values())]
    labels = {
        "indicator": {name: indicators[name].title.words(language) for name in axes["indicator"]},
        "region": {code: regions[code].name.words(language) for code in axes["region"]},
        "gender": {gender: _GENDERS[language][gender] for gender in axes["gender"]},
        "year": {year: year for year in axes["year"]},
    }
    dimensions: dict[str, Any] = {
        name: {
            "label": _DIMENSIONS[language][name],
            "category": {"index": categories, "label": labels[name]},
        }
        for name, categories in axes.items()
    }
    dimensions["indicator"]["category"]["unit"] = {
        name: {"label": indicators[name].unit.words(language), "decimals": indicators[name].decimals}
        for name in axes["indicator"]
    }
    derived = {
        name: indicators[name].derivation
        for name in axes["indicator"]
        if indicators[name].source_kind == SourceKind.DERIVED
    }
    statuses = {str(place): seen.status for place, seen in enumerate(ordered) if seen and seen.status != "A"}
    return {
        "version": "2.0",
        "class": "dataset",
        "label": ", ".join(labels["indicator"].values()),
        "source": _sources([indicators[name] for name in axes["indicator"]], language),
        **({"updated": release.retrieved_at.isoformat()} if release else {}),
        "id": list(axes),
        "size": size,
        "role": {"time": ["year"], "geo": ["region"], "metric": ["indicator"]},
        "dimension": dimensions,
        "value": [seen.value if seen else None for seen in ordered],
        "status": statuses,
        "extension": {
            "release": release.pk if release else None,
            "illustrative": sorted({seen.release for seen in observations} & illustrative),
            "status": {code: STATUSES[code] for code in sorted(set(statuses.values())) if code in STATUSES},
            **({"derived": derived} if derived else {}),
            **{name: told for name in ("numerator", "denominator") if (told := _told(ordered, name))},
        },
    }


def _told(ordered: Sequence[Observation | None], field: str) -> dict[str, float]:
    """What a field of the cells says, by their place; cells without it left out."""
    found = ((place, getattr(seen, field)) for place, seen in enumerate(ordered) if seen)
    return {str(place): value for place, value in found if value is not None}


def _sources(indicators: Iterable[Indicator], language: str) -> str:
    """Producers with their licences, each once."""
    named = (
        (entry.producer.words(language), f"({entry.licence})" if entry.licence else "")
        for entry in indicators
    )
    return "; ".join(dict.fromkeys(" ".join(filter(None, each)) for each in named if each[0]))
