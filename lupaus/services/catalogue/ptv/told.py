"""An object of the catalogue's JSON that knows its place, and the list of what was not understood."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, Final

from django.utils.translation import gettext as _

from lupaus.services.catalogue.ptv.enumerations import folded
from lupaus.web.refusals import Problem
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.files.report import shown, step
from lupaus.workspace.files.scalars import FORBIDDEN

#: More would only bury the first ones; the rest are counted.
MOST_STRANGE: Final = 1000
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:[a-zA-Z]+|#[0-9]+|#x[0-9a-fA-F]+);")


class Strange:
    """What was not understood: a sentence each, with the file or address and the place in it."""

    def __init__(self) -> None:
        self._problems: dict[Problem, None] = {}
        self._more = 0

    def tell(self, file: str, path: str, sentence: str) -> None:
        if len(self._problems) < MOST_STRANGE:
            self._problems[Problem(sentence, file, None, path)] = None
        else:
            self._more += 1

    @property
    def problems(self) -> tuple[Problem, ...]:
        found = list(self._problems)
        if self._more:
            found.append(Problem(_("… and %(count)d more.") % {"count": self._more}))
        return tuple(found)


@dataclass(frozen=True)
class Told:
    """One object. What it asks for and does not find in the expected form is told as strange."""

    value: Mapping[str, Any]
    file: str
    path: str
    strange: Strange

    def at(self, key: str) -> str:
        return step(self.path, key)

    def refuse(self, key: str, sentence: str) -> None:
        self.strange.tell(self.file, self.at(key) if key else self.path, sentence)

    def word(self, key: str, longest: int = 500) -> str:
        """A text of one line, or a number as it is written; "" where there is none."""
        value = self.value.get(key)
        if value is None:
            return ""
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            words = FORBIDDEN.sub("", str(value)).replace("\n", " ").strip()
            if len(words) <= longest:
                return words
        self._unexpected(key, value)
        return ""

    def one_of(self, key: str, known: Mapping[str, str], *, default: str = "") -> str:
        """What a word of an enumeration means here."""
        word = self.word(key)
        if not word:
            return default
        found = known.get(folded(word))
        if found is None:
            self.refuse(key, _("The word “%(word)s” is not known here.") % {"word": shown(word)})
            return default
        return found

    def flag(self, key: str) -> bool:
        value = self.value.get(key)
        if value not in (None, True, False):
            self._unexpected(key, value)
        return value is True

    def objects(self, key: str) -> Iterator[Told]:
        """The objects of a list; one that stands alone is a list of one."""
        value = self.value.get(key)
        if value is None:
            return
        if isinstance(value, dict):
            yield Told(value, self.file, self.at(key), self.strange)
            return
        if not isinstance(value, list):
            self._unexpected(key, value)
            return
        for index, each in enumerate(value):
            if isinstance(each, dict):
                yield Told(each, self.file, f"{self.at(key)}[{index}]", self.strange)
            else:
                self._unexpected(f"{key}[{index}]", each)

    def one(self, key: str) -> Told | None:
        return next(self.objects(key), None)

    def words(self, key: str, longest: int = 80) -> Iterator[str]:
        """The single words of a list."""
        value = self.value.get(key)
        for each in value if isinstance(value, list) else [] if value is None else [value]:
            if isinstance(each, str) and len(each) <= longest:
                yield each
            else:
                self._unexpected(key, each)

    def text(self, key: str) -> Text:
        """A text by language, of `[{value, language}]`, `[{Label, Lang}]`, `{Fi, Sv, En}` or a bare text."""
        value = self.value.get(key)
        if isinstance(value, str):
            return Text.same(prose(value))
        found: dict[str, str] = {}
        for item in self.objects(key):
            if "language" not in item.value and "lang" not in item.value:
                by_language = {name: item.prose(name) for name in LANGUAGES if name in item.value}
                if not by_language and item.value:
                    item.refuse("", _("A text without its language."))
                found |= by_language
                continue
            language, words = item.said()
            if words and language in LANGUAGES:
                found.setdefault(language, words)
        return Text.of(found)

    def said(self) -> tuple[str, str]:
        """Of an item of a text: the language and the words."""
        language = (self.word("language", 20) or self.word("lang", 20)).lower()
        key = next((each for each in ("value", "label", "name") if each in self.value), "value")
        return language, self.prose(key)

    def prose(self, key: str) -> str:
        value = self.value.get(key)
        if value is None or isinstance(value, str):
            return prose(value or "")
        self._unexpected(key, value)
        return ""

    def texts(self, key: str, known: Mapping[str, str]) -> dict[str, Text]:
        """Texts of several kinds in one list, `[{value, language, type}]`, by what the kind is here."""
        found: dict[str, dict[str, str]] = {}
        for item in self.objects(key):
            kind = item.one_of("type", known)
            language, words = item.said()
            if kind and words and language in LANGUAGES:
                found.setdefault(kind, {}).setdefault(language, words)
        return {kind: Text.of(by_language) for kind, by_language in found.items()}

    def _unexpected(self, key: str, value: object) -> None:
        self.refuse(key, _("Expected something else than “%(words)s”.") % {"words": shown(repr(value))})


class _Prose(HTMLParser):
    """Keeps the words of HTML, and where a line ends."""

    BREAKS: Final = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol"}
    SILENT: Final = {"script", "style", "template"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self.SILENT
        if tag in self.BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in self.SILENT))
        if tag in self.BREAKS and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def prose(words: str) -> str:
    """Words as plain text: HTML is taken away, its words stay."""
    if _TAG.search(words):
        parser = _Prose()
        parser.feed(words)
        parser.close()
        words = "".join(parser.parts)
        if _TAG.search(words):  # written as entities of entities: what is left is no word
            words = _TAG.sub(" ", html.unescape(words))
    words = FORBIDDEN.sub("", words.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " "))
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in words.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
