"""What must hold between the parts of a file, and between the file and what the service knows already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from lupaus.indicators.derived import parse
from lupaus.indicators.models import Indicator, SourceKind
from lupaus.regions.queries import known_codes
from lupaus.strategy.files.document import Document, IndicatorEntry, MeasureEntry, StrategyEntry, TargetEntry
from lupaus.strategy.models import Method
from lupaus.web.refusals import Refused
from lupaus.workspace.files.kinds import nearest
from lupaus.workspace.files.report import Report, shown


@dataclass(frozen=True, slots=True)
class Known:
    """What a file may name without bringing it along."""

    indicators: frozenset[str]
    regions: frozenset[str]


class Identified(Protocol):
    """An entry with an id."""

    @property
    def id(self) -> str: ...

    def at(self, name: str) -> str: ...


def known_now() -> Known:
    """Indicators of the catalogue and codes of the regions. Two queries."""
    return Known(frozenset(Indicator.objects.values_list("id", flat=True)), known_codes())


def check(document: Document, known: Known, report: Report) -> None:
    """Report everything that breaks a rule. What could not be read (blank) is passed over."""
    strategy = document.strategy
    _ids_once(document, report)
    for entry in document.indicators:
        check_derivation(entry, report)
        _whose_figures(entry, report)
    _names_known(document, known, report)
    if 0 < strategy.period.end < strategy.period.start:
        report.refuse(
            strategy.period.at("end"),
            _("The period ends before it starts: expected %(start)d or later.")
            % {"start": strategy.period.start},
        )
    for target in strategy.targets:
        check_target(target, report)
    for measure in strategy.measures:
        check_measure(measure, report)
    _promises(strategy, report)


def _ids_once(document: Document, report: Report) -> None:
    strategy = document.strategy
    _once(
        document.indicators, _("Two indicators have the id “%(id)s”; the first is on line %(line)s."), report
    )
    _once(
        strategy.focus_areas,
        _("Two focus areas have the id “%(id)s”; the first is on line %(line)s."),
        report,
    )
    _once(strategy.goals, _("Two goals have the id “%(id)s”; the first is on line %(line)s."), report)
    _once(strategy.targets, _("Two targets have the id “%(id)s”; the first is on line %(line)s."), report)
    _once(strategy.measures, _("Two measures have the id “%(id)s”; the first is on line %(line)s."), report)
    _once(strategy.promises, _("Two promises have the id “%(id)s”; the first is on line %(line)s."), report)


def _once(entries: Iterable[Identified], sentence: str, report: Report) -> None:
    first: dict[str, str] = {}
    for entry in entries:
        place = entry.at("id")
        if entry.id in first:
            report.refuse(place, sentence % {"id": entry.id, "line": report.line_of(first[entry.id])})
        elif entry.id:
            first[entry.id] = place


def _names_known(document: Document, known: Known, report: Report) -> None:
    indicators = Names(known.indicators | {entry.id for entry in document.indicators})
    regions = Names(known.regions)
    organiser = document.strategy.organiser
    places = [(organiser.region, organiser.at("region"))]
    places += [(target.region, target.at("region")) for target in document.strategy.targets]
    for code, place in places:
        if code and code not in regions.all:
            report.refuse(
                place,
                _("There is no region “%(code)s”.") % {"code": shown(code)}
                + (regions.near(code) if regions.all else " " + _no_regions()),
            )
    for target in document.strategy.targets:
        if target.indicator and target.indicator not in indicators.all:
            report.refuse(
                target.at("indicator"),
                _("There is no indicator “%(id)s”, neither in this file nor in the catalogue.")
                % {"id": shown(target.indicator)}
                + indicators.near(target.indicator),
            )


def _no_regions() -> str:
    return _("No regions are known yet: run `lupaus regions register` first.")


def check_derivation(entry: IndicatorEntry, report: Report) -> None:
    """Report keys that do not belong to the kind, and a derivation of what is not derived, or the lack of it.

    Whether its parts exist and fit is the catalogue's to say.
    """
    derivation = entry.derivation
    if derivation is None:
        return
    if entry.source.kind and entry.source.kind != SourceKind.DERIVED:
        report.refuse(
            entry.at("derivation"), _("Only an indicator of the source “derived” is worked out from others.")
        )
    if derivation.kind:
        try:
            parse(derivation.said, entry.at("derivation"))
        except Refused as refused:
            for problem in refused.problems:
                report.refuse(problem.path, problem.message)


def _whose_figures(entry: IndicatorEntry, report: Report) -> None:
    if entry.organisation and entry.source.kind and entry.source.kind != SourceKind.OWN:
        report.refuse(
            entry.at("organisation"),
            _("Only figures of the source “own” are brought in by an organisation's editors."),
        )
    if entry.least is not None and entry.most is not None and entry.least > entry.most:
        report.refuse(
            entry.at("most"),
            _("The most, %(most)s, is less than the least, %(least)s.")
            % {"most": entry.most, "least": entry.least},
        )


def check_measure(measure: MeasureEntry, report: Report) -> None:
    """Report a measure that ends before it starts."""
    if measure.start and measure.end and measure.end < measure.start:
        report.refuse(
            measure.at("end"),
            _("The measure ends before it starts: expected %(start)s or later.")
            % {"start": measure.start.isoformat()},
        )


def check_target(target: TargetEntry, report: Report) -> None:
    """Report what cannot be followed: no level and no direction, years in the wrong order, growth from 0."""
    level = target.target
    ways = [way for way in ("target", "direction") if target.at(way) in report.lines]
    if len(ways) != 1:
        report.refuse(
            target.path,
            _("Expected either a target (year and value) or a direction (increase or decrease), not both.")
            if ways
            else _("Expected either a target (year and value) or a direction (increase or decrease)."),
        )
    if level is None:
        return
    if 0 < level.year <= target.baseline.year:
        report.refuse(
            level.at("year"),
            _("The target year must come after the baseline year: expected %(year)d or later.")
            % {"year": target.baseline.year + 1},
        )
    if target.method == Method.CAGR:
        for part, value in ((target.baseline, target.baseline.value), (level, level.value)):
            if value is not None and value <= 0:
                report.refuse(
                    part.at("value"),
                    _("Growth (cagr) can only be reckoned from and to values above zero. Use linear."),
                )


def _promises(strategy: StrategyEntry, report: Report) -> None:
    targets = Names(target.id for target in strategy.targets)
    goals = Names(goal.id for goal in strategy.goals)
    for promise in strategy.promises:
        _references(
            promise.evidence, promise.at("evidence"), targets, _("There is no target “%(id)s” here."), report
        )
        _references(promise.goals, promise.at("goals"), goals, _("There is no goal “%(id)s” here."), report)
        if not promise.evidence and not promise.goals:
            report.note(
                promise.path, _("This promise has no evidence yet: nothing shows whether it is kept.")
            )


def _references(named: tuple[str, ...], path: str, names: Names, sentence: str, report: Report) -> None:
    for index, name in enumerate(named):
        place = f"{path}[{index}]"
        if name and name not in names.all:
            report.refuse(place, sentence % {"id": name} + names.near(name))
        elif name in named[:index]:
            report.refuse(place, _("“%(id)s” stands in this list already.") % {"id": name})


class Names:
    """Names to choose from, and the one nearest to a name that is not among them."""

    #: To find the nearest of thousands takes milliseconds; a file of nonsense gets no more help than this.
    MOST_SUGGESTIONS = 50

    def __init__(self, names: Iterable[str]) -> None:
        self.all = frozenset(names)
        self._sorted = sorted(self.all)
        self._found: dict[str, str] = {}

    def near(self, name: str) -> str:
        if name not in self._found:
            enough = len(self._found) >= self.MOST_SUGGESTIONS
            self._found[name] = "" if enough else nearest(name, self._sorted)
        return self._found[name]
