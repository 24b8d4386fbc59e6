"""What a catalogue entry says of an indicator, before it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lupaus.indicators.models import SourceKind
from lupaus.web.texts import Text


@dataclass(frozen=True, slots=True)
class IndicatorDefinition:
    """A catalogue entry. A field that is `None` leaves what the catalogue already says (else its default):
    a strategy file names an indicator in a few words, the source's own metadata says the rest.

    The defaults: one decimal, neither direction is better, every year, published the year after.
    """

    id: str
    title: Text
    source_kind: str = SourceKind.OWN
    source_id: str = ""
    polarity: str | None = None
    unit: Text | None = None
    decimals: int | None = None
    description: Text | None = None
    producer: Text | None = None
    licence: str | None = None
    source_url: str | None = None
    theme: str | None = None
    rhythm_years: int | None = None
    lag_years: int | None = None
    organisation: str | None = None
    counts_people: bool | None = None
    derivation: Mapping[str, Any] | None = None
    per: float | None = None
    least: float | None = None
    most: float | None = None
    largest_jump: float | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """The ids of the definitions that were saved, by what happened to them, in the order given."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
