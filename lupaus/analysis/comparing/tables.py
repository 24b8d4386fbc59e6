"""A table of a comparison: the same rows for the page, the API and every file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from markupsafe import Markup, escape

Value = str | int | float | bool | None

#: code, name, word: texts; year: a year as text; place: a rank; number: a figure with unit and decimals;
#: flag: yes or no.
Kind = Literal["code", "name", "word", "year", "place", "number", "flag"]


class Column(NamedTuple):
    """A column: its lasting key, its words for the reader, and of what kind its values are."""

    id: str
    label: str
    kind: Kind
    unit: str = ""
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with a value (None: not known) for each column. Figures are not rounded."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    def records(self) -> list[dict[str, Value]]:
        """Each row by the keys of its columns."""
        keys = [column.id for column in self.columns]
        return [dict(zip(keys, row, strict=True)) for row in self.rows]

    def column(self, id_: str) -> list[Any]:
        """The values of one column."""
        place = [column.id for column in self.columns].index(id_)
        return [row[place] for row in self.rows]


_PLAIN: Final = Markup('<td class="num">{}</td>')
_NOTED: Final = Markup('<td class="num"><span class="note">{}</span> {}</td>')
_AROUND: Final = (Markup('<td class="num">'), Markup("</td>"))
_BETWEEN: Final = _AROUND[1] + _AROUND[0]
_PART: Final = "\x1f"  # the separator of units: in no text


class Cell(NamedTuple):
    """A figure as it is read, and what has to be known of it."""

    text: str
    note: str = ""


class ShownRow(NamedTuple):
    """A row of the page's table: its name, its cells, and whether it stands out."""

    name: str
    cells: tuple[Cell, ...]
    stands_out: bool = False

    @property
    def drawn(self) -> Markup:
        """The cells as HTML. A table may hold ten thousand, so a row without notes is escaped as one text."""
        if any(cell.note for cell in self.cells):
            return Markup("").join(
                _NOTED.format(cell.note, cell.text) if cell.note else _PLAIN.format(cell.text)
                for cell in self.cells
            )
        if not self.cells:
            return Markup("")
        texts = escape(_PART.join(cell.text for cell in self.cells))
        return _AROUND[0] + texts.replace(_PART, _BETWEEN) + _AROUND[1]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """The table of the page, every value written out. `columns` holds (words, is a number) after the name."""

    of: str
    columns: tuple[tuple[str, bool], ...]
    rows: tuple[ShownRow, ...]
