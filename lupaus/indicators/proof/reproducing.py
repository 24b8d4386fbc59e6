"""Computing a published figure again, by another way, and saying whether it is the same."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from lupaus.indicators.proof.addresses import Given, read
from lupaus.indicators.proof.editions import edition, with_parts
from lupaus.indicators.proof.figures import Proof, as_of_editions, prove
from lupaus.indicators.proof.slowly import Key, Row, foreign_files, read_slowly

#: A figure that is worked out is the same when it differs by less than this share: a double rounds, and the
#: fractions do not.
TOLERANCE: Final = Fraction(1, 10**12)


@dataclass(frozen=True, slots=True)
class Reproduced:
    """A figure as it is shown and as it was computed again.

    `computed` is None where there is no value or it is not told. `files` and `rows` say what was read;
    `foreign` are the files of it that hold something else than their release brought.
    """

    given: Given
    proof: Proof
    computed: Fraction | None
    same_row: bool
    files: int
    rows: int
    foreign: tuple[str, ...]

    @property
    def same_value(self) -> bool:
        shown = self.proof.seen.value
        if shown is None or self.computed is None:
            return shown is None and self.computed is None
        exact = Fraction(shown)
        if not self.proof.parts:
            return exact == self.computed
        return abs(exact - self.computed) <= TOLERANCE * max(abs(exact), abs(self.computed))

    @property
    def same_sum(self) -> bool | None:
        """Whether the checksum of the address is that of the figure; None where it carried none."""
        return self.proof.sum.startswith(self.given.sum) if self.given.sum else None

    @property
    def equal(self) -> bool:
        return self.same_value and self.same_row and self.same_sum is not False and not self.foreign

    def as_json(self) -> dict[str, Any]:
        """All of it with lasting keys."""
        return {
            "address": self.proof.address.page("fi", self.proof.sum),
            "equal": self.equal,
            "kept_back": self.proof.is_kept_back,
            "shown": self.proof.seen.value,
            "computed": None if self.computed is None else float(self.computed),
            "same_value": self.same_value,
            "same_row": self.same_row,
            "sum": {
                "given": self.given.sum or None,
                "computed": self.proof.sum,
                "agrees": self.same_sum,
            },
            "release": self.proof.release.pk,
            "release_checksum": self.proof.release.checksum,
            "table_version": self.proof.release.table_version,
            "edition": self.proof.address.edition,
            "files": self.files,
            "rows": self.rows,
            "foreign_files": list(self.foreign),
        }


def reproduce(address: str) -> Reproduced:
    """Compute the figure of an address again. Raises `Refused` or `NotFound` saying what is wrong with it."""
    given = read(address)
    figure = given.figure
    proof = prove(figure)
    editions = with_parts(edition(figure.indicator, figure.edition))
    about = as_of_editions(editions, proof.release)
    key: Key = (figure.indicator, figure.region, figure.gender, figure.period)
    slowly = read_slowly(
        proof.release,
        sorted(editions),
        {name: editions[name].said["derivation"] for name in about.derivations},
        frozenset(
            (name, hidden.region, hidden.gender, hidden.period)
            for name, figures in about.hidden.items()
            for hidden in figures
        ),
    )
    row = slowly.table.get(key)
    return Reproduced(
        given=given,
        proof=proof,
        computed=slowly.value(key),
        same_row=_same_row(proof, row, is_derived=figure.indicator in about.derivations),
        files=slowly.files,
        rows=slowly.rows,
        foreign=foreign_files(proof.release, slowly.sources),
    )


def _same_row(proof: Proof, row: Row | None, *, is_derived: bool) -> bool:
    """Whether what else is told of the figure is what the table says; a derived one has no row of its own."""
    if is_derived:
        return row is None
    if row is None:
        return False
    seen = proof.seen
    if proof.is_kept_back:
        return seen.value is None and seen.numerator is None and seen.denominator is None
    return (seen.numerator, seen.denominator, seen.status, seen.release) == row[1:]
