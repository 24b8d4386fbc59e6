"""The kinds of value that are text: in three languages, one line, one of a few words, an id, an address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.files.kinds import Kind, Schema, entries
from lupaus.workspace.files.nodes import Items, Keyed, Node, Scalar
from lupaus.workspace.files.report import Report, shown, step
from lupaus.workspace.files.scalars import FORBIDDEN, Appearance, appearance


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

    #: Whether there may be spaces in it: ids in a list stand between commas, texts on lines.
    has_spaces: ClassVar[bool] = True

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

    has_spaces = False
    PATTERN = r"^[a-z0-9]+([_-][a-z0-9]+)*$"

    def __init__(self) -> None:
        super().__init__(80)

    @property
    def expected(self) -> str:
        return _(
            "an id of small letters a–z and digits, with single hyphens or underscores between, "
            "at most 80 characters"
        )

    def fits(self, words: str) -> bool:
        return len(words) <= self.limit and re.fullmatch(self.PATTERN[1:-1], words) is not None

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        definitions["slug"] = {"type": "string", "maxLength": self.limit, "pattern": self.PATTERN}
        return {"$ref": "#/$defs/slug"}


class PartId(Line):
    """The id of a part: it stands in addresses."""

    has_spaces = False
    PATTERN = r"^[a-z0-9][a-z0-9-]{0,79}$"

    def __init__(self) -> None:
        super().__init__(80)

    @property
    def expected(self) -> str:
        return _("an id of small letters a–z, digits and hyphens, at most 80 characters")

    def fits(self, words: str) -> bool:
        return re.fullmatch(self.PATTERN[1:-1], words) is not None

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        definitions["id"] = {"type": "string", "pattern": self.PATTERN}
        return {"$ref": "#/$defs/id"}


class Link(Line):
    """A web address."""

    has_spaces = False

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

    has_spaces = False

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


class Prose(Words):
    """A longer text, in any of the three languages: it may be begun in the one its writer speaks."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)

    def read(self, node: Node, path: str, report: Report) -> Text:
        if not isinstance(node, Keyed):
            return self.refuse(node, path, report)
        words = {
            entry.key: self.line.read(entry.node, step(path, entry.key), report)
            for entry in entries(node, LANGUAGES, path, report)
        }
        return Text.of(words)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        line = self.line.schema(definitions)
        name = f"prose-{self.line.limit}"
        definitions[name] = {
            "type": "object",
            "properties": dict.fromkeys(LANGUAGES, line),
            "additionalProperties": False,
        }
        return {"$ref": f"#/$defs/{name}"}
