"""What somebody means to write, on its way from a form or a file to the page that asks whether it is right.

It travels in the form itself, signed, so that nothing waits here for an answer that never comes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from django.core import signing
from django.utils.translation import gettext as _

from lupaus.indicators import bank, queries
from lupaus.indicators.models import Nature
from lupaus.indicators.observations import MISSING, Observation
from lupaus.indicators.operations import FigureKey, ImportSource, Row
from lupaus.indicators.operations.own import figures_at, typed_source
from lupaus.web.refusals import Refused

_SALT: Final = "lupaus.indicators.own"
#: Changes that a page asks about; more are a matter for the command.
MOST: Final = 5_000


class NotWhole(Refused):
    """What the form carries is not what it was given."""


class Change(NamedTuple):
    """One figure before and after; `row` is None where it is withdrawn."""

    key: FigureKey
    before: Observation | None
    row: Row | None

    @property
    def kind(self) -> str:
        """`added`, `changed` or `withdrawn`."""
        if self.row is None:
            return "withdrawn"
        return "changed" if self.before else "added"


@dataclass(frozen=True, slots=True)
class Intended:
    """Figures to write and to withdraw. `base` is the release that was before the writer (0: none)."""

    organisation: str
    base: int
    rows: tuple[Row, ...] = ()
    withdraw: tuple[FigureKey, ...] = ()
    file: str = ""  # name of the file it came from; empty where it was typed
    checksum: str = ""
    back: str = ""  # the page to go back to, and go on typing
    collided: tuple[FigureKey, ...] = ()
    first: int = 0  # the release the writer began from, where `base` is a newer one that was shown since

    @property
    def source(self) -> ImportSource:
        """The source as the release will tell it."""
        if not self.file:
            return typed_source(self.organisation, self.rows, self.withdraw)
        return ImportSource(
            name=self.file, checksum=lambda: self.checksum, nature=Nature.OWN, counted="items"
        )

    def sealed(self) -> str:
        """As the words of a hidden field."""
        told = {
            "organisation": self.organisation,
            "base": self.base,
            "rows": [list(row[1:]) for row in self.rows],
            "withdraw": [list(key) for key in self.withdraw],
            "file": self.file,
            "checksum": self.checksum,
            "back": self.back,
            "collided": [list(key) for key in self.collided],
            "first": self.first,
        }
        return signing.dumps(told, salt=_SALT, compress=True)

    @classmethod
    def unsealed(cls, words: str, organisation: str) -> Intended:
        """What `sealed` told. Raises `NotWhole`."""
        try:
            told: dict[str, Any] = signing.loads(words, salt=_SALT)
        except signing.BadSignature as trouble:
            raise NotWhole(_("This form is not whole. Begin again.")) from trouble
        if told["organisation"] != organisation:
            raise NotWhole(_("This form is not whole. Begin again."))
        return cls(
            organisation=organisation,
            base=told["base"],
            rows=tuple(Row(place, *row) for place, row in enumerate(told["rows"])),
            withdraw=_keys(told["withdraw"]),
            file=told["file"],
            checksum=told["checksum"],
            back=told["back"],
            collided=_keys(told["collided"]),
            first=told["first"],
        )

    def without(self, keys: Collection[FigureKey]) -> Intended:
        """The same, leaving some figures as they stand."""
        return replace(
            self,
            rows=tuple(row for row in self.rows if key_of(row) not in keys),
            withdraw=tuple(key for key in self.withdraw if key not in keys),
        )

    def only_changes(self) -> Intended:
        """The same without what says what stands there already."""
        changes = changes_of(self)
        return replace(
            self,
            rows=tuple(change.row for change in changes if change.row is not None),
            withdraw=tuple(change.key for change in changes if change.row is None),
        )


def key_of(row: Row) -> FigureKey:
    return FigureKey(row.indicator, row.region, row.gender, str(row.year))


def standing(keys: Collection[FigureKey], base: int) -> Mapping[FigureKey, Observation]:
    """What the bank said of some figures at a release, with nothing kept back. Three queries."""
    release = queries.release(base) if base else None
    return figures_at(bank.snapshot(release), keys) if release and keys else {}


def changes_of(intended: Intended) -> list[Change]:
    """What would change, against the release the writer began from, in the order of keys."""
    rows = {key_of(row): row for row in intended.rows}
    before = standing([*rows, *intended.withdraw], intended.base)
    found = [Change(key, before.get(key), row) for key, row in rows.items() if _differs(row, before.get(key))]
    found += [Change(key, before[key], None) for key in intended.withdraw if key in before]
    return sorted(found, key=lambda change: change.key)


def _differs(row: Row, before: Observation | None) -> bool:
    status = row.status or (MISSING if row.value is None else "A")
    said = (row.value, row.numerator, row.denominator, status)
    return before is None or said != (before.value, before.numerator, before.denominator, before.status)


def _keys(told: Iterable[list[str]]) -> tuple[FigureKey, ...]:
    return tuple(FigureKey(*key) for key in told)
