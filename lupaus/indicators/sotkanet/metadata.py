"""Reading what Sotkanet says of an indicator, as a catalogue entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeGuard

from django.utils.translation import gettext as _

from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import SourceKind
from lupaus.indicators.sotkanet.answers import json_of, text_of
from lupaus.indicators.sotkanet.markup import in_a_line, plain
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

#: What Sotkanet tells beside the description, and how its paragraph begins.
_FURTHER: Final = (
    ("interpretation", Text("Tulkinta", "Tolkning", "Interpretation")),
    ("limits", Text("Rajoitukset", "Begränsningar", "Limits")),
    ("legislation", Text("Lainsäädäntö", "Lagstiftning", "Legislation")),
    ("notices", Text("Huomattavaa", "Att notera", "Notes")),
)
#: Of a text that never ends, so much is kept.
_LONGEST: Final = 20_000
_LONGEST_TITLE: Final = 500
#: Between these lie the years of every statistic; as many are asked for as the metadata names.
_YEARS: Final = (1750, 2150)


class Metadata(NamedTuple):
    """An indicator as Sotkanet describes it."""

    indicator: int
    title: Text
    description: Text
    unit: Text
    decimals: int | None
    producer: Text
    licence: str
    first_year: int | None
    last_year: int | None
    #: When Sotkanet last changed the figures, as it writes it ("2025-04-29"); empty where it does not say.
    updated: str


def metadata_of(body: bytes, name: str) -> dict[int, Metadata]:
    """Indicators by Sotkanet id, from one answer of `indicators/{id}`, a list of them, or a collection
    `{"indicators": {id: answer}}`. Raises `Refused` when it is none of these."""
    answer = json_of(text_of(body, name), name)
    if isinstance(answer, dict) and isinstance(answer.get("indicators"), dict):
        answer = list(answer["indicators"].values())
    entries = answer if isinstance(answer, list) else [answer]
    if not all(isinstance(entry, dict) and _is_whole(entry.get("id")) for entry in entries):
        raise Refused(
            Problem(
                _("Expected what Sotkanet's address indicators/{id} answers: an object with an id."),
                file=name,
            )
        )
    return {entry["id"]: _metadata(entry) for entry in entries}


class Listed(NamedTuple):
    """What a list of indicators holds; `strange` tells of the entries that cannot be read."""

    indicators: dict[int, Metadata]
    strange: tuple[Problem, ...]


def catalogue_of(body: bytes, name: str) -> Listed:
    """The indicators of Sotkanet's whole list, the answer of `indicators`. An entry that is none is told
    and left out. Raises `Refused` when the whole is no such list, or an empty one."""
    answer = json_of(text_of(body, name), name)
    if not isinstance(answer, list):
        raise Refused(
            Problem(_("Expected the list of indicators that Sotkanet's address indicators answers."), name)
        )
    found: dict[int, Metadata] = {}
    strange = []
    for place, entry in enumerate(answer):
        metadata = _metadata(entry) if isinstance(entry, dict) and _is_whole(entry.get("id")) else None
        if metadata is None or metadata.indicator < 1 or not metadata.title:
            strange.append(
                Problem(_("Expected an indicator with an id and a title."), name, path=f"[{place}]")
            )
        elif metadata.indicator in found:
            strange.append(
                Problem(
                    _("Indicator %(indicator)s is there twice.") % {"indicator": metadata.indicator},
                    name,
                    path=f"[{place}]",
                )
            )
        else:
            found[metadata.indicator] = metadata
    if not found:
        raise Refused(Problem(_("There is no indicator in this list. Nothing was changed."), name))
    return Listed(found, tuple(strange))


def definition_of(metadata: Metadata, id: str | None = None) -> IndicatorDefinition:  # noqa: A002 - the field's own name
    """A catalogue entry of its own, called `sotkanet-{id}` unless another id is given.

    Sotkanet does not say whether more is better; a planner does, in the strategy file. Of its list of
    indicators it gives neither unit, decimals nor description: these come with the indicator's own answer.
    """
    return IndicatorDefinition(
        id=id or f"sotkanet-{metadata.indicator}",
        title=metadata.title,
        source_kind=SourceKind.SOTKANET,
        source_id=str(metadata.indicator),
        unit=metadata.unit or None,
        decimals=metadata.decimals,
        description=metadata.description or None,
        producer=metadata.producer,
        licence=metadata.licence,
        source_url=f"https://sotkanet.fi/sotkanet/fi/metadata/indicators/{metadata.indicator}",
    )


def _metadata(entry: dict[str, Any]) -> Metadata:
    organisation = _mapping(entry.get("organization"))
    value_type = _mapping(entry.get("primaryValueType"))
    years = _mapping(entry.get("range"))
    updated = entry.get("data-updated")
    return Metadata(
        indicator=entry["id"],
        title=_text(entry.get("title"), _title),
        description=_description(entry),
        unit=_UNITS.get(str(value_type.get("code")), _text(value_type.get("title"), _title)),
        decimals=_whole(entry.get("decimals"), 0, 6),
        producer=_text(organisation.get("title"), _title),
        licence=_OPEN if organisation.get("id") == _THL else _BY_THE_PRODUCER,
        first_year=_whole(years.get("start"), *_YEARS),
        last_year=_whole(years.get("end"), *_YEARS),
        updated=updated[:40] if isinstance(updated, str) else "",
    )


def _description(entry: dict[str, Any]) -> Text:
    """The description, and after it, each in a paragraph with its name, what else a reader must know."""
    told = {language: [words] for language, words in _text(entry.get("description")).as_dict().items()}
    for key, name in _FURTHER:
        for language, words in _text(entry.get(key)).as_dict().items():
            told.setdefault(language, []).append(f"{getattr(name, language)}: {words}")
    return Text.of({language: "\n\n".join(parts)[:_LONGEST] for language, parts in told.items()})


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _whole(value: Any, least: int, most: int) -> int | None:
    """The number where it is one that can be meant."""
    return value if _is_whole(value) and least <= value <= most else None


def _text(value: Any, clean: Callable[[str], str] = plain) -> Text:
    """Text by language, freed of the markup Sotkanet keeps inside it."""
    return Text.of({key: clean(words) for key, words in _mapping(value).items() if isinstance(words, str)})


def _title(words: str) -> str:
    return in_a_line(words)[:_LONGEST_TITLE]
