"""What readers of YAML take unquoted words for.

YAML 1.1 (most programs) and 1.2 (the others, and JSON) disagree: `no` is a truth value or a word, `08` text
or eight, `1:30` ninety or text. A word that either of them takes for something else has to stand in quotes
here, so that every program reads the same file.

Types of 1.1: https://yaml.org/type/, of 1.2: https://yaml.org/spec/1.2.2/#103-core-schema
"""

from __future__ import annotations

import re
from enum import Enum

_NOTHING = re.compile(r"|~|null|Null|NULL")
_TRUTH = re.compile(
    r"[yYnN]|yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF", re.ASCII
)
_NUMBER = re.compile(
    r"""[-+]?(?:
          0b[01_]+ | 0o[0-7]+ | 0[xX][0-9a-fA-F_]+                     # other bases
        | [0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?                  # sexagesimal: 1:30
        | (?:[0-9][0-9_]*(?:\.[0-9_.]*)?|\.[0-9_]+)(?:[eE][-+]?[0-9]+)?
        | \.(?:inf|Inf|INF)
      ) | \.(?:nan|NaN|NAN)""",
    re.VERBOSE | re.ASCII,
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9].*)?", re.ASCII)


class Appearance(Enum):
    """What an unquoted word looks like to some reader."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth"
    DATE = "date"
    NOTHING = "nothing"


def appearance(word: str) -> Appearance:
    """What some reader of YAML 1.1 or 1.2 takes the unquoted word for."""
    for pattern, looks in (
        (_NOTHING, Appearance.NOTHING),
        (_TRUTH, Appearance.TRUTH),
        (_NUMBER, Appearance.NUMBER),
        (_DATE, Appearance.DATE),
    ):
        if pattern.fullmatch(word):
            return looks
    return Appearance.TEXT


#: Characters no text may hold: controls but tab and line feed, lone surrogates, non-characters.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
