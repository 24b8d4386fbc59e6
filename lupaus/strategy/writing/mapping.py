"""A strategy as parts, as the planner's file has it, and back: nothing is lost either way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from lupaus.indicators.models import Indicator
from lupaus.strategy.checklist import POINTS
from lupaus.strategy.files.document import (
    DOCUMENT,
    Document,
    FocusAreaEntry,
    GoalEntry,
    MeasureEntry,
    PromiseEntry,
    StrategyEntry,
    TargetEntry,
)
from lupaus.strategy.files.stored import indicator_entry, with_parts
from lupaus.strategy.writing.names import FOCUS_AREA, GOAL, MEASURE, POINT, PROMISE, STRATEGY, TARGET
from lupaus.web.texts import Text
from lupaus.workspace.content import Content, PartValue, Values
from lupaus.workspace.files.plain import node_of
from lupaus.workspace.files.records import Located, Record, kind_of
from lupaus.workspace.files.report import Report
from lupaus.workspace.rights import nothing_here

#: What the file says of each kind of part.
ENTRIES: Final[Mapping[str, type[Located]]] = {
    STRATEGY: StrategyEntry,
    FOCUS_AREA: FocusAreaEntry,
    GOAL: GoalEntry,
    TARGET: TargetEntry,
    MEASURE: MeasureEntry,
    PROMISE: PromiseEntry,
}
#: Keys of the file that are no content of the part: its id, and what stands under it.
_APART: Final[Mapping[str, frozenset[str]]] = {
    STRATEGY: frozenset({"id", "focus_areas", "promises", "checklist"}),
    FOCUS_AREA: frozenset({"id", "goals"}),
    GOAL: frozenset({"id", "targets", "measures"}),
    TARGET: frozenset({"id"}),
    MEASURE: frozenset({"id"}),
    PROMISE: frozenset({"id"}),
}
_LISTS: Final = {FOCUS_AREA: "focus_areas", GOAL: "goals", TARGET: "targets", MEASURE: "measures"}


def is_apart(kind: str, name: str) -> bool:
    """Whether a key of the file is not content of the part itself."""
    return name in _APART[kind]


def content_of(kind: str, entry: Located) -> Values:
    """An entry of a file as the content of a part: plain JSON, what is empty left out."""
    values = {
        # Words are in three languages here, also where a file may say them once for all.
        each.name: value.as_dict() if isinstance(value, Text) else _json(kind_of(each).plain(value))
        for each in fields(entry)
        if "kind" in each.metadata
        and not is_apart(kind, each.name)
        and (value := getattr(entry, each.name)) is not None
    }
    if kind == STRATEGY:
        values["organiser"].pop("id", None)  # whose the work is, is told by the work
    return {name: value for name, value in values.items() if value not in (None, "", {}, [])}


def _json(value: Any) -> Any:
    """A plain value of the file as JSON has it, alike however it was written."""
    if isinstance(value, Mapping):
        return {name: _json(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_json(each) for each in value]
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def parts_of(entry: StrategyEntry) -> list[PartValue]:
    """The parts of a strategy, each in its place; the matters to decide are all there, answered or not."""
    return list(_parts(entry))


def _parts(entry: StrategyEntry) -> Iterator[PartValue]:
    yield PartValue(STRATEGY, entry.id, "", content_of(STRATEGY, entry))
    for place, area in enumerate(entry.focus_areas):
        yield PartValue(FOCUS_AREA, area.id, "", content_of(FOCUS_AREA, area), place)
        for number, goal in enumerate(area.goals):
            yield PartValue(GOAL, goal.id, area.id, content_of(GOAL, goal), number)
            for index, target in enumerate(goal.targets):
                yield PartValue(TARGET, target.id, goal.id, content_of(TARGET, target), index)
            for index, measure in enumerate(goal.measures):
                yield PartValue(MEASURE, measure.id, goal.id, content_of(MEASURE, measure), index)
    for place, promise in enumerate(entry.promises):
        yield PartValue(PROMISE, promise.id, "", content_of(PROMISE, promise), place)
    answers = {each.id: each.answer for each in entry.checklist}
    for place, slug in enumerate(POINTS):
        yield PartValue(POINT, slug, "", point_content(slug, answers.get(slug)), place)


def point_content(slug: str, answer: Any = None) -> Values:
    """A matter to decide: its name, which never changes, and what the strategy says of it."""
    return {"title": POINTS[slug].as_dict()} | ({"answer": answer.as_dict()} if answer else {})


def plain_of(content: Content) -> Values:
    """A content as the plain values of a file's `strategy`. Raises `NotFound` without its head."""
    return _plain(content)[0]


def document_of(content: Content, organisation: str = "") -> Document:
    """The file that would make a content, with its targets' indicators. One query, and one for each level of
    those that are derived. Raises `NotFound`."""
    document, report, _places = read_content(content)
    report.raise_problems()
    strategy = document.strategy
    if organisation not in ("", strategy.organisation):
        strategy = replace(strategy, organiser=replace(strategy.organiser, id=organisation))
    used = dict.fromkeys(target.indicator for target in document.strategy.targets)
    known = Indicator.objects.in_bulk(list(used))
    whole = with_parts({name: known[name] for name in used if name in known})
    entries = tuple(map(indicator_entry, whole.values()))
    return Document(indicators=entries, strategy=strategy)


def read_content(content: Content) -> tuple[Document, Report, Mapping[str, str]]:
    """A content read by the declaration of the file, what is wrong with it, and which part stands where.

    The places are `strategy.focus_areas[0].goals[1]` → `goal/employment`. Raises `NotFound` without its head.
    """
    plain, places = _plain(content)
    report = Report("")
    document: Document = DOCUMENT.read(node_of({"strategy": plain}, report), "", report)
    return document, report, places


def _plain(content: Content) -> tuple[Values, Mapping[str, str]]:
    head = next(iter(content.of_kind(STRATEGY)), None)
    if head is None:
        raise nothing_here()
    places = {"strategy": f"{STRATEGY}/{head.slug}"}

    def listed(kind: str, parent: str, path: str, name: str) -> list[Values]:
        found = []
        for place, part in enumerate(content.under(kind, parent)):
            here = f"{path}.{name}[{place}]"
            places[here] = f"{kind}/{part.slug}"
            inner = {
                _LISTS[below]: entries
                for below in _BELOW.get(kind, ())
                if (entries := listed(below, part.slug, here, _LISTS[below]))
            }
            found.append({"id": part.slug, **part.content, **inner})
        return found

    plain: Values = {"id": head.slug, **head.content}
    for kind, name in ((FOCUS_AREA, "focus_areas"), (PROMISE, "promises")):
        if entries := listed(kind, "", "strategy", name):
            plain[name] = entries
    answered = [part for part in content.under(POINT) if part.content.get("answer")]
    if answered:
        plain["checklist"] = [{"id": part.slug, "answer": part.content["answer"]} for part in answered]
        for place, part in enumerate(answered):
            places[f"strategy.checklist[{place}]"] = f"{POINT}/{part.slug}"
    return plain, places


_BELOW: Final = {FOCUS_AREA: (GOAL,), GOAL: (TARGET, MEASURE)}


def record_of(kind: str) -> Record[Any]:
    """The declaration that reads one part."""
    return Record(ENTRIES[kind])
