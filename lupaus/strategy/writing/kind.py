"""The strategy as a kind of work: how its parts are read and checked, and what publishing one does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.indicators.models import Indicator
from lupaus.regions.queries import known_codes
from lupaus.strategy.checklist import POINTS
from lupaus.strategy.files.document import PROSE, MeasureEntry, TargetEntry
from lupaus.strategy.files.rules import check as check_document
from lupaus.strategy.files.rules import check_measure, check_target, known_now
from lupaus.strategy.files.saving import Saving
from lupaus.strategy.writing.declared import PARTS
from lupaus.strategy.writing.files import FILES
from lupaus.strategy.writing.mapping import content_of, is_apart, point_content, read_content, record_of
from lupaus.strategy.writing.names import POINT, STRATEGY
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.content import Content
from lupaus.workspace.files.plain import node_of
from lupaus.workspace.files.report import Report
from lupaus.workspace.kinds import Checked, Read, WorkKind, address_of_version, title_of_head
from lupaus.workspace.models import Version, Work


def read(kind: str, given: Mapping[str, Any]) -> Read:
    """What was written of one part, as it is kept: read by the declaration of the planner's file."""
    if kind == POINT:
        return _read_point(given)
    report = Report("")
    cleaned = {name: each for name, value in given.items() if (each := _cleaned(value)) not in _NOTHING}
    organiser = given.get("organiser")
    if kind == STRATEGY and isinstance(organiser, Mapping) and "id" in organiser:
        report.refuse("organiser.id", _("Whose the strategy is cannot be changed."))
    for name in given:
        if is_apart(kind, name):
            report.refuse(name, _("This is no field of it."))
            cleaned.pop(name, None)
    try:
        entry = record_of(kind).read(node_of(cleaned | {"id": "x"}, report), "", report)
    except Refused as refused:
        return Read({}, refused.problems)
    if isinstance(entry, TargetEntry):
        check_target(entry, report)
        _check_names(entry, report)
    if isinstance(entry, MeasureEntry):
        check_measure(entry, report)
    if report.problems:
        return Read({}, tuple(_at_field(problem) for problem in report.problems))
    return Read(content_of(kind, entry), ())


_NOTHING: Final[tuple[Any, ...]] = (None, "", {}, [])


def _cleaned(value: Any) -> Any:
    """A value without what only a browser adds: carriage returns, and what is empty."""
    if isinstance(value, str):
        words = value.replace("\r\n", "\n").replace("\r", "\n")
        return words if words.strip() else ""
    if isinstance(value, Mapping):
        inner = {name: _cleaned(each) for name, each in value.items()}
        return {name: each for name, each in inner.items() if each not in _NOTHING}
    if isinstance(value, list | tuple):
        return [_cleaned(each) for each in value]
    return value


def _read_point(given: Mapping[str, Any]) -> Read:
    """The answer to a matter to decide; what the matter is cannot be changed."""
    slug = next((name for name, title in POINTS.items() if title.as_dict() == given.get("title")), None)
    problems = [
        Problem(_("This is no field of it."), path=name) for name in given if name not in ("title", "answer")
    ]
    answer = _cleaned(given.get("answer") or {})
    is_text = isinstance(answer, dict) and all(
        language in LANGUAGES and isinstance(words, str) and len(words) <= PROSE and "\x00" not in words
        for language, words in answer.items()
    )
    if not is_text:
        problems.append(
            Problem(_("Expected a text of at most %(most)d letters.") % {"most": PROSE}, path="answer")
        )
    if slug is None:
        problems.append(Problem(_("What the matter is cannot be changed."), path="title"))
    if slug is None or problems:
        return Read({}, tuple(problems))
    return Read(point_content(slug, Text.of(answer)), ())


def _check_names(target: TargetEntry, report: Report) -> None:
    """Report an indicator or a region that is not there. Two queries."""
    if target.indicator and not Indicator.objects.filter(pk=target.indicator).exists():
        report.refuse("indicator", _("There is no such indicator in the catalogue."))
    if target.region and target.region not in known_codes():
        report.refuse("region", _("There is no such region."))


def _at_field(problem: Problem) -> Problem:
    """A problem beside its field in a form, which knows no lines."""
    return Problem(problem.message, path=re.sub(r"\[.*", "", problem.path))


def check(work: Work, content: Content) -> Checked:
    """What the whole breaks of the rules of the planner's file, and what its writers should know."""
    try:
        document, report, places = read_content(content)
    except Refused as refused:
        return Checked(
            tuple(Problem(each.message, path=f"{STRATEGY}/{work.pk}") for each in refused.problems)
        )
    check_document(document, known_now(), report)
    problems = [Problem(each.message, path=_place(each.path, places)) for each in report.problems]
    notes = [Problem(each.message, path=_place(each.path, places)) for each in report.notes]
    if not document.strategy.goals:
        problems.append(Problem(_("There is no goal yet."), path=f"{STRATEGY}/{work.pk}"))
    return Checked(tuple(problems), tuple(notes))


def _place(path: str, places: Mapping[str, str]) -> str:
    """`strategy.focus_areas[0].goals[1].title.sv` → `goal/employment/title.sv`."""
    steps = re.split(r"\.(?![^\[]*\])", path)
    for end in range(len(steps), 0, -1):
        part = places.get(".".join(steps[:end]))
        if part is not None:
            rest = ".".join(steps[end:])
            return f"{part}/{rest}" if rest else part
    return path


def _put_in_force(*, actor: Actor, clock: Clock, work: Work, version: Version, content: Content) -> None:
    """Save what public pages and verdicts read: the strategy's own tables, without internal attributes."""
    hidden = frozenset(version.internal)
    public = Content(part.without_attributes(hidden) for part in content.parts)
    document, report, _places = read_content(public)
    report.raise_problems()
    Saving(actor, clock, verb="publish").strategy(document.strategy)


KIND: Final = WorkKind(
    name=STRATEGY,
    label=lambda: _("strategy"),
    parts=PARTS,
    read=read,
    check=check,
    put_in_force=_put_in_force,
    title=title_of_head(STRATEGY),
    public_address=address_of_version("strategy:version"),
    fixed_parts=lambda: tuple((POINT, slug, point_content(slug)) for slug in POINTS),
    files=FILES,
)
