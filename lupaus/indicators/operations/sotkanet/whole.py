"""Going through the whole of Sotkanet politely, so that it can be broken off, asking for what changed only.

A run goes indicator by indicator: its metadata, and where they say that figures changed, its observations.
Every answer is kept on disk until it is imported, every indicator is remembered when it is done; a run that
is killed goes on from there and asks for nothing twice. A good many indicators make one release.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.indicators.fetched import going_through
from lupaus.indicators.models import Indicator, SourceKind
from lupaus.indicators.operations.rows import Imported, Progress
from lupaus.indicators.operations.sotkanet.asking import Asking
from lupaus.indicators.operations.sotkanet.batches import Batch, Come
from lupaus.indicators.operations.sotkanet.catalogue import catalogued
from lupaus.indicators.operations.sotkanet.understanding import SERVICE_NAME, entries_of
from lupaus.indicators.sotkanet import NoAnswer, NoSuchIndicator, Sotkanet
from lupaus.indicators.visits import GONE, REFUSED, Run, Visit, begin
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused

#: So many indicators in a row that Sotkanet fails at are Sotkanet's trouble, not theirs.
_FAILURES_IN_A_ROW: Final = 3


class BrokenOff(Refused):
    """The service stopped answering; what was fetched is kept, and the same command goes on from there."""

    status = 502


@dataclass(frozen=True, slots=True)
class Choice:
    """Which indicators: these of Sotkanet's numbers, those of a theme of our catalogue, else everything."""

    numbers: tuple[int, ...] = ()
    theme: str = ""

    @property
    def words(self) -> str:
        """Names the choice, always the same way."""
        if self.numbers:
            words = ",".join(map(str, sorted(set(self.numbers))))
            return f"ids {words}" if len(words) < 100 else f"ids {sha256(words.encode()).hexdigest()[:40]}"
        return f"theme {self.theme}" if self.theme else "all"


@dataclass
class Whole:
    """What a run did. Names are Sotkanet's numbers; `left_out` counts figures by Sotkanet's id of a region
    that nobody here knows."""

    was_broken_off: bool = False
    total: int = 0
    #: Indicators that are done, those of the run before it was broken off too.
    done: int = 0
    imported: int = 0
    unchanged: int = 0
    gone: list[str] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    releases: list[Imported] = field(default_factory=list)
    left_out: Counter[int] = field(default_factory=Counter)


#: Told of each release as it is made.
Told = Callable[[Imported, Whole], None]


def import_whole_sotkanet(
    *,
    actor: Actor,
    clock: Clock,
    service: Sotkanet,
    choice: Choice | None = None,
    years: tuple[int, int] | None = None,
    anew: bool = False,
    again: bool = False,
    skip_bad: bool = False,
    batch: int = 50,
    progress: Progress | None = None,
    told: Told | None = None,
) -> Whole:
    """Bring in every indicator of Sotkanet, or those chosen, `batch` of them a release.

    A run of the same choice and years that was broken off within a week is gone on with, unless `anew`.
    Figures are asked for only where Sotkanet says that they changed since the last run of the same years, or
    where `again` asks for all. What the answer no longer gives is withdrawn in the years asked for. An
    indicator Sotkanet no longer has is told and its figures stay. One that cannot be read is told and stops
    nothing; figures of regions nobody here knows are left out and counted, and asked for again once they are
    known. Raises `BrokenOff` where Sotkanet stops answering, `AlreadyRunning`.
    """
    require(actor, Role.PLANNER)
    choice = choice or Choice()
    scope = choice.words + (f" {years[0]}-{years[1]}" if years else "")
    with going_through(settings.OBSERVATIONS, SourceKind.SOTKANET) as folder:
        run = begin(SourceKind.SOTKANET, scope, folder, clock=clock, anew=anew)
        asking = Asking(service, run.fetched, clock=clock, years=years, again=again)
        going = _Going(run, asking, by=actor, clock=clock, skip_bad=skip_bad, told=told)
        going.go(choice, batch, progress)
        run.finish(at=clock())
    return going.whole


