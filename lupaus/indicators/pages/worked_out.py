"""How a derived indicator is worked out: in words, and with the figures of one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from lupaus.indicators import queries
from lupaus.indicators.derived import Derivation, parse
from lupaus.indicators.derived.definitions import (
    Difference,
    Dispersion,
    Index,
    MovingAverage,
    PerCapita,
    Share,
    Sum,
    WeightedMean,
    Within,
)
from lupaus.indicators.derived.working import Parts, Used
from lupaus.indicators.models import Indicator, SourceKind
from lupaus.indicators.observations import Observation
from lupaus.indicators.pages.figures import Figures
from lupaus.indicators.words import note_words
from lupaus.regions.models import Region
from lupaus.regions.queries import regions_by_code
from lupaus.regions.words import among_words
from lupaus.web import numbers
from lupaus.web.refusals import Refused

#: Stands between the figures of a formula.
_SIGNS: Final = {Sum: "+", Difference: "−"}


class PartRow(NamedTuple):
    """One region that a figure is made of; `weight` is empty where nothing weighs."""

    name: str
    value: str
    note: str
    weight: str


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """`parts` are the indicators it is made of; `formula` and `rows` tell of one place and year.

    `coverage` says how many regions the figure is made of; empty where it is not made of regions.
    """

    sentence: str
    parts: tuple[Indicator, ...]
    formula: str
    coverage: str
    rows: tuple[PartRow, ...]
    of: str  # what the figures of the rows are
    by: str  # what their weights are, or empty


def worked_out(figures: Figures, keys: list[tuple[str, str]], language: str) -> WorkedOut | None:
    """None where the indicator is not derived. One store query and a few of the database.

    The figures are the newest of the first of `keys` that has any.
    """
    derivation = _derivation(figures.indicator)
    if derivation is None:
        return None
    known = queries.indicators_by_id({part.indicator for part in derivation.parts})
    sentence = " ".join(_sentences(derivation, known, language))
    parts = tuple(
        dict.fromkeys(known[part.indicator] for part in derivation.parts if part.indicator in known)
    )
    newest = _newest(figures, keys)
    found = (
        queries.parts_of(newest.indicator, newest.region, newest.gender, newest.period, figures.release)
        if newest
        else None
    )
    if newest is None or found is None:
        return WorkedOut(sentence, parts, "", "", (), "", "")
    regions = regions_by_code({used.key.region for used in found.used} | {newest.region})
    place = f"{_name(regions, newest.region, language)} {newest.period}"
    if isinstance(derivation, Within):
        return WorkedOut(
            sentence,
            parts,
            formula="",
            coverage=_coverage(derivation, found, place),
            rows=_rows(found, figures, known, regions, language),
            of=_title(known, derivation.of, language),
            by=_title(known, derivation.by, language) if derivation.by else "",
        )
    formula = _formula(derivation, found, figures.indicator, known, language)
    return WorkedOut(sentence, parts, f"{place}: {formula}" if formula else "", "", (), "", "")


def _derivation(indicator: Indicator) -> Derivation | None:
    if indicator.source_kind != SourceKind.DERIVED or not indicator.derivation:
        return None
    try:
        return parse(indicator.derivation)
    except Refused:
        return None


def _newest(figures: Figures, keys: list[tuple[str, str]]) -> Observation | None:
    """The newest figure with a value of the first place that has one."""
    found = (seen for key in keys for seen in reversed(figures.series.get(key, ())) if seen.value is not None)
    return next(found, None)


def _title(known: Mapping[str, Indicator], name: str, language: str) -> str:
    return known[name].title.words(language) if name in known else name


def _name(regions: Mapping[str, Region], code: str, language: str) -> str:
    return regions[code].name.words(language) if code in regions else code


def _sentences(derivation: Derivation, known: Mapping[str, Indicator], language: str) -> list[str]:
    """What is done, in words."""
    title = {part.role: _title(known, part.indicator, language) for part in derivation.parts}
    if isinstance(derivation, Share | PerCapita):
        words = {
            "of": title["of"],
            "by": title["among" if isinstance(derivation, Share) else "population"],
            "per": _plain(derivation.per, language),
        }
        if derivation.per == 1:
            return [_("“%(of)s” divided by “%(by)s”.") % words]
        return [_("“%(of)s” divided by “%(by)s”, times %(per)s.") % words]
    if isinstance(derivation, Sum):
        named = (_title(known, part.indicator, language) for part in derivation.parts)
        return [_("Added together: %(parts)s.") % {"parts": ", ".join(f"“{name}”" for name in named)}]
    if isinstance(derivation, Difference):
        return [_("“%(of)s” less “%(less)s”.") % {"of": title["of"], "less": title["less"]}]
    return _over_others(derivation, title, language)


def _over_others(derivation: Derivation, title: Mapping[str, str], language: str) -> list[str]:
    """What is done with figures of other years and regions."""
    if isinstance(derivation, Index):
        (against,) = regions_by_code([derivation.against]).values() or (None,)
        words = {
            "of": title["of"],
            "per": _plain(derivation.per, language),
            "against": against.name.words(language) if against else derivation.against,
        }
        return [_("“%(of)s” of the area when that of %(against)s is %(per)s.") % words]
    if isinstance(derivation, MovingAverage):
        words = {"of": title["of"], "years": str(derivation.years)}
        return [_("The mean of “%(of)s” over %(years)s years, of which the year shown is the last.") % words]
    return _over_regions(derivation, title, language)


def _over_regions(derivation: Derivation, title: Mapping[str, str], language: str) -> list[str]:
    if not isinstance(derivation, WeightedMean | Dispersion):
        return []
    words = {"of": title["of"], "areas": among_words(derivation.category)}
    said = []
    if isinstance(derivation, WeightedMean):
        said.append(_("The mean of “%(of)s” in the %(areas)s within the area.") % words)
    else:
        said.append(
            _(
                "How much the %(areas)s within the area differ in “%(of)s”: the standard deviation as a"
                " percentage of the mean."
            )
            % words
        )
    if derivation.by:
        said.append(_("Each of them weighs as much as its “%(by)s”.") % {"by": title["by"]})
    share = _plain(derivation.least_share, language)
    said.append(
        _("There is a figure only where at least %(share)s per cent of them have one.") % {"share": share}
    )
    return said


def _coverage(derivation: Within, found: Parts, place: str) -> str:
    if found.members is None:
        return ""
    words = {
        "place": place,
        "used": str(len(found.members.codes)),
        "expected": str(found.members.expected),
        "areas": among_words(derivation.category),
    }
    return _("%(place)s: worked out from %(used)s of %(expected)s (%(areas)s).") % words


def _rows(
    found: Parts,
    figures: Figures,
    known: Mapping[str, Indicator],
    regions: Mapping[str, Region],
    language: str,
) -> tuple[PartRow, ...]:
    values = [used for used in found.used if used.role == "of"]
    weights = {used.key.region: used for used in found.used if used.role == "by"}
    rows = []
    for used in values:
        weight = weights.get(used.key.region)
        rows.append(
            PartRow(
                _name(regions, used.key.region, language),
                _shown(used, known, language),
                note_words(used.seen, figures.made_up) if used.seen else "",
                _shown(weight, known, language) if weight else "",
            )
        )
    return tuple(sorted(rows))


def _formula(
    derivation: Derivation, found: Parts, indicator: Indicator, known: Mapping[str, Indicator], language: str
) -> str:
    """The figures with what is done to them: “50 / 500 × 100 = 10 %”."""
    shown = [_shown(used, known, language) for used in found.used]
    made = found.made.value if found.made else None
    unit = indicator.unit.words(language)
    result = numbers.with_unit(made, unit, language, indicator.decimals)
    if isinstance(derivation, Share | PerCapita | Index):
        times = "" if derivation.per == 1 else f" × {_plain(derivation.per, language)}"
        return f"{shown[0]} / {shown[1]}{times} = {result}"
    if isinstance(derivation, MovingAverage):
        return f"({' + '.join(shown)}) / {derivation.years} = {result}"
    return f"{f' {_SIGNS[type(derivation)]} '.join(shown)} = {result}"


def _shown(used: Used, known: Mapping[str, Indicator], language: str) -> str:
    indicator = known.get(used.key.indicator)
    value = used.seen.value if used.seen else None
    return numbers.number(value, language, indicator.decimals if indicator else 1)


def _plain(number: float, language: str) -> str:
    """A number of the derivation itself: whole where it is."""
    return numbers.number(number, language, 0 if number == int(number) else 2)
