"""A report as the plain data that `base.typ` sets: levels settled, every character printable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC
from functools import singledispatchmethod
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from lupaus.web import dates
from lupaus.web.printing.characters import PLACEHOLDER
from lupaus.web.printing.document import (
    Contents,
    Facts,
    Heading,
    Items,
    NewPage,
    Paragraph,
    Picture,
    Report,
    Section,
    Table,
    Verdict,
)
from lupaus.web.printing.pictures import proportion
from lupaus.web.prose import prose_data
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import LANGUAGES, Shown

#: Verdict or state of a version → shape in `base.typ`.
SHAPES: Final = {
    "achieved": "full",
    "kept": "full",
    "on_track": "up",
    "improving": "up",
    "improving_clearly": "up",
    "at_risk": "diamond",
    "off_track": "down",
    "worsening": "down",
    "worsening_clearly": "down",
    "reversing": "back",
    "missed": "cross",
    "not_kept": "cross",
    "draft": "dashed",
    "published": "full",
}
DEEPEST: Final = 6
#: More than this is not a document anybody prints, and would keep the service busy.
MOST_CELLS: Final = 200_000
LONGEST: Final = 20_000_000
#: How broad a column of a table within prose is at least and at most, in characters.
_NARROWEST, _BROADEST = 6, 40

Spelling = Callable[[str], str]


def data_of(report: Report, spell: Spelling) -> dict[str, Any]:
    """What `base.typ` reads. `spell` makes words printable. Raises `Refused`."""
    _check(report)
    with translation.override(report.language):
        made = dates.day(report.made_at, report.language)
        title = " ".join(spell(report.title).split())
        setter = _Setter(report.language, spell)
        facts = Facts([(_("Address"), report.address), (_("Printed"), made)])
        blocks = [block for section in (facts, *report.sections) for block in setter.blocks_of(section)]
        if setter.lost:
            words = _(
                "A character that could not be printed is shown as □; it is on the page at the address above."
            )
            blocks.append({"kind": "paragraph", "runs": [{"words": words}]})
        moment = report.made_at.astimezone(UTC)
        return {
            "title": title,
            "subtitle": spell(report.subtitle),
            "author": spell(report.author),
            "mark": spell(report.mark),
            "language": report.language,
            "made": {
                name: getattr(moment, name) for name in ("year", "month", "day", "hour", "minute", "second")
            },
            "running": f"{spell(report.address)} · {made}",
            "blocks": blocks,
        }


def _check(report: Report) -> None:
    problems = []
    if report.language not in LANGUAGES:
        problems.append(Problem(_("A document is in Finnish, Swedish or English."), path="language"))
    if not report.title.strip():
        problems.append(Problem(_("A document to print needs a title."), path="title"))
    if report.made_at.tzinfo is None:
        problems.append(Problem(_("The time a document is made at needs its time zone."), path="made_at"))
    cells = 0
    for place, section in enumerate(report.sections):
        if not isinstance(section, Table):
            continue
        cells += len(section.header) * (1 + len(section.rows))
        uneven = any(len(row) != len(section.header) for row in section.rows)
        if not section.header or uneven or (section.widths and len(section.widths) != len(section.header)):
            problems.append(
                Problem(_("Every row of a table has as many cells as its header."), path=f"sections[{place}]")
            )
    if cells > MOST_CELLS or sum(map(_length, report.sections)) > LONGEST:
        problems.append(Problem(_("This is too much for one document to print.")))
    if problems:
        raise Refused(problems)


def _length(section: Section) -> int:
    if isinstance(section, Picture):
        return len(section.svg)
    if not isinstance(section, Paragraph):
        return 0
    return len(section.prose if isinstance(section.prose, str) else section.prose.words)


class _Setter:
    """Turns sections into blocks, knowing how deep the last heading was."""

    def __init__(self, language: str, spell: Spelling) -> None:
        self._language = language
        self._spell = spell
        self._given = 0  # depth of the last heading that a section gave
        self._level = 1  # level of the last heading of any kind; 1 is the document's own title
        self.lost = False

    @singledispatchmethod
    def blocks_of(self, section: Any) -> Iterator[dict[str, Any]]:
        raise TypeError(f"{type(section).__name__} is no section of a document")

    @blocks_of.register
    def _(self, section: Heading) -> Iterator[dict[str, Any]]:
        words, language = self._said(section.words)
        if words.strip():
            self._given = self._deepen(1 + max(section.depth, 1))
            yield {
                "kind": "heading",
                "level": self._given,
                "language": language,
                "runs": [{"words": words}],
            }

    @blocks_of.register
    def _(self, section: Paragraph) -> Iterator[dict[str, Any]]:
        shown = self._shown(section.prose)
        for block in prose_data(shown.words):
            yield self._block(block, "" if shown.language == self._language else shown.language)

    @blocks_of.register
    def _(self, section: Items) -> Iterator[dict[str, Any]]:
        items = [
            {"runs": [{"words": words, "language": language}], "under": []}
            for words, language in map(self._said, section.lines)
        ]
        if items:
            yield {"kind": "list", "start": 1 if section.numbered else None, "items": items}

    @blocks_of.register
    def _(self, section: Facts) -> Iterator[dict[str, Any]]:
        if section.pairs:
            yield {
                "kind": "facts",
                "pairs": [[self._value(name), self._value(value)] for name, value in section.pairs],
            }

    @blocks_of.register
    def _(self, section: Table) -> Iterator[dict[str, Any]]:
        yield {
            "kind": "table",
            "caption": self._words(section.caption),
            "header": [self._value(name) for name in section.header],
            "rows": [[self._value(cell) for cell in row] for row in section.rows],
            "widths": [float(width) for width in section.widths] or [1.0] * len(section.header),
            "numeric": [place in section.numeric for place in range(len(section.header))],
        }

    @blocks_of.register
    def _(self, section: Picture) -> Iterator[dict[str, Any]]:
        yield {
            "kind": "picture",
            # What lets a long word break would part the names inside a drawing.
            "svg": self._words(section.svg).replace("\u200b", ""),
            "alternative": self._words(section.alternative),
            "proportion": proportion(section.svg),
        }

    @blocks_of.register
    def _(self, section: Contents) -> Iterator[dict[str, Any]]:
        level = self._given = self._deepen(2)
        yield {
            "kind": "contents",
            "title": self._words(section.title),
            "level": level,
            "depth": section.depth,
        }

    @blocks_of.register
    def _(self, _section: NewPage) -> Iterator[dict[str, Any]]:
        yield {"kind": "page"}

    def _deepen(self, level: int) -> int:
        """A level that follows the last one without a gap, as readers by headings need it."""
        self._level = min(level, self._level + 1, DEEPEST)
        return self._level

    def _block(self, block: dict[str, Any], language: str) -> dict[str, Any]:
        if block["kind"] == "list":
            return {**block, "items": [self._item(item) for item in block["items"]], "language": language}
        if block["kind"] == "table":
            return self._prose_table(block, language)
        set_ = {**block, "runs": self._runs(block["runs"]), "language": language}
        if block["kind"] == "heading":
            set_["level"] = self._deepen(max(self._given, 1) + block["depth"])
        return set_

    def _prose_table(self, block: dict[str, Any], language: str) -> dict[str, Any]:
        """A table within prose: cells of runs, columns about as broad as what stands in them."""
        rows = [block["header"], *block["rows"]]
        columns = len(block["header"])
        longest = [_NARROWEST] * columns
        for row in rows:
            for place, cell in enumerate(row):
                length = sum(len(run["words"]) for run in cell)
                longest[place] = max(longest[place], min(length, _BROADEST))
        cells = [
            [
                {
                    "runs": self._runs(cell),
                    "columns": columns - place if place == len(row) - 1 else 1,
                    "words": "",
                    "language": "",
                }
                for place, cell in enumerate(row)
            ]
            for row in rows
        ]
        return {
            "kind": "table",
            "caption": "",
            "header": cells[0],
            "rows": cells[1:],
            "widths": [float(length) for length in longest],
            "numeric": block["numeric"],
            "language": language,
        }

    def _item(self, item: dict[str, Any]) -> dict[str, Any]:
        return {"runs": self._runs(item["runs"]), "under": [self._block(each, "") for each in item["under"]]}

    def _runs(self, runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Addresses within the service mean nothing on paper, and stay words."""
        return [
            {
                **run,
                "words": self._words(run["words"]),
                "address": "" if run["address"].startswith("/") else run["address"],
            }
            for run in runs
        ]

    def _value(self, value: Any) -> dict[str, str]:
        if isinstance(value, Verdict):
            return {
                "words": self._words(value.word),
                "language": "",
                "shape": SHAPES.get(value.status, "open"),
            }
        words, language = self._said(value)
        return {"words": words, "language": language}

    def _said(self, words: str | Shown) -> tuple[str, str]:
        """Printable words, and their language where it is not the document's."""
        shown = self._shown(words)
        return self._words(shown.words), "" if shown.language == self._language else shown.language

    def _shown(self, words: str | Shown) -> Shown:
        return words if isinstance(words, Shown) else Shown(str(words), self._language)

    def _words(self, words: str) -> str:
        spelt = self._spell(words)
        self.lost = self.lost or spelt.count(PLACEHOLDER) > words.count(PLACEHOLDER)
        return spelt
