"""Whether a feed is accepted: by the schema of its syntax, and by the reader everybody's scripts use."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

import feedparser
from lxml import etree

Syntax = Literal["rss", "atom"]


@cache
def _schema(syntax: Syntax) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(Path(__file__).with_name(f"{syntax}.xsd")))


def problems(content: bytes, syntax: Syntax) -> str:
    """What the schema has against a document; nothing: an empty string."""
    schema = _schema(syntax)
    schema.validate(etree.fromstring(content))
    return str(schema.error_log)


def read(content: bytes, syntax: Syntax) -> Any:
    """The feed as a reader sees it, when schema and reader accept it."""
    assert problems(content, syntax) == ""
    found = feedparser.parse(content)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == {"rss": "rss20", "atom": "atom10"}[syntax]
    return found
