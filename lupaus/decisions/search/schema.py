"""What the index keeps of an item. Of its texts it keeps the words in their basic form, not the texts."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Final

import tantivy

#: Counted up when what the index holds changes: an index of another number is made anew.
_VERSION: Final = 1

#: Fields of words, and how much a word tells by where it stands.
WEIGHTS: Final = {"title": 6.0, "about": 3.0, "text": 1.0}
#: Words that a compound is made of: found too, and told less of.
PARTS: Final = "parts"
PARTS_WEIGHT: Final = 0.3


@cache
def schema() -> tantivy.Schema:
    """The fields of an item.

    `key` is its primary key as words, `place` its place in time (a later meeting is higher, a later item of
    the same meeting lower), `number` the diary number of its matter. `body`, `kind` (`agenda`, `minutes`,
    `official`), `year` and `concern` are what one may narrow down to.
    """
    build = tantivy.SchemaBuilder()
    build.add_text_field("key", tokenizer_name="raw", index_option="basic")
    build.add_unsigned_field("id", fast=True)
    build.add_unsigned_field("place", fast=True)
    for name in (*WEIGHTS, PARTS):
        build.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    build.add_text_field("number", tokenizer_name="raw", index_option="basic")
    for name in ("body", "kind", "concern"):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    build.add_unsigned_field("year", indexed=True, fast=True)
    return build.build()


@cache
def made_with() -> str:
    """What decides what an index holds, apart from what is published."""
    parts = ("tantivy", "simplemma", "snowballstemmer")
    return " ".join([str(_VERSION), *(f"{name} {version(name)}" for name in parts)])