class _Going:
    """One run, from its list to its last release."""

    def __init__(
        self, run: Run, asking: Asking, *, by: Actor, clock: Clock, skip_bad: bool, told: Told | None
    ) -> None:
        self.whole = Whole(was_broken_off=run.was_broken_off)
        self._run, self._asking, self._actor, self._clock = run, asking, by, clock
        self._skip_bad, self._told = skip_bad, told
        self._failed: list[tuple[int, NoAnswer]] = []

    def go(self, choice: Choice, at_once: int, progress: Progress | None) -> None:
        numbers = self._numbers(choice)
        self._asking.about(numbers)
        before = self.whole.total - len(numbers)
        batch = self._new_batch()
        for place, number in enumerate(numbers):
            if progress:
                progress(before + place, self.whole.total)
            come = self._ask(number)
            if come is not None:
                batch.add(come)
            if len(batch) >= at_once or batch.is_full:
                self._import(batch)
                batch = self._new_batch()
            if len(self._failed) >= _FAILURES_IN_A_ROW:
                self._import(batch)
                raise self._broken_off()
        self._import(batch)
        self._tell_failed()
        if progress:
            progress(self.whole.total, self.whole.total)

    def _numbers(self, choice: Choice) -> list[int]:
        """What is left to ask for, in the order of our catalogue, so that neighbours share a release."""
        done = self._run.done()
        if choice.numbers:
            wanted: Collection[int] = set(choice.numbers)
        elif choice.theme:
            wanted = _of_theme(choice.theme)
        else:
            wanted = self._listed(done)
        left = [number for number in wanted if self._asking.name(number) not in done]
        self.whole.total, self.whole.done = len(wanted), len(wanted) - len(left)
        order = dict(Indicator.objects.values_list("id", "number"))
        entries = entries_of(left)
        places = {
            number: min(order[name] for name in entries[number]) if number in entries else len(order) + number
            for number in left
        }
        return sorted(left, key=lambda number: places[number])

    def _listed(self, done: Collection[str]) -> Collection[int]:
        """Everything Sotkanet lists; what it lists no longer is told once, and stays."""
        listed = self._asking.listed()
        catalogued(listed, by=self._actor, clock=self._clock)
        self.whole.refused += listed.strange
        gone = [number for number in entries_of() if number not in listed.indicators]
        self._keep_gone(number for number in gone if self._asking.name(number) not in done)
        return listed.indicators

    def _keep_gone(self, numbers: Iterable[int]) -> None:
        told = _("Sotkanet no longer has this indicator. Its figures stay as they are.")
        found = sorted(numbers)
        self._keep(Visit(self._asking.name(number), GONE, told) for number in found)
        self.whole.gone += map(str, found)

    def _ask(self, number: int) -> Come | None:
        """What came of an indicator that is to be imported; None where nothing is."""
        come = None
        try:
            asked = self._asking.ask(number)
        except NoSuchIndicator:
            self._keep_gone([number])
            self.whole.done += 1
        except Refused as refused:
            if isinstance(refused, NoAnswer) and refused.is_of_the_service:
                self._failed.append((number, refused))
                return None
            self._refuse(number, refused)
        else:
            if isinstance(asked, Come):
                come = asked
            else:
                self._keep([asked])
                self._asking.forget([number])
                self.whole.unchanged += 1
                self.whole.done += 1
        self._tell_failed()
        return come

    def _new_batch(self) -> Batch:
        return Batch(self._run.fetched, self._asking.codes, skip_bad=self._skip_bad)

    def _import(self, batch: Batch) -> None:
        if not len(batch):
            return
        brought = batch.bring_in(by=self._actor, clock=self._clock)
        visits = list(brought.visits)
        for number, problem in brought.refused.items():
            visits.append(Visit(self._asking.name(number), REFUSED, str(problem)))
            self.whole.refused.append(_of(number, problem))
        self._keep(visits)
        self._asking.forget(batch.numbers)
        self.whole.imported += len(brought.visits)
        self.whole.done += len(batch)
        self.whole.left_out += brought.left_out
        if brought.imported is not None and brought.imported.release is not None:
            self.whole.releases.append(brought.imported)
            if self._told:
                self._told(brought.imported, self.whole)

    def _keep(self, visits: Iterable[Visit]) -> None:
        self._run.keep([*visits, *self._asking.of_metadata()], at=self._clock())

    def _refuse(self, number: int, refused: Refused) -> None:
        problem = refused.problems[0]
        self._keep([Visit(self._asking.name(number), REFUSED, str(problem))])
        self._asking.forget([number])
        self.whole.refused.append(_of(number, problem))
        self.whole.done += 1

    def _tell_failed(self) -> None:
        """Sotkanet answers again: what failed before was the trouble of those indicators."""
        for number, failed in self._failed:
            self._refuse(number, failed)
        self._failed = []

    def _broken_off(self) -> BrokenOff:
        _number, failed = self._failed[-1]
        left = _("Done so far: %(done)d of %(total)d indicators. The same command goes on from there.")
        counts = {"done": self.whole.done, "total": self.whole.total}
        return BrokenOff([*failed.problems, Problem(left % counts)])


def _of_theme(theme: str) -> set[int]:
    """Sotkanet's numbers of a theme of our catalogue. Raises `Refused` where there is none."""
    themed = set(Indicator.objects.filter(theme=theme).values_list("id", flat=True))
    found = {number for number, names in entries_of().items() if themed & set(names)}
    if not found:
        raise Refused(
            _("The catalogue has no indicator of Sotkanet with the theme %(theme)s.") % {"theme": theme}
        )
    return found


def _of(number: int, problem: Problem) -> Problem:
    """The problem, with the indicator it is about."""
    return Problem(problem.message, file=SERVICE_NAME, path=f"{number} {problem.path}".strip())
