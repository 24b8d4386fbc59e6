"""What a form sent, read into values; and what stands in its fields. Views stay thin:

    sent = Sent(request)
    title, year = sent.words("title", due=True), sent.whole("year", least=1900, most=2200)
    try:
        sent.check()
        change_part(actor=…, content={…})
    except Refused as refused:
        problems = refused.problems
    return render(…, {"typed": sent.typed, "problems": problems}, status=refused.status)

Each reader takes the name of the field, returns its value, and puts a `Problem` whose `path` is that name
among `problems` when it cannot. A form is read to its end before it is refused, so that everything wrong is
told at once, and `typed` holds every word as it was typed: nothing is lost.

Only the names that are asked for are ever read; what else a form sends is nobody's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.web import dates, numbers
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import LANGUAGES, Text

LONGEST_LINE: Final = 300
LONGEST_PROSE: Final = 50_000

N = TypeVar("N", int, float)

_NOT_WORDS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?")
_ENGLISH_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
#: What stands between the name of a small table and the end of one of its fields: `[0].year`.
_ROW = re.compile(r"\[([0-9]{1,4})\]\..+", re.ASCII)
_DAYS = ("%Y-%m-%d", "%d.%m.%Y")


class Typed:
    """What stands in the fields of a form: what is kept, and after a refusal what was typed.

    `typed["year"]` is the words of a field ("" where there are none), `typed.all("kinds")` those of a field
    that may stand several times, `typed.words("title")` the three languages of one.
    """

    def __init__(self, values: Mapping[str, Sequence[str]]) -> None:
        self._values = values

    @classmethod
    def kept(cls, values: Mapping[str, Any]) -> Typed:
        """The fields of values: texts, numbers, days, yes and no, lists of codes, and mappings of these.

        A mapping's fields have its name before them: `{"baseline": {"year": 2020}}` is `baseline.year`. In a
        list of mappings their places too: `figures[0].year`.
        """
        return cls({name: words for key, value in values.items() for name, words in _fields(key, value)})

    @classmethod
    def sent(cls, data: QueryDict) -> Typed:
        return cls({name: [str(value) for value in values] for name, values in data.lists()})

    def over(self, values: Mapping[str, Any]) -> Typed:
        """The same fields, with those of some values put in their place."""
        fresh = {name: words for key, value in values.items() for name, words in _fields(key, value)}
        rows = tuple(f"{key}[" for key in values)
        kept = {name: words for name, words in self._values.items() if not name.startswith(rows)}
        return Typed({**kept, **fresh})

    def __getitem__(self, name: str) -> str:
        return next(iter(reversed(self._values.get(name, ()))), "")

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(self._values.get(name, ()))

    def words(self, name: str) -> Text:
        return Text(**{language: self[f"{name}.{language}"] for language in LANGUAGES})

    def rows(self, name: str) -> int:
        """How many rows a small table has: one more than the last place of `name[0].key`, `name[1].key`, …"""
        places = (_ROW.fullmatch(each.removeprefix(name)) for each in self._values if each.startswith(name))
        return max((int(found[1]) + 1 for found in places if found), default=0)

    def __contains__(self, name: object) -> bool:
        return name in self._values


def _fields(name: str, value: Any) -> list[tuple[str, list[str]]]:
    if isinstance(value, Text):
        return [(f"{name}.{language}", [getattr(value, language)]) for language in LANGUAGES]
    if isinstance(value, Mapping):
        return [field for key, each in value.items() for field in _fields(f"{name}.{key}", each)]
    if isinstance(value, (list, tuple)) and any(isinstance(each, Mapping) for each in value):
        return [field for place, row in enumerate(value) for field in _fields(f"{name}[{place}]", row)]
    several = isinstance(value, (list, tuple, set, frozenset))
    return [
        (
            name,
            [
                _shown(each)
                for each in (value if several else [value])
                if each is not None and each is not False
            ],
        )
    ]


def _shown(value: Any) -> str:
    if value is True:
        return "yes"
    if isinstance(value, (int, float)):
        return as_typed(value)
    if isinstance(value, date):  # a moment is one too
        return value.strftime("%Y-%m-%d")
    return str(value)


def as_typed(value: float) -> str:
    """A number as somebody writes it in the language of the page: no thousands marked, nothing rounded."""
    whole = isinstance(value, int) or value.is_integer()
    words = str(int(value)) if whole else format(Decimal(repr(value)), "f")
    return words if (translation.get_language() or "fi") == "en" else words.replace(".", ",")


class Sent:
    """The fields and files of one POST. The readers below may be called in any order."""

    def __init__(self, request: HttpRequest) -> None:
        self._data: QueryDict = request.POST
        self._files = request.FILES
        self.problems: list[Problem] = []

    @property
    def typed(self) -> Typed:
        """Everything as it was typed, to be shown again."""
        return Typed.sent(self._data)

    def wrong(self, name: str, sentence: str) -> None:
        """Say that something is wrong with a field."""
        self.problems.append(Problem(sentence, path=name))

    def check(self) -> None:
        """Raise `Refused` with everything that was wrong; nothing when all could be read."""
        if self.problems:
            raise Refused(self.problems)

    def has(self, name: str) -> bool:
        """Whether the form sent this field at all; a button says so that it was the one pressed."""
        return name in self._data

    def line(self, name: str, *, due: bool = False, longest: int = LONGEST_LINE) -> str:
        """One line of text: spaces at its ends and line breaks within are not kept."""
        return self._words(name, " ".join(self._raw(name).split()), due=due, longest=longest)

    def prose(self, name: str, *, due: bool = False, longest: int = LONGEST_PROSE) -> str:
        """Several lines of text, their ends as `\\n`."""
        return self._words(name, _lines(self._raw(name)), due=due, longest=longest)

    def words(self, name: str, *, prose: bool = False, due: bool = False, longest: int | None = None) -> Text:
        """The three languages of a text. `due`: at least one of them has to be filled in."""
        read = self.prose if prose else self.line
        longest = longest or (LONGEST_PROSE if prose else LONGEST_LINE)
        text = Text(**{language: read(f"{name}.{language}", longest=longest) for language in LANGUAGES})
        if due and not text and not any(problem.path.startswith(f"{name}.") for problem in self.problems):
            self.wrong(name, _("Fill this in, in one language at least."))
        return text

    def number(
        self, name: str, *, due: bool = False, least: float | None = None, most: float | None = None
    ) -> float | None:
        """A number; None where the field is empty. Comma or point before decimals, spaces for thousands."""
        words = self._number_words(name, due=due)
        if words is None:
            return None
        if _ENGLISH_THOUSANDS.fullmatch(words) and translation.get_language() == "en":
            self.wrong(name, _("Write thousands with a space or with nothing: 1200 or 1 200, not 1,200."))
            return None
        if not _NUMBER.fullmatch(words):
            self.wrong(name, _("Write a number, such as %(example)s.") % {"example": as_typed(12.5)})
            return None
        return self._between(name, float(words.replace(",", ".")), least, most)

    def whole(
        self, name: str, *, due: bool = False, least: int | None = None, most: int | None = None
    ) -> int | None:
        """A whole number; None where the field is empty."""
        words = self._number_words(name, due=due)
        if words is None:
            return None
        if not re.fullmatch(r"[+-]?[0-9]{1,15}", words):
            self.wrong(name, _("Write a whole number, such as 12."))
            return None
        return self._between(name, int(words), least, most)

    def day(self, name: str, *, due: bool = False) -> date | None:
        """A day of the calendar, written 2026-11-22 or 22.11.2026; None where the field is empty."""
        words = _SPACES.sub("", self._raw(name))
        if not words:
            self._due(name, due)
            return None
        for form in _DAYS:
            try:
                found = datetime.strptime(words[:20], form).date()  # noqa: DTZ007 - a day has no time of day
            except ValueError:
                continue
            if 1800 <= found.year <= 2199:
                return found
        self.wrong(
            name,
            _("Write a day of the calendar, such as %(example)s.")
            % {"example": dates.day(date(2026, 11, 22), "fi")},
        )
        return None

    def choice(self, name: str, options: Iterable[str], *, due: bool = False) -> str:
        """One of the options' values; "" where none was chosen."""
        chosen = self._raw(name)
        if not chosen:
            self._due(name, due)
            return ""
        if chosen not in options:
            self.wrong(name, _("Choose one of those offered."))
            return ""
        return chosen

    def several(self, name: str, options: Iterable[str]) -> tuple[str, ...]:
        """The chosen values, in the order of the options, each once."""
        chosen, offered = set(self._data.getlist(name)) - {""}, tuple(options)
        if not chosen <= set(offered):
            self.wrong(name, _("Choose among those offered."))
            return ()
        return tuple(option for option in offered if option in chosen)

    def found(self, name: str, options: Mapping[str, str], *, due: bool = False) -> str:
        """The value of a `form.search` field: `options` maps values to labels.

        Understands a value, a label, and the beginning of a label that only one has; "" where empty.
        """
        typed = " ".join(self._raw(name).split())
        if not typed:
            self._due(name, due)
            return ""
        if typed in options:
            return typed
        sought = typed.casefold()
        same = [value for value, label in options.items() if label.casefold() == sought]
        begun = same or [value for value, label in options.items() if label.casefold().startswith(sought)]
        if len(begun) == 1:
            return begun[0]
        self.wrong(
            name,
            _("Several begin with “%(words)s”: choose one of them from the list.") % {"words": typed[:80]}
            if begun
            else _("Nothing in the list is called “%(words)s”.") % {"words": typed[:80]},
        )
        return ""

    def rows(self, name: str, keys: Sequence[str], *, most: int) -> int:
        """How many rows of a small table are filled in; their fields are then `name[0].key`, `name[1].key`, …

        Rows without a word are closed up first, so that readers, problems and `typed` count the same rows.
        """
        filled: dict[int, dict[str, str]] = {}
        data = self._data.copy()
        for sent in self._data:
            found = _ROW.fullmatch(sent.removeprefix(name)) if sent.startswith(name) else None
            if found is not None:
                key = found[0].partition(".")[2]
                if key in keys and self._raw(sent):
                    filled.setdefault(int(found[1]), {})[key] = str(self._data[sent])
                del data[sent]
        for place, row in enumerate(filled[number] for number in sorted(filled)):
            for key, words in row.items():
                data[f"{name}[{place}].{key}"] = words
        self._data = data
        if len(filled) > most:
            self.wrong(name, _("There is room for %(most)s rows.") % {"most": most})
        return min(len(filled), most)

    def yes(self, name: str) -> bool:
        """Whether a box was ticked."""
        return self._raw(name) == "yes"

    def file(self, name: str, *, due: bool = False, most_bytes: int = 20 * 2**20) -> UploadedFile | None:
        """A file that was sent, of at most so many bytes; None where there is none."""
        found = self._files.get(name)
        if found is None:
            if due:
                self.wrong(name, _("Choose a file."))
            return None
        if not isinstance(found, UploadedFile) or found.size is None or found.size > most_bytes:
            megabytes = numbers.number(most_bytes / 2**20, translation.get_language() or "fi")
            self.wrong(name, _("The file is bigger than %(size)s MB.") % {"size": megabytes})
            return None
        if found.size == 0:
            self.wrong(name, _("The file is empty."))
            return None
        return found

    def _raw(self, name: str) -> str:
        return str(self._data.get(name, "")).strip()

    def _due(self, name: str, due: bool) -> None:
        if due:
            self.wrong(name, _("Fill this in."))

    def _words(self, name: str, words: str, *, due: bool, longest: int) -> str:
        if not words:
            self._due(name, due)
            return ""
        if _NOT_WORDS.search(words):
            self.wrong(name, _("There is a character here that is no letter, number or sign. Take it away."))
            return ""
        words = unicodedata.normalize("NFC", words)
        if len(words) > longest:
            over = len(words) - longest
            self.wrong(
                name,
                ngettext(
                    "This is one character too long: at most %(longest)s fit.",
                    "This is %(num)s characters too long: at most %(longest)s fit.",
                    over,
                )
                % {"num": over, "longest": longest},
            )
            return ""
        return words

    def _number_words(self, name: str, *, due: bool) -> str | None:
        words = _SPACES.sub("", self._raw(name)).replace(numbers.MINUS, "-")
        if not words:
            self._due(name, due)
            return None
        return words[:100]

    def _between(self, name: str, value: N, least: N | None, most: N | None) -> N | None:
        if least is not None and value < least:
            self.wrong(name, _("This must be at least %(least)s.") % {"least": as_typed(least)})
            return None
        if most is not None and value > most:
            self.wrong(name, _("This must be at most %(most)s.") % {"most": as_typed(most)})
            return None
        return value


def _lines(words: str) -> str:
    return "\n".join(
        line.rstrip() for line in words.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ).strip()
