"""Reading a derivation from JSON: every fault told at once, each with its path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from math import isfinite
from typing import Any, Final

from django.utils.translation import gettext as _

from lupaus.indicators.derived.definitions import KINDS, Derivation, role_of
from lupaus.regions.models import Category
from lupaus.web.refusals import Problem, Refused

#: Names of indicators and codes of regions are not longer.
_LONGEST: Final = 80
_MOST_ADDENDS: Final = 50
_MOST_YEARS: Final = 30


def parse(said: object, path: str = "derivation") -> Derivation:
    """The derivation a mapping stands for. Raises `Refused` with every fault."""
    if not isinstance(said, Mapping):
        raise Refused(Problem(_("A derivation is a mapping with a kind, such as share or sum."), path=path))
    kind = said.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        known = ", ".join(KINDS)
        raise Refused(Problem(_("Expected one of: %(values)s.") % {"values": known}, path=f"{path}.kind"))
    cls = KINDS[kind]
    declared = {each.name: each for each in fields(cls)}
    problems = [
        Problem(
            _("A derivation of the kind %(kind)s has no key “%(key)s”; expected: %(keys)s.")
            % {"kind": kind, "key": str(key)[:60], "keys": ", ".join(declared)},
            path=f"{path}.{str(key)[:60]}",
        )
        for key in said
        if key != "kind" and key not in declared
    ]
    values: dict[str, Any] = {}
    for name, each in declared.items():
        given = said.get(name)
        if given is None:
            if each.default is MISSING:
                problems.append(Problem(_MISSING[role_of(each).kind](), path=f"{path}.{name}"))
            continue
        try:
            values[name] = _READ[role_of(each).kind](given)
        except Refused as fault:
            problems += [Problem(each.message, path=f"{path}.{name}{each.path}") for each in fault.problems]
    if problems:
        raise Refused(problems)
    return cls(**values)


def _indicator(given: object) -> str:
    if not isinstance(given, str) or not given or len(given) > _LONGEST:
        raise Refused(_MISSING["indicator"]())
    return given


def _indicators(given: object) -> tuple[str, ...]:
    if not isinstance(given, list | tuple) or not 2 <= len(given) <= _MOST_ADDENDS:
        raise Refused(_MISSING["indicators"]())
    problems = []
    for place, each in enumerate(given):
        if not isinstance(each, str) or not each or len(each) > _LONGEST:
            problems.append(Problem(_MISSING["indicator"](), path=f"[{place}]"))
        elif each in given[:place]:
            problems.append(
                Problem(_("The indicator %(id)s is given twice.") % {"id": each}, path=f"[{place}]")
            )
    if problems:
        raise Refused(problems)
    return tuple(given)


def _number(given: object) -> float:
    number = float(given) if isinstance(given, int | float) and not isinstance(given, bool) else 0.0
    if not isfinite(number) or not 0 < number <= 1e9:
        raise Refused(_("Expected a number above zero, such as 100 or 1000."))
    return number


def _share(given: object) -> float:
    number = float(given) if isinstance(given, int | float) and not isinstance(given, bool) else 0.0
    if not isfinite(number) or not 50 <= number <= 100:
        raise Refused(_("Expected a share from 50 to 100 per cent."))
    return number


def _years(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 2 <= given <= _MOST_YEARS:
        raise Refused(_MISSING["years"]())
    return given


def _region(given: object) -> str:
    if not isinstance(given, str) or not 0 < len(given) <= 12:
        raise Refused(_("Expected the code of a region, such as SSS or MK01."))
    return given


def _category(given: object) -> str:
    if given not in Category.values:
        raise Refused(_MISSING["category"]())
    return str(given)


_READ: Final = {
    "indicator": _indicator,
    "indicators": _indicators,
    "number": _number,
    "share": _share,
    "years": _years,
    "region": _region,
    "category": _category,
}
#: What is told where a key is missing.
_MISSING: Final = {
    "indicator": lambda: _("Expected the id of an indicator."),
    "indicators": lambda: _("Expected a list of two or more ids of indicators."),
    "years": lambda: _("Expected a number of years from 2 to 30."),
    "category": lambda: (
        _("Expected the kind of region it is worked out from: %(values)s.")
        % {"values": ", ".join(Category.values)}
    ),
}
