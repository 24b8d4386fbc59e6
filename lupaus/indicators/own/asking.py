"""The page that asks before figures are published: each as it was and as it would be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from lupaus.indicators import queries
from lupaus.indicators.models import Indicator
from lupaus.indicators.observations import Observation
from lupaus.indicators.operations import FigureKey, Row
from lupaus.indicators.operations.own import Collided
from lupaus.indicators.own.intended import Change, Intended, changes_of
from lupaus.indicators.suppression import counted, threshold
from lupaus.indicators.words import gender_word, note_words
from lupaus.regions import queries as areas
from lupaus.web import panels
from lupaus.web.numbers import with_unit as figure_with_unit
from lupaus.web.texts import Text

#: Changes shown; the others are counted.
SHOWN: Final = 300
#: Figures that were written twice are chosen between one by one; more than so many all at once.
ONE_BY_ONE: Final = 20


class ShownChange(NamedTuple):
    """One line: of what, what it was, what it would be, and what else has to be known."""

    kind: str
    indicator: Text
    area: str
    gender: str
    year: str
    before: str
    after: str
    note: str


class Choice(NamedTuple):
    """A figure that somebody else wrote meanwhile, and what may be done with it."""

    field: str
    label: str
    began: str
    theirs: str
    yours: str


@dataclass(frozen=True, slots=True)
class AskPage:
    organisation: str
    name: Text
    intended: Intended
    changes: tuple[ShownChange, ...]
    counts: tuple[tuple[str, int], ...]
    total: int
    hidden: int  # changes beyond those shown
    few: int  # figures about too few people to be shown in public
    choices: tuple[Choice, ...]
    alone: Indicator | None  # the only indicator that changes, told once above the table
    gender: str  # the only gender, told there too; empty where there are several

    @property
    def chooses_at_once(self) -> bool:
        """Whether there are so many figures written twice that one answer is for all of them."""
        return len(self.choices) > ONE_BY_ONE


def ask_page(intended: Intended, language: str, collided: tuple[Collided, ...] = ()) -> AskPage:
    """About six queries, whatever changes."""
    changes = changes_of(intended)
    apart = {each.key for each in collided}
    changes = [change for change in changes if change.key not in apart]
    ids = {change.key.indicator for change in changes} | {key.indicator for key in apart}
    known = queries.indicators_by_id(ids)
    changed = {change.key.indicator for change in changes}
    alone = known[changed.pop()] if len(changed) == 1 else None
    genders = {change.key.gender for change in changes}
    words = _Words(language, known, changes, collided, with_units=alone is None)
    counts = {
        kind: sum(change.kind == kind for change in changes) for kind in ("added", "changed", "withdrawn")
    }
    return AskPage(
        organisation=intended.organisation,
        name=next(iter(panels.organisation_names([intended.organisation])), Text.same(intended.organisation)),
        intended=intended,
        changes=tuple(words.line(change) for change in changes[:SHOWN]),
        counts=tuple((kind, count) for kind, count in counts.items() if count),
        total=len(changes),
        hidden=max(0, len(changes) - SHOWN),
        few=sum(words.is_few(change.row) for change in changes if change.row),
        choices=tuple(words.choice(place, each, intended) for place, each in enumerate(collided)),
        alone=alone,
        gender=gender_word(genders.pop()) if len(genders) == 1 else "",
    )


def kind_word(kind: str) -> str:
    return {"added": _("new"), "changed": _("changed"), "withdrawn": _("withdrawn")}[kind]


class _Words:
    """Figures and their keys in the reader's words."""

    def __init__(
        self,
        language: str,
        indicators: dict[str, Indicator],
        changes: list[Change],
        collided: tuple[Collided, ...],
        *,
        with_units: bool,
    ) -> None:
        self._language = language
        self._with_units = with_units
        self._indicators = indicators
        codes = {change.key.region for change in changes} | {each.key.region for each in collided}
        self._names = {
            code: region.name.words(language) for code, region in areas.regions_by_code(codes).items()
        }
        self._illustrative = queries.illustrative_releases()
        self._threshold = threshold()

    def line(self, change: Change) -> ShownChange:
        return ShownChange(
            kind=kind_word(change.kind),
            indicator=self._indicators[change.key.indicator].title,
            area=self._names[change.key.region],
            gender=gender_word(change.key.gender),
            year=change.key.period,
            before=self.figure(change.key, change.before, with_unit=self._with_units),
            after=self._said(change.key, change.row, with_unit=self._with_units),
            note=", ".join(filter(None, self._notes(change))),
        )

    def choice(self, place: int, each: Collided, intended: Intended) -> Choice:
        row = next((row for row in intended.rows if tuple(row[1:5]) == tuple(each.key)), None)
        title = self._indicators[each.key.indicator].title.words(self._language)
        named = (self._names[each.key.region], gender_word(each.key.gender), each.key.period)
        return Choice(
            field=f"keep.{place}",
            label=f"{title}: {', '.join(named)}",
            began=self.figure(each.key, each.began),
            theirs=self.figure(each.key, each.now),
            yours=self.written(each.key, row),
        )

    def figure(self, key: FigureKey, seen: Observation | None, *, with_unit: bool = True) -> str:
        if seen is None:
            return _("no figure")
        said = self._number(key, seen.value, with_unit=with_unit)
        note = note_words(seen, self._illustrative)
        return f"{said} ({note})" if note and seen.value is not None else said

    def written(self, key: FigureKey, row: Row | None) -> str:
        said, note = self._said(key, row, with_unit=True), self._status(key, row)
        return f"{said} ({note})" if note else said

    def _said(self, key: FigureKey, row: Row | None, *, with_unit: bool) -> str:
        return _("no figure") if row is None else self._number(key, row.value, with_unit=with_unit)

    def _status(self, key: FigureKey, row: Row | None) -> str:
        """What the status says beside a value: provisional, estimated."""
        if row is None or row.value is None:
            return ""
        return note_words(Observation(*key, None, None, None, row.status or "A", 0), frozenset())

    def _notes(self, change: Change) -> Iterator[str]:
        yield self._status(change.key, change.row)
        if self.is_few(change.row):
            yield _("not shown to the public: too few people")

    def is_few(self, row: Row | None) -> bool:
        """Whether the figure is about so few people that readers are not told."""
        if row is None or not self._indicators[row.indicator].counts_people:
            return False
        return isinstance(row.value, float | int) and 0 < counted(row.value) < self._threshold

    def _number(self, key: FigureKey, value: str | float | None, *, with_unit: bool) -> str:
        if not isinstance(value, float | int):
            return _("missing")
        indicator = self._indicators[key.indicator]
        exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
        digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        unit = indicator.unit.words(self._language) if with_unit else ""
        return figure_with_unit(value, unit, self._language, max(indicator.decimals, digits))
