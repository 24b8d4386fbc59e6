"""Sotkanet's texts hold HTML, whole and broken. What is left of it here is words in lines and paragraphs."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

#: What begins a paragraph of its own, what a new line; of these the words are left out.
_PARAGRAPHS: Final = frozenset(
    ("p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote")
)
_LINES: Final = frozenset(("br", "li", "tr"))
_SILENT: Final = frozenset(("script", "style", "title"))
#: What no reader sees and a database may not take.
_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\ufeff\ud800-\udfff]")


def plain(words: str) -> str:
    """Words without markup: lines parted by a line break, paragraphs by an empty line."""
    reader = _Reader()
    reader.feed(words)
    reader.close()
    text = _UNSEEN.sub("", "".join(reader.parts)).replace("\xa0", " ")
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def in_a_line(words: str) -> str:
    """The same on one line, as a title is."""
    return " ".join(plain(words).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _PARAGRAPHS:
            self.parts.append("\n\n")
        elif tag in _LINES:
            self.parts.append("\n– " if tag == "li" else "\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _PARAGRAPHS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            # A line break within a text of HTML is a space.
            self.parts.append(re.sub(r"\s+", " ", data))
