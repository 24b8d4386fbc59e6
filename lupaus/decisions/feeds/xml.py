"""What both syntaxes of feeds need of XML."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

ATOM: Final = "http://www.w3.org/2005/Atom"
XML: Final = "http://www.w3.org/XML/1998/namespace"

#: Signs that XML has no way to write (XML 1.0, 2.2). A text pasted from elsewhere may hold some.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(words: str) -> str:
    """The words without what no XML may hold."""
    return _UNWRITABLE.sub("", words)


def add(parent: etree._Element, tag: str, words: str | None = None, **attributes: str) -> etree._Element:
    """Add an element at the end of another. Whatever the words are, they are text."""
    element = etree.SubElement(parent, tag, {name: clean(value) for name, value in attributes.items()})
    if words is not None:
        element.text = clean(words)
    return element


def written(root: etree._Element) -> bytes:
    """The document in UTF-8."""
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return written
