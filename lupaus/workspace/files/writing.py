"""Plain values as YAML in one canonical form: the same values always give the same bytes.

YAML in blocks, keys in the order given, no folding; a text is plain where every reader of YAML 1.1 and 1.2
takes it for the same text, a literal block where it has lines, in quotes otherwise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from lupaus.workspace.files.scalars import Appearance, appearance

#: Letters, digits and gentle punctuation, neither first nor last a mark, no “: ” and no “ #”.
_PLAIN = re.compile(r"[^\W_](?:[\w ,.()/%+&'’“”«»–…;?!·€§°-]|:(?=[\w/]))*", re.UNICODE)
_LETTERS_SOME_READERS_ESCAPE = re.compile("[\x7f-\xa0\xad\u2028\u2029\ufeff]")


def as_yaml(plain: dict[str, Any]) -> str:
    """Plain values (mappings, lists, texts, whole numbers, `Decimal`, days) in the one form; no floats."""
    return "".join(f"{line}\n" for line in _block(plain))


def _block(value: Any) -> Iterator[str]:
    """The lines of a mapping or a list, not indented."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _entry(f"{key}:", each, indent="  ")
    else:
        for each in value:
            if isinstance(each, dict):
                first, *rest = _block(each)
                yield f"- {first}"
                yield from (f"  {line}" if line else line for line in rest)
            else:
                yield from _entry("-", each, indent="  ")


def _entry(head: str, value: Any, *, indent: str) -> Iterator[str]:
    if isinstance(value, dict | list):
        if not value or (isinstance(value, dict) and all(map(_is_number, value.values()))):
            yield f"{head} {_flow(value)}"
            return
        yield head
        yield from (f"{indent}{line}" if line else line for line in _block(value))
    elif isinstance(value, str) and _fits_literal(value):
        yield f"{head} |{'' if value.endswith(chr(10)) else '-'}"
        yield from (f"{indent}{line}" if line else "" for line in value.removesuffix("\n").split("\n"))
    else:
        yield f"{head} {_scalar(value)}"


def _flow(value: dict[str, Any] | list[Any]) -> str:
    if isinstance(value, list):
        return "[]"
    return "{" + ", ".join(f"{key}: {_scalar(each)}" for key, each in value.items()) + "}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal)


def _scalar(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")  # YAML 1.1 takes 1e-7 for text
    if isinstance(value, int | date):
        return str(value)
    return value if _fits_plain(value) else _quoted(value)


def _fits_plain(words: str) -> bool:
    return (
        _PLAIN.fullmatch(words) is not None
        and not words.endswith(" ")
        and "\n" not in words
        and not _LETTERS_SOME_READERS_ESCAPE.search(words)
        and appearance(words) is Appearance.TEXT
    )


def _fits_literal(words: str) -> bool:
    """Whether a text of several lines survives as a literal block, seen or unseen spaces and all."""
    lines = words.removesuffix("\n").split("\n")
    return (
        len(lines) > 1
        and bool(lines[0])
        and bool(lines[-1])
        and not any(line != line.strip() or "\t" in line for line in lines)
        and not _LETTERS_SOME_READERS_ESCAPE.search(words)
    )


def _quoted(words: str) -> str:
    text = json.dumps(words, ensure_ascii=False)
    return _LETTERS_SOME_READERS_ESCAPE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
