"""Longer texts with a little markup, written by people and shown safely: a subset of Markdown.

An empty line parts paragraphs. `#` to `###` begin a heading; `-` or `*` a line of a list, `1.` one of a
numbered list, two spaces before it put it under the line above; `**bold**`, `*italic*`, `[words](address)`; a
bare web address becomes a link; `\\` before a sign takes its meaning away. A line of `| cells |` over a
line of `|---|---|` begins a table, which goes on to the first line that is no row (`---:` sets a column to
the right, as figures are; a sign `|` within a cell is written `\\|`). Addresses are of the web (`http`,
`https`), of mail (`mailto`) or within the service (`/fi/…`); any other stays text. HTML is never anything
but text. `{{words}}` marks personal data (`marks`); here only its words are seen.

The text is read into blocks of runs (`read`); `prose` writes them as HTML, `prose_data` as plain data for
print. Reading takes time in proportion to the length and never fails.
"""

from lupaus.web.prose.html import prose
from lupaus.web.prose.plain import prose_data, words
from lupaus.web.prose.reading import DEEPEST_LIST, MOST_COLUMNS, Block, Item, Run, is_address, read

__all__ = [
    "DEEPEST_LIST",
    "MOST_COLUMNS",
    "Block",
    "Item",
    "Run",
    "is_address",
    "prose",
    "prose_data",
    "read",
    "words",
]
