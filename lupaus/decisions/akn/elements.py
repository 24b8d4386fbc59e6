"""Elements of Akoma Ntoso, made so that any text can stand in them."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from lxml import etree

NAMESPACE: Final = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"

#: What XML 1.0 has no way to write.
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Addresses every reader of the schema takes for one: no brackets, no user, a port that can be.
_ADDRESS: Final = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?([/?#]\S*)?|mailto:\S+|/(?![/\\])\S*"
)
_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")

Child = etree._Element | str


def tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def element(name: str, /, *children: Child | None, **attributes: str) -> etree._Element:
    """An element with text and elements in it, in order. `as_` is written `as`; empty ones are left out."""
    made = etree.Element(
        tag(name), {key.rstrip("_"): clean(value) for key, value in attributes.items() if value}
    )
    for child in children:
        append(made, child)
    return made


def append(to: etree._Element, child: Child | None) -> None:
    """Put text or an element behind what stands in an element."""
    if child is None:
        return
    if not isinstance(child, str):
        to.append(child)
    elif len(to):
        to[-1].tail = (to[-1].tail or "") + clean(child)
    else:
        to.text = (to.text or "") + clean(child)


def clean(words: str) -> str:
    """Words without the characters that XML cannot hold."""
    return _NOT_XML.sub("", words)


def written_in(made: etree._Element, language: str) -> etree._Element:
    """Mark an element as written in another language than the document."""
    made.set(LANG, language)
    return made


def address(told: str) -> str:
    """An address as an attribute may hold it; empty for what is none."""
    quoted = quote(_PERCENT.sub("%25", clean(told)), safe=":/?#@!$&'()*+,;=%~-._")
    return quoted if _ADDRESS.fullmatch(quoted) and quoted.count("#") < 2 else ""
