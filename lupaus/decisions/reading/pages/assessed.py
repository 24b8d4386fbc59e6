"""An ex-ante impact assessment as a table: a row for each subject, a column for each option."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from lupaus.decisions import words
from lupaus.decisions.meeting.declared import EFFECTS, SUBJECTS
from lupaus.decisions.models import Item
from lupaus.decisions.reading.names import seen
from lupaus.web.texts import Text

#: The sign before the word of an effect: it can be told in grey too.
_SIGNS: Final = {"much-worse": "−−", "worse": "−", "none": "0", "better": "+", "much-better": "++"}


class Effect(NamedTuple):
    value: str  # one of EFFECTS
    sign: str
    word: str
    words: Text  # of the writer


class Row(NamedTuple):
    """`effects` holds one for each option, None where it tells none."""

    subject: str
    effects: Sequence[Effect | None]


class Assessment(NamedTuple):
    options: Sequence[Text]
    rows: Sequence[Row]


def assessment_of(item: Item) -> Assessment | None:
    """None where the item carries none."""
    if not item.assessment:
        return None
    by_option = [
        {each["on"]: _effect(each) for each in option.get("effects") or ()} for option in item.assessment
    ]
    rows = [
        Row(words.subject(subject), [effects.get(subject) for effects in by_option])
        for subject in SUBJECTS
        if any(subject in effects for effects in by_option)
    ]
    return Assessment([seen(Text.of(option.get("title"))) for option in item.assessment], rows)


def _effect(told: Mapping[str, Any]) -> Effect:
    value = told["effect"] if told["effect"] in EFFECTS else "unknown"
    return Effect(value, _SIGNS.get(value, "?"), words.effect(value), seen(Text.of(told.get("words"))))
