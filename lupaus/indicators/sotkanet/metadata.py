"""Reading what Sotkanet says of an indicator, as a catalogue entry."""

from __future__ import annotations

import html
import re
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import SourceKind
from lupaus.indicators.sotkanet.answers import json_of, text_of
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import Text

#: Units that have a sign or a short form; for others Sotkanet's own name of the unit is used.
_UNITS = {
    "PROS": Text.same("%"),
    "PROMILLE": Text.same("‰"),
    "PER100000": Text("/ 100 000 asukasta", "/ 100 000 invånare", "per 100,000 inhabitants"),
    "PER10000": Text("/ 10 000 asukasta", "/ 10 000 invånare", "per 10,000 inhabitants"),
    "PER1000": Text("/ 1 000 asukasta", "/ 1 000 invånare", "per 1,000 inhabitants"),
}
#: THL gives its own figures under CC BY 4.0; figures of other producers go by their terms.
_THL = 2
_OPEN, _BY_THE_PRODUCER = "CC BY 4.0", "Terms of the producer"

_BREAK = re.compile(r"<\s*(?:br|/p|p)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")


class Metadata(NamedTuple):
    """An indicator as Sotkanet describes it."""

    indicator: int
    title: Text
    description: Text
    unit: Text
    decimals: int
    producer: Text
    licence: str
    first_year: int | None
    last_year: int | None


def metadata_of(body: bytes, name: str) -> dict[int, Metadata]:
    """Indicators by Sotkanet id, from one answer of `indicators/{id}`, a list of them, or a collection
    `{"indicators": {id: answer}}`. Raises `Refused` when it is none of these."""
    answer = json_of(text_of(body, name), name)
    if isinstance(answer, dict) and isinstance(answer.get("indicators"), dict):
        answer = list(answer["indicators"].values())
    entries = answer if isinstance(answer, list) else [answer]
    if not all(isinstance(entry, dict) and isinstance(entry.get("id"), int) for entry in entries):
        raise Refused(
            Problem(
                _("Expected what Sotkanet's address indicators/{id} answers: an object with an id."),
                file=name,
            )
        )
    return {entry["id"]: _metadata(entry) for entry in entries}


def definition_of(metadata: Metadata, id: str | None = None) -> IndicatorDefinition:  # noqa: A002 - the field's own name
    """A catalogue entry of its own, called `sotkanet-{id}` unless another id is given.

    Sotkanet does not say whether more is better; a planner does, in the strategy file.
    """
    return IndicatorDefinition(
        id=id or f"sotkanet-{metadata.indicator}",
        title=metadata.title,
        source_kind=SourceKind.SOTKANET,
        source_id=str(metadata.indicator),
        unit=metadata.unit,
        decimals=metadata.decimals,
        description=metadata.description,
        producer=metadata.producer,
        licence=metadata.licence,
        source_url=f"https://sotkanet.fi/sotkanet/fi/metadata/indicators/{metadata.indicator}",
    )


def _metadata(entry: dict[str, Any]) -> Metadata:
    organisation = _mapping(entry.get("organization"))
    value_type = _mapping(entry.get("primaryValueType"))
    years = _mapping(entry.get("range"))
    decimals = entry.get("decimals")
    return Metadata(
        indicator=entry["id"],
        title=_text(entry.get("title")),
        description=_text(entry.get("description")),
        unit=_UNITS.get(str(value_type.get("code")), _text(value_type.get("title"))),
        decimals=decimals if isinstance(decimals, int) and 0 <= decimals <= 6 else 1,
        producer=_text(organisation.get("title")),
        licence=_OPEN if organisation.get("id") == _THL else _BY_THE_PRODUCER,
        first_year=years.get("start") if isinstance(years.get("start"), int) else None,
        last_year=years.get("end") if isinstance(years.get("end"), int) else None,
    )


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> Text:
    """Text by language, freed of the markup Sotkanet keeps inside it."""
    return Text.of({key: _plain(words) for key, words in _mapping(value).items() if isinstance(words, str)})


def _plain(words: str) -> str:
    lines = html.unescape(_TAG.sub("", _BREAK.sub("\n", words))).replace("\xa0", " ").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())
