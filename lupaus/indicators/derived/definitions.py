"""How an indicator is worked out from others: the kinds there are, and reading them from JSON.

A derivation stands in the catalogue as a mapping, such as `{"kind": "share", "of": "unemployed", "among":
"labour-force", "per": 100}`, and is read here into a frozen dataclass whose fields are the keys. `parse` and
`as_json` are each other's reverse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, ClassVar, Final, NamedTuple

from lupaus.regions.codes import COUNTRY
from lupaus.regions.models import Category

#: How many per cent of the regions, or of the people in them, must have a figure before they stand for all.
LEAST_SHARE: Final = 90.0


class Part(NamedTuple):
    """Another indicator that a derived one is worked out from, and as what: a key of the derivation."""

    role: str
    indicator: str


class Role(NamedTuple):
    """What a key of a derivation holds."""

    kind: str  # indicator, indicators, number, share, years, region or category


def _key(kind: str, default: Any = MISSING) -> Any:
    return field(default=default, metadata={"role": Role(kind)})


@dataclass(frozen=True, slots=True)
class Derivation:
    """Common to all kinds. A field is a key of the JSON; one that has its default may be left out."""

    kind: ClassVar[str] = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The indicators it is worked out from, in the order of its keys."""
        found = []
        for each in fields(self):
            value, role = getattr(self, each.name), role_of(each)
            if role.kind == "indicator" and value:
                found.append(Part(each.name, value))
            elif role.kind == "indicators":
                found += [Part(each.name, name) for name in value]
        return tuple(found)

    def as_json(self) -> dict[str, Any]:
        """The mapping it is read from."""
        said: dict[str, Any] = {"kind": self.kind}
        for each in fields(self):
            value = getattr(self, each.name)
            if each.default is MISSING or value != each.default:
                said[each.name] = list(value) if isinstance(value, tuple) else value
        return said


@dataclass(frozen=True, slots=True)
class Share(Derivation):
    """`of` / `among` × per, both of the same region, gender and period."""

    kind: ClassVar[str] = "share"
    of: str = _key("indicator")
    among: str = _key("indicator")
    per: float = _key("number", 100.0)


@dataclass(frozen=True, slots=True)
class PerCapita(Derivation):
    """`of` / `population` × per: for so many people."""

    kind: ClassVar[str] = "per-capita"
    of: str = _key("indicator")
    population: str = _key("indicator")
    per: float = _key("number", 1.0)


@dataclass(frozen=True, slots=True)
class Sum(Derivation):
    """All `addends` together."""

    kind: ClassVar[str] = "sum"
    addends: tuple[str, ...] = _key("indicators")


@dataclass(frozen=True, slots=True)
class Difference(Derivation):
    """`of` − `less`."""

    kind: ClassVar[str] = "difference"
    of: str = _key("indicator")
    less: str = _key("indicator")


@dataclass(frozen=True, slots=True)
class Index(Derivation):
    """The figure of a region where that of `against`, of the same gender and period, is `per`."""

    kind: ClassVar[str] = "index"
    of: str = _key("indicator")
    against: str = _key("region", COUNTRY)
    per: float = _key("number", 100.0)


@dataclass(frozen=True, slots=True)
class WeightedMean(Derivation):
    """The mean of the regions of a category within a region, each weighing as much as its figure of `by`.

    No figure where those that have one are less than `least_share` per cent of them all.
    """

    kind: ClassVar[str] = "weighted-mean"
    of: str = _key("indicator")
    by: str = _key("indicator")
    category: str = _key("category", Category.MUNICIPALITY.value)
    least_share: float = _key("share", LEAST_SHARE)


@dataclass(frozen=True, slots=True)
class Dispersion(Derivation):
    """The coefficient of variation between the regions of a category within a region, in per cent.

    The standard deviation about the mean (of all of them, so divided by their number) over the mean; where
    `by` is given each region weighs as much as its figure of it, in the mean and in the deviation. No figure
    where those that have one are less than `least_share` per cent of them all.
    """

    kind: ClassVar[str] = "dispersion"
    of: str = _key("indicator")
    category: str = _key("category")
    by: str = _key("indicator", "")
    least_share: float = _key("share", LEAST_SHARE)


@dataclass(frozen=True, slots=True)
class MovingAverage(Derivation):
    """The mean of `years` years, of which the period is the last; every one of them must have a figure."""

    kind: ClassVar[str] = "moving-average"
    of: str = _key("indicator")
    years: int = _key("years")


KINDS: Final[Mapping[str, type[Derivation]]] = {
    each.kind: each
    for each in (Share, PerCapita, Sum, Difference, Index, WeightedMean, Dispersion, MovingAverage)
}
#: Kinds worked out from the regions within a region.
Within = WeightedMean | Dispersion


def role_of(each: Field[Any]) -> Role:
    """What a field of a derivation holds."""
    role: Role = each.metadata["role"]
    return role
