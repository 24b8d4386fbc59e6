"""Whether what the catalogue is to say of derived indicators can be worked out.

The rules look at the catalogue as it will be: as it is, with the definitions that are to be saved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.derived.definitions import (
    Derivation,
    Difference,
    Dispersion,
    Index,
    MovingAverage,
    PerCapita,
    Share,
    Sum,
    WeightedMean,
)
from lupaus.indicators.derived.reading import parse
from lupaus.indicators.models import Indicator, ReleaseContent, SourceKind
from lupaus.regions.models import Region
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import Text

#: Figures of these are no counts, so that nothing can be divided by them or be a part of them.
_RATIOS: Final = (Share, PerCapita, Index, WeightedMean, Dispersion)
_SIGNS_OF_A_RATIO: Final = ("%", "‰", "/")


class _Known(NamedTuple):
    """An indicator of the catalogue as it will be."""

    kind: str
    unit: Text
    per: float | None
    derivation: Derivation | None


def problems_of(definitions: Sequence[IndicatorDefinition]) -> Iterator[Problem]:
    """What is wrong with the derivations among some definitions.

    One query where nothing is derived, four at most however many are.
    """
    if not _concerns_derived(definitions):
        return
    found: list[Problem] = []
    read: dict[str, Derivation] = {}
    for place, definition in enumerate(definitions):
        path = f"indicators[{place}].derivation"
        if definition.derivation is None:
            continue
        if definition.source_kind != SourceKind.DERIVED:
            sentence = _("Only an indicator of the source “derived” is worked out from others.")
            found.append(Problem(sentence, path=path))
            continue
        try:
            read[definition.id] = parse(definition.derivation, path)
        except Refused as fault:
            found += fault.problems
    catalogue = _catalogue(definitions, read)
    found += _without_derivation(definitions, catalogue, read)
    yield from found
    yield from _observed(definitions)
    regions = _regions(read.values())
    for place, definition in enumerate(definitions):
        derivation = read.get(definition.id)
        if derivation is not None:
            path = f"indicators[{place}].derivation"
            yield from _of_parts(definition.id, derivation, catalogue, regions, path)
    yield from _of_users(definitions, catalogue)


def _concerns_derived(definitions: Sequence[IndicatorDefinition]) -> bool:
    """Whether one of them is derived, says that it is, or is a part of one that is."""
    if any(each.derivation is not None or each.source_kind == SourceKind.DERIVED for each in definitions):
        return True
    saved = {each.id for each in definitions}
    derived = Indicator.objects.filter(source_kind=SourceKind.DERIVED).values_list("derivation", flat=True)
    read = [derivation for said in derived if (derivation := _parsed(said)) is not None]
    return any(part.indicator in saved for derivation in read for part in derivation.parts)


def _catalogue(
    definitions: Sequence[IndicatorDefinition], read: Mapping[str, Derivation]
) -> dict[str, _Known]:
    """Everything there is, and what is to be; of an entry that changes, what is not said stays."""
    known: dict[str, _Known] = {}
    for name, kind, unit, per, said in Indicator.objects.values_list(
        "id", "source_kind", "unit", "per", "derivation"
    ):
        known[name] = _Known(kind, unit, per, _parsed(said) if kind == SourceKind.DERIVED else None)
    for definition in definitions:
        before = known.get(definition.id, _Known(definition.source_kind, Text(), None, None))
        known[definition.id] = _Known(
            definition.source_kind,
            before.unit if definition.unit is None else definition.unit,
            before.per if definition.per is None else definition.per,
            read.get(definition.id, before.derivation)
            if definition.source_kind == SourceKind.DERIVED
            else None,
        )
    return known


def _parsed(said: Any) -> Derivation | None:
    try:
        return parse(said)
    except Refused:
        return None


def _without_derivation(
    definitions: Sequence[IndicatorDefinition],
    catalogue: Mapping[str, _Known],
    read: Mapping[str, Derivation],
) -> Iterator[Problem]:
    for place, definition in enumerate(definitions):
        if definition.source_kind != SourceKind.DERIVED or definition.id in read:
            continue
        if definition.derivation is None and catalogue[definition.id].derivation is None:
            yield Problem(
                _("A derived indicator needs a derivation, which says how it is worked out from others."),
                path=f"indicators[{place}].derivation",
            )


def _observed(definitions: Sequence[IndicatorDefinition]) -> Iterator[Problem]:
    """Figures of its own and figures worked out would be two answers to one question."""
    derived = _askable(each.id for each in definitions if each.source_kind == SourceKind.DERIVED)
    if not derived:
        return
    contents = ReleaseContent.objects.filter(indicator__in=derived)
    brought = set(contents.values_list("indicator_id", flat=True))
    for place, definition in enumerate(definitions):
        if definition.id in brought and definition.source_kind == SourceKind.DERIVED:
            yield Problem(
                _("%(id)s has observations of its own, so it cannot be worked out from others.")
                % {"id": definition.id},
                path=f"indicators[{place}].source_kind",
            )


def _askable(names: Iterable[str]) -> set[str]:
    """PostgreSQL cannot even be asked about the others."""
    return {name for name in names if "\x00" not in name}


def _regions(derivations: Collection[Derivation]) -> frozenset[str]:
    wanted = _askable(each.against for each in derivations if isinstance(each, Index))
    if not wanted:
        return frozenset()
    return frozenset(Region.objects.filter(code__in=wanted).values_list("code", flat=True))


def _of_parts(
    name: str,
    derivation: Derivation,
    catalogue: Mapping[str, _Known],
    regions: Collection[str],
    path: str,
) -> Iterator[Problem]:
    missing = False
    for role, part in _with_path(derivation, path):
        if part not in catalogue:
            missing = True
            yield Problem(
                _("There is no indicator %(id)s, neither in the catalogue nor beside this one.")
                % {"id": part[:80]},
                path=role,
            )
    if isinstance(derivation, Index) and derivation.against not in regions:
        yield Problem(
            _("There is no region %(code)s.") % {"code": derivation.against}, path=f"{path}.against"
        )
    circle = None if missing else _circle(name, catalogue)
    if circle:
        yield Problem(_("It is worked out from itself: %(way)s.") % {"way": " → ".join(circle)}, path=path)
    if not missing and not circle:
        yield from _units(derivation, catalogue, path)


def _with_path(derivation: Derivation, path: str) -> Iterator[tuple[str, str]]:
    """(path, indicator) of each part."""
    for place, (role, indicator) in enumerate(derivation.parts):
        yield (f"{path}.{role}[{place}]" if isinstance(derivation, Sum) else f"{path}.{role}"), indicator


def _circle(name: str, catalogue: Mapping[str, _Known]) -> tuple[str, ...]:
    """The way from an indicator to itself, empty where there is none."""
    waiting: list[tuple[str, ...]] = [(name,)]
    seen: set[str] = set()
    while waiting:
        way = waiting.pop()
        known = catalogue.get(way[-1])
        for part in known.derivation.parts if known and known.derivation else ():
            if part.indicator == name:
                return (*way, name)
            if part.indicator not in seen:
                seen.add(part.indicator)
                waiting.append((*way, part.indicator))
    return ()


def _units(derivation: Derivation, catalogue: Mapping[str, _Known], path: str) -> Iterator[Problem]:
    if isinstance(derivation, Sum | Difference):
        yield from _same_units([*_with_path(derivation, path)], catalogue)
    elif isinstance(derivation, Share):
        yield from _counts(derivation.of, f"{path}.of", catalogue)
        yield from _counts(derivation.among, f"{path}.among", catalogue)
        yield from _same_units([*_with_path(derivation, path)], catalogue)
    elif isinstance(derivation, PerCapita):
        yield from _counts(derivation.of, f"{path}.of", catalogue)
        yield from _counts(derivation.population, f"{path}.population", catalogue)
    elif isinstance(derivation, WeightedMean | Dispersion) and derivation.by:
        yield from _counts(derivation.by, f"{path}.by", catalogue)


def _same_units(parts: Sequence[tuple[str, str]], catalogue: Mapping[str, _Known]) -> Iterator[Problem]:
    """Where nobody said what a unit is, it fits."""
    said = [(path, part, catalogue[part].unit) for path, part in parts if catalogue[part].unit]
    for path, part, unit in said[1:]:
        _path, first, wanted = said[0]
        if unit != wanted:
            sentence = _("The units must be the same: %(part)s has “%(unit)s” and %(other)s “%(wanted)s”.")
            words = {"part": part, "unit": unit, "other": first, "wanted": wanted}
            yield Problem(sentence % words, path=path)


def _counts(name: str, path: str, catalogue: Mapping[str, _Known]) -> Iterator[Problem]:
    """A ratio says nothing of how many there are."""
    if _is_ratio(name, catalogue):
        yield Problem(
            _("%(part)s is a ratio; a number of something is needed here, such as people or euros.")
            % {"part": name},
            path=path,
        )


def _is_ratio(name: str, catalogue: Mapping[str, _Known]) -> bool:
    """Seen from what it is worked out from, from what it is per, and from its unit."""
    known = catalogue[name]
    if known.per is not None or any(
        sign in words for words in known.unit.as_dict().values() for sign in _SIGNS_OF_A_RATIO
    ):
        return True
    derivation = known.derivation
    if isinstance(derivation, Sum | Difference | MovingAverage):
        return any(_is_ratio(part.indicator, catalogue) for part in derivation.parts)
    return isinstance(derivation, _RATIOS)


def _of_users(
    definitions: Sequence[IndicatorDefinition], catalogue: Mapping[str, _Known]
) -> Iterator[Problem]:
    """Another unit may make the derivation of somebody else impossible, which is then told."""
    changed = {definition.id: place for place, definition in enumerate(definitions)}
    for name, known in catalogue.items():
        if name in changed or known.derivation is None:
            continue
        for place in sorted(
            {changed[part.indicator] for part in known.derivation.parts if part.indicator in changed}
        ):
            for problem in _units(known.derivation, catalogue, "derivation"):
                yield Problem(
                    _("%(id)s is worked out from it: %(fault)s") % {"id": name, "fault": problem.message},
                    path=f"indicators[{place}].unit",
                )
