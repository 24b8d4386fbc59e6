"""Bringing in what other decision services have published: Dynasty and CloudNC.

How a page becomes an item, one module for each step:

- `network` asks one host politely; `folder` reads saved pages; `dynasty` and `cloudnc` know where pages lead.
- `decoding` makes text of bytes, `documents` makes `lines` of HTML or text, `feed` and `lists` read lists.
- `understanding` makes fields of the lines, from `heads` over `preamble` to `finishing`, by `labels` (words
  before a text), `facts` (what looks like a date, a diary number, an earlier handling) and `furniture` (what
  every page says).
- `gathering` puts items into meetings, `writing` and `rows` write them to the public tables, `bodies` finds
  or makes whose they are.
- `pages` keeps every page whole, with what of it was not understood.
"""

from lupaus.decisions.importing.network import Host, NoAnswer
from lupaus.decisions.importing.operations import (
    Imported,
    import_cloudnc,
    import_dynasty,
    kept_page,
    left_over,
)

__all__ = ["Host", "Imported", "NoAnswer", "import_cloudnc", "import_dynasty", "kept_page", "left_over"]
