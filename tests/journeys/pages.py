"""Pages as a reader has them: words, links, forms and figures of the HTML that came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple

_EMPTY = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_SILENT = frozenset({"script", "style"})
#: Attributes that are read to somebody.
_SPOKEN = ("aria-label", "title", "alt", "placeholder")


@dataclass(eq=False)
class Element:
    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        """All words inside, with single spaces."""
        return " ".join(" ".join(words for words, _language in self.pieces()).split())

    @property
    def language(self) -> str:
        """The language its words are said to be in."""
        own = self.attributes.get("lang")
        return own if own is not None else self.parent.language if self.parent else ""

    def pieces(self) -> Iterator[tuple[str, str]]:
        """Every run of words a reader meets, with its language."""
        if self.tag in _SILENT:
            return
        for child in self.children:
            if isinstance(child, Element):
                yield from child.pieces()
            elif child.strip():
                yield " ".join(child.split()), self.language

    def everything(self) -> Iterator[Element]:
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.everything()

    def all(self, tag: str = "", class_: str = "", **attributes: str) -> list[Element]:
        return [
            each
            for each in self.everything()
            if (not tag or each.tag == tag)
            and (not class_ or class_ in each.classes)
            and all(each.attributes.get(name) == value for name, value in attributes.items())
        ]

    def one(self, tag: str = "", class_: str = "", **attributes: str) -> Element:
        (found,) = self.all(tag, class_, **attributes)
        return found

    def link(self, words: str) -> str:
        """Where the first link with these words leads."""
        return next(each.attributes["href"] for each in self.all("a") if each.text == words)

    def option(self, words: str) -> str:
        """The value of a choice a form offers."""
        return next(each.attributes["value"] for each in self.all("option") if each.text == words)


class Figure(NamedTuple):
    """A figure a page states: its year, and its value to the last digit."""

    year: int
    value: float


class Page(Element):
    """A whole page, and where it was."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__("", {})
        self.address = address
        reader = _Reader(self)
        reader.feed(html)
        reader.close()
        assert reader.open == [self], f"{address}: not closed: {[each.tag for each in reader.open[1:]]}"

    @property
    def heading(self) -> str:
        return self.one("h1").text

    @property
    def target_ids(self) -> list[str]:
        return [section.attributes["id"] for section in self.all("section", "target")]

    def target(self, name: str) -> Element:
        return self.one("section", "target", id=name)

    def spoken(self) -> Iterator[tuple[str, str]]:
        """Every run of words, also those only a screen reader says, with its language."""
        yield from self.pieces()
        for each in self.everything():
            for name in _SPOKEN:
                if words := each.attributes.get(name, "").strip():
                    yield words, each.language


def figures(place: Element) -> dict[str, Figure]:
    """The figures a part of a page states, by kind: baseline, latest, judged, expected, target."""
    return {
        kind: Figure(int(each.attributes["data-year"]), float(each.attributes["value"]))
        for each in place.all("data")
        for kind in each.attributes["data-figure"].split()
    }


def verdict(place: Element) -> tuple[str, str]:
    """The first verdict in a part of a page: the status its looks come from, and its word."""
    shown = place.all("span", "verdict")[0]
    (status,) = [
        name.removeprefix("verdict--") for name in shown.classes if re.match("verdict--(?!large)", name)
    ]
    return status, shown.one("span", "verdict__word").text


class _Reader(HTMLParser):
    """Builds the tree; fails where tags do not match, as no browser would."""

    def __init__(self, root: Element) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[Element] = [root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs}, self.open[-1])
        self.open[-1].children.append(element)
        if tag not in _EMPTY:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)
