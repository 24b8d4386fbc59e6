"""What a cell holds, where it is, and how words become no formula."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final

#: What a cell may hold. A whole number is an `int`, a day a `date`, a moment a `datetime` without time zone.
Value = str | int | float | bool | date | datetime | time

#: A spreadsheet program takes words for a formula that begin so, also after spaces (OWASP, CSV injection).
#: The wide forms are understood by programs that write Chinese, Japanese and Korean.
_LIKE_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@\uff0b\uff0d\uff1d\uff20]")
#: How XLSX writes a character by its number; such words written by a person must be written so themselves.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LITERAL: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def is_like_formula(words: str) -> bool:
    """Whether a spreadsheet program would try to compute the words."""
    return bool(_LIKE_FORMULA.match(words))


def csv_cell(value: object) -> object:
    """A value for a CSV file: words that are like a formula get an apostrophe before them, all else stays.

    Numbers stay numbers: `-2.5` is a value, `"-2.5"` words. Give every text written by people to this.
    """
    return f"'{value}" if isinstance(value, str) and is_like_formula(value) else value


def place_of(sheet: str, row: int, column: int) -> str:
    """`Goals!C5` for row 5 and column 3, both counted from 1."""
    return f"{sheet}!{letters_of(column)}{row}"


def letters_of(column: int) -> str:
    """`A` for 1, `AA` for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_of(letters: str) -> int:
    """1 for `A`, 27 for `AA`."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column


def written(words: str) -> str:
    """Words as XLSX keeps them: what looks like a character's number there is told to be words."""
    return _LITERAL.sub("_x005F_", words)


def read(words: str) -> str:
    """The words of a cell. A character that no text may hold stays as its number."""
    return _ESCAPED.sub(_character, words).replace("\r\n", "\n").replace("\r", "\n")


def _character(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character in "\t\n\r" or character.isprintable() else found[0]
