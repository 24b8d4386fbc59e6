"""How a region stands, as a person reads it in a terminal."""

from __future__ import annotations

import io
import shutil
import sys
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lupaus.indicators.models import Indicator
from lupaus.strategy.assess_table import ILLUSTRATIVE_SHAPE, STYLES
from lupaus.strategy.sentences import SHAPES, status_word
from lupaus.strategy.standings.asking import Stand
from lupaus.strategy.standings.regional import Standing
from lupaus.web.numbers import number, with_unit

WIDEST: Final = 120


def table(found: Stand) -> str:
    """One line for each indicator, for a terminal as wide as this one."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns),
        force_terminal=sys.stdout.isatty(),
        highlight=False,
        emoji=False,
    )
    language = get_language() or "en"
    heading = Text(found.region.name.words(language), style="bold")
    release = (
        _("nothing has been imported yet")
        if found.release is None
        else _("release %(number)s") % {"number": found.release.pk}
    )
    heading.append(f" · {release}", style="not bold dim")
    console.print(heading)
    lines = Table(box=None, pad_edge=False, header_style="bold")
    for title, side in (
        (_("Indicator"), "left"),
        (_("Year"), "right"),
        (_("Figure"), "right"),
        (_("Verdict"), "left"),
        (_("Trend, a year"), "right"),
        (_("Rank"), "right"),
    ):
        lines.add_column(title, justify=side, overflow="fold")  # type: ignore[arg-type]  # one of the two words
    for standing in found.standings:
        lines.add_row(*_line(standing, found.entries[standing.indicator], language))
    console.print(lines)
    if any(standing.illustrative for standing in found.standings):
        told = _("%(mark)s illustrative: made to show how a strategy is followed, not a statistic.")
        console.print(Text(told % {"mark": ILLUSTRATIVE_SHAPE}, style="italic"))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _line(standing: Standing, entry: Indicator, language: str) -> list[Text]:
    unit, decimals = entry.unit.words(language), entry.decimals
    mark = f" {ILLUSTRATIVE_SHAPE}" if standing.illustrative else ""
    verdict = Text("–")
    if standing.status is not None:
        verdict = Text(f"{SHAPES[standing.status]} {status_word(standing.status)}", STYLES[standing.status])
    slope = "–"
    if standing.slope is not None:
        slope = ("+" if standing.slope > 0 else "") + number(standing.slope, language, decimals + 2)
    return [
        Text(entry.title.words(language)),
        Text(str(standing.year or "–")),
        Text("–" if standing.value is None else with_unit(standing.value, unit, language, decimals) + mark),
        verdict,
        Text(slope),
        Text("–" if standing.rank is None else f"{standing.rank}/{standing.of}"),
    ]
