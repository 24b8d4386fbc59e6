"""The permanent page of a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from lupaus.indicators.models import Nature
from lupaus.indicators.observations import TOTAL, Observation
from lupaus.indicators.proof.addresses import FigureAddress
from lupaus.indicators.proof.citing import Citation, citation_of
from lupaus.indicators.proof.figures import Proof, prove
from lupaus.indicators.words import gender_word, note_words, polarity_words, source_words
from lupaus.regions.queries import regions_by_code
from lupaus.web import numbers
from lupaus.web.address import Address
from lupaus.web.texts import Text


class PartRow(NamedTuple):
    """An observation the figure is worked out from. `href` is its own permanent page, empty without one."""

    role: str
    indicator: str
    place: str
    period: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class FigurePage:
    """`agrees`: whether the checksum of the address is the figure's; None where it carries none."""

    proof: Proof
    place: str
    value: str
    note: str
    sentence: str
    numerator: str
    denominator: str
    definition: tuple[tuple[str, str], ...]
    description: Text
    parts: tuple[PartRow, ...]
    citation: Citation
    sum: str
    agrees: bool | None
    illustrative: bool
    api: str


def figure_page(address: Address, figure: FigureAddress, origin: str) -> FigurePage:
    """Raises `NotFound` saying what of the address is not there."""
    proof = prove(figure)
    language = address.language
    place = _place(figure.region, figure.gender, language)
    sum_, given = proof.sum, address.value("sum")
    value = _value(proof, proof.seen, language)
    return FigurePage(
        proof=proof,
        place=place,
        value=value,
        note=_note(proof, proof.seen),
        sentence=_sentence(proof, place, value, language),
        numerator=_plain(proof.seen.numerator, language),
        denominator=_plain(proof.seen.denominator, language),
        definition=_definition(proof, language),
        description=Text.of(proof.said.get("description")),
        parts=_parts(proof, language),
        citation=citation_of(proof, place=place, language=language, origin=origin),
        sum=sum_,
        agrees=sum_.startswith(given) if given else None,
        illustrative=proof.nature == Nature.ILLUSTRATIVE,
        api=figure.api(sum_),
    )


def _place(region: str, gender: str, language: str) -> str:
    found = regions_by_code([region]).get(region)
    name = found.name.words(language) if found else region
    return name if gender == TOTAL else f"{name} ({gender_word(gender).lower()})"


def _value(proof: Proof, seen: Observation, language: str) -> str:
    return numbers.with_unit(
        seen.value, proof.unit.words(language), language, int(proof.said.get("decimals", 1))
    )


def _plain(value: float | None, language: str) -> str:
    if value is None:
        return ""
    return numbers.number(value, language, 0 if value.is_integer() else 2)


def _note(proof: Proof, seen: Observation) -> str:
    illustrative = frozenset([seen.release] if proof.nature == Nature.ILLUSTRATIVE else [])
    return note_words(seen, illustrative)


def _sentence(proof: Proof, place: str, value: str, language: str) -> str:
    words = {"title": proof.title.words(language), "place": place, "year": proof.address.period}
    if proof.is_kept_back:
        return _("%(title)s, %(place)s, %(year)s: not shown, for it is about too few people.") % words
    if proof.seen.value is None:
        return _("%(title)s, %(place)s, %(year)s: there is no figure.") % words
    return _("%(title)s, %(place)s, %(year)s: %(value)s.") % {**words, "value": value}


def _definition(proof: Proof, language: str) -> tuple[tuple[str, str], ...]:
    """What the edition says, as (name, words)."""
    said = proof.said
    rows = [
        (_("Unit"), proof.unit.words(language)),
        (_("Which way is better"), polarity_words(said["polarity"])),
        (_("Producer"), Text.of(said.get("producer")).words(language)),
        (_("Source"), f"{source_words(said['source_kind'])} {said.get('source_id') or ''}".strip()),
        (_("Licence"), said.get("licence") or ""),
        (_("Identifier"), proof.address.indicator),
        (_("Edition of the definition"), str(proof.address.edition)),
    ]
    return tuple((name, words) for name, words in rows if words)


def _parts(proof: Proof, language: str) -> tuple[PartRow, ...]:
    """One query, none where it is not derived."""
    if not proof.parts:
        return ()
    places = regions_by_code({part.key.region for part in proof.parts})
    rows = []
    for part in proof.parts:
        code, gender = part.key.region, part.key.gender
        name = places[code].name.words(language) if code in places else code
        rows.append(
            PartRow(
                role=part.role,
                indicator=part.key.indicator,
                place=name if gender == TOTAL else f"{name} ({gender_word(gender).lower()})",
                period=part.period,
                value=numbers.number(None, language)
                if part.seen is None or part.seen.value is None
                else f"{part.seen.value:.10g}".replace(".", "." if language == "en" else ","),
                note=note_words(part.seen, frozenset()) if part.seen else _("missing"),
            )
        )
    return tuple(rows)
