"""Which figures of our own are about too few people to be told, so that nobody works them out either.

`hidden_figures` says which; `masked` takes them out of what is told, `changes_told`
out of what releases changed. `queries` asks here for every reader.
"""

from __future__ import annotations

from lupaus.indicators.suppressing.changes import changes_told
from lupaus.indicators.suppressing.hidden import hidden_figures
from lupaus.indicators.suppressing.masking import Hidden, masked

__all__ = ["Hidden", "changes_told", "hidden_figures", "masked"]
