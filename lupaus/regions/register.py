"""The register of regions as plain values: read whole, changed by pure functions, written as differences.

Every source of regions (our own file, Sotkanet, Statistics Finland) says what the register should be; only
`write` touches the database, and audits each region it changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.accounts.audit import record
from lupaus.regions.models import Category, Region, RegionIdentifier, RegionParent
from lupaus.regions.queries import SOTKANET
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """All the register knows of one region. `parents` are codes, `sotkanet` internal ids there."""

    code: str
    category: Category
    number: str
    name: Text
    parents: frozenset[str] = frozenset()
    sotkanet: frozenset[int] = frozenset()
    tile: tuple[int, int] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None
    classified_in: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, for the audit trail; what is not known is left out."""
        known = {key: value for key, value in asdict(self).items() if value not in (None, frozenset())}
        plain = {
            "name": self.name.as_dict(),
            "parents": sorted(self.parents),
            "sotkanet": sorted(self.sotkanet),
        }
        days = {key: known[key].isoformat() for key in ("valid_from", "valid_to") if key in known}
        return known | plain | days


Register = Mapping[str, Entry]


class Written(NamedTuple):
    """Codes by what was done to them, and notes for the person who asked for it."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    notes: tuple[str, ...] = ()


def read() -> dict[str, Entry]:
    """The whole register. Three queries."""
    parents: dict[str, set[str]] = {}
    for child, parent in RegionParent.objects.values_list("child_id", "parent_id"):
        parents.setdefault(child, set()).add(parent)
    ids: dict[str, set[int]] = {}
    for code, value in RegionIdentifier.objects.filter(scheme=SOTKANET).values_list("region_id", "value"):
        ids.setdefault(code, set()).add(int(value))
    return {
        region.code: Entry(
            code=region.code,
            category=Category(region.category),
            number=region.number,
            name=region.name,
            parents=frozenset(parents.get(region.code, ())),
            sotkanet=frozenset(ids.get(region.code, ())),
            tile=_tile(region),
            valid_from=region.valid_from,
            valid_to=region.valid_to,
            successor=region.successor_id,
            classified_in=region.classified_in,
        )
        for region in Region.objects.all()
    }


def with_parents(entry: Entry, told: Iterable[str], register: Register) -> Entry:
    """The entry inside the regions told of, instead of those of the same categories it was in before."""
    told = frozenset(told)
    categories = {register[code].category for code in told}
    kept = {code for code in entry.parents if register[code].category not in categories}
    return replace(entry, parents=told | kept)


def contradictions(register: Register) -> list[Problem]:
    """What a register may never hold: a region inside itself, and one Sotkanet id for two regions."""
    problems = [
        Problem(_("%(code)s would lie inside itself: %(way)s.") % {"code": way[0], "way": " → ".join(way)})
        for way in _circles(register)
    ]
    owners: dict[int, str] = {}
    for entry in register.values():
        for number in sorted(entry.sotkanet):
            other = owners.setdefault(number, entry.code)
            if other != entry.code:
                problems.append(
                    Problem(
                        _("Sotkanet's id %(id)s would name both %(one)s and %(other)s.")
                        % {"id": number, "one": other, "other": entry.code}
                    )
                )
    return problems


def write(
    *, actor: Actor, clock: Clock, verb: str, before: Register, after: Register, told: Iterable[str]
) -> Written:
    """Write the differences between two registers in one transaction, an audit record for each region.

    `told` are the codes the source spoke of; those without a difference are reported as unchanged.
    Raises `Refused` with every contradiction in `after`.
    """
    if problems := contradictions(after):
        raise Refused(problems)
    added = tuple(sorted(after.keys() - before.keys()))
    changed = tuple(sorted(code for code in before.keys() & after.keys() if before[code] != after[code]))
    touched = {*added, *changed}
    with transaction.atomic():
        _write_regions(after, added, changed)
        _write_parents(before, after, touched)
        _write_identifiers(before, after, touched)
        for code in (*added, *changed):
            earlier = before.get(code)
            record(
                actor=actor,
                clock=clock,
                verb=verb,
                kind="region",
                object_id=code,
                before=earlier.as_dict() if earlier else None,
                after=after[code].as_dict(),
            )
    return Written(added, changed, tuple(sorted(set(told) - touched)))


def _tile(region: Region) -> tuple[int, int] | None:
    if region.tile_column is None or region.tile_row is None:
        return None
    return region.tile_column, region.tile_row


_FIELDS = (
    "category",
    "number",
    "name",
    "valid_from",
    "valid_to",
    "successor",
    "classified_in",
    "tile_column",
    "tile_row",
)


def _region(entry: Entry) -> Region:
    column, row = entry.tile or (None, None)
    return Region(
        code=entry.code,
        category=entry.category,
        number=entry.number,
        name=entry.name,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        successor_id=entry.successor,
        classified_in=entry.classified_in,
        tile_column=column,
        tile_row=row,
    )


def _write_regions(after: Register, added: Iterable[str], changed: Iterable[str]) -> None:
    # A successor may be new itself: it is named once both rows are there.
    new = [after[code] for code in added]
    Region.objects.bulk_create(_region(replace(entry, successor=None)) for entry in new)
    late = [entry for entry in new if entry.successor]
    Region.objects.bulk_update([_region(after[code]) for code in changed], _FIELDS, batch_size=50)
    Region.objects.bulk_update([_region(entry) for entry in late], ["successor"], batch_size=50)


def _write_parents(before: Register, after: Register, touched: Iterable[str]) -> None:
    new = []
    for code in touched:
        was = before[code].parents if code in before else frozenset()
        if gone := was - after[code].parents:
            RegionParent.objects.filter(child=code, parent__in=gone).delete()
        new += [RegionParent(child_id=code, parent_id=parent) for parent in sorted(after[code].parents - was)]
    RegionParent.objects.bulk_create(new, batch_size=200)


def _write_identifiers(before: Register, after: Register, touched: Iterable[str]) -> None:
    new = []
    for code in touched:
        was = before[code].sotkanet if code in before else frozenset()
        if gone := was - after[code].sotkanet:
            values = [str(number) for number in gone]
            RegionIdentifier.objects.filter(scheme=SOTKANET, value__in=values, region=code).delete()
        new += [(number, code) for number in sorted(after[code].sotkanet - was)]
    RegionIdentifier.objects.bulk_create(
        [RegionIdentifier(scheme=SOTKANET, value=str(number), region_id=code) for number, code in new],
        batch_size=200,
    )


def _circles(register: Register) -> list[tuple[str, ...]]:
    """Each circle of parents once, as the way round it. Depth first, without recursion."""
    found: list[tuple[str, ...]] = []
    done: set[str] = set()
    for start in sorted(register):
        way: list[str] = []
        stack = [(start, False)]
        while stack:
            code, leaving = stack.pop()
            if leaving:
                way.pop()
                done.add(code)
            elif code in way:
                found.append((*way[way.index(code) :], code))
            elif code not in done:
                way.append(code)
                stack.append((code, True))
                stack += [(parent, False) for parent in sorted(register[code].parents, reverse=True)]
    return found
