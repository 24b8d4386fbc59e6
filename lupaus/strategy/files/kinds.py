"""The kinds of value a strategy file is made of. Each reads itself, describes itself and writes itself.

`read` turns a node into a value, or reports what was expected and returns `blank`, which the rules pass over;
`schema` is the same expectation as JSON Schema (draft 2020-12); `plain` is the value as JSON would hold it.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from lupaus.strategy.files.nodes import Entry, Items, Keyed, Node, Scalar
from lupaus.strategy.files.report import Report, shown, step
from lupaus.strategy.files.scalars import FORBIDDEN, Appearance, appearance
from lupaus.web.texts import LANGUAGES, Text

T = TypeVar("T")
Schema = dict[str, Any]


class Kind(ABC, Generic[T]):
    """One kind of value."""

    @property
    @abstractmethod
    def blank(self) -> T:
        """What stands in for a value that could not be read."""

    @property
    @abstractmethod
    def expected(self) -> str:
        """What belongs here, for a sentence: “a year such as 2030”."""

    @abstractmethod
    def read(self, node: Node, path: str, report: Report) -> T: ...

    @abstractmethod
    def schema(self, definitions: dict[str, Schema]) -> Schema: ...

    def plain(self, value: T) -> Any:
        return value

    def refuse(self, node: Node, path: str, report: Report) -> T:
        """Report that something else stands here than was expected."""
        report.refuse(
            path,
            _("Expected %(expected)s, found %(found)s.") % {"expected": self.expected, "found": found(node)},
        )
        return self.blank


def found(node: Node) -> str:
    """What stands there, for a sentence."""
    if isinstance(node, Items):
        return _("a list")
    if isinstance(node, Keyed):
        return _("keys with values")
    if node.plain and appearance(node.text) is Appearance.NOTHING:
        return _("nothing")
    return f"“{shown(node.text)}”"


def text_of(node: Node, path: str, report: Report) -> str | None:
    """The text that stands there, or `None` after reporting why it is none."""
    looks = appearance(node.text) if isinstance(node, Scalar) and node.plain else Appearance.TEXT
    words = shown(node.text) if isinstance(node, Scalar) else ""
    if isinstance(node, Items):
        report.refuse(path, _("A list where text belongs."))
    elif isinstance(node, Keyed):
        report.refuse(path, _("Keys with values where text belongs."))
    elif looks is Appearance.NOTHING:
        report.refuse(path, _("Nothing where text belongs. Write it, or leave the key out if it may be."))
    elif looks is Appearance.NUMBER:
        report.refuse(
            path, _('A number where text belongs. Put it in quotes: "%(words)s".') % {"words": words}
        )
    elif looks is Appearance.TRUTH:
        report.refuse(
            path,
            _('A truth value where text belongs (to some programs). Put it in quotes: "%(words)s".')
            % {"words": words},
        )
    elif looks is Appearance.DATE:
        report.refuse(path, _('A date where text belongs. Put it in quotes: "%(words)s".') % {"words": words})
    elif forbidden := FORBIDDEN.search(node.text):
        report.refuse(
            path,
            _("The control character U+%(code)04X does not belong in a text.")
            % {"code": ord(forbidden.group())},
        )
    else:
        return node.text
    return None


class Line(Kind[str]):
    """Text that is the same in every language, at most `limit` characters, never blank."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    @property
    def blank(self) -> str:
        return ""

    @property
    def expected(self) -> str:
        return _("a text of 1–%(limit)d characters") % {"limit": self.limit}

    def read(self, node: Node, path: str, report: Report) -> str:
        words = text_of(node, path, report)
        if words is None:
            return ""
        return words if self.fits(words) else self.refuse(node, path, report)

    def fits(self, words: str) -> bool:
        return 0 < len(words) <= self.limit and not words.isspace()

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "string", "minLength": 1, "maxLength": self.limit, "pattern": r"\S"}


class Slug(Line):
    """A stable id that stands in addresses."""

    PATTERN = r"^[a-z0-9]+([_-][a-z0-9]+)*$"

    def __init__(self) -> None:
        super().__init__(80)

    @property
    def expected(self) -> str:
        return _("an id of small letters a–z and digits, with single hyphens between, at most 80 characters")

    def fits(self, words: str) -> bool:
        return len(words) <= self.limit and re.fullmatch(self.PATTERN[1:-1], words) is not None

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        definitions["slug"] = {"type": "string", "maxLength": self.limit, "pattern": self.PATTERN}
        return {"$ref": "#/$defs/slug"}


class Link(Line):
    """A web address."""

    def __init__(self) -> None:
        super().__init__(500)

    @property
    def expected(self) -> str:
        return _("a web address that begins with https:// or http://, at most 500 characters")

    def fits(self, words: str) -> bool:
        if len(words) > self.limit or re.search(r"\s", words):
            return False
        try:
            parts = urlsplit(words)
            return words.startswith(("https://", "http://")) and bool(parts.hostname)
        except ValueError:  # such as an IPv6 address whose bracket never closes
            return False

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "string", "maxLength": self.limit, "pattern": r"^https?://[^\s/]\S*$"}


