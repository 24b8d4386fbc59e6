"""The values of parts as a reader sees them: labels of choices, figures with their units, days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from lupaus.web import dates, numbers
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.content import Content, PartValue, value_at
from lupaus.workspace.kinds import Field, PartKind, WorkKind
from lupaus.workspace.models import Attribute, Form

TITLE = "title"


class Labels:
    """Asks each field for its options and units once, however many parts are shown.

    `contents` are the versions a page speaks of: a choice is looked for in each of them, the newest last.
    """

    def __init__(
        self,
        kind: WorkKind,
        contents: Iterable[Content],
        attributes: Iterable[Attribute] = (),
        language: str | None = None,
    ) -> None:
        self.kind = kind
        self.language = language or get_language() or LANGUAGES[0]
        self._contents = tuple(contents)
        self._options: dict[tuple[str, str], Mapping[str, str]] = {}
        self._units: dict[tuple[str, str], Mapping[str, str]] = {}
        self._attributes = {(each.kind, each.slug): each for each in attributes}

    def field(self, part: PartValue, field: Field) -> str:
        """A value that is not in words, as it is read; empty where there is none."""
        return self.value(part, field, value_at(part.content, field.name))

    def value(self, part: PartValue, field: Field, value: Any) -> str:
        if value is None or value in ("", []):
            return ""
        if field.form == "number":
            return self._number(value, self._unit(part, field))
        if field.form == "date":
            return _day(value, self.language)
        if field.form in ("choice", "search", "several"):
            known = self._known(part.kind, field)
            several = value if isinstance(value, list | tuple) else (value,)
            return ", ".join(known.get(str(each)) or str(each) for each in several)
        if field.form == "rows":
            # Each row on a line of its own; where lines run together, the mark between them stays.
            return ";\n".join(self._row(part, field, row) for row in value)
        return str(value)

    def _row(self, part: PartValue, field: Field, row: Mapping[str, Any]) -> str:
        cells = (
            (column, self.value(part, field.within(column), row.get(column.name))) for column in field.columns
        )
        return ", ".join(f"{column.label()} {words}" for column, words in cells if words)

    def attribute(self, kind: str, slug: str, value: Any) -> tuple[str, str]:
        """Label and value of an organisation's own attribute."""
        known = self._attributes.get((kind, slug))
        if known is None:
            return slug, str(value)
        label = known.title.words(self.language) or slug
        if value is None:
            return label, ""
        if known.form == Form.CHOICE:
            titles = {each["id"]: Text.of(each["title"]).words(self.language) for each in known.choices}
            return label, titles.get(value) or str(value)
        if known.form == Form.NUMBER:
            return label, self._number(value, "")
        return label, _day(value, self.language) if known.form == Form.DATE else str(value)

    def title(self, part: PartValue) -> Text:
        """What a part is called: its title, else what it was chosen for, else its id."""
        title = part.content.get(TITLE)
        if isinstance(title, Mapping) and any(title.values()):
            return Text.of(dict(title))
        declared = self.kind.part(part.kind)
        for field in declared.fields if declared else ():
            if field.form in ("search", "line", "choice") and (words := self.field(part, field)):
                return Text.same(words)
        return Text.same(part.slug)

    def kind_of(self, part: PartValue) -> PartKind:
        """The declaration of a part's kind. Raises `KeyError`: what is stored was declared."""
        declared = self.kind.part(part.kind)
        if declared is None:
            raise KeyError(part.kind)
        return declared

    def _known(self, kind: str, field: Field) -> Mapping[str, str]:
        key = kind, field.name
        if key not in self._options:
            known: dict[str, str] = {}
            for content in self._contents if field.options else ():
                known |= {option.value: option.label for option in field.options(content)}  # type: ignore[misc]  # it is there
            self._options[key] = known
        return self._options[key]

    def _unit(self, part: PartValue, field: Field) -> str:
        key = part.kind, field.name
        if key not in self._units:
            units: dict[str, str] = {}
            for content in self._contents if field.units else ():
                units |= field.units(content)  # type: ignore[misc]  # it is there
            self._units[key] = units
        return self._units[key].get(part.slug, "")

    def _number(self, value: Any, unit: str) -> str:
        return numbers.with_unit(float(value), unit, self.language, decimals_of(value))


def decimals_of(value: Any) -> int:
    """How many decimals a figure was given with, at most six."""
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return min(max(-exponent, 0), 6) if isinstance(exponent, int) else 0


def _day(value: Any, language: str) -> str:
    try:
        return dates.day(date.fromisoformat(str(value)), language)
    except ValueError:
        return str(value)
