# ruff: noqa: S608 - the files are named by the log of the table; values are bound parameters
"""Working a figure out anew from the files of the table, by another way than everybody's.

Nothing of the ordinary reading is used: the log of the table is read line by line up to the version of the
release, its Parquet files are read as they lie there, and the arithmetic is done in fractions, exactly.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from django.conf import settings
from django.utils.translation import gettext as _

from lupaus.indicators import bank
from lupaus.indicators.models import Release, ReleaseFile
from lupaus.indicators.places import Places, places
from lupaus.indicators.store.connections import reading_cursor
from lupaus.web.refusals import Refused

#: Digits that a root is worked out to; a double has 17.
_DIGITS: Final = 50
_KEY_COLUMNS: Final = "indicator, region, gender, period"


class Row(NamedTuple):
    """A row of the table, as it lies there."""

    value: Fraction | None
    numerator: float | None
    denominator: float | None
    status: str
    release: int


Key = tuple[str, str, str, str]  # indicator, region, gender, period


@dataclass
class Slowly:
    """The rows of some indicators as of a release. `hidden` holds the keys that are not told.

    `files` counts the files read, `rows` the rows; `sources` are the files that had any of them.
    """

    table: Mapping[Key, Row]
    derivations: Mapping[str, Mapping[str, Any]]
    hidden: frozenset[Key]
    files: int
    sources: frozenset[str]
    _places: Places | None = field(default=None)
    _made: dict[Key, Fraction | None] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return len(self.table)

    def value(self, key: Key) -> Fraction | None:
        """The figure, exactly; None where there is none or it is not told."""
        if key[0] not in self.derivations:
            row = self.table.get(key)
            return None if row is None or key in self.hidden else row.value
        if key not in self._made:
            self._made[key] = None  # a derivation that runs in a circle says nothing
            self._made[key] = self._work_out(self.derivations[key[0]], key)
        return self._made[key]

    def _work_out(self, how: Mapping[str, Any], key: Key) -> Fraction | None:
        kind = how["kind"]
        if kind in ("weighted-mean", "dispersion"):
            return self._over_regions(how, key)
        if kind == "moving-average":
            last, rest = int(key[3][:4]), key[3][4:]
            years = range(last - int(how["years"]) + 1, last + 1)
            found = self._all((how["of"], *key[1:3], f"{year:04}{rest}") for year in years)
            return sum(found, Fraction()) / len(found) if found else None
        if kind == "sum":
            found = self._all((name, *key[1:]) for name in how["addends"])
            return sum(found, Fraction()) if found else None
        if kind == "index":
            found = self._all([(how["of"], *key[1:]), (how["of"], how.get("against", "SSS"), *key[2:])])
            return _divided(found, how.get("per", 100))
        names = {"share": "among", "per-capita": "population", "difference": "less"}
        found = self._all((name, *key[1:]) for name in (how["of"], how[names[kind]]))
        if kind == "difference":
            return found[0] - found[1] if found else None
        return _divided(found, how.get("per", 100 if kind == "share" else 1))

    def _all(self, keys: Iterable[Key]) -> list[Fraction]:
        """The figures of all of these; empty where one is missing."""
        found = [self.value(key) for key in keys]
        return [] if None in found else [each for each in found if each is not None]

    def _over_regions(self, how: Mapping[str, Any], key: Key) -> Fraction | None:
        tree = self._places = self._places or places()
        category, by = how.get("category", "municipality"), how.get("by", "")
        gender, period = key[2:]
        values: dict[str, Fraction] = {}
        for code in tree.inside(key[1], category):
            value = self.value((how["of"], code, gender, period))
            if value is not None:
                values[code] = value
        there = {tree.standing_for(code, values) or code for code in tree.inside_in(key[1], category, period)}
        weights = {code: self.value((by, code, gender, period)) if by else Fraction(1) for code in there}
        known = {code: weight for code, weight in weights.items() if weight is not None}
        counting = [code for code in sorted(there & values.keys()) if code in known]
        least = Fraction(how.get("least_share", 90)) / 100
        whole = sum(known.values(), Fraction())
        weight = sum((known[code] for code in counting), Fraction())
        enough = len(known) >= least * len(there) and whole > 0 and weight >= least * whole
        if not counting or not enough or any(known[code] < 0 for code in counting) or not weight:
            return None
        mean = sum((known[code] * values[code] for code in counting), Fraction()) / weight
        if how["kind"] == "weighted-mean":
            return mean
        if len(counting) < 2 or mean <= 0:
            return None
        spread = sum((known[code] * (values[code] - mean) ** 2 for code in counting), Fraction()) / weight
        return 100 * _root(spread) / mean


def read_slowly(
    release: Release,
    indicators: Sequence[str],
    derivations: Mapping[str, Mapping[str, Any]],
    hidden: frozenset[Key],
) -> Slowly:
    """Read every row of these indicators as of a release. Raises `Refused` where a key is there twice."""
    files = _files(release)
    table: dict[Key, Row] = {}
    sources = set()
    if files:
        cursor = reading_cursor()
        cursor.execute(
            f"SELECT {_KEY_COLUMNS}, value, numerator, denominator, status, release, filename"
            " FROM read_parquet(?, hive_partitioning = false, filename = true)"
            " WHERE indicator IN (SELECT unnest(?))",
            [files, list(indicators)],
        )
        while rows := cursor.fetchmany(4096):
            for *key, value, numerator, denominator, status, number, source in rows:
                name: Key = (key[0], key[1], key[2], key[3])
                if name in table:
                    raise Refused(_("The table has two rows for %(key)s.") % {"key": " ".join(name)})
                exact = None if value is None else Fraction(value)
                table[name] = Row(exact, numerator, denominator, status, number)
                sources.add(source)
    return Slowly(table, derivations, hidden, len(files), frozenset(sources))


def foreign_files(release: Release, sources: Iterable[str]) -> tuple[str, ...]:
    """Those of the files that no release brought as they are, by name. Two queries.

    Where the first releases are from before checksums were kept, files without one are taken on trust.
    """
    brought = ReleaseFile.objects.filter(release__lte=release.pk).values_list("name", "checksum")
    known = {Path(name).name: checksum for name, checksum in brought}
    trusted = Release.objects.filter(pk__lte=release.pk, files=None).exists()
    return tuple(
        sorted(
            Path(path).name
            for path in sources
            if known.get(Path(path).name, "" if not trusted else None) not in (None, _checksum(Path(path)))
        )
    )


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(release: Release) -> list[str]:
    """The Parquet files of a release, by the log of the table alone."""
    if getattr(settings, "OBSERVATIONS_STORE", ""):
        return bank.snapshot(release).files()  # of an object store only the store's own copies can be read
    folder = Path(settings.OBSERVATIONS).absolute() / "table"
    present: dict[str, None] = {}
    for version in range(release.table_version + 1):
        log = folder / "_delta_log" / f"{version:020}.json"
        try:
            lines = log.read_text(encoding="utf-8").splitlines()
        except OSError as trouble:
            raise Refused(
                _("The log of the table is not whole: version %(version)s cannot be read.")
                % {"version": version}
            ) from trouble
        for line in filter(None, lines):
            entry = json.loads(line)
            if "add" in entry:
                present[unquote(entry["add"]["path"])] = None
            elif "remove" in entry:
                present.pop(unquote(entry["remove"]["path"]), None)
    return [_without_patterns(str(folder / path)) for path in present]


def _without_patterns(path: str) -> str:
    """What DuckDB would take for a pattern, taken as it stands."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in path)


def _divided(found: Sequence[Fraction], per: float) -> Fraction | None:
    return found[0] / found[1] * Fraction(per) if found and found[1] else None


def _root(square: Fraction) -> Fraction:
    with localcontext() as context:
        context.prec = _DIGITS
        return Fraction((Decimal(square.numerator) / Decimal(square.denominator)).sqrt())