class Choice(Line):
    """One of a few words."""

    def __init__(self, choices: Sequence[str]) -> None:
        super().__init__(80)
        self.choices = tuple(str(choice) for choice in choices)

    @property
    def expected(self) -> str:
        return _("one of %(choices)s") % {"choices": ", ".join(self.choices)}

    def fits(self, words: str) -> bool:
        return words in self.choices

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"enum": list(self.choices)}


class Identifier(Line):
    """What another register calls something: text, or a whole number without quotes (`3219`)."""

    _NUMBER = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)

    def __init__(self) -> None:
        super().__init__(80)

    def read(self, node: Node, path: str, report: Report) -> str:
        if isinstance(node, Scalar) and node.plain and self._NUMBER.fullmatch(node.text):
            return node.text
        return super().read(node, path, report)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"anyOf": [super().schema(definitions), {"type": "integer", "minimum": 0}]}

    def plain(self, value: str) -> Any:
        return int(value) if self._NUMBER.fullmatch(value) else value


class Words(Kind[Text]):
    """Text in the three languages. Finnish is due; a missing Swedish or English one is only noted.

    With `same_allowed` one text may stand for all languages, as a unit or a name often does.
    """

    def __init__(self, limit: int, *, same_allowed: bool = False) -> None:
        self.line = Line(limit)
        self.same_allowed = same_allowed

    @property
    def blank(self) -> Text:
        return Text()

    @property
    def expected(self) -> str:
        if self.same_allowed:
            return _("a text, or one for each language: {fi: …, sv: …, en: …}")
        return _("a text for each language: {fi: …, sv: …, en: …}")

    def read(self, node: Node, path: str, report: Report) -> Text:
        if self.same_allowed and isinstance(node, Scalar):
            return Text.same(self.line.read(node, path, report))
        if not isinstance(node, Keyed):
            return self.refuse(node, path, report)
        words: dict[str, str] = {}
        for entry in entries(node, LANGUAGES, path, report):
            words[entry.key] = self.line.read(entry.node, step(path, entry.key), report)
        if "fi" not in words:
            report.refuse(step(path, "fi"), _("The Finnish words are missing."))
        for language in LANGUAGES[1:]:
            if language not in words:
                report.note(step(path, language), _("Not yet in this language."))
        return Text.of(words)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        line = self.line.schema(definitions)
        by_language = {
            "type": "object",
            "properties": dict.fromkeys(LANGUAGES, line),
            "required": ["fi"],
            "additionalProperties": False,
        }
        name = f"words-{self.line.limit}"
        definitions[name] = by_language
        reference = {"$ref": f"#/$defs/{name}"}
        return {"anyOf": [line, reference]} if self.same_allowed else reference

    def plain(self, value: Text) -> Any:
        if self.same_allowed and value.fi == value.sv == value.en:
            return value.fi
        return value.as_dict()


def entries(node: Keyed, known: Sequence[str], path: str, report: Report) -> list[Entry]:
    """The entries whose keys are known, their lines remembered; others are reported, with a suggestion."""
    kept = []
    for entry in node.entries:
        if entry.key in known:
            report.lines[step(path, entry.key)] = entry.line
            kept.append(entry)
        else:
            report.refuse(
                step(path, entry.key),
                _("There is no key “%(key)s” here.") % {"key": shown(entry.key)}
                + nearest(entry.key, known, all_if_few=True),
                line=entry.line,
            )
    return kept


def nearest(name: str, known: Sequence[str], *, all_if_few: bool = False) -> str:
    """“Did you mean …?” with a space before it, or nothing when no known name is near."""
    near = get_close_matches(name[:100], known, n=1)
    if near:
        return " " + _("Did you mean “%(name)s”?") % {"name": near[0]}
    if all_if_few and len(known) <= 6:
        return " " + _("Expected: %(keys)s.") % {"keys": ", ".join(known)}
    return ""


class Listing(Kind[tuple[T, ...]]):
    """A list of one kind."""

    MOST = 1000

    def __init__(self, of: Kind[T], *, unique: bool = False) -> None:
        self.of = of
        self.unique = unique

    @property
    def blank(self) -> tuple[T, ...]:
        return ()

    @property
    def expected(self) -> str:
        return _("a list")

    def read(self, node: Node, path: str, report: Report) -> tuple[T, ...]:
        if not isinstance(node, Items):
            return self.refuse(node, path, report)
        if len(node.nodes) > self.MOST:
            report.refuse(path, _("A list of more than %(most)d.") % {"most": self.MOST})
            return ()
        values = []
        for index, child in enumerate(node.nodes):
            place = f"{path}[{index}]"
            report.lines[place] = child.line
            values.append(self.of.read(child, place, report))
        return tuple(values)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        listing = {"type": "array", "items": self.of.schema(definitions), "maxItems": self.MOST}
        return listing | {"uniqueItems": True} if self.unique else listing

    def plain(self, value: tuple[T, ...]) -> Any:
        return [self.of.plain(item) for item in value]


def mapping_schema(properties: Mapping[str, Schema], required: Sequence[str]) -> Schema:
    """An object that knows exactly these keys."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }
