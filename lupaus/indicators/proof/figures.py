"""A figure with all it rests on, the same for ever: its value, definition, observations and release."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from lupaus.indicators import queries, told
from lupaus.indicators.derived.working import Parts
from lupaus.indicators.entries import PROTECTED, Entry, derivations_of, entries_of
from lupaus.indicators.models import IndicatorEdition, Nature, Release, ReleaseContent, SourceKind
from lupaus.indicators.observations import SUPPRESSED, Observation, SeriesKey
from lupaus.indicators.proof.addresses import FigureAddress
from lupaus.indicators.proof.editions import derivation_of, edition, with_parts
from lupaus.indicators.suppressing import hidden_figures
from lupaus.web.refusals import NotFound
from lupaus.web.texts import Text

#: Of the canonical document; another one when it says something else.
FORM: Final = 1


class Part(NamedTuple):
    """An observation a figure is worked out from, and as what; `seen` is None where there is none."""

    role: str
    key: SeriesKey
    period: str
    seen: Observation | None


@dataclass(frozen=True, slots=True)
class Proof:
    """A figure of a release. `said` is the definition of its edition; `parts` is empty unless it is derived.

    `nature` is of the release that wrote the figure; a derived one is as illustrative as any of its parts.
    """

    address: FigureAddress
    release: Release
    said: Mapping[str, Any]
    seen: Observation
    parts: tuple[Part, ...]
    nature: str

    @property
    def is_kept_back(self) -> bool:
        """Whether it is not told, because it is about too few people."""
        return self.seen.status == SUPPRESSED

    @property
    def title(self) -> Text:
        return Text.of(self.said["title"])

    @property
    def unit(self) -> Text:
        return Text.of(self.said.get("unit"))

    def document(self) -> dict[str, Any]:
        """All of it in JSON-ready values: what the checksum is over. Nothing in it can be renamed later."""
        address, seen = self.address, self.seen
        return {
            "form": FORM,
            "figure": {
                "indicator": address.indicator,
                "region": address.region,
                "gender": address.gender,
                "period": address.period,
            },
            "value": seen.value,
            "numerator": seen.numerator,
            "denominator": seen.denominator,
            "status": seen.status,
            "nature": self.nature,
            "release": {"number": self.release.pk, "checksum": self.release.checksum},
            "written_by_release": seen.release,
            "edition": address.edition,
            "definition": dict(self.said),
            "observations": [_as_json(part) for part in self.parts],
        }

    @property
    def sum(self) -> str:
        """SHA-256 of the document, hexadecimal."""
        return checksum(self.document())


def checksum(document: Mapping[str, Any]) -> str:
    """SHA-256 over canonical JSON: keys in order, no spaces, UTF-8, numbers in their shortest form."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def prove(address: FigureAddress) -> Proof:
    """The figure of an address, as it is told. A few queries. Raises `NotFound` saying what is not there."""
    release = queries.release(address.release)
    top = edition(address.indicator, address.edition)
    about = as_of_editions(with_parts(top), release)
    key = SeriesKey(address.indicator, address.region, address.gender)
    parts: tuple[Part, ...] = ()
    seen: Observation | None
    if key.indicator in about.derivations:
        made = told.parts_of(key, address.period, about)
        seen = made.made if made else None
        parts = _parts(made)
    else:
        series = told.series([key], about)[key]
        seen = next((each for each in series if each.period == address.period), None)
    if seen is None:
        raise NotFound(
            _("Release %(number)s has no figure of %(indicator)s for %(region)s, %(gender)s, %(period)s.")
            % {
                "number": address.release,
                "indicator": address.indicator,
                "region": address.region,
                "gender": address.gender,
                "period": address.period,
            }
        )
    return Proof(address, release, top.said, seen, parts, _nature(seen))


def as_of_editions(editions: Mapping[str, IndicatorEdition], release: Release) -> told.Asked:
    """What must be known of indicators to read figures by what their editions said.

    Whether figures may be told is decided by what is known today as well: who learns that an indicator
    counts people keeps its small numbers back from then on, wherever they stand.
    """
    today = entries_of(editions, release=release)
    ours = set(
        ReleaseContent.objects.filter(
            indicator__in=list(editions), release__nature__in=PROTECTED, release__lte=release.pk
        ).values_list("indicator_id", flat=True)
    )
    entries = {
        name: _entry(today[name], said, name in ours) for name, said in editions.items() if name in today
    }
    return told.Asked(
        names=frozenset(list(editions)[:1]),
        release=release,
        entries=entries,
        derivations=derivations_of(entries),
        hidden=hidden_figures(list(entries.values()), release=release),
    )


def _entry(today: Entry, said: IndicatorEdition, brought: bool) -> Entry:
    derivation = derivation_of(said)
    own = today.own or said.said.get("source_kind") == SourceKind.OWN
    return today._replace(
        own=own,
        counts_people=today.counts_people or bool(said.said.get("counts_people")),
        per=said.said.get("per"),
        unit=Text.of(said.said.get("unit")),
        derivation=derivation,
        protected=(own or brought) and derivation is None,
    )


def _parts(made: Parts | None) -> tuple[Part, ...]:
    return tuple(Part(*used) for used in made.used) if made else ()


def _nature(seen: Observation) -> str:
    return (
        Release.objects.filter(pk=seen.release).values_list("nature", flat=True).first() or Nature.STATISTIC
    )


def _as_json(part: Part) -> dict[str, Any]:
    seen = part.seen
    return {
        "as": part.role,
        "indicator": part.key.indicator,
        "region": part.key.region,
        "gender": part.key.gender,
        "period": part.period,
        "value": seen.value if seen else None,
        "numerator": seen.numerator if seen else None,
        "denominator": seen.denominator if seen else None,
        "status": seen.status if seen else None,
        "release": seen.release if seen else None,
    }
