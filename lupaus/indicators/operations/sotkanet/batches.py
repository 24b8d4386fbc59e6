"""Some of Sotkanet's indicators, checked one by one and imported as one release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.indicators.fetched import Fetched
from lupaus.indicators.operations.checking import Checker, ProblemList, Vocabulary
from lupaus.indicators.operations.importing import import_observations
from lupaus.indicators.operations.rows import Imported, ImportSource, Row
from lupaus.indicators.operations.sotkanet.understanding import (
    SERVICE_NAME,
    Entries,
    checksum_of,
    describe,
    rows_of,
    some_items,
)
from lupaus.indicators.sotkanet import BASE, Answer
from lupaus.indicators.sotkanet.metadata import Metadata
from lupaus.indicators.store import Scope
from lupaus.indicators.visits import Visit
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused

#: Bytes of answers in one release. They lie on disk and are read one at a time.
_MOST_BYTES: Final = 64 * 1024 * 1024
#: More unknown regions than there are regions are not kept with a visit.
_MOST_LEFT_OUT: Final = 1000


class Come(NamedTuple):
    """An indicator whose answer lies on disk under its number; `visit` is remembered once it is in."""

    number: int
    described: Metadata
    span: range
    url: str
    size: int
    visit: Visit


@dataclass
class Brought:
    """What came of a batch; `imported` is None where nothing was left to import."""

    imported: Imported | None = None
    visits: list[Visit] = field(default_factory=list)
    refused: dict[int, Problem] = field(default_factory=dict)
    left_out: Counter[int] = field(default_factory=Counter)


class Batch:
    """Indicators of one release; `codes` are ours of each of Sotkanet's regions."""

    def __init__(self, fetched: Fetched, codes: Mapping[int, str], *, skip_bad: bool) -> None:
        self._fetched, self._codes, self._skip_bad = fetched, codes, skip_bad
        self._come: list[Come] = []

    def __len__(self) -> int:
        return len(self._come)

    @property
    def numbers(self) -> list[int]:
        return [come.number for come in self._come]

    @property
    def is_full(self) -> bool:
        return sum(come.size for come in self._come) >= _MOST_BYTES

    def add(self, come: Come) -> None:
        self._come.append(come)

    def bring_in(self, *, by: Actor, clock: Clock) -> Brought:
        """Import what can be read; what cannot, is told and leaves the bank as it is."""
        entries, _saved = describe({come.number: come.described for come in self._come}, by=by, clock=clock)
        brought = Brought()
        vocabulary = Vocabulary.of_today()
        good = []
        for come in self._come:
            left_out: Counter[int] = Counter()
            problem = self._problem(come, entries, vocabulary, left_out)
            brought.left_out += left_out
            if problem is None:
                good.append(come)
                regions = sorted(left_out)[:_MOST_LEFT_OUT]
                brought.visits.append(replace(come.visit, left_out=regions))
            else:
                brought.refused[come.number] = problem
        if good:
            brought.imported = self._import(good, entries, by=by, clock=clock)
        return brought

    def _import(self, good: list[Come], entries: Entries, *, by: Actor, clock: Clock) -> Imported:
        source = ImportSource(
            name=SERVICE_NAME,
            checksum=lambda: checksum_of(self._body(come) for come in good),
            url=good[0].url if len(good) == 1 else BASE,
            counted="items",
        )
        periods_of = {name: frozenset(map(str, come.span)) for come in good for name in entries[come.number]}
        return import_observations(
            actor=by,
            clock=clock,
            rows=(row for come in good for row in self._rows(come, entries, source, Counter())),
            source=source,
            scope=Scope(frozenset(periods_of), periods_of=periods_of),
            skip_bad=self._skip_bad,
        )

    def _rows(
        self, come: Come, entries: Entries, source: ImportSource, left_out: Counter[int]
    ) -> Iterator[Row | Problem]:
        items = some_items(Answer(come.url, self._body(come)))
        ours = {come.number: entries[come.number]}
        return rows_of(items, ours, source, codes=self._codes, elsewhere=left_out)

    def _body(self, come: Come) -> bytes:
        kept = self._fetched.get(str(come.number))
        return kept.body if kept else b""

    def _problem(
        self, come: Come, entries: Entries, vocabulary: Vocabulary, left_out: Counter[int]
    ) -> Problem | None:
        """Why an answer cannot be imported, the first reason and how many more there are; else None.

        The same checks as the import's own, made beforehand, so that one bad answer stops no other.
        """
        source = ImportSource(name=SERVICE_NAME, checksum=str, counted="items")
        found = ProblemList(kept=1)
        readable = 0
        said: dict[tuple[str, str, str, str], tuple[object, ...]] = {}
        try:
            for chunk in Checker(vocabulary, source, found).chunks(
                self._rows(come, entries, source, left_out)
            ):
                columns = zip(
                    chunk.line, chunk.indicator, chunk.region, chunk.gender, chunk.period,
                    map(repr, chunk.value), map(repr, chunk.numerator), chunk.status, chunk.readable,
                    strict=True,
                )  # fmt: skip
                for line, *key, value, numerator, status, is_readable in columns:
                    if not is_readable:
                        continue
                    readable += 1
                    figures = value, numerator, status
                    if said.setdefault((key[0], key[1], key[2], key[3]), figures) != figures:
                        words = _("%(key)s is there twice with different values.") % {"key": " ".join(key)}
                        found.add(source.problem(line, words))
        except Refused as refused:
            return refused.problems[0]
        if found.found and not self._skip_bad:
            first, more = found.problems[0], found.found - 1
            if not more:
                return first
            words = _("%(problem)s (and %(number)d more problems)") % {
                "problem": first.message,
                "number": more,
            }
            return replace(first, message=words)
        if not readable:
            return Problem(
                _(
                    "None of its figures is of a region known here; `lupaus regions import` brings regions"
                    " in. Nothing was changed."
                )
            )
        return None
