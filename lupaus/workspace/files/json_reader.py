"""JSON to nodes with lines. A reader of YAML will not do: tabs, escaped surrogate pairs, long keys differ."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from json import JSONDecodeError, JSONDecoder

from django.utils.translation import gettext as _

from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.files.nodes import Entry, Items, Keyed, Node, Scalar
from lupaus.workspace.files.report import Report, shown

_DECODER = JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")
_WORD = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null", re.ASCII)


def read_json(text: str, report: Report) -> Node:
    """Read one JSON document (RFC 8259). Raises `Refused` where it is not JSON or a key stands twice."""
    reader = _Reader(text, report)
    root = reader.node(0)
    reader.end()
    report.raise_problems()
    return root


class _Reader:
    def __init__(self, text: str, report: Report) -> None:
        self._text = text
        self._report = report
        self._at = 0
        self._line_ends = [found.start() for found in re.finditer("\n", text)]

    def node(self, depth: int) -> Node:
        """The value that stands here."""
        letter = self._next()
        line = self._line()
        self._report.count_value(line, depth)
        if letter == "{":
            return Keyed(line, tuple(self._entries(depth)))
        if letter == "[":
            return Items(line, tuple(self._items(depth)))
        if letter == '"':
            return Scalar(line, self._string(), plain=False)
        word = _WORD.match(self._text, self._at)
        if word is None:
            if not letter and depth == 0 and not self._text.strip():
                raise Refused(Problem(_("The file is empty."), self._report.file))
            raise self._not_json(_("a value is missing"))
        self._at = word.end()
        return Scalar(line, word.group(), plain=True)

    def end(self) -> None:
        if self._next():
            raise self._not_json(_("something stands after the end"))

    def _items(self, depth: int) -> list[Node]:
        found: list[Node] = []
        self._at += 1
        if self._took("]"):
            return found
        while True:
            found.append(self.node(depth + 1))
            if self._took("]"):
                return found
            self._take(",", lambda: _("a comma or ] is missing"))

    def _entries(self, depth: int) -> list[Entry]:
        found: dict[str, Entry] = {}
        self._at += 1
        if self._took("}"):
            return []
        while True:
            if self._next() != '"':
                raise self._not_json(_("a key in quotes is missing"))
            line = self._line()
            key = self._string()
            self._take(":", lambda: _("a colon is missing"))
            entry = Entry(line, key, self.node(depth + 1))
            if key in found:
                self._refuse_again(entry, found[key])
            else:
                found[key] = entry
            if self._took("}"):
                return list(found.values())
            self._take(",", lambda: _("a comma or } is missing"))

    def _refuse_again(self, entry: Entry, first: Entry) -> None:
        self._report.refuse(
            "",
            _("The key “%(key)s” is here twice; the first is on line %(line)d.")
            % {"key": shown(entry.key), "line": first.line},
            line=entry.line,
        )

    def _string(self) -> str:
        try:
            words, self._at = _DECODER.raw_decode(self._text, self._at)
        except JSONDecodeError as trouble:
            self._at = trouble.pos
            raise self._not_json(
                _("a text does not end, or holds an escape that does not exist")
            ) from trouble
        return str(words)

    def _next(self) -> str:
        """Skip spaces; the letter that stands here, or nothing at the end."""
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at
        return self._text[self._at : self._at + 1]

    def _took(self, letter: str) -> bool:
        if self._next() != letter:
            return False
        self._at += 1
        return True

    def _take(self, letter: str, why: Callable[[], str]) -> None:
        if not self._took(letter):  # only then the sentence: a large file has millions of commas
            raise self._not_json(why())

    def _line(self) -> int:
        return bisect_left(self._line_ends, self._at) + 1

    def _not_json(self, why: str) -> Refused:
        sentence = _("This is not valid JSON: %(why)s.") % {"why": why}
        return Refused(Problem(sentence, self._report.file, self._line()))
