"""Taking words out of what was written: those in marks, and the same words where nobody marked them.

What stands instead says in the language of the text that something was there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from lupaus.web.marks import has_marks, marked, masked
from lupaus.web.prose import words as plain
from lupaus.web.texts import LANGUAGES, Text

#: Round brackets: square ones and asterisks would be markup.
INSTEAD: Final = {
    "fi": "(henkilötieto poistettu)",
    "sv": "(personuppgift borttagen)",
    "en": "(personal data removed)",
}
#: Words shorter than this are taken out only where they are marked: “AB” stands in half of all texts.
SHORTEST: Final = 3
#: Keys whose values are no words of people: ids, codes, days.
_STRUCTURE: Final = frozenset(
    (
        *("id", "choice", "file", "on", "effect", "body", "stage", "role", "public", "personal", "appeal"),
        *("held_on", "checked_on", "starts", "ends", "came", "left", "present", "concerns", "cancelled"),
        *("number", "section", "diary_number", "digest", "state", "count", "position", "parent", "part"),
    )
)
#: Names of people in positions of trust stay, also where a private person has the same name.
_OF_TRUST: Final = frozenset(("person", "by"))


class Mask:
    """Words to take out. With `marks`, everything that is marked goes as well."""

    def __init__(self, phrases: Iterable[str], *, marks: bool) -> None:
        self.phrases = frozenset(each for each in phrases if len(each) >= SHORTEST)
        self._marks = marks
        longest_first = sorted(self.phrases, key=len, reverse=True)
        self._pattern = (
            re.compile("|".join(map(_as_pattern, longest_first)), re.IGNORECASE) if longest_first else None
        )

    def has(self, value: Any) -> bool:
        """Whether one of the words stands somewhere in a value of JSON."""
        pattern = self._pattern
        return pattern is not None and any(pattern.search(each) for each in strings(value))

    def line(self, words: str, language: str = "fi", *, of_trust: bool = False) -> str:
        """The words without what goes."""
        instead = INSTEAD.get(language, INSTEAD["fi"])
        text = masked(words, instead) if self._marks else words
        if self._pattern is None or of_trust:
            return text
        return self._pattern.sub(lambda _found: instead, text)

    def text(self, text: Text) -> Text:
        return Text(**{each: self.line(getattr(text, each), each) for each in LANGUAGES})

    def value(self, value: Any, key: str = "", language: str = "fi") -> Any:
        """The same for any value of JSON, such as the content of a part."""
        if isinstance(value, str):
            return value if key in _STRUCTURE else self.line(value, language, of_trust=key in _OF_TRUST)
        if isinstance(value, list):
            return [self.value(each, key, language) for each in value]
        if isinstance(value, dict):
            return {
                name: self.value(each, name, name if name in LANGUAGES else language)
                for name, each in value.items()
            }
        return value


def phrases_in(value: Any) -> set[str]:
    """What the marks in a value of JSON hold, as it was written and as it is read, a line at a time."""
    found: set[str] = set()
    for each in strings(value):
        if has_marks(each):
            for held in marked(each):
                found |= _told(held)
    return found


def strings(value: Any) -> Iterator[str]:
    """Every string in a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Text):
        yield from value.as_dict().values()
    elif isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


def _told(held: str) -> set[str]:
    lines = [each for line in plain(held).split("\n") for each in line.split("\t")]
    return {" ".join(each.split()) for each in (held, *lines) if each.strip()}


def _as_pattern(phrase: str) -> str:
    """The phrase as whole words, whatever space stands between them."""
    inner = r"\s+".join(map(re.escape, phrase.split()))
    before = r"(?<!\w)" if phrase[0].isalnum() else ""
    after = r"(?!\w)" if phrase[-1].isalnum() else ""
    whole = f"{before}{inner}{after}"
    return rf"\{{\{{\s*{whole}\s*\}}\}}|{whole}"  # with its mark, where it has one
